using System.CommandLine;
using Tocsin.Detection.Series;

namespace Tocsin.Node.Cli.Detecting;

/// <summary><c>tocsin detect</c>: judges the counts of a file.</summary>
static class DetectVerb
{
    static readonly Argument<string> FileToRead = new("FILE") { Description = "CSV: date,count[,population][,unit][,reported]; - for standard input" };
    static readonly Option<string?> OutFile = new("--out") { Description = "Where to write (default: standard output)", HelpName = "FILE" };
    static readonly Option<int> From = NumberOption.Whole("--from", "The first point to judge, from 1 (default: the first that the method can)", "N", 1, int.MaxValue, 0);
    static readonly Option<int> Frequency = NumberOption.Whole("--frequency", "Points a year (default: as the dates say; 52 for running numbers)", "N", 1, 366, 0);

    public static Verb Create()
    {
        var verb = new Verb("detect", "Judges counts over time; no node needed.",
            "tocsin detect counts.csv --method farrington-flexible --b 5 --no-periods 10 --past-weeks-not-included 26 --p-threshold-trend 1 --threshold-method nbPlugin --alpha 0.005", Run)
        {
            ConcernsNode = false, Arguments = { FileToRead }, Options = { DetectMethods.Method, OutFile, From, Frequency },
        };
        foreach (var option in DetectMethods.Parameters) verb.Options.Add(option);
        return verb;
    }

    static async Task<int> Run(VerbContext context, CancellationToken stop)
    {
        var detector = DetectMethods.Build(context.Parsed);
        var file = context.Parsed.GetValue(FileToRead)!;
        await using var input = file == "-" ? context.Terminal.In : File.OpenRead(context.Terminal.Path(file));
        var counts = CountFile.Read(input, context.Parsed.GetValue(Frequency));
        counts.Say(context, file);
        if (counts.Units.Count == 0) throw new IOException($"{file}: there is nothing to judge");

        var detectors = counts.Units.Select(unit => TocsinMethod.For(detector, context, unit)).ToList();
        var judged = counts.Units.Zip(detectors, (unit, own) => Judge(context, own, unit, stop));
        await DoorVerbs.WriteTo(context, context.Parsed.GetValue(OutFile) ?? "-", async output =>
        {
            if (context.Json) await VerdictTable.WriteJson(output, judged, stop);
            else await VerdictTable.WriteCsv(output, judged);
            return true;
        });
        return Verb.Done;
    }

    static JudgedUnit Judge(VerbContext context, ISeriesDetector detector, CountedUnit unit, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var first = detector.FirstPoint(unit.History.Calendar);
        var from = context.Parsed.GetValue(From) is var told and > 0 ? told - 1 : first;
        var verdicts = new SeriesVerdict[Math.Max(0, unit.History.Length - from)];
        if (verdicts.Length > 0) detector.Judge(unit.History, from, verdicts);
        else context.Err.WriteLine($"unit {unit.Name}: it has {unit.History.Length} points, and would be judged from point {from + 1} on");
        return new(unit, from, verdicts);
    }
}
