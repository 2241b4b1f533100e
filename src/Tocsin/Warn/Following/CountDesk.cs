using System.Globalization;
using System.Text;
using Tocsin.Formats.CaseCounts;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Judging;

namespace Tocsin.Warn.Following;

/// <summary>A period of a series whose count has changed.</summary>
/// <param name="Series">The digest of the series' key.</param>
/// <param name="Period">How long its periods are.</param>
/// <param name="Ordinal">The period's number.</param>
/// <param name="Gone">The count that was there and is no longer; nothing where there is one.</param>
readonly record struct CountChange(string Series, CountPeriod Period, int Ordinal, SeriesCount? Gone);

/// <summary>Keeps every series' counts as they are known, in pages of 64 periods.</summary>
sealed class CountDesk(Desk desk)
{
    // Pages before 1970 sort before those after it.
    const int PageCounts = 64, DigestChars = 22, PagesBefore = 1_000_000;

    readonly Pages<CountPage> pages = new(desk, JudgeJson.Default.CountPage, page => page.Counts.Count == 0);
    readonly Pages<CountPlaces> places = new(desk, JudgeJson.Default.CountPlaces, page => page.Places.Count == 0);
    readonly Pages<SeriesState> series = new(desk, JudgeJson.Default.SeriesState, state => state.Counts == 0);

    public void Flush()
    {
        pages.Flush();
        places.Flush();
        series.Flush();
    }

    /// <summary>The digest under which a series' documents stand.</summary>
    public static string DigestOf(string key) => Hash.Of(Encoding.UTF8.GetBytes(key)).ToBase64Url()[..DigestChars];

    /// <summary>Takes a count in; says which periods changed: none for a record that is no count.</summary>
    public async Task<IReadOnlyList<CountChange>> Take(Record record, CancellationToken stop)
    {
        if (record.Leaf.Kind != Kind.Count) return [];
        var changes = new List<CountChange>();
        foreach (var revised in record.Leaf.References.Where(r => r.Relation == Relation.Revises && r.Log == record.Address.Log))
            if (await Remove(revised.Index, stop) is { } gone) changes.Add(gone);
        if (SeriesCount.Of(record) is { } count && SeriesKey.Of(record).Select(each => each.Series.Text).FirstOrDefault() is { } key)
        {
            var change = await Add(key, SeriesSubject.Of(record)!, count, stop);
            changes.RemoveAll(gone => gone.Series == change.Series && gone.Ordinal == change.Ordinal);
            changes.Add(change);
        }
        return changes;
    }

    /// <summary>Takes a leaf's count out; nothing where it tells none that is known.</summary>
    public async Task<CountChange?> Remove(long index, CancellationToken stop)
    {
        if (await places.Get(PlacesKey(index), stop) is not { } page || page.Places.FindIndex(each => each.Index == index) is not (>= 0 and var at)) return null;
        var place = page.Places[at];
        page.Places.RemoveAt(at);
        places.Put(PlacesKey(index), page);
        var key = PageKey(place.Series, place.Ordinal);
        if (await pages.Get(key, stop) is not { } counts || counts.Counts.FindIndex(each => each.Index == index) is not (>= 0 and var found)) return null;
        var gone = counts.Counts[found];
        counts.Counts.RemoveAt(found);
        pages.Put(key, counts);
        await Count(place.Series, -1, stop);
        return new(place.Series, place.Period, place.Ordinal, Of(gone));
    }

    /// <summary>What a series is of.</summary>
    public ValueTask<SeriesState?> Series(string digest, CancellationToken stop) => series.Get(SeriesKeyOf(digest), stop);

    /// <summary>A series' counts from one period to another, ascending.</summary>
    public async Task<List<SeriesCount>> Between(string digest, int first, int last, CancellationToken stop)
    {
        var counts = new List<SeriesCount>();
        for (var page = PageOf(first); page <= PageOf(last); page++)
            if (await pages.Get(PageKey(digest, page * PageCounts), stop) is { } held)
                foreach (var entry in held.Counts)
                    if (entry.Ordinal >= first && entry.Ordinal <= last) counts.Add(Of(entry));
        return counts;
    }

    /// <summary>All counts of a series, ascending.</summary>
    public async Task<List<SeriesCount>> All(string digest, CancellationToken stop) =>
        [.. (await desk.Under($"count/{digest}/", JudgeJson.Default.CountPage, stop)).SelectMany(page => page.Value.Counts).Select(Of)];

    /// <summary>The documents of all series, in the order of their digests.</summary>
    public static async Task<IReadOnlyList<(string Digest, SeriesState State)>> All(IViews views, CancellationToken stop) =>
        [.. (await new Desk(JudgeFollower.FollowerName, views).Under("series/", JudgeJson.Default.SeriesState, stop)).Select(each => (each.Key["series/".Length..], each.Value))];

    async Task<CountChange> Add(string key, SeriesSubject subject, SeriesCount count, CancellationToken stop)
    {
        var digest = DigestOf(key);
        var pageKey = PageKey(digest, count.Ordinal);
        var page = await pages.Get(pageKey, stop) ?? new CountPage([]);
        var at = page.Counts.BinarySearch(new CountEntry(count.Ordinal, 0, "", null, null), ByOrdinal);
        var entry = new CountEntry(count.Ordinal, count.Index, count.Leaf.ToBase64Url(), double.IsNaN(count.Count) ? null : (long)count.Count, count.Population);
        if (at >= 0) page.Counts[at] = entry;
        else page.Counts.Insert(~at, entry);
        pages.Put(pageKey, page);
        var bundle = await places.Get(PlacesKey(count.Index), stop) ?? new CountPlaces([]);
        bundle.Places.Add(new CountPlace(count.Index, digest, count.Ordinal, subject.Period));
        places.Put(PlacesKey(count.Index), bundle);
        if (await Series(digest, stop) is null) series.Put(SeriesKeyOf(digest), new SeriesState(key, subject, 0));
        if (at < 0) await Count(digest, 1, stop);
        return new(digest, subject.Period, count.Ordinal, null);
    }

    async Task Count(string digest, int more, CancellationToken stop)
    {
        var state = (await Series(digest, stop))!;
        series.Put(SeriesKeyOf(digest), state with { Counts = state.Counts + more });
    }

    static readonly Comparer<CountEntry> ByOrdinal = Comparer<CountEntry>.Create((one, other) => one.Ordinal.CompareTo(other.Ordinal));

    static SeriesCount Of(CountEntry entry) => new(
        entry.Ordinal, entry.Count ?? double.NaN, entry.Population, entry.Index, Hash.TryParseBase64Url(entry.Leaf, out var leaf) ? leaf : throw new InvalidDataException($"'{entry.Leaf}' is no leaf hash"));

    static string SeriesKeyOf(string digest) => "series/" + digest;

    static string PageKey(string digest, int ordinal) =>
        string.Create(CultureInfo.InvariantCulture, $"count/{digest}/{PageOf(ordinal) + PagesBefore:D8}");

    static int PageOf(int ordinal) => (int)Math.Floor(ordinal / (double)PageCounts);

    static string PlacesKey(long index) => string.Create(CultureInfo.InvariantCulture, $"countplace/{index / Limits.BundleRecords:D19}");
}
