using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;

namespace Tocsin.Bench;

/// <summary>The largest resident size of <c>clusters</c> as a process, beside SaTScan 10.3's on the same files (built from its sources), or on files of the same size.</summary>
static class ScanMemory
{
    const string Space = "CoordinatesType=0\nPValueReportType=1\nMonteCarloReps=999\nStartDate=2023/1/1\n";

    static readonly (string Name, string Set, string Parameters, double[] Reference)[] Cases =
    [
        ("500 places x 365 days, permutation", "stp500", "ModelType=2\nAnalysisType=4\nPrecisionCaseTimes=3\nEndDate=2023/12/31\nTimeAggregationUnits=3\nMaxTemporalSizeInterpretation=1\nMaxTemporalSize=30\n", [15.7, 18.2]),
        ("3,000 places, Poisson", "poi3000", "PopulationFile=poi3000.pop\nModelType=0\nAnalysisType=1\nPrecisionCaseTimes=0\nEndDate=2023/12/31\n", [19.5, 20.1]),
        ("1,000 places x 52 weeks, Poisson", "weeks", "PopulationFile=weeks.pop\nModelType=0\nAnalysisType=3\nPrecisionCaseTimes=3\nEndDate=2023/12/30\nTimeAggregationUnits=3\nTimeAggregationLength=7\n", [14.4, 15.2]),
    ];

    public static void Run()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Tocsin.slnx"))) root = Path.GetDirectoryName(root)!;
        var folder = Directory.CreateTempSubdirectory("tocsin-scan-memory-");
        try
        {
            foreach (var packed in Directory.EnumerateFiles(Path.Combine(root, "tests/Tocsin.Tests/Fixtures/oracle/scan"), "*.gz")) Unpack(packed, folder.FullName);
            MakeWeeks(folder.FullName, new Random(1));
            var native = Path.Combine(root, "artifacts/native/tocsin-clusters");
            if (!File.Exists(native)) Console.WriteLine("scan     memory: tocsin-clusters is not published (dotnet publish src/Tocsin.Clusters), so the whole program alone is measured");
            var programs = new[] { (Path: native, Verb: Array.Empty<string>()), (Path: Path.Combine(root, "src/Tocsin.Node/bin/Release/net10.0/Tocsin.Node"), Verb: ["clusters"]) };
            foreach (var (name, set, parameters, reference) in Cases)
                foreach (var program in programs.Where(program => File.Exists(program.Path)))
                    for (var threads = 1; threads <= 2; threads++)
                    {
                        var prm = Path.Combine(folder.FullName, $"{set}.prm");
                        File.WriteAllText(prm, $"CaseFile={set}.cas\nCoordinatesFile={set}.geo\n{parameters}{Space}NumberParallelProcesses={threads}\n");
                        Figures.Say("scan", $"{Path.GetFileName(program.Path)}: {name}, {threads} thread{(threads == 1 ? "" : "s")}", Peak(program.Path, [.. program.Verb, "--prm", prm]), "MB",
                            string.Create(CultureInfo.InvariantCulture, $"the reference's {reference[threads - 1]} MB were measured elsewhere"));
                    }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static void Unpack(string packed, string folder)
    {
        using var from = new GZipStream(File.OpenRead(packed), CompressionMode.Decompress);
        using var to = File.Create(Path.Combine(folder, Path.GetFileNameWithoutExtension(packed)));
        from.CopyTo(to);
    }

    static void MakeWeeks(string folder, Random chance)
    {
        string Lines(int count, Func<int, string> line) => string.Concat(Enumerable.Range(1, count).Select(i => line(i) + "\n"));
        string Coordinate() => (chance.NextDouble() * 1000).ToString("F4", CultureInfo.InvariantCulture);
        File.WriteAllText(Path.Combine(folder, "weeks.geo"), Lines(1_000, place => $"{place} {Coordinate()} {Coordinate()}"));
        File.WriteAllText(Path.Combine(folder, "weeks.pop"), Lines(1_000, place => $"{place} 2023 {chance.Next(500, 10_000)}"));
        File.WriteAllText(Path.Combine(folder, "weeks.cas"), Lines(20_000, _ => $"{chance.Next(1, 1_001)} 1 {new DateOnly(2023, 1, 1).AddDays(chance.Next(364)).ToString("yyyy'/'M'/'d", CultureInfo.InvariantCulture)}"));
    }

    /// <summary>What the kernel says of the process while it runs; the last time that it was asked.</summary>
    static double Peak(string program, string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true })!;
        var told = process.StandardOutput.ReadToEndAsync();
        var peak = 0.0;
        while (!process.WaitForExit(2))
            try
            {
                var line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                if (line is not null) peak = double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1000;
            }
            catch (IOException)
            {
                // It has just ended.
            }
        told.Wait();
        return process.ExitCode == 0 ? peak : throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
    }
}
