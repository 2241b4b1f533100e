using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>Judges every record of every log held here under the rules in force where it arrives, and writes the warnings.</summary>
/// <remarks>Nothing but the records before it decides what becomes of a record: no clock, no warning but partners', no later record; of what officers
/// do, only what they shelve and that a shift was handed over. So a rebuild comes to the same messages, and the journal knows each of them by its key.
/// Only this party's private log says what the rules are, what is shelved and who is on shift. What belongs to exercises is judged apart: none of it
/// ever stands in one event with what is real.</remarks>
/// <param name="journal">This party's private log.</param>
/// <param name="records">The records of all logs.</param>
/// <param name="views">The index of values, and the judge's own documents.</param>
/// <param name="atlas">The world.</param>
/// <param name="clock">Times the wait for the index.</param>
public sealed class JudgeFollower(Journal journal, IRecords records, IViews views, Atlas atlas, TimeProvider clock) : IFollower
{
    /// <summary>The follower's name, and its view's.</summary>
    public const string FollowerName = "judge";

    internal const string RulesKey = "rules";

    const string JudgedKey = "judged", ExercisePrefix = "x/";

    static readonly TimeSpan IndexWait = TimeSpan.FromMilliseconds(20);

    /// <summary>Which circles and parties a rule means that names them.</summary>
    public IPartyNames Names { get; init; } = PartyNames.None;

    /// <summary>Where its messages go: into the log.</summary>
    internal IMessages Messages { get; init; } = new LoggedMessages(journal, records);

    /// <summary>Rules on trial, which count in place of those in force.</summary>
    internal RuleBook? OnTrial { get; init; }

    readonly EarthquakeJudge earthquakes = new(atlas);
    readonly AlertJudge alerts = new(atlas);
    readonly PartnerJudge partners = new(atlas);
    readonly (NoticingJudges Real, NoticingJudges Exercise) noticing = (new(atlas), new(atlas));
    (string Yaml, RuleBook Book)? lastRead;

    /// <inheritdoc/>
    public string Name => FollowerName;

    /// <inheritdoc/>
    /// <remarks>The whole world is read with the first record that may need some of it: it takes long once.</remarks>
    public bool TakesLong(IReadOnlyList<StoredRecord> records) =>
        !atlas.IsRead && records.Any(stored => stored.Read().Try(out var record, out _) && record.What is not (DocumentFacts or ConsentFacts) && IsJudged(record, IsForeign(record)));

