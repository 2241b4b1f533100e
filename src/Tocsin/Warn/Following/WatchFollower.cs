using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Watching;

namespace Tocsin.Warn.Following;

/// <summary>Matches every record of every log held here against the watches that stand before it, and lets them ring. Only this party's
/// private log orders watches; what belongs to exercises is kept apart.</summary>
/// <remarks>Nothing but the records before it decides what becomes of a record. The watches are held in memory, and read again from the
/// follower's own documents whenever the records that come do not follow those that it had: at the start, or after another process.</remarks>
/// <param name="journal">This party's private log.</param>
/// <param name="records">The records of all logs.</param>
/// <param name="views">The follower's documents.</param>
/// <param name="world">The world.</param>
public sealed class WatchFollower(Journal journal, IRecords records, IViews views, Atlas world) : IFollower
{
    /// <summary>The follower's name, and its view's.</summary>
    public const string FollowerName = "watch";

    const string ExercisePrefix = "x/";

    /// <summary>Where its messages go: into the log.</summary>
    internal IMessages Messages { get; init; } = new LoggedMessages(journal, records);

    WatchBook book = new();
    long followed = -1;

    /// <inheritdoc/>
    public string Name => FollowerName;

    /// <inheritdoc/>
    public async Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> batch, CancellationToken stop)
    {
        var desk = new Desk(FollowerName, views);
        if (followed != batch[0].Arrival - 1) await Read(desk, stop);
        followed = -1;      // Until the step is done, the watches in memory may be ahead of the documents.
        var step = new Step(desk, new ShelfDesk(desk), await LogTable.Load(desk, records, stop), new JudgedRecords(records, journal.Log));
        var (times, early) = (await RecordTime.Load(desk, journal.Log, stop), new EarlyWithdrawals(desk, step.Logs, records));
        var isErasing = false;
        foreach (var stored in batch)
        {
            step.Logs.NumberOf(stored.Address.Log);
            if (!stored.Read().Try(out var record, out _)) continue;
            isErasing |= record.What is ErasureFacts;
            await Hear(step, new HeardRecord(JudgedRecords.Named(record, journal.Log), times.Of(stored, record)), await early.Holds(record, stop), stop);
        }
        times.Flush();
        var changes = desk.Changes();
        if (isErasing) changes.Scrub();
        followed = batch[^1].Arrival;
        return changes;
    }

    async Task Hear(Step step, HeardRecord heard, bool isWithdrawn, CancellationToken stop)
    {
        var record = heard.Record;
        var isPrivate = record.Address.Log.IsOfAuthorOf(journal.Log);
        if (record.What is WatchFacts facts)
        {
            if (isPrivate) await Put(step.Desk, record, facts, stop);
        }
        else if (record.What is DispositionFacts { Action: DispositionAction.Shelve or DispositionAction.Unshelve, Rule: null, Thread: { } thread } shelving)
        {
            if (isPrivate && thread.StartsWith(WatchRule.ThreadPrefix, StringComparison.Ordinal)) step.Shelves.Hear(shelving, record.Address.Index, heard.Time);
        }
        else if (record.IsWithdrawal || record.What is ErasureFacts) await End(step, heard, isPrivate, stop);
        else if (book.Count > 0 && record.What is EventFacts or IndicatorFacts or SightingFacts && !JudgedRecords.IsOwnRelay(record, journal.Log))
        {
            var bench = await Bench(step, record, stop);
            if (isWithdrawn) await bench.End(heard, record.Leaf.Id, Endings.Withdrawn, stop);
            else await bench.Hear(heard, stop);
            foreach (var merged in record.Leaf.References.Where(r => r.Relation == Relation.Revises && r.HasEffect(record.Address)).Skip(1))
                if (await step.Held.Read(new RecordAddress(merged.Log, merged.Index), stop) is { } other && other.Leaf.Id != record.Leaf.Id)
                    await bench.End(heard, other.Leaf.Id, Endings.Merged, stop);
        }
    }

    /// <summary>A watch that asks for what cannot be meant here, from a newer version perhaps, finds nothing.</summary>
    async Task Put(Desk desk, Record record, WatchFacts facts, CancellationToken stop)
    {
        var id = record.Leaf.Id;
        var before = await desk.Get(WatchKeys.Watch(id), WatchJson.Default.WatchState, stop);
        var state = WatchState.Of(record, facts, before?.Since ?? record.Leaf.Time);
        desk.Put(WatchKeys.Watch(id), state, WatchJson.Default.WatchState, record.Address);
        book.Remove(id);
        if (WatchRule.Of(id, facts, world).Try(out var rule, out _)) book.Put(rule, state.ReferenceIn(journal.Log));
    }

    async Task End(Step step, HeardRecord heard, bool isPrivate, CancellationToken stop)
    {
        foreach (var ended in heard.Record.Ended)
        {
            if (await step.Held.Read(ended, stop) is not { Leaf: var gone } record) continue;
            if (gone.Kind == Kind.Watch)
            {
                if (!isPrivate) continue;
                book.Remove(gone.Id);
                step.Desk.Remove(WatchKeys.Watch(gone.Id));
            }
            else if (heard.Record.What is ErasureFacts { IsWhole: true }) await (await Bench(step, record, stop)).Erase(gone.Id, stop);
            else if (book.Count > 0 && heard.Record.IsWithdrawal) await (await Bench(step, record, stop)).End(heard, gone.Id, Endings.Withdrawn, stop);
        }
    }

    /// <summary>The bench before which a record comes: one for what is real and one for exercises, made when the first record asks for it.</summary>
    async Task<WatchBench> Bench(Step step, Record record, CancellationToken stop)
    {
        if (step.Benches.TryGetValue(record.Leaf.Exercise, out var made)) return made;
        return step.Benches[record.Leaf.Exercise] = new(
            record.Leaf.Exercise ? step.Desk.Apart(ExercisePrefix) : step.Desk, new WatchSpeaker(journal.Log, Messages), new WatchJudge(world),
            step.Held, book, step.Logs, step.Shelves);
    }

    async Task Read(Desk desk, CancellationToken stop)
    {
        book = new WatchBook();
        foreach (var (key, state) in await desk.Under(WatchKeys.Watches, WatchJson.Default.WatchState, stop))
            if (WatchRule.Of(WatchKeys.WatchOf(key), state.Read(), world).Try(out var rule, out _)) book.Put(rule, state.ReferenceIn(journal.Log));
    }

    sealed record Step(Desk Desk, ShelfDesk Shelves, LogTable Logs, JudgedRecords Held)
    {
        public Dictionary<bool, WatchBench> Benches { get; } = [];
    }
}
