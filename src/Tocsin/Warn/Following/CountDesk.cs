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

/// <summary>A leaf that was taken back or erased.</summary>
/// <param name="Address">Where it stands.</param>
/// <param name="Revised">The leaves that it had revised.</param>
readonly record struct EndedLeaf(RecordAddress Address, ImmutableArray<RecordAddress> Revised)
{
    public static EndedLeaf Of(RecordAddress address, Record? record) => new(address, record is null ? [] :
        [.. record.Leaf.References.Where(r => r.Relation == Relation.Revises && r.HasEffect(address)).Select(r => new RecordAddress(r.Log, r.Index))]);
}

/// <summary>Keeps every series' counts as they are known, in pages of 64 periods. Where several logs tell one period of one publisher's series,
/// this party's own telling counts, else the one that arrived first; another takes its place when that is taken back. Of one log the newest leaf counts
/// that holds; when it is erased, or taken back with all that it revised, the newest before it does that no other has revised.</summary>
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
    readonly EarlierCounts versions = new(desk, logs);
    readonly Pages<CountPlaces> places = new(desk, JudgeJson.Default.CountPlaces, page => page.Places.Count == 0);
    readonly Pages<SeriesState> series = new(desk, JudgeJson.Default.SeriesState, state => state.Counts == 0);
    readonly SeriesGroups groups = new(desk, records.Own, logs);

    public void Flush()
    {
        pages.Flush();
        versions.Flush();
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
            if (await TakeOut(new RecordAddress(revised.Log, revised.Index), record.Address, stop) is { } gone) changes.Add(gone);
        if (await Enter(record, stop) is { } changed)
        {
            var isCorrected = changes.RemoveAll(gone => gone.Series == changed.Series && gone.Ordinal == changed.Ordinal) > 0;
            changes.Add(changed with { IsNew = changed.IsNew && !isCorrected });
        }
        return changes;
    }

    /// <summary>Takes the counts of leaves out that hold no longer, and leaves no trace of them; says which periods changed. Where the same log told of
    /// one before, that word stands again.</summary>
    public async Task<IReadOnlyList<CountChange>> Remove(IEnumerable<EndedLeaf> ended, CancellationToken stop)
    {
        var (changes, touched) = (new List<CountChange>(), new List<(string Series, int Ordinal, Origin Log)>());
        foreach (var leaf in ended)
        {
            foreach (var revised in leaf.Revised)
            {
                if (await PlaceOf(revised, stop) is not { } before) continue;
                await versions.Free(PageOf(before.Series, before.Ordinal), revised, leaf.Address, stop);
                touched.Add((before.Series, before.Ordinal, revised.Log));
            }
            if (await PlaceOf(leaf.Address, stop) is { } place) touched.Add((place.Series, place.Ordinal, leaf.Address.Log));
            if (await TakeOut(leaf.Address, reviser: null, stop) is { } gone) changes.Add(gone);
        }
        foreach (var (series, ordinal, log) in touched.Distinct())
        {
            if (await Restore(series, ordinal, log, stop) is not { } back) continue;
            changes.RemoveAll(gone => gone.Series == series && gone.Ordinal == ordinal);
            changes.Add(back with { IsNew = false });
        }
        return changes;
    }

    /// <summary>Takes a leaf's count out: for good, or because another leaf revises it.</summary>
    async Task<CountChange?> TakeOut(RecordAddress address, RecordAddress? reviser, CancellationToken stop)
    {
        if (await PlaceOf(address, stop) is not { } place) return null;
        var name = PageOf(place.Series, place.Ordinal);
        if (reviser is null)
        {
            var bundle = (await places.Get(PlacesKey(address), stop))!;
            bundle.Places.Remove(place);
            places.Put(PlacesKey(address), bundle);
            await versions.Forget(name, address, stop);
        }
        var (key, log) = (PageKey(place.Series, place.Ordinal), logs.Mark(address.Log));
        if (await pages.Get(key, stop) is not { } counts || counts.Counts.FindIndex(each => each.Index == address.Index && each.Log == log) is not (>= 0 and var found))
        {
            if (reviser is { } late) await versions.Revise(name, address, late, stop);
            return null;
        }
        var gone = counts.Counts[found];
        var counted = counts.Counts.FindIndex(each => each.Ordinal == place.Ordinal) == found;
        counts.Counts.RemoveAt(found);
        pages.Put(key, counts);
        if (reviser is { } by)
        {
            await versions.Keep(name, gone, address, stop);
            await versions.Revise(name, address, by, stop);
        }
        if (!counted) return null;
        var isLeft = counts.Counts.Exists(each => each.Ordinal == place.Ordinal);
        if (!isLeft) await Count(place.Series, -1, stop);
        if (await Series(place.Series, stop) is { } state && await groups.Find(state.Key, place.Series, stop) is { } entry && entry.Ordinal == place.Ordinal) await Move(state.Key, entry, stop);
        return new(place.Series, place.Period, place.Ordinal, isLeft ? null : Of(gone), IsNew: false);
    }

    /// <summary>Lets a log's newest word on a period stand again that none that holds has revised, if it has none there that stands.</summary>
    async Task<CountChange?> Restore(string digest, int ordinal, Origin log, CancellationToken stop)
    {
        var mark = logs.Mark(log);
        if (await pages.Get(PageKey(digest, ordinal), stop) is { } page && page.Counts.Exists(each => each.Ordinal == ordinal && each.Log == mark)) return null;
        foreach (var word in (await versions.Of(PageOf(digest, ordinal), log, stop)).Where(word => word.Ordinal == ordinal && word.RevisedBy is null).OrderByDescending(word => word.Index))
        {
            var address = new RecordAddress(log, word.Index);
            if (await records.Read(address, stop) is not { } record || SeriesCount.Of(record) is null) continue;
            await versions.Forget(PageOf(digest, ordinal), address, stop);
            return await Enter(record, stop);
        }
        return null;
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

    /// <summary>What the logs whose counts stand told before of a series' periods, and no longer stands.</summary>
    /// <param name="digest">The series.</param>
    /// <param name="stand">The counts that stand, ascending; at least one.</param>
    /// <param name="first">The first period that is asked for.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task<List<SeriesCount>> Earlier(string digest, IReadOnlyList<SeriesCount> stand, int first, CancellationToken stop)
    {
        var counts = new List<SeriesCount>();
        foreach (var page in stand.Where(count => count.Ordinal >= first).GroupBy(count => PageOf(digest, count.Ordinal)))
            foreach (var log in page.Select(count => count.Address.Log).Distinct())
                counts.AddRange((await versions.Of(page.Key, log, stop)).Where(entry => entry.Ordinal >= first && entry.Ordinal <= stand[^1].Ordinal).Select(Of));
        return counts;
    }

    /// <summary>All counts of a series, ascending.</summary>
    public async Task<List<SeriesCount>> All(string digest, CancellationToken stop) =>
        [.. (await desk.Under($"count/{digest}/", JudgeJson.Default.CountPage, stop)).SelectMany(page => Once(page.Value)).Select(Of)];

    /// <summary>The documents of all series, in the order of their digests.</summary>
    public static async Task<IReadOnlyList<(string Digest, SeriesState State)>> All(IViews views, CancellationToken stop) =>
        [.. (await new Desk(JudgeFollower.FollowerName, views).Under("series/", JudgeJson.Default.SeriesState, stop)).Select(each => (each.Key["series/".Length..], each.Value))];

    /// <summary>Lets a record's count stand, and its series be where it says; nothing where it tells none, or another counts.</summary>
    async Task<CountChange?> Enter(Record record, CancellationToken stop)
    {
        if (SeriesCount.Of(record) is not { } count || SeriesKey.Of(record).Select(each => each.Series.Text).FirstOrDefault() is not { } key) return null;
        if (await Add(key, SeriesSubject.Of(record)!, count, record.Arrival, stop) is not { } change) return null;
        if (EntryOf(record, change.Series, count.Ordinal, logs.Mark(record.Address.Log) is null ? 0 : record.Arrival) is { } entry) await groups.Join(key, entry, stop);
        return change;
    }

    async Task<CountChange?> Add(string key, SeriesSubject subject, SeriesCount count, long arrival, CancellationToken stop)
    {
        var (digest, log) = (DigestOf(key), logs.Mark(count.Address.Log));
        var pageKey = PageKey(digest, count.Ordinal);
        var page = await pages.Get(pageKey, stop) ?? new CountPage([]);
        var entry = new CountEntry(count.Ordinal, count.Address.Index, count.Leaf.ToBase64Url(), double.IsNaN(count.Count) ? null : (long)count.Count, count.Population)
        {
            Log = log, Arrival = log is null ? null : arrival, Time = count.Told!.Value,
        };
        var isNew = !page.Counts.Exists(each => each.Ordinal == count.Ordinal);
        await Place(new CountPlace(count.Address.Index, digest, count.Ordinal, subject.Period), count.Address, stop);
        // A log's later word on a period takes the place of its earlier one, be it that the content of the earlier comes last.
        if (page.Counts.Find(each => each.Ordinal == count.Ordinal && each.Log == log) is { } before)
        {
            var (older, newer) = before.Index > entry.Index ? (entry, before) : (before, entry);
            if (older.Index != newer.Index) await versions.Keep(PageOf(digest, count.Ordinal), older, count.Address with { Index = older.Index }, stop);
            if (newer == before) return null;
            page.Counts.Remove(before);
        }
        var at = page.Counts.FindIndex(each => Order(each).CompareTo(Order(entry)) > 0);
        page.Counts.Insert(at < 0 ? page.Counts.Count : at, entry);
        pages.Put(pageKey, page);
        if (await Series(digest, stop) is null) series.Put(SeriesKeyOf(digest), new SeriesState(key, subject, 0));
        if (isNew) await Count(digest, 1, stop);
        return page.Counts.Find(each => each.Ordinal == count.Ordinal) == entry ? new(digest, subject.Period, count.Ordinal, null, isNew) : null;
    }

    async Task<CountPlace?> PlaceOf(RecordAddress address, CancellationToken stop) => (await places.Get(PlacesKey(address), stop))?.Places.Find(each => each.Index == address.Index);

    async Task Place(CountPlace place, RecordAddress address, CancellationToken stop)
    {
        var bundle = await places.Get(PlacesKey(address), stop) ?? new CountPlaces([]);
        if (bundle.Places.Contains(place)) return;
        var at = bundle.Places.FindIndex(each => each.Index > place.Index);
        bundle.Places.Insert(at < 0 ? bundle.Places.Count : at, place);
        places.Put(PlacesKey(address), bundle);
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
        entry.Ordinal, entry.Count ?? double.NaN, entry.Population, new RecordAddress(logs.At(entry.Log), entry.Index), LogTable.Leaf(entry.Leaf)) { Told = entry.Time };

    static string SeriesKeyOf(string digest) => "series/" + digest;

    static string PageKey(string digest, int ordinal) => string.Create(CultureInfo.InvariantCulture, $"count/{digest}/{PageOf(digest, ordinal).Number:D8}");

    static CountPageName PageOf(string digest, int ordinal) => new(digest, PageOf(ordinal) + PagesBefore);

    static int PageOf(int ordinal) => (int)Math.Floor(ordinal / (double)PageCounts);

    string PlacesKey(RecordAddress address) => string.Create(CultureInfo.InvariantCulture, $"countplace/{logs.Part(address.Log)}{address.Index / Limits.BundleRecords:D19}");
}
