using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Tocsin.Tests.Fuzzing;

/// <summary>What reading one input cost the thread that did it: not the clock on the wall, so that a busy machine is nobody's fault.</summary>
/// <param name="Seconds">Processor time.</param>
/// <param name="Allocated">Bytes.</param>
readonly record struct Work(double Seconds, long Allocated)
{
    /// <summary>What any input may cost, however short: code is compiled, tables are made, a signature is verified.</summary>
    public const double SecondsBase = 2;

    /// <summary>Some parsers make buffers, regular expressions and key objects before they look at the first byte.</summary>
    public const long AllocatedBase = 4 << 20;

    /// <summary>Hundreds of times what the slowest parser takes.</summary>
    public const double SecondsPerByteMax = 20e-6;

    public static Work Of(Action action)
    {
        var (began, allocated) = (ThreadSeconds(), GC.GetAllocatedBytesForCurrentThread());
        action();
        return new(ThreadSeconds() - began, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    /// <summary>Why that is out of proportion; nothing where it is not.</summary>
    public string? Excess(int inputBytes, int allocatedPerByteMax)
    {
        var (seconds, allocated) = (SecondsBase + inputBytes * SecondsPerByteMax, AllocatedBase + (long)inputBytes * allocatedPerByteMax);
        return Allocated > allocated ? FormattableString.Invariant($"{Allocated:N0} bytes allocated for {inputBytes:N0} bytes of input; {allocated:N0} are the most")
            : Seconds > seconds ? FormattableString.Invariant($"{Seconds:F2} s of processor time for {inputBytes:N0} bytes of input; {seconds:F2} s are the most")
            : null;
    }

    static double ThreadSeconds()
    {
        const int ThreadCpuTime = 3;
        return OperatingSystem.IsLinux() && clock_gettime(ThreadCpuTime, out var time) == 0 ? time.Seconds + time.Nanoseconds / 1e9 : Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int clock_gettime(int clock, out Timespec time);

    struct Timespec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
