using System.Globalization;
using NetTopologySuite.Geometries;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Following;
using Tocsin.Warn.Shift;

namespace Tocsin.Warn.Threads;

/// <summary>Keeps each warning's thread as one document, ranked so that a list of open ones is one page of an index.</summary>
/// <remarks>Threads are made of this party's private log alone: whatever others, or this party in a circle, call a thread, and whatever they do
/// with it, is a record like any other.</remarks>
/// <param name="log">This party's private log; its earlier incarnations count too.</param>
/// <param name="records">Gives the records of which an erasure leaves something.</param>
/// <param name="views">The documents.</param>
public sealed class ThreadsFollower(Origin log, IRecords records, IViews views) : IFollower
{
    /// <summary>The follower's name.</summary>
    public const string FollowerName = "threads";

    /// <summary>The view of threads: a document's key is the thread's name.</summary>
    public const string View = "thread";

    /// <summary>The view of the warnings that nobody has acknowledged, in the order in which they cease to hold: see <see cref="UnansweredKey"/>.</summary>
    public const string UnansweredView = "unanswered";

    // Which thread a message, disposition or note belongs to, for notes on it and for its erasure.
    const string LeafView = "thread-leaf";

    /// <summary>The key of such a warning: those that hold no more lie before all that do, and whoever reads begins behind them.</summary>
    internal static string UnansweredKey(Instant until, string thread) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, until.ToUnixTimeSeconds()):D12}/{thread}");

    /// <inheritdoc/>
    public string Name => FollowerName;

    /// <inheritdoc/>
    public async Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> records, CancellationToken stop)
    {
        var (threads, leaves, isErasing) = (new Desk(View, views), new Desk(LeafView, views), false);
        var unanswered = new Desk(UnansweredView, views);
        foreach (var stored in records.Where(stored => stored.Address.Log.IsOfAuthorOf(log)))
        {
            if (!stored.Read().Try(out var record, out _)) continue;
            if (record.What is ErasureFacts erasure)
            {
                isErasing = true;
                foreach (var ended in record.Leaf.References.Where(r => r.Relation == Relation.Ends && r.HasEffect(record.Address)))
                    await Erase(threads, unanswered, leaves, ended, erasure, stop);
            }
            else if (await ThreadOf(leaves, record, stop) is { } thread)
            {
                leaves.Put(record.LeafHash.ToBase64Url(), new ThreadPointer(thread), ThreadJson.Default.ThreadPointer, owner: null);
                await Change(threads, unanswered, thread, entries => [.. entries.Where(e => e.Leaf != record.LeafHash.ToBase64Url()), Entry(record)], stop);
            }
        }
        var changes = threads.Changes();
        changes.Add(leaves.Changes());
        changes.Add(unanswered.Changes());
        if (isErasing) changes.Scrub();
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

    /// <summary>An erased message, disposition or note leaves no word in its thread; when it was and who wrote it stay in the
    /// leaf alone. One of which only some groups are erased stays, without them: a rebuild makes the same.</summary>
    async Task Erase(Desk threads, Desk unanswered, Desk leaves, Reference ended, ErasureFacts erasure, CancellationToken stop)
    {
        var leaf = ended.Leaf.ToBase64Url();
        if (await leaves.Get(leaf, ThreadJson.Default.ThreadPointer, stop) is not { } pointer) return;
        var left = await Left(ended, erasure, stop);
        await Change(threads, unanswered, pointer.Thread, entries => left is null ? entries.Where(e => e.Leaf != leaf) : entries.Select(e => e.Leaf == leaf ? left : e), stop);
    }

    async Task<ThreadEntry?> Left(Reference ended, ErasureFacts erasure, CancellationToken stop)
    {
        var address = new RecordAddress(ended.Log, ended.Index);
        if (erasure.IsWhole || await records.Read(address, stop) is not { } stored) return null;
        var read = RecordReader.Read(address, stored.Leaf.Span, erasure.Remaining(stored.Content.Span).Span);
        return read.Try(out var record, out _) && record.LeafHash == ended.Leaf && record.What is WarningFacts or DispositionFacts or NoteFacts ? Entry(record) : null;
    }

    static async Task Change(Desk threads, Desk unanswered, string id, Func<IReadOnlyList<ThreadEntry>, IEnumerable<ThreadEntry>> change, CancellationToken stop)
    {
        var before = await threads.Get(id, ThreadJson.Default.WarningThread, stop);
        var entries = change(before?.Entries ?? []).ToList();
        var thread = ThreadMachine.Run(id, entries);
        if (entries.Count == 0) threads.Remove(id);
        // Dispositions whose message is not held yet wait in the document: it has no rank until the message comes.
        else if (thread is not null) threads.Put(id, thread, ThreadJson.Default.WarningThread, owner: null, ThreadMachine.Rank(thread));
        else threads.Put(id, new WarningThread { Id = id, Entries = entries, State = ThreadState.Closed }, ThreadJson.Default.WarningThread, owner: null);
        if (before is not null) unanswered.Remove(UnansweredKey(before.Until, id));
        if (thread is { State: ThreadState.New, IsCancelled: false, Status: CapStatus.Actual or CapStatus.Exercise })
            unanswered.Put(UnansweredKey(thread.Until, id), new Unanswered(id, thread.Ringing, thread.RangAt, thread.AcknowledgeBy, thread.Until, thread.Step, thread.CalledAt, thread.ShelvedUntil), ShiftJson.Default.Unanswered, owner: null);
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
