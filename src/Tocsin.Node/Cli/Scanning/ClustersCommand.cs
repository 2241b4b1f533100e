using System.CommandLine;
using Tocsin.Detection.Scan;
using Tocsin.Formats.ScanFiles;

namespace Tocsin.Node.Cli.Scanning;

/// <summary><c>tocsin clusters</c>: finds clusters of cases in places and time. It knows no node, and is compiled by itself too (Tocsin.Clusters).</summary>
static class ClustersCommand
{
    static readonly Option<string?> Prm = Named("--prm", "A SaTScan parameter file, as it is; nothing else is then asked for", "FILE");
    static readonly Option<string?> CaseFile = Named("--cases", "place, count, date, categories", "FILE");
    static readonly Option<string?> PlaceFile = Named("--places", "place, latitude, longitude; or place, x, y", "FILE");
    static readonly Option<string?> PopulationFile = Named("--population", "place, date, people, categories (Poisson)", "FILE");
    static readonly Option<string?> ControlFile = Named("--controls", "place, count, date (Bernoulli)", "FILE");
    static readonly Option<string?> Model = Choice("--model", "What cases are compared with", "poisson", "bernoulli", "permutation");
    static readonly Option<string?> Coordinates = Choice("--coordinates", "What coordinates are (default: latlon)", "latlon", "cartesian");
    static readonly Option<bool> SpaceTime = new("--space-time") { Description = "Scan windows of time too" };
    static readonly Option<bool> Prospective = new("--prospective") { Description = "Scan windows of time that reach to the end" };
    static readonly Option<double?> MaxShare = NumberOption.Real("--max-share", "The share of the population in a circle at most (default: 0.5)", "SHARE", 1e-6, 0.5);
    static readonly Option<double?> MaxWindow = NumberOption.Real("--max-window", "The longest window, in units of the dates (default: half the time)", "N", 1, 1_000_000);
    static readonly Option<int> Replicates = NumberOption.Whole("--replicates", "Replicates of chance (default: 999)", "N", 0, ScanOptions.ReplicatesMax, 999);
    static readonly Option<int> Seed = NumberOption.Whole("--seed", "What chance begins with (default: 12345678)", "S", 0, int.MaxValue, 12_345_678);

    static readonly Option[] WithoutPrm = [CaseFile, PlaceFile, PopulationFile, ControlFile, Model, Coordinates, SpaceTime, Prospective, MaxShare, MaxWindow, Replicates, Seed];

    public const string Name = "clusters";
    public const string Summary = "Finds clusters of cases in places and time (Kulldorff's scan statistic); no node needed.";
    public const string Example = "tocsin clusters --cases cases.csv --places places.csv --model permutation --prospective --max-window 7";

    /// <summary>All its options.</summary>
    public static IEnumerable<Option> Options => [Prm, .. WithoutPrm];

    /// <summary>The command without a program to run it.</summary>
    public static Command Create()
    {
        var command = new Command(Name, CommandRoot.Describe(Summary, Example));
        foreach (var option in Options) command.Options.Add(option);
        return command;
    }

    static Option<string?> Named(string name, string description, string help) => new(name) { Description = description, HelpName = help };

    static Option<string?> Choice(string name, string description, params string[] values)
    {
        var option = Named(name, description, string.Join('|', values));
        option.AcceptOnlyFromAmong(values);
        return option;
    }

    /// <summary>Scans, and answers.</summary>
    public static int Run(ParseResult parsed, Terminal terminal, CancellationToken stop)
    {
        var request = parsed.GetValue(Prm) is { } prm ? FromPrm(parsed, terminal, terminal.Path(prm)) : FromOptions(parsed, terminal);
        var faults = new ScanFaults();
        try
        {
            var input = ScanInput.Read(request, faults);
            if (input is null)
            {
                foreach (var fault in faults.Told) terminal.Err.WriteLine(fault);
                throw new InvalidDataException(faults.Count > faults.Told.Count ? $"nothing was scanned: {faults.Count} faults, of which the first {faults.Told.Count} are told" : "nothing was scanned");
            }
            if (input.LeftOut > 0) terminal.Err.WriteLine($"{input.LeftOut} cases or controls are outside the study's places or time and were left out");
            // What the files were read with is garbage by now: the scan takes its place, instead of more memory.
            GC.Collect();
            var answer = ClustersAnswer.Of(input, ScanStatistic.Run(input.Data, input.Places.Geography, input.Options, stop));
            if (parsed.GetValue(CommandRoot.Json)) terminal.Out.WriteLine(answer.Json());
            else foreach (var line in answer.Lines()) terminal.Out.WriteLine(line);
            return CommandRoot.Done;
        }
        catch (ScanTooLargeException tooLarge)
        {
            throw new InvalidDataException(tooLarge.Message, tooLarge);
        }
    }

    static ScanRequest FromPrm(ParseResult parsed, Terminal terminal, string prm)
    {
        if (WithoutPrm.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } odd) throw new InvalidDataException($"{odd.Name}: with --prm the parameter file says it all");
        var (request, refused, notes) = PrmReader.Read(prm);
        foreach (var note in notes) terminal.Err.WriteLine($"{prm}, {note}");
        if (request is not null) return request;
        foreach (var sentence in refused) terminal.Err.WriteLine($"{prm}, {sentence}");
        throw new InvalidDataException("nothing was scanned");
    }

    static ScanRequest FromOptions(ParseResult parsed, Terminal terminal)
    {
        ScanFile? At(Option<string?> option) => parsed.GetValue(option) is { } path ? new(terminal.Path(path), new ScanTableShape(), MayHaveHeader: true) : null;
        ScanFile Needed(Option<string?> option) => At(option) ?? throw new InvalidDataException($"{option.Name} FILE is needed, or --prm FILE");
        var model = parsed.GetValue(Model) switch
        {
            "poisson" => ScanModel.Poisson, "bernoulli" => ScanModel.Bernoulli, "permutation" => ScanModel.Permutation,
            _ => throw new InvalidDataException("--model is needed: poisson, bernoulli or permutation"),
        };
        if (model != ScanModel.Poisson && At(PopulationFile) is not null) throw new InvalidDataException("--population: populations go with --model poisson");
        if (model != ScanModel.Bernoulli && At(ControlFile) is not null) throw new InvalidDataException("--controls: controls go with --model bernoulli");
        var prospective = parsed.GetValue(Prospective);
        return new()
        {
            Cases = Needed(CaseFile),
            Places = Needed(PlaceFile),
            Population = At(PopulationFile),
            Controls = model == ScanModel.Bernoulli ? Needed(ControlFile) : null,
            OnGlobe = parsed.GetValue(Coordinates) != "cartesian",
            Model = model,
            Timing = ScanTiming.AsFound,
            OverTime = prospective || parsed.GetValue(SpaceTime) || model == ScanModel.Permutation,
            Prospective = prospective,
            MaxWindow = parsed.GetValue(MaxWindow) is { } units ? (units, false) : (50, true),
            Options = new()
            {
                MaxShare = parsed.GetValue(MaxShare) ?? 0.5,
                Alive = prospective,
                Replicates = parsed.GetValue(Replicates),
                Seed = (ulong)parsed.GetValue(Seed),
            },
        };
    }
}
