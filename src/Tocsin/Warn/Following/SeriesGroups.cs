using Tocsin.Share.Records;

namespace Tocsin.Warn.Following;

/// <summary>Which series are counted alike, whoever counts: of one topic, measure, status, date basis and period; and where their places lie.</summary>
/// <param name="desk">The judge's documents.</param>
/// <param name="own">This party's private log.</param>
/// <param name="logs">The numbers of the logs.</param>
sealed class SeriesGroups(Desk desk, Origin own, LogTable logs)
{
    /// <summary>Series of one group at most; others are judged each by itself alone.</summary>
    public const int SeriesMax = 5_000;

    readonly Pages<GroupPage> pages = new(desk, JudgeJson.Default.GroupPage, page => page.Series.Count == 0);

    public void Flush() => pages.Flush();

    /// <summary>A group's name, by the key of one of its series.</summary>
    public static string NameOf(string key) =>
        SeriesKey.PartsOf(key) is [_, _, _, var topic, var measure, var status, var basis, var period] ? CountDesk.DigestOf($"{topic.ToLowerInvariant()}|{measure}|{status}|{basis}|{period}") : "";

    public async Task<IReadOnlyList<GroupEntry>> Of(string key, CancellationToken stop) => (await pages.Get(PageKey(key), stop))?.Series ?? [];

    /// <summary>A series says where it is, by the count of its newest period. Where there is no room, whoever has most series there gives one up: but not this party,
    /// and not to one that would have as many then.</summary>
    public async Task Join(string key, GroupEntry entry, CancellationToken stop)
    {
        var page = await pages.Get(PageKey(key), stop) ?? new GroupPage([]);
        var place = page.Series.BinarySearch(entry, ByDigest);
        if (place >= 0)
        {
            if (entry.Ordinal < page.Series[place].Ordinal) return;
            page.Series[place] = entry;
        }
        else
        {
            if (page.Series.Count >= SeriesMax && !MakeRoom(page.Series, PartyOf(entry))) return;
            page.Series.Insert(~page.Series.BinarySearch(entry, ByDigest), entry);
        }
        pages.Put(PageKey(key), page);
    }

    /// <summary>A series, and where it is; nothing where it does not say so.</summary>
    public async Task<GroupEntry?> Find(string key, string digest, CancellationToken stop) => (await pages.Get(PageKey(key), stop))?.Series.Find(each => each.Series == digest);

    /// <summary>A series is where the count of another period says, because its newest is gone.</summary>
    public async Task Move(string key, GroupEntry entry, CancellationToken stop)
    {
        if (await pages.Get(PageKey(key), stop) is not { } page || page.Series.FindIndex(each => each.Series == entry.Series) is not (>= 0 and var at)) return;
        page.Series[at] = entry;
        pages.Put(PageKey(key), page);
    }

    /// <summary>A series has no counts any more.</summary>
    public async Task Leave(string key, string digest, CancellationToken stop)
    {
        if (await pages.Get(PageKey(key), stop) is not { } page || page.Series.RemoveAll(each => each.Series == digest) == 0) return;
        pages.Put(PageKey(key), page);
    }

    static readonly Comparer<GroupEntry> ByDigest = Comparer<GroupEntry>.Create((one, other) => string.CompareOrdinal(one.Series, other.Series));

    bool MakeRoom(List<GroupEntry> series, Hash newcomer)
    {
        var most = series.Where(each => PartyOf(each) != own.Party).GroupBy(PartyOf).MaxBy(party => (party.Count(), party.Max(each => each.Arrival)));
        if (most is null || newcomer != own.Party && most.Count() <= series.Count(each => PartyOf(each) == newcomer) + 1) return false;
        return series.Remove(most.MaxBy(each => each.Arrival)!);
    }

    Hash PartyOf(GroupEntry entry) => logs.At(entry.Log).Party;

    static string PageKey(string key) => "alike/" + NameOf(key);
}
