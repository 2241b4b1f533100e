using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>Judges every record of this party's log under the rules in force where it stands, and writes the warnings.</summary>
/// <remarks>Nothing but the records before it decides what becomes of a record: no clock, no warning, no later record; of what officers
/// do, only what they shelve and that a shift was handed over. So a
/// rebuild comes to the same messages, and the journal knows each of them by its key.</remarks>
/// <param name="journal">This party's log.</param>
/// <param name="records">The journal's records.</param>
/// <param name="views">The index of values, and the judge's own documents.</param>
/// <param name="atlas">The world.</param>
/// <param name="clock">Times the wait for the index.</param>
public sealed class JudgeFollower(Journal journal, IRecords records, IViews views, Atlas atlas, TimeProvider clock) : IFollower
{
    /// <summary>The follower's name, and its view's.</summary>
    public const string FollowerName = "judge";

    internal const string RulesKey = "rules";

    const string JudgedKey = "judged";

    static readonly TimeSpan IndexWait = TimeSpan.FromMilliseconds(20);

    /// <summary>Where its messages go: into the log.</summary>
    internal IMessages Messages { get; init; } = new LoggedMessages(journal, records);

    /// <summary>Rules on trial, which count in place of those in force.</summary>
    internal RuleBook? OnTrial { get; init; }

    readonly EarthquakeJudge earthquakes = new(atlas);
    readonly AlertJudge alerts = new(atlas);
    readonly NoticingJudges noticing = new(atlas);

    /// <inheritdoc/>
    public string Name => FollowerName;

    /// <inheritdoc/>
    /// <remarks>Waits until the index follower has come as far, because it looks indicators up there.</remarks>
    public async Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> batch, CancellationToken stop)
    {
        while (await views.Cursor(IndexFollower.FollowerName, stop) < batch[^1].Arrival) await Task.Delay(IndexWait, clock, stop);
        var desk = new Desk(FollowerName, views);
        var speaker = new Speaker(journal.Log, Messages, desk);
        noticing.Begin((await desk.Get(JudgedKey, JudgeJson.Default.Pointer, stop))?.Index ?? 0);
        var step = new Step(
            new EarthquakeBench(desk, speaker, earthquakes, journal.Log), new AlertBench(desk, speaker, alerts, records, journal.Log),
            new SightingBench(desk, speaker, records, views, journal.Log), new NoticingBench(noticing, desk, speaker, records, journal.Log), speaker);
        var (inForce, isErasing) = (OnTrial is { } trial ? (default, trial) : await RulesInForce(desk, stop), false);
        foreach (var stored in batch.Where(s => s.Address.Log == journal.Log))
        {
            if (!stored.Read().Try(out var record, out _)) continue;
            isErasing |= record.What is ErasureFacts;
            if (record.What is RulesFacts) inForce = OnTrial is null ? Adopt(desk, record) ?? inForce : inForce;
            else if (inForce is var (reference, book)) await Hear(step, book, new Hearing(record, stored.Arrival, reference), stop);
        }
        step.Noticing.Flush();
        desk.Put(JudgedKey, new Pointer(null, batch[^1].Arrival), JudgeJson.Default.Pointer, owner: null);
        noticing.End(batch[^1].Arrival);
        var changes = desk.Changes();
        if (isErasing) changes.Scrub();
        return changes;
    }

    async Task Hear(Step step, RuleBook book, Hearing hearing, CancellationToken stop)
    {
        await step.Noticing.Pass(book.Rules.Where(r => r.IsEnabled), hearing, stop);
        if (hearing.Record.Leaf.Kind == Kind.Handover) await step.Speaker.Budget.Renew(stop);
        if (hearing.Record.What is DispositionFacts { Action: DispositionAction.Shelve or DispositionAction.Unshelve } facts) step.Speaker.Shelves.Hear(facts, hearing.Record.Address.Index, hearing.Time);
        if (hearing.Record.What is null or WarningFacts or DispositionFacts or NoteFacts or HandoverFacts or RosterFacts) return;
        step.Sightings.Remember(hearing);
        await step.Noticing.Remember(hearing, stop);
        foreach (var reference in hearing.Record.Leaf.References.Where(r => r.Relation == Relation.Ends && r.Log == journal.Log))
            await Forget(step, book, hearing, reference, stop);
        foreach (var rule in book.Rules.Where(r => r.IsEnabled))
        {
            if (rule is EarthquakeRule earthquake) await step.Earthquakes.Hear(earthquake, hearing, stop);
            else if (rule is AlertRule alert) await step.Alerts.Hear(alert, hearing, stop);
            else if (rule is SightingRule sighting) await step.Sightings.Hear(sighting, hearing, stop);
            else await step.Noticing.Hear(rule, hearing, stop);
        }
    }

    async Task Forget(Step step, RuleBook book, Hearing hearing, Reference ended, CancellationToken stop)
    {
        step.Sightings.Forget(hearing, ended.Index);
        var read = await LeafRecord.Read(records, journal.Log, ended.Index, stop);
        await step.Noticing.Forget([.. book.Rules.Where(r => r.IsEnabled)], hearing, ended.Index, read?.Leaf.Id, stop);
        if (read is not { } gone) return;
        foreach (var rule in book.Rules.Where(r => r.IsEnabled))
        {
            if (rule is EarthquakeRule earthquake) await step.Earthquakes.Forget(earthquake, hearing, gone.Leaf.Id, stop);
            else if (rule is AlertRule alert) await step.Alerts.Forget(alert, hearing, gone.Leaf.Id, stop);
        }
    }

    /// <summary>Nothing before the first. Rules that came into force and are gone stop the judge: it is not to fall silent.</summary>
    async Task<(Reference Reference, RuleBook Book)?> RulesInForce(Desk desk, CancellationToken stop)
    {
        if (await desk.Get(RulesKey, JudgeJson.Default.Pointer, stop) is not { } pointer) return null;
        return await LeafRecord.Read(records, journal.Log, pointer.Index, stop) is { } record && Parse(record) is { } inForce
            ? inForce
            : throw new InvalidDataException($"the rules in force, record {pointer.Index} of {journal.Log}, cannot be read: nothing is judged until rules that read are adopted and the views are rebuilt");
    }

    static (Reference, RuleBook)? Adopt(Desk desk, Record record)
    {
        var adopted = Parse(record);
        if (adopted is not null) desk.Put(RulesKey, new Pointer(null, record.Address.Index), JudgeJson.Default.Pointer, owner: null);
        return adopted;
    }

    /// <summary>Rules that do not read, from a newer version perhaps, do not come into force: those before them stay.</summary>
    static (Reference, RuleBook)? Parse(Record record) =>
        record.What is RulesFacts facts && RulesReader.Read(facts.Yaml) is RulesRead.Good { Book: var book }
            ? (new Reference(Relation.Rules, record.Address.Log, record.Address.Index, record.LeafHash), book)
            : null;

    sealed record Step(EarthquakeBench Earthquakes, AlertBench Alerts, SightingBench Sightings, NoticingBench Noticing, Speaker Speaker);
}
