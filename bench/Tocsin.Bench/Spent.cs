using System.Diagnostics;

namespace Tocsin.Bench;

/// <summary>Time on the clock and on all processors since it was made. On a shared machine the second is the steadier one.</summary>
readonly struct Spent()
{
    readonly long began = Begin();
    readonly TimeSpan cpu = Environment.CpuUsage.TotalTime;

    /// <summary>What came before is collected first: its garbage is not this one's to clear.</summary>
    static long Begin()
    {
        GC.Collect();
        return Stopwatch.GetTimestamp();
    }

    public double Seconds => Stopwatch.GetElapsedTime(began).TotalSeconds;

    /// <summary>Microseconds of processor time, user and system, that each of so many took.</summary>
    public double MicrosecondsOf(long count) => (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / count;
}
