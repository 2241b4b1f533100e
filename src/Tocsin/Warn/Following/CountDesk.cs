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
/// <param name="IsNew">Whether the series had none of the period before.</param>
readonly record struct CountChange(string Series, CountPeriod Period, int Ordinal, SeriesCount? Gone, bool IsNew);

/// <summary>Keeps every series' counts as they are known, in pages of 64 periods. Where several logs tell one period of one publisher's series,
/// this party's own telling counts, else the one that arrived first; another takes its place when that is taken back.</summary>
/// <param name="desk">The judge's documents.</param>
/// <param name="records">Gives the records that say where series are.</param>
/// <param name="logs">The numbers of the logs.</param>
sealed class CountDesk(Desk desk, JudgedRecords records, LogTable logs)
{
    // Pages before 1970 sort before those after it.
    const int PageCounts = 64, DigestChars = 22, PagesBefore = 1_000_000;

    // When a series' newest count goes, the one before is looked for in so many pages; a series that has none there is on no map until it counts again.
    const int PagesBack = 8;

    readonly Pages<CountPage> pages = new(desk, JudgeJson.Default.CountPage, page => page.Counts.Count == 0);
    readonly Pages<CountPlaces> places = new(desk, JudgeJson.Default.CountPlaces, page => page.Places.Count == 0);
    readonly Pages<SeriesState> series = new(desk, JudgeJson.Default.SeriesState, state => state.Counts == 0);
    readonly SeriesGroups groups = new(desk, records.Own, logs);

    public void Flush()
    {
        pages.Flush();
        places.Flush();
        series.Flush();
        groups.Flush();
    }

    /// <summary>The digest under which a series' documents stand.</summary>
    public static string DigestOf(string key) => Hash.Of(Encoding.UTF8.GetBytes(key)).ToBase64Url()[..DigestChars];

    /// <summary>Takes a count in; says which periods changed: none for a record that is no count.</summary>
    public async Task<IReadOnlyList<CountChange>> Take(Record record, CancellationToken stop)
    {
        if (record.Leaf.Kind != Kind.Count) return [];
        var changes = new List<CountChange>();
        foreach (var revised in record.Leaf.References.Where(r => r.Relation == Relation.Revises && r.HasEffect(record.Address)))
            if (await Remove(new RecordAddress(revised.Log, revised.Index), stop) is { } gone) changes.Add(gone);
        if (SeriesCount.Of(record) is { } count && SeriesKey.Of(record).Select(each => each.Series.Text).FirstOrDefault() is { } key)
        {
            var change = await Add(key, SeriesSubject.Of(record)!, count, record.Arrival, stop);
            if (change is not { } changed) return changes;
            if (EntryOf(record, changed.Series, count.Ordinal, logs.Mark(record.Address.Log) is null ? 0 : record.Arrival) is { } entry) await groups.Join(key, entry, stop);
            var isCorrected = changes.RemoveAll(gone => gone.Series == changed.Series && gone.Ordinal == changed.Ordinal) > 0;
            changes.Add(changed with { IsNew = changed.IsNew && !isCorrected });
        }
        return changes;
    }

    /// <summary>Takes a leaf's count out; nothing where it tells none that counts.</summary>
    public async Task<CountChange?> Remove(RecordAddress address, CancellationToken stop)
    {
        if (await places.Get(PlacesKey(address), stop) is not { } page || page.Places.FindIndex(each => each.Index == address.Index) is not (>= 0 and var at)) return null;
        var place = page.Places[at];
        page.Places.RemoveAt(at);
        places.Put(PlacesKey(address), page);
        var (key, log) = (PageKey(place.Series, place.Ordinal), logs.Mark(address.Log));
        if (await pages.Get(key, stop) is not { } counts || counts.Counts.FindIndex(each => each.Index == address.Index && each.Log == log) is not (>= 0 and var found)) return null;
        var gone = counts.Counts[found];
        var counted = counts.Counts.FindIndex(each => each.Ordinal == place.Ordinal) == found;
        counts.Counts.RemoveAt(found);
        pages.Put(key, counts);
        if (!counted) return null;
        var isLeft = counts.Counts.Exists(each => each.Ordinal == place.Ordinal);
        if (!isLeft) await Count(place.Series, -1, stop);
        if (await Series(place.Series, stop) is { } state && await groups.Find(state.Key, place.Series, stop) is { } entry && entry.Ordinal == place.Ordinal) await Move(state.Key, entry, stop);
        return new(place.Series, place.Period, place.Ordinal, isLeft ? null : Of(gone), IsNew: false);
    }

    /// <summary>What a series is of.</summary>
    public ValueTask<SeriesState?> Series(string digest, CancellationToken stop) => series.Get(SeriesKeyOf(digest), stop);

    /// <summary>The series that are counted alike and say where they are, this one perhaps among them.</summary>
    public Task<IReadOnlyList<GroupEntry>> Alike(SeriesState state, CancellationToken stop) => groups.Of(state.Key, stop);

    /// <summary>A series' counts from one period to another, ascending.</summary>
    public async Task<List<SeriesCount>> Between(string digest, int first, int last, CancellationToken stop)
    {
        var counts = new List<SeriesCount>();
        for (var page = PageOf(first); page <= PageOf(last); page++)
            if (await pages.Get(PageKey(digest, page * PageCounts), stop) is { } held)
                foreach (var entry in Once(held))
                    if (entry.Ordinal >= first && entry.Ordinal <= last) counts.Add(Of(entry));
        return counts;
    }

