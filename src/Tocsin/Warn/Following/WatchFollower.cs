using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Watching;

namespace Tocsin.Warn.Following;

/// <summary>Matches every record of this party's log against the watches that stand before it, and lets them ring.</summary>
/// <remarks>Nothing but the records before it decides what becomes of a record. The watches are held in memory, and read again from the
/// follower's own documents whenever the records that come do not follow those that it had: at the start, or after another process.</remarks>
/// <param name="journal">This party's log.</param>
/// <param name="records">The journal's records.</param>
/// <param name="views">The follower's documents.</param>
/// <param name="world">The world; asked for when the first watch comes.</param>
public sealed class WatchFollower(Journal journal, IRecords records, IViews views, Func<Task<Atlas>> world) : IFollower
{
    /// <summary>The follower's name, and its view's.</summary>
    public const string FollowerName = "watch";

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
        var isErasing = false;
        foreach (var stored in batch.Where(s => s.Address.Log == journal.Log))
        {
            if (!stored.Read().Try(out var record, out _)) continue;
            isErasing |= record.What is ErasureFacts;
            await Hear(desk, record, stop);
        }
        var changes = desk.Changes();
        if (isErasing) changes.Scrub();
        followed = batch[^1].Arrival;
        return changes;
    }

    async Task Hear(Desk desk, Record record, CancellationToken stop)
    {
        if (record.What is WatchFacts facts) await Put(desk, record, facts, stop);
        else if (record.What is DispositionFacts { Action: DispositionAction.Shelve or DispositionAction.Unshelve, Rule: null, Thread: { } thread } shelving)
        {
            if (thread.StartsWith(WatchRule.ThreadPrefix, StringComparison.Ordinal)) new ShelfDesk(desk).Hear(shelving, record.Address.Index);
        }
        else if (record.What is WithdrawalFacts or ErasureFacts) await End(desk, record, stop);
        else if (book.Count > 0 && record.What is EventFacts or IndicatorFacts or SightingFacts)
        {
            var bench = await Bench(desk, stop);
            await bench.Hear(record, stop);
            foreach (var merged in record.Leaf.References.Where(r => r.Relation == Relation.Revises && r.HasEffect(record.Address)).Skip(1))
                if (await LeafRecord.Read(records, merged.Log, merged.Index, stop) is { } other && other.Leaf.Id != record.Leaf.Id)
                    await bench.End(record, other.Leaf.Id, Endings.Merged, stop);
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
        if (WatchRule.Of(id, facts, await world().WaitAsync(stop)).Try(out var rule, out _)) book.Put(rule, state.ReferenceIn(journal.Log));
    }

    async Task End(Desk desk, Record record, CancellationToken stop)
    {
        foreach (var ended in record.Leaf.References.Where(r => r.Relation == Relation.Ends && r.HasEffect(record.Address)))
        {
            if (await LeafRecord.Read(records, ended.Log, ended.Index, stop) is not { Leaf: var gone }) continue;
            if (gone.Kind == Kind.Watch)
            {
                book.Remove(gone.Id);
                desk.Remove(WatchKeys.Watch(gone.Id));
            }
            else if (record.What is ErasureFacts { IsWhole: true }) await WatchBench.Erase(desk, gone.Id, stop);
            else if (book.Count > 0 && record.What is WithdrawalFacts) await (await Bench(desk, stop)).End(record, gone.Id, Endings.Withdrawn, stop);
        }
    }

    async Task<WatchBench> Bench(Desk desk, CancellationToken stop) =>
        new(desk, new WatchSpeaker(journal.Log, Messages), new WatchJudge(await world().WaitAsync(stop)), records, book, journal.Log);

    async Task Read(Desk desk, CancellationToken stop)
    {
        book = new WatchBook();
        foreach (var (key, state) in await desk.Under(WatchKeys.Watches, WatchJson.Default.WatchState, stop))
            if (WatchRule.Of(WatchKeys.WatchOf(key), state.Read(), await world().WaitAsync(stop)).Try(out var rule, out _)) book.Put(rule, state.ReferenceIn(journal.Log));
    }
}
