using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn;
using Tocsin.Warn.Following;

namespace Tocsin.Node.Ui;

/// <summary>The names of all series as they stood at one moment.</summary>
/// <param name="Cursor">The arrival number up to which they are told.</param>
/// <param name="Version">Changes when a count, or the rules, may have changed.</param>
/// <param name="Names">In their order.</param>
/// <param name="Ids">Their ids.</param>
sealed record SeriesNames(long Cursor, long Version, IReadOnlyList<(string Folded, string Id)> Names, IReadOnlySet<string> Ids)
{
    /// <summary>The ids of those in whose names all words occur, in the order of the names.</summary>
    public IEnumerable<string> Find(IReadOnlyList<string> words) =>
        Names.Where(name => words.All(word => name.Folded.Contains(word, StringComparison.Ordinal))).Select(name => name.Id);
}

/// <summary>Reads the names of the series once for all who search, and then those alone that are new.</summary>
/// <remarks>Loss: harmless; they are read again. Counts and verdicts are not held here: a page reads those of its own rows.</remarks>
sealed class SeriesBoard(TocsinNode node) : IDisposable
{
    readonly SemaphoreSlim reading = new(1);
    SeriesNames? last;

    /// <summary>The names now.</summary>
    public async Task<SeriesNames> Read(CancellationToken stop)
    {
        await reading.WaitAsync(stop);
        try
        {
            // The cursor first: the documents may be newer than it says, never older.
            var cursor = await node.Views.Cursor(JudgeFollower.FollowerName, stop);
            if (last?.Cursor != cursor) last = last is { } before ? await Renew(before, cursor, stop) : await Load(version: 0, cursor, stop);
            return last;
        }
        finally
        {
            reading.Release();
        }
    }

    async Task<SeriesNames> Renew(SeriesNames before, long cursor, CancellationToken stop)
    {
        if (cursor < before.Cursor || cursor - before.Cursor > ConsoleLimits.BoardBehindMax) return await Load(before.Version + 1, cursor, stop);
        var (changed, told) = (false, new HashSet<string>(StringComparer.Ordinal));
        for (var from = before.Cursor; from < cursor;)
        {
            var page = await node.Records.ReadAfter(from, (int)(cursor - from), stop);
            if (page.Count == 0) return await Load(before.Version + 1, cursor, stop);
            foreach (var stored in page)
            {
                if (!LeafReader.Read(stored.Leaf.Span).Try(out var leaf, out _)) continue;
                // What ends may be a series' last count: then its name must go.
                if (leaf.Kind == Kind.Withdrawal || leaf.Kind == Kind.Erasure) return await Load(before.Version + 1, cursor, stop);
                changed |= leaf.Kind == Kind.Count || leaf.Kind == Kind.Rules;
                if (leaf.Kind == Kind.Count && stored.Read().Try(out var record, out _)) told.UnionWith(SeriesKey.Of(record).Select(each => ReadSeries.IdOf(each.Series)));
            }
            from = page[^1].Arrival;
        }
        var next = before with { Cursor = cursor, Version = before.Version + (changed ? 1 : 0) };
        var added = new List<KnownSeries>();
        foreach (var id in told.Where(id => !before.Ids.Contains(id)))
            if (await Series.Find(id, stop) is { } known) added.Add(known);
        return added.Count == 0 ? next : Of(next, before.Names.Concat(added.Select(Name)));
    }

    async Task<SeriesNames> Load(long version, long cursor, CancellationToken stop) =>
        Of(new SeriesNames(cursor, version, [], new HashSet<string>()), (await Series.List(stop)).Select(Name));

    ReadSeries Series => new(node.Views, node.Records, node.Log);

    static SeriesNames Of(SeriesNames names, IEnumerable<(string Folded, string Id)> all)
    {
        var sorted = all.ToArray();
        Array.Sort(sorted, (one, other) => string.CompareOrdinal(one.Folded, other.Folded) is not 0 and var order ? order : string.CompareOrdinal(one.Id, other.Id));
        return names with { Names = sorted, Ids = sorted.Select(name => name.Id).ToHashSet(StringComparer.Ordinal) };
    }

    // The key has the publisher, the measure, the status and the period beside what the subject says.
    static (string Folded, string Id) Name(KnownSeries known) =>
        (Words.Fold($"{known.Subject.Words.Text} {known.Subject.Country} {string.Join(' ', SeriesKey.PartsOf(known.Key).Skip(1))}"), known.Id);

    public void Dispose() => reading.Dispose();
}