    /// <summary>All counts of a series, ascending.</summary>
    public async Task<List<SeriesCount>> All(string digest, CancellationToken stop) =>
        [.. (await desk.Under($"count/{digest}/", JudgeJson.Default.CountPage, stop)).SelectMany(page => Once(page.Value)).Select(Of)];

    /// <summary>The documents of all series, in the order of their digests.</summary>
    public static async Task<IReadOnlyList<(string Digest, SeriesState State)>> All(IViews views, CancellationToken stop) =>
        [.. (await new Desk(JudgeFollower.FollowerName, views).Under("series/", JudgeJson.Default.SeriesState, stop)).Select(each => (each.Key["series/".Length..], each.Value))];

    async Task<CountChange?> Add(string key, SeriesSubject subject, SeriesCount count, long arrival, CancellationToken stop)
    {
        var (digest, log) = (DigestOf(key), logs.Mark(count.Address.Log));
        var pageKey = PageKey(digest, count.Ordinal);
        var page = await pages.Get(pageKey, stop) ?? new CountPage([]);
        var entry = new CountEntry(count.Ordinal, count.Address.Index, count.Leaf.ToBase64Url(), double.IsNaN(count.Count) ? null : (long)count.Count, count.Population)
        {
            Log = log, Arrival = log is null ? null : arrival,
        };
        var isNew = !page.Counts.Exists(each => each.Ordinal == count.Ordinal);
        page.Counts.RemoveAll(each => each.Ordinal == count.Ordinal && each.Log == log);     // A log's later word on a period takes the place of its earlier one.
        var at = page.Counts.FindIndex(each => Order(each).CompareTo(Order(entry)) > 0);
        page.Counts.Insert(at < 0 ? page.Counts.Count : at, entry);
        pages.Put(pageKey, page);
        var bundle = await places.Get(PlacesKey(count.Address), stop) ?? new CountPlaces([]);
        bundle.Places.Add(new CountPlace(count.Address.Index, digest, count.Ordinal, subject.Period));
        places.Put(PlacesKey(count.Address), bundle);
        if (await Series(digest, stop) is null) series.Put(SeriesKeyOf(digest), new SeriesState(key, subject, 0));
        if (isNew) await Count(digest, 1, stop);
        return page.Counts.Find(each => each.Ordinal == count.Ordinal) == entry ? new(digest, subject.Period, count.Ordinal, null, isNew) : null;
    }

    /// <summary>A series is where its newest count that is left says; where none says so, nowhere.</summary>
    async Task Move(string key, GroupEntry was, CancellationToken stop)
    {
        for (var page = PageOf(was.Ordinal); page > PageOf(was.Ordinal) - PagesBack; page--)
        {
            if (await pages.Get(PageKey(was.Series, page * PageCounts), stop) is not { } held || Once(held).LastOrDefault(each => each.Ordinal <= was.Ordinal) is not { } newest) continue;
            if (await records.Read(Of(newest).Address, stop) is { } record && EntryOf(record, was.Series, newest.Ordinal, newest.Arrival ?? 0) is { } entry) await groups.Move(key, entry, stop);
            else await groups.Leave(key, was.Series, stop);
            return;
        }
        await groups.Leave(key, was.Series, stop);
    }

    GroupEntry? EntryOf(Record record, string digest, int ordinal, long arrival) => PlaceSeries.PointOf(record.Where) is { } point
        ? new(digest, point.X, point.Y, record.Where!.Country, ordinal, arrival) { Log = logs.Mark(record.Address.Log) }
        : null;

    async Task Count(string digest, int more, CancellationToken stop)
    {
        var state = (await Series(digest, stop))!;
        series.Put(SeriesKeyOf(digest), state with { Counts = state.Counts + more });
        if (state.Counts + more == 0) await groups.Leave(state.Key, digest, stop);
    }

    /// <summary>By period; of one period the telling that counts first.</summary>
    (int Ordinal, int Log, long Arrival) Order(CountEntry entry) => (entry.Ordinal, Tellings.RankOf(logs.At(entry.Log), records.Own), entry.Arrival ?? 0);

    static IEnumerable<CountEntry> Once(CountPage page) => page.Counts.DistinctBy(entry => entry.Ordinal);

    SeriesCount Of(CountEntry entry) => new(
        entry.Ordinal, entry.Count ?? double.NaN, entry.Population, new RecordAddress(logs.At(entry.Log), entry.Index), LogTable.Leaf(entry.Leaf));

    static string SeriesKeyOf(string digest) => "series/" + digest;

    static string PageKey(string digest, int ordinal) =>
        string.Create(CultureInfo.InvariantCulture, $"count/{digest}/{PageOf(ordinal) + PagesBefore:D8}");

    static int PageOf(int ordinal) => (int)Math.Floor(ordinal / (double)PageCounts);

    string PlacesKey(RecordAddress address) => string.Create(CultureInfo.InvariantCulture, $"countplace/{logs.Part(address.Log)}{address.Index / Limits.BundleRecords:D19}");
}
