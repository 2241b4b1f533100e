using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using Tocsin.Simulation;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin simulate</c>: many parties in one process, from one seed, checked after every step.</summary>
static class SimulateVerb
{
    static readonly Option<int> Parties = NumberOption.Whole("--parties", "How many parties (default: 4)", "N", SimulationOptions.PartiesMin, SimulationOptions.PartiesMax, 4);
    static readonly Option<int> Seed = NumberOption.Whole("--seed", "Where all chance comes from (default: 1)", "S", 0, int.MaxValue, 1);
    static readonly Option<double?> Hours = NumberOption.Real("--hours", "For how long things happen, in hours (default: 0.1)", "H", 0, SimulationOptions.HoursMax);
    static readonly Option<string> Faults = new("--faults")
    {
        Description = $"What may go wrong, with commas (default: all; none): {string.Join(", ", SimulationOptions.All.Select(SimulationOptions.Name))}", HelpName = "LIST", DefaultValueFactory = _ => "all",
    };

    public static Verb Create() => new("simulate", "Runs many parties over a simulated network, clock and disk, and checks after every step that what must never be is not.",
        "tocsin simulate --parties 4 --seed 7 --hours 0.1 --faults partition,crash,fork", Run)
    {
        ConcernsNode = false, Options = { Parties, Seed, Hours, Faults },
    };

    static Task<int> Run(VerbContext context, CancellationToken stop)
    {
        if (!SimulationOptions.ReadFaults(context.Parsed.GetValue(Faults)!).Try(out var faults, out var reason)) throw new InvalidDataException(reason);
        var options = new SimulationOptions(context.Parsed.GetValue(Parties), context.Parsed.GetValue(Seed), context.Parsed.GetValue(Hours) ?? 0.1, faults);
        return Task.FromResult(Tell(context, Simulate.Run(options, stop)));
    }

    /// <summary>Says what came of it; exit 1 where something was that must never be.</summary>
    internal static int Tell(VerbContext context, SimulationReport report)
    {
        if (context.Json) context.WriteJson(Answer(report), SimulateJson.Default.SimulateAnswer);
        else Say(context, report);
        return report.Failure is null ? Verb.Done : Verb.BadAnswer;
    }

    static void Say(VerbContext context, SimulationReport report)
    {
        FormattableString line = $"{report.Options.Parties} parties, {report.Simulated.TotalMinutes:F1} minutes of theirs: {report.Records:N0} records, {report.Steps:N0} steps, {report.Checks:N0} checks of a disk";
        context.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        context.Out.WriteLine($"injected: {string.Join(", ", report.Injected.Select(each => $"{each.Key} {each.Value.ToString("N0", CultureInfo.InvariantCulture)}"))}");
        context.Out.WriteLine($"trace: {report.Trace}");
        if (report.Failure is not { } failure)
        {
            context.Out.WriteLine("every check held");
            return;
        }
        FormattableString found = $"'{failure.Check}' does not hold after {failure.At.TotalSeconds:N0} seconds: {failure.Sentence}";
        context.Out.WriteLine(found.ToString(CultureInfo.InvariantCulture));
        context.Out.WriteLine($"again: {report.Options.Command}");
    }

    static SimulateAnswer Answer(SimulationReport report) => new(
        report.Options.Parties, report.Options.Seed, report.Options.Hours, [.. report.Options.Faults.Select(SimulationOptions.Name)], report.Failure is null, report.Failure?.Check, report.Failure?.Sentence,
        report.Failure?.At.TotalSeconds, report.Options.Command, report.Injected, report.Checks, report.Records, report.Steps, report.Simulated.TotalSeconds, report.Trace);
}

/// <summary>What <c>simulate --json</c> prints.</summary>
sealed record SimulateAnswer(
    int Parties, long Seed, double Hours, IReadOnlyList<string> Faults, bool Held, string? Check, string? Sentence, double? AtSeconds, string Command,
    IReadOnlyDictionary<string, int> Injected, long Checks, int Records, long Steps, double SimulatedSeconds, string Trace);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SimulateAnswer))]
sealed partial class SimulateJson : JsonSerializerContext;
