using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using Tocsin.Detection.Backtesting;
using Tocsin.Detection.Series;

namespace Tocsin.Node.Cli.Detecting;

/// <summary><c>tocsin backtest</c>: judges detectors by outbreaks that are known.</summary>
static class BacktestVerb
{
    const int MethodsMax = 12, SizesMax = 20, RepeatsMax = 10_000;

    static readonly Argument<string> FileToRead = new("FILE") { Description = "CSV: date,count[,population][,unit][,outbreak]; - for standard input" };
    static readonly Option<string[]> Methods = new("--method")
    {
        Description = $"A method, with its parameters in the same quotes; may be said up to {MethodsMax} times (default: {TocsinMethod.Name})", HelpName = "'M [--NAME VALUE]...'", DefaultValueFactory = _ => [TocsinMethod.Name],
    };
    static readonly Option<int[]> Inject = new("--inject")
    {
        Description = "Add outbreaks of so many cases, and judge by these", HelpName = "CASES,...", CustomParser = ReadSizes, DefaultValueFactory = _ => [],
    };
    static readonly Option<int> Repeats = NumberOption.Whole("--repeats", "How often each size is added to each unit, at points by chance (default: 20)", "N", 1, RepeatsMax, 20);
    static readonly Option<int> Seed = NumberOption.Whole("--seed", "Where all chance comes from (default: 1)", "S", 0, int.MaxValue, 1);
    static readonly Option<int> From = NumberOption.Whole("--from", "The first point to judge, from 1 (default: the first that all methods can)", "N", 1, int.MaxValue, 0);
    static readonly Option<int> Frequency = NumberOption.Whole("--frequency", "Points a year (default: as the dates say; 52 for running numbers)", "N", 1, 366, 0);
    static readonly Option<string?> OutFile = new("--out") { Description = "Where to draw detections against false alarms, as SVG", HelpName = "PLOT.svg" };

    public static Verb Create() => new("backtest", "Judges detectors by outbreaks that are known or added; no node needed.",
        "tocsin backtest counts.csv --method tocsin --method 'ears-c2 --alpha 0.01' --inject 5,10,20 --out plot.svg", Run)
    {
        ConcernsNode = false, Arguments = { FileToRead }, Options = { Methods, Inject, Repeats, Seed, From, Frequency, OutFile },
    };

    static async Task<int> Run(VerbContext context, CancellationToken stop)
    {
        var names = context.Parsed.GetValue(Methods)!.Distinct(StringComparer.Ordinal).ToArray();
        if (names.Length > MethodsMax) throw new IOException($"at most {MethodsMax} methods are judged together, not {names.Length}");
        ISeriesDetector[] detectors = [.. names.Select(DetectMethods.Build)];
        var file = context.Parsed.GetValue(FileToRead)!;
        await using var input = file == "-" ? context.Terminal.In : File.OpenRead(context.Terminal.Path(file));
        var counts = CountFile.Read(input, context.Parsed.GetValue(Frequency));
        counts.Say(context, file);
        if (context.Parsed.GetValue(Inject) is { Length: 0 } && !counts.Units.Any(unit => unit.InOutbreak.Contains(true)))
            throw new IOException($"{file}: no outbreak is labelled; label them in a column 'outbreak' (1 or 0), or add some with --inject 5,10,20");

        var tallies = Array.ConvertAll(detectors, _ => new BacktestTally());
        for (var i = 0; i < counts.Units.Count; i++) Judge(context, detectors, counts.Units[i], i, tallies, stop);
        MethodBacktest[] judged = [.. names.Zip(tallies, (name, tally) => new MethodBacktest(name, tally))];
        if (tallies.All(tally => tally.Outbreaks == 0)) throw new IOException($"{file}: no outbreak lies among the points that are judged");
        if (context.Json) context.WriteJson(BacktestReport.Answer(judged), BacktestJson.Default.BacktestAnswer);
        else BacktestReport.Write(context.Out, judged);
        if (context.Parsed.GetValue(OutFile) is { } plot) await File.WriteAllTextAsync(context.Terminal.Path(plot), BacktestPlot.Draw(judged), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), stop);
        return Verb.Done;
    }

    static void Judge(VerbContext context, ISeriesDetector[] detectors, CountedUnit unit, int number, BacktestTally[] tallies, CancellationToken stop)
    {
        var from = context.Parsed.GetValue(From) is var told and > 0 ? told - 1 : detectors.Max(detector => detector.FirstPoint(unit.History.Calendar));
        if (from >= unit.History.Length)
        {
            context.Err.WriteLine($"unit {unit.Name}: it has {unit.History.Length} points, and would be judged from point {from + 1} on");
            return;
        }
        var (sizes, repeats) = (context.Parsed.GetValue(Inject)!, context.Parsed.GetValue(Repeats));
        for (var i = 0; i < detectors.Length; i++)
        {
            stop.ThrowIfCancellationRequested();
            Backtest.Labelled(detectors[i], new(unit.History, unit.InOutbreak), from, tallies[i]);
            // The same outbreaks for every method, and others for every unit.
            var injection = new OutbreakInjection((ulong)context.Parsed.GetValue(Seed) << 32 | (uint)number);
            Backtest.Injected(detectors[i], unit.History, from, sizes, repeats, injection, tallies[i], stop);
        }
    }

    static int[] ReadSizes(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        var words = text.Split(',');
        var sizes = new List<int>();
        foreach (var word in words)
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= OutbreakInjection.SizeMax) sizes.Add(size);
        if (sizes.Count != words.Length || sizes.Count > SizesMax) result.AddError($"'{text}' is not like 5,10,20: up to {SizesMax} numbers of cases from 1 to {OutbreakInjection.SizeMax}");
        return [.. sizes];
    }
}
