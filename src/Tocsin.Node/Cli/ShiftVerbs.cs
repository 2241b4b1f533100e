using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Tocsin.Node.Running;
using Tocsin.Warn;
using Tocsin.Warn.Shift;
using Tocsin.Warn.Threads;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin handover</c>, <c>sources</c>, <c>audit</c> and <c>deliveries</c>: what a shift needs to know and leaves behind.</summary>
static class ShiftVerbs
{
    /// <summary>Deeds of one answer of the audit.</summary>
    const int DeedsMax = 10_000;

    static readonly Argument<string> Act = OneOf(new("WHAT") { Description = "give: hand the shift over (the default); show: what there is to hand over; sign: take it over", DefaultValueFactory = _ => "give" }, "give", "show", "sign");
    static readonly Option<string?> Says = new("--text") { Description = "A word to the relief", HelpName = "TEXT" };
    static readonly Option<string?> ByOfficer = new("--officer") { Description = "What this officer did", HelpName = "NAME" };
    static readonly Option<Instant?> Since = QueryOptions.Time("--since", "What was done from this time on");
    static readonly Option<long?> Before = new("--before") { Description = "Only what arrived before this number: an answer that is cut says which", HelpName = "N" };
    static readonly Option<int> Limit = NumberOption.Whole("--limit", "At most so many, the newest", "N", least: 1, most: 10_000, usual: 100);

    public static Verb HandOverVerb() => new("handover", "Hands a shift over; the relief signs it.", "tocsin handover --officer linh --text 'The Da river is rising'", (context, stop) => context.Parsed.GetValue(Act) switch
        {
        "show" => Show(context, stop),
        "sign" => Sign(context, stop),
        _ => Give(context, stop),
    })
    {
        Arguments = { Act }, Options = { Says, OfficerOption.Officer }, ForAuditor = true,     // To show; what is recorded asks for a name.
    };

    public static Verb Sources() => new("sources", "Says when each source was last heard; exit 1: one is overdue.", "tocsin sources --json", (context, stop) => context.WithNode(async node =>
    {
        await node.Settle(stop);
        var sources = await new ListSources(node.Records, node.Views, node.Sources.Clock).Handle(stop);
        if (context.Json) context.WriteJson([.. sources], ShiftAnswers.Default.SourceLineArray);
        else foreach (var s in sources) context.Out.WriteLine(
            $"{(s.IsOverdue ? "OVERDUE " : "        ")}{(s.LastHeard is { } at ? Minute(at) : "never            ")}  {s.Scheme}{(s.Publisher is null ? "" : $" {s.Publisher}")}{(s.OverdueAt is { } due ? $"  due by {Minute(due)} [{s.Rule}]" : "")}");
        return sources.Any(source => source.IsOverdue) ? Verb.BadAnswer : Verb.Done;
    }, stop))
    {
        ForAuditor = true,
    };

    public static Verb Audit() => new("audit", "Says who did what, and when, from the log.", "tocsin audit --since 2018-02-06 --officer linh", (context, stop) => context.WithNode(async node =>
    {
        await node.Settle(stop);
        var people = OfficerOption.All(node.Folder);
        var who = context.Parsed.GetValue(ByOfficer) is { } name ? people.FirstOrDefault(p => p.Name == name)?.Id ?? name : null;
        var page = await new AuditTrail(node.Log.Party, node.Records).Handle(new AuditRequest { Officer = who, Since = context.Parsed.GetValue(Since), Before = context.Parsed.GetValue(Before), Most = DeedsMax }, stop);
        var entries = page.Entries.Reverse();       // The earliest first, as they were done.
        var names = people.ToDictionary(p => p.Id, p => p.DisplayName);
        if (page.Before is { } before) context.Err.WriteLine($"These are the newest {DeedsMax} of them: what was done earlier comes with --before {before}.");
        if (context.Json) context.WriteJson([.. entries.Select(e => new AuditAnswer(e.Record.Address.Index, e.Record.Address.Log.ToString(), e.Record.Leaf.Time.ToString(), e.Officer, e.Deed, e.About, e.Why, e.To))], ShiftAnswers.Default.AuditAnswerArray);
        else foreach (var e in entries) context.Out.WriteLine(
            $"{Minute(e.Record.Leaf.Time)}  {(e.Officer is { } o ? names.GetValueOrDefault(o, o) : "the node"),-16} {e.Deed,-12} {e.About}{(e.To.Count == 0 ? "" : $" to {string.Join(", ", e.To.Select(to => names.GetValueOrDefault(to, to)))}")}{(e.Why is null ? "" : $": {e.Why}")}  #{e.Record.Address.Index}");
        return Verb.Done;
    }, stop))
    {
        Options = { Since, ByOfficer, Before }, ForAuditor = true,
    };

    public static Verb Deliveries() => new("deliveries", "Says which calls went out, and which did not; exit 1: one was given up.", "tocsin deliveries --limit 20", (context, stop) => context.WithNode(async node =>
    {
        await node.Settle(stop);
        var latest = node.Deliveries.Latest(context.Parsed.GetValue(Limit));
        var names = OfficerOption.All(node.Folder).ToDictionary(p => p.Id, p => p.DisplayName);
        if (context.Json) context.WriteJson([.. latest.Select(d => new DeliveryAnswer(d.Id, d.Thread, d.Officer, d.Channel, d.State.ToString().ToLowerInvariant(), d.Tries, d.CreatedAt.ToString(), d.Reason))], ShiftAnswers.Default.DeliveryAnswerArray);
        else foreach (var d in latest) context.Out.WriteLine($"{Minute(d.CreatedAt)}  {d.State,-9} {d.Channel} to {names.GetValueOrDefault(d.Officer, d.Officer)}  {d.Thread}{(d.Reason is null ? "" : $"  {d.Reason}")}  [{d.Id}]");
        return latest.Any(d => d.State == Delivery.DeliveryState.Dead) ? Verb.BadAnswer : Verb.Done;
    }, stop))
    {
        Options = { Limit }, ForAuditor = true,
    };