    /// <inheritdoc/>
    /// <remarks>Waits until the index follower has come as far, because it looks indicators up there.</remarks>
    public async Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> batch, CancellationToken stop)
    {
        if (TakesLong(batch)) atlas.Read();
        while (await views.Cursor(IndexFollower.FollowerName, stop) < batch[^1].Arrival) await Task.Delay(IndexWait, clock, stop);
        var desk = new Desk(FollowerName, views);
        var judged = (await desk.Get(JudgedKey, JudgeJson.Default.Pointer, stop))?.Index ?? 0;
        var (logs, times, shelves) = (await LogTable.Load(desk, records, stop), await RecordTime.Load(desk, journal.Log, stop), new ShelfDesk(desk));
        var (held, early) = (new JudgedRecords(records, journal.Log), new EarlyWithdrawals(desk, logs, records));
        noticing.Real.Begin(judged);
        noticing.Exercise.Begin(judged);
        var step = new Step(
            Benches(desk, noticing.Real, isExercise: false), Benches(desk.Apart(ExercisePrefix), noticing.Exercise, isExercise: true), held, shelves);
        var (inForce, isErasing) = (OnTrial is { } trial ? (default, trial) : await RulesInForce(desk, logs, stop), false);
        foreach (var stored in batch)
        {
            logs.NumberOf(stored.Address.Log);
            if (!stored.Read().Try(out var record, out _)) continue;
            var time = times.Of(stored, record);
            isErasing |= record.What is ErasureFacts;
            var isPrivate = stored.Address.Log.IsOfAuthorOf(journal.Log);
            if (record.Leaf.Kind == Kind.Charter && stored.Address.Log.Party == journal.Log.Party) await step.Of(record).Sightings.Learn(record, stop);
            var (isOwnRelay, named) = (JudgedRecords.IsOwnRelay(record, journal.Log), JudgedRecords.Named(record, journal.Log));
            // What was met and said before there are rules counts once there are.
            if (!isOwnRelay) await step.Of(record).Sightings.Remember(named, stop);
            if (record.What is RulesFacts && isPrivate) inForce = OnTrial is null ? Adopt(desk, logs, record) ?? inForce : inForce;
            else if (inForce is var (reference, book) && !isOwnRelay)
                await Hear(step, book, new Hearing(named, reference, time, IsForeign(record)) { IsWithdrawn = await early.Holds(record, stop) }, isPrivate, stop);
        }
        step.Real.Noticing.Flush();
        step.Exercise.Noticing.Flush();
        times.Flush();
        desk.Put(JudgedKey, new Pointer(null, batch[^1].Arrival), JudgeJson.Default.Pointer, owner: null);
        noticing.Real.End(batch[^1].Arrival);
        noticing.Exercise.End(batch[^1].Arrival);
        var changes = desk.Changes();
        if (isErasing) changes.Scrub();
        return changes;

        Benches Benches(Desk of, NoticingJudges judges, bool isExercise)
        {
            var speaker = new Speaker(journal.Log, Messages, of, shelves);
            return new Benches(
                new EarthquakeBench(of, speaker, earthquakes, journal.Log, logs), new AlertBench(of, speaker, alerts, held, logs), new SightingBench(of, speaker, held, views, logs, isExercise),
                new NoticingBench(judges, of, speaker, held, logs), new PartnerBench(of, speaker, partners, held, Names, logs), speaker);
        }
    }

    static async Task Hear(Step step, RuleBook book, Hearing hearing, bool isPrivate, CancellationToken stop)
    {
        var record = hearing.Record;
        var benches = step.Of(record);
        await benches.Noticing.Pass(book.Rules.Where(r => r.IsEnabled), hearing, stop);
        if (isPrivate && record.Leaf.Kind == Kind.Handover)
        {
            await step.Real.Speaker.Budget.Renew(stop);
            await step.Exercise.Speaker.Budget.Renew(stop);
        }
        if (isPrivate && record.What is DispositionFacts { Action: DispositionAction.Shelve or DispositionAction.Unshelve } facts) step.Shelves.Hear(facts, record.Address.Index, hearing.Time);
        if (record.What is IntelligenceFacts observed && StixObservations.IsObserved(observed) && !hearing.IsWithdrawn)
            foreach (var rule in book.Rules.OfType<SightingRule>().Where(r => r.IsEnabled)) await benches.Sightings.Hear(rule, hearing, stop);
        if (!IsJudged(record, hearing.IsForeign)) return;
        await benches.Noticing.Remember(hearing, stop);
        await End(step, book, hearing, record.Ended, stop);
        if (hearing.IsWithdrawn)
        {
            // What it revises was taken back with it.
            await End(step, book, hearing, [record.Address], stop);
            return;
        }
        foreach (var rule in book.Rules.Where(r => r.IsEnabled))
        {
            if (rule is EarthquakeRule earthquake) await benches.Earthquakes.Hear(earthquake, hearing, stop);
            else if (rule is AlertRule alert) await benches.Alerts.Hear(alert, hearing, stop);
            else if (rule is SightingRule sighting) await benches.Sightings.Hear(sighting, hearing, stop);
            else if (rule is PartnerRule partner) await benches.Partners.Hear(partner, hearing, stop);
            else await benches.Noticing.Hear(rule, hearing, stop);
        }
    }

    bool IsForeign(Record record) => record.Address.Log.Party != journal.Log.Party;

    /// <summary>Whether any rule but those that notice may ask for it.</summary>
    static bool IsJudged(Record record, bool isForeign) => record.IsWithdrawal ||
        record.What is not (null or CaseFacts or DispositionFacts or NoteFacts or HandoverFacts or RosterFacts or RulesFacts or WatchFacts or IntelligenceFacts) && (record.What is not WarningFacts || isForeign);

    /// <summary>What the record takes back or erases is over.</summary>
    static async Task End(Step step, RuleBook book, Hearing hearing, IEnumerable<RecordAddress> addresses, CancellationToken stop)
    {
        var ended = new List<(RecordAddress Address, Record? Gone)>();
        foreach (var address in addresses) ended.Add((address, await step.Held.Read(address, stop)));
        List<Rule> rules = [.. book.Rules.Where(r => r.IsEnabled)];
        foreach (var some in ended.GroupBy(each => step.Of(each.Gone ?? hearing.Record)))
            await some.Key.Noticing.End(rules, hearing, hearing.Record.What is ErasureFacts ? [.. some.Select(each => EndedLeaf.Of(each.Address, each.Gone))] : await TakenBack(step, some, stop), stop);
        foreach (var (address, gone) in ended) await Forget(step.Of(gone ?? hearing.Record), rules, hearing, address, gone?.Leaf.Id, stop);
    }

    /// <summary>Who takes a record back takes back what it revised, too: of an erasure's leaf alone the word before it stands again.</summary>
    static async Task<IReadOnlyList<EndedLeaf>> TakenBack(Step step, IEnumerable<(RecordAddress Address, Record? Gone)> ended, CancellationToken stop)
    {
        var leaves = new List<EndedLeaf>();
        var earlier = new Queue<(RecordAddress Address, Record? Gone)>(ended);
        while (leaves.Count < Limits.ReferencesMax && earlier.TryDequeue(out var each))
        {
            if (leaves.Exists(leaf => leaf.Address == each.Address)) continue;
            leaves.Add(new EndedLeaf(each.Address, []));
            foreach (var revised in EndedLeaf.Of(each.Address, each.Gone).Revised) earlier.Enqueue((revised, await step.Held.Read(revised, stop)));
        }
        return leaves;
    }

    static async Task Forget(Benches benches, List<Rule> rules, Hearing hearing, RecordAddress ended, Guid? gone, CancellationToken stop)
    {
        benches.Sightings.Forget(ended);
        if (gone is not { } id) return;
        await benches.Noticing.Forget(rules, hearing, id, stop);
        foreach (var rule in rules)
        {
            if (rule is EarthquakeRule earthquake) await benches.Earthquakes.Forget(earthquake, hearing, id, stop);
            else if (rule is AlertRule alert) await benches.Alerts.Forget(alert, hearing, id, stop);
            else if (rule is PartnerRule partner) await benches.Partners.Forget(partner, hearing, id, stop);
        }
    }

    /// <summary>Nothing before the first. Rules that came into force and are gone stop the judge: it is not to fall silent.</summary>
    async Task<(Reference Reference, RuleBook Book)?> RulesInForce(Desk desk, LogTable logs, CancellationToken stop)
    {
        if (await desk.Get(RulesKey, JudgeJson.Default.Pointer, stop) is not { } pointer) return null;
        var log = logs.At(pointer.Log);
        return await LeafRecord.Read(records, log, pointer.Index, stop) is { } record && Parse(record) is { } inForce
            ? inForce
            : throw new InvalidDataException($"the rules in force, record {pointer.Index} of {log}, cannot be read: nothing is judged until rules that read are adopted and the views are rebuilt");
    }

    (Reference, RuleBook)? Adopt(Desk desk, LogTable logs, Record record)
    {
        var adopted = Parse(record);
        if (adopted is not null) desk.Put(RulesKey, new Pointer(null, record.Address.Index) { Log = logs.Mark(record.Address.Log) }, JudgeJson.Default.Pointer, owner: null);
        return adopted;
    }

    /// <summary>Rules that do not read, from a newer version perhaps, do not come into force: those before them stay.</summary>
    (Reference, RuleBook)? Parse(Record record)
    {
        if (record.What is not RulesFacts facts) return null;
        if (lastRead?.Yaml != facts.Yaml)
        {
            if (RulesReader.Read(facts.Yaml) is not RulesRead.Good { Book: var read }) return null;
            lastRead = (facts.Yaml, read);
        }
        return (new Reference(Relation.Rules, record.Address.Log, record.Address.Index, record.LeafHash), lastRead!.Value.Book);
    }

    sealed record Benches(EarthquakeBench Earthquakes, AlertBench Alerts, SightingBench Sightings, NoticingBench Noticing, PartnerBench Partners, Speaker Speaker);

    sealed record Step(Benches Real, Benches Exercise, JudgedRecords Held, ShelfDesk Shelves)
    {
        /// <summary>The benches before which a record comes.</summary>
        public Benches Of(Record record) => record.Leaf.Exercise ? Exercise : Real;
    }
}
