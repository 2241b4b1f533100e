using System.Diagnostics;
using System.Globalization;
using Tocsin.Tests.Fuzzing;

namespace Tocsin.Bench;

/// <summary>Every parser asked about changed files, as ./test asks, for as long as told: how many a second, and the worst that a byte cost in time and memory. A fault is
/// printed with the command that asks again, and the rest goes on.</summary>
static class FuzzBench
{
    const int FaultsMax = 5;

    /// <summary>Bytes of input to which a short one is rounded up: what a parser makes before it reads is nobody's proportion.</summary>
    const double BytesLeast = 1_000;

    /// <summary>TOCSIN_FUZZ='parser parser' asks those alone.</summary>
    /// <param name="mutations">Of each parser.</param>
    public static void Run(int mutations)
    {
        var names = Environment.GetEnvironmentVariable("TOCSIN_FUZZ")?.Split(' ') ?? [];
        foreach (var parser in Parsers.All.Where(parser => names.Length == 0 || names.Contains(parser.Name))) Run(parser, mutations);
    }

    static void Run(Parser parser, int mutations)
    {
        var files = FuzzCase.Files(parser);
        var (accepted, faults, bytes, seconds, slowest, largest) = (0, 0, 0L, 0.0, 0.0, 0.0);
        var began = Stopwatch.GetTimestamp();
        for (var number = 0; number < mutations; number++)
        {
            // Other seeds than those of ./test, which begin at 1.
            var outcome = new FuzzCase(parser, files[number % files.Count], 1_000_000 + number).Ask();
            accepted += outcome.IsAccepted ? 1 : 0;
            (bytes, seconds) = (bytes + outcome.InputBytes, seconds + outcome.Work.Seconds);
            var counted = Math.Max(BytesLeast, outcome.InputBytes);
            if (number > 0) (slowest, largest) = (Math.Max(slowest, outcome.Work.Seconds / counted), Math.Max(largest, outcome.Work.Allocated / counted));
            if (outcome.Fault is { } fault && faults++ < FaultsMax) Console.Error.WriteLine(fault);
        }
        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Figures.Say("fuzz", parser.Name, mutations / took, "inputs/s", string.Create(CultureInfo.InvariantCulture,
            $"{faults} faults, {100.0 * accepted / mutations:N0} % accepted, {bytes / seconds / 1e6:N1} MB/s; worst {slowest * 1e9:N0} ns and {largest:N0} bytes allocated a byte"));
    }
}