    static Task<int> Give(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        await node.Settle(stop);
        switch (await HandOverOf(node).Leave(context.Parsed.GetValue(Says), "en", OfficerOption.Pseudonym(context, node), stop))
        {
            case HandingOver.Done done:
                Tell(context, done.Report, await OnShift(node, stop), $"handed over: {done.Address}; the relief signs it with 'tocsin handover sign'");
                return Verb.Done;
            case HandingOver.Refused refused: throw new IOException(refused.Why);
            default: throw new UnreachableException();
        }
    }, stop);

    static Task<int> Show(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        await node.Settle(stop);
        Tell(context, await HandOverOf(node).Gather(stop), await OnShift(node, stop), null);
        return Verb.Done;
    }, stop);

    static Task<int> Sign(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        await node.Settle(stop);
        context.Out.WriteLine(await HandOverOf(node).Sign(OfficerOption.Pseudonym(context, node), stop) switch
        {
            Signing.Done => "the shift is yours",
            Signing.Already already => throw new IOException($"{already.Officer} has signed it"),
            Signing.NotFound => throw new IOException("there is no handover to sign"),
            Signing.Refused refused => throw new IOException(refused.Why),
            _ => throw new UnreachableException(),
        });
        return Verb.Done;
    }, stop);

    static void Tell(VerbContext context, ShiftReport report, string? onShift, string? done)
    {
        if (context.Json)
        {
            context.WriteJson(new ShiftAnswer(report.Since?.ToString(), onShift, Ids(report.Open), Ids(report.InHand), Ids(report.Shelved), [.. report.ShelvedRules.Select(s => s.Rule)], Ids(report.Silent), [.. report.Notes.Select(n => n.ToString())]), ShiftAnswers.Default.ShiftAnswer);
            return;
        }
        context.Out.WriteLine(report.Since is { } since ? $"Since the handover of {Minute(since)}:" : "There was no handover before.");
        foreach (var (name, threads) in new[] { ("Open", report.Open), ("In hand", report.InHand), ("Shelved", report.Shelved), ("Silent", report.Silent) })
        {
            context.Out.WriteLine($"{name}: {threads.Length}");
            foreach (var thread in threads) context.Out.WriteLine($"  {thread.Severity,-8} {thread.Headline}  [{thread.Id}]");
        }
        context.Out.WriteLine($"Shelved rules: {report.ShelvedRules.Length}");
        foreach (var shelf in report.ShelvedRules) context.Out.WriteLine($"  {shelf.Rule} until {Minute(shelf.Until)}: {shelf.Why}");
        context.Out.WriteLine($"Noted: {report.Notes.Length}");
        foreach (var note in report.Notes) context.Out.WriteLine($"  #{note.Index}");
        if (onShift is not null) context.Out.WriteLine($"On shift: {onShift}");
        if (done is not null) context.Out.WriteLine(done);
    }

    static async Task<string?> OnShift(TocsinNode node, CancellationToken stop) => (await ShiftViews.Handover(node.Views, stop))?.To;

    static HandOver HandOverOf(TocsinNode node) => new(node.Journal, node.Records, node.Views, node.Sources.Clock);

    static string[] Ids(ImmutableArray<WarningThread> threads) => [.. threads.Select(thread => thread.Id)];

    static Argument<string> OneOf(Argument<string> argument, params string[] words)
    {
        argument.AcceptOnlyFromAmong(words);
        return argument;
    }

    static string Minute(Instant time) => $"{time:uuuu-MM-dd HH:mm}Z";
}

/// <summary>A shift as <c>handover --json</c> prints it.</summary>
sealed record ShiftAnswer(string? Since, string? OnShift, string[] Open, string[] InHand, string[] Shelved, string[] ShelvedRules, string[] Silent, string[] Notes);

/// <summary>A deed as <c>audit --json</c> prints it.</summary>
sealed record AuditAnswer(long Index, string Log, string Time, string? Officer, string Deed, string? About, string? Why, IReadOnlyList<string> To);

/// <summary>A delivery as <c>deliveries --json</c> prints it.</summary>
sealed record DeliveryAnswer(string Id, string Thread, string Officer, string Channel, string State, int Tries, string Created, string? Reason);

/// <summary>A roster as <c>roster --json</c> prints it.</summary>
sealed record RosterAnswer(string Zone, string? Shift, string[] OnDuty, string[] Calls, string[] Gaps, string[] Left, string[] Faults);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(InstantText)])]
[JsonSerializable(typeof(ShiftAnswer))]
[JsonSerializable(typeof(AuditAnswer[]))]
[JsonSerializable(typeof(DeliveryAnswer[]))]
[JsonSerializable(typeof(RosterAnswer))]
[JsonSerializable(typeof(SourceLine[]))]
sealed partial class ShiftAnswers : JsonSerializerContext;

/// <summary>A time as ISO 8601 writes it.</summary>
sealed class InstantText : JsonConverter<Instant>
{
    public override Instant Read(ref System.Text.Json.Utf8JsonReader json, Type type, System.Text.Json.JsonSerializerOptions options) => Instant.FromDateTimeOffset(json.GetDateTimeOffset());

    public override void Write(System.Text.Json.Utf8JsonWriter json, Instant time, System.Text.Json.JsonSerializerOptions options) => json.WriteStringValue(time.ToString());
}
