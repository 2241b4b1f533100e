using NetTopologySuite.Geometries;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Following;

namespace Tocsin.Warn.Threads;

/// <summary>Keeps each warning's thread as one document, ranked so that a list of open ones is one page of an index.</summary>
/// <param name="views">The documents.</param>
public sealed class ThreadsFollower(IViews views) : IFollower
{
    /// <summary>The follower's name.</summary>
    public const string FollowerName = "threads";

    /// <summary>The view of threads: a document's key is the thread's name.</summary>
    public const string View = "thread";

    // Which thread a message, disposition or note belongs to, for notes on it and for its erasure.
    const string LeafView = "thread-leaf";

    /// <inheritdoc/>
    public string Name => FollowerName;

    /// <inheritdoc/>
    public async Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> records, CancellationToken stop)
    {
        var (threads, leaves) = (new Desk(View, views), new Desk(LeafView, views));
        foreach (var stored in records)
        {
            if (!stored.Read().Try(out var record, out _)) continue;
            if (record.What is ErasureFacts)
                foreach (var ended in record.Leaf.References.Where(r => r.Relation == Relation.Ends && r.HasEffect(record.Address))) await Forget(threads, leaves, ended, stop);
            else if (await ThreadOf(leaves, record, stop) is { } thread)
            {
                leaves.Put(record.LeafHash.ToBase64Url(), new ThreadPointer(thread), ThreadJson.Default.ThreadPointer, owner: null);
                await Change(threads, thread, entries => [.. entries.Where(e => e.Leaf != record.LeafHash.ToBase64Url()), Entry(record)], stop);
            }
        }
        var changes = threads.Changes();
        foreach (var step in leaves.Changes().Steps.Cast<ViewChange.Put>()) changes.Put(step.View, step.Document);
        return changes;
    }

    static async Task<string?> ThreadOf(Desk leaves, Record record, CancellationToken stop)
    {
        if (record.What is WarningFacts warning) return warning.Thread;
        if (record.What is DispositionFacts disposition) return disposition.Thread;
        if (record.What is not NoteFacts) return null;
        foreach (var about in record.Leaf.References.Where(r => r.Relation == Relation.About))
            if (await leaves.Get(about.Leaf.ToBase64Url(), ThreadJson.Default.ThreadPointer, stop) is { } pointer) return pointer.Thread;
        return null;
    }

    /// <summary>An erased message, disposition or note leaves no word in its thread; when it was and who wrote it stay in the leaf alone.</summary>
    static async Task Forget(Desk threads, Desk leaves, Reference ended, CancellationToken stop)
    {
        if (await leaves.Get(ended.Leaf.ToBase64Url(), ThreadJson.Default.ThreadPointer, stop) is { } pointer)
            await Change(threads, pointer.Thread, entries => entries.Where(e => e.Leaf != ended.Leaf.ToBase64Url()), stop);
    }

    static async Task Change(Desk threads, string id, Func<IReadOnlyList<ThreadEntry>, IEnumerable<ThreadEntry>> change, CancellationToken stop)
    {
        var before = await threads.Get(id, ThreadJson.Default.WarningThread, stop);
        var entries = change(before?.Entries ?? []).ToList();
        if (entries.Count == 0) threads.Remove(id);
        // Dispositions whose message is not held yet wait in the document: it has no rank until the message comes.
        else if (ThreadMachine.Run(id, entries) is { } thread) threads.Put(id, thread, ThreadJson.Default.WarningThread, owner: null, ThreadMachine.Rank(thread));
        else threads.Put(id, new WarningThread { Id = id, Entries = entries, State = ThreadState.Closed }, ThreadJson.Default.WarningThread, owner: null);
    }

    static ThreadEntry Entry(Record record)
    {
        var text = record.Texts.Count > 0 ? record.Texts[0] : null;
        var point = record.Where?.Geometry switch
        {
            null or { IsEmpty: true } => null,
            { Dimension: Dimension.Surface } area => area.InteriorPoint,
            var other => other.Centroid,
        };
        return new ThreadEntry
        {
            Incarnation = record.Address.Log.Incarnation,
            Index = record.Address.Index,
            Leaf = record.LeafHash.ToBase64Url(),
            Time = record.Leaf.Time,
            Officer = record.Source?.Officer,
            Message = record.What as WarningFacts,
            Disposition = record.What as DispositionFacts,
            Text = text?.Headline ?? text?.Event ?? text?.Description,
            Place = record.Where?.Name,
            Longitude = point?.X,
            Latitude = point?.Y,
        };
    }
}
