using NetTopologySuite.Geometries;
using Tocsin.Share.Records;

namespace Tocsin.Warn.Following;

/// <summary>Which series are counted alike, whoever counts: of one topic, measure, status, date basis and period; and where their places lie.</summary>
/// <param name="desk">The judge's documents.</param>
sealed class SeriesGroups(Desk desk)
{
    /// <summary>Series of one group at most; further ones are judged each by itself alone.</summary>
    public const int SeriesMax = 5_000;

    readonly Pages<GroupPage> pages = new(desk, JudgeJson.Default.GroupPage, page => page.Series.Count == 0);

    public void Flush() => pages.Flush();

    /// <summary>A group's name, by the key of one of its series.</summary>
    public static string NameOf(string key) =>
        SeriesKey.PartsOf(key) is [_, _, _, var topic, var measure, var status, var basis, var period] ? CountDesk.DigestOf($"{topic.ToLowerInvariant()}|{measure}|{status}|{basis}|{period}") : "";

    public async Task<IReadOnlyList<GroupEntry>> Of(string key, CancellationToken stop) => (await pages.Get(PageKey(key), stop))?.Series ?? [];

    /// <summary>A series says where it is.</summary>
    public async Task Join(string key, string digest, Coordinate at, CancellationToken stop)
    {
        var (name, entry) = (PageKey(key), new GroupEntry(digest, at.X, at.Y));
        var page = await pages.Get(name, stop) ?? new GroupPage([]);
        var place = page.Series.BinarySearch(entry, ByDigest);
        if (place >= 0 && page.Series[place] == entry || place < 0 && page.Series.Count >= SeriesMax) return;
        if (place >= 0) page.Series[place] = entry;
        else page.Series.Insert(~place, entry);
        pages.Put(name, page);
    }

    /// <summary>A series has no counts any more.</summary>
    public async Task Leave(string key, string digest, CancellationToken stop)
    {
        if (await pages.Get(PageKey(key), stop) is not { } page || page.Series.RemoveAll(each => each.Series == digest) == 0) return;
        pages.Put(PageKey(key), page);
    }

    static readonly Comparer<GroupEntry> ByDigest = Comparer<GroupEntry>.Create((one, other) => string.CompareOrdinal(one.Series, other.Series));

    static string PageKey(string key) => "alike/" + NameOf(key);
}
