using System.Globalization;
using Tocsin.Bench;
using Tocsin.Bench.Benchmark42;

// Each bench runs on a folder of its own, measures a named reference in the same run, and prints one line a figure.
// Usage: Tocsin.Bench [append|latency|firms|stages|verify|mirror|mirror-https|partners|serve|oapif|vessels|watches|stix|correlate|taxii|taxii-post|farrington|detectors|benchmark42|benchmark42-short|benchmark42-late|hotspots|scan|simulate|simulate-crowd|crowd|fuzz]... [--records N]; without names, all of them.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var records = args.SkipWhile(arg => arg != "--records").Skip(1).Select(int.Parse).FirstOrDefault(0);
var names = args.TakeWhile(arg => arg != "--records").ToList();
var benches = new (string Name, Func<Task> Run)[]
{
    ("append", () => AppendBench.Run(records > 0 ? records : 300_000)),
    ("latency", () => LatencyBench.Run(records > 0 ? records : 2_000)),
    ("firms", () => FirmsBench.Run(records > 0 ? records : 300_000)),
    ("stages", () => StagesBench.Run(records > 0 ? records : 100_000)),
    ("verify", () => VerifyBench.Run(records > 0 ? records : 1_000_000)),
    ("mirror", () => MirrorBench.Run(records > 0 ? records : 300_000)),
    ("mirror-https", () => MirrorHttpsBench.Run(records > 0 ? records : 300_000)),
    ("partners", () => PartnersBench.Run(records > 0 ? records : 40_000)),
    ("serve", () => ServeBench.Run(records > 0 ? records : 1_000_000)),
    ("oapif", () => OapifBench.Run(records > 0 ? records : 1_000_000)),
    ("farrington", () => Done(() => FarringtonBench.Run(records > 0 ? records : 100_000))),
    ("detectors", () => Done(() => DetectorsBench.Run(records > 0 ? records : 500_000))),
    ("benchmark42", () => Done(() => Benchmark42Bench.Run(records > 0 ? records : 100))),
    ("benchmark42-short", () => Done(() => Benchmark42Bench.RunShort(records > 0 ? records : 100))),
    ("benchmark42-late", () => Done(() => Benchmark42Bench.RunLate(records > 0 ? records : 100))),
    ("hotspots", () => Done(() => HotspotBench.Run(records > 0 ? records : 100_000))),
    ("correlate", () => CorrelateBench.Run(records > 0 ? records : 10_000_000)),
    ("stix", () => Done(() => StixBench.Run(records > 0 ? records : 200_000))),
    ("taxii", () => TaxiiBench.Run(records > 0 ? records : 1_000_000)),
    ("taxii-post", () => TaxiiBench.Posting(records > 0 ? records : 200_000)),
    ("simulate", () => Done(() => SimulateBench.Run(records > 0 ? records : 1_000))),
    ("simulate-crowd", () => Done(() => SimulateBench.Crowd(records > 0 ? records : 129))),
    ("crowd", () => CrowdBench.Run(records > 0 ? records : 20)),
    ("scan", () => Done(() =>
    {
        ScanBench.Run(records > 0 ? records : 999);
        ScanMemory.Run();
    })),
    ("fuzz", () => Done(() => FuzzBench.Run(records > 0 ? records : 2_000))),
    ("vessels", () => VesselsBench.Run(records > 0 ? records : 1_000)),
    ("watches", () => Done(() => WatchBench.Run(records > 0 ? records : 1_000_000))),
};
if (names.Except(benches.Select(bench => bench.Name)).ToList() is [var unknown, ..])
{
    Console.Error.WriteLine($"no bench '{unknown}': {string.Join(", ", benches.Select(bench => bench.Name))}");
    return 2;
}
foreach (var (name, run) in benches)
    if (names.Count == 0 || names.Contains(name)) await run();
return 0;

static Task Done(Action work)
{
    work();
    return Task.CompletedTask;
}
