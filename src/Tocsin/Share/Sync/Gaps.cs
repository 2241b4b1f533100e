using System.Text;
using System.Text.Json;
using Tocsin.Share.Logs;

namespace Tocsin.Share.Sync;

/// <summary>Which leaves of a mirrored log have no content here, or not all of it.</summary>
/// <param name="Wanted">Withheld so far, and asked for again.</param>
/// <param name="Ended">Their author erased some of it before it came: it is never asked for again.</param>
sealed record Gaps(Ranges Wanted, Ranges Ended)
{
    const string Kind = "gaps";

    public static Gaps None { get; } = new(Ranges.None, Ranges.None);

    public static async Task<Gaps> Read(IPapers papers, Origin log, CancellationToken stop)
    {
        if (await papers.Read(Kind, log.ToString(), stop) is not { IsEmpty: false } bytes) return None;
        return JsonSerializer.Deserialize(bytes.Span, SyncJson.Default.GapsDocument) is { } document
            && Ranges.Of(document.Wanted) is { } wanted && Ranges.Of(document.Ended) is { } ended
            ? new Gaps(wanted, ended)
            : throw new CorruptLogException(log, "the list of its contents that are lacking does not read");
    }

    public Task Write(IPapers papers, Origin log, CancellationToken stop) =>
        papers.Put(Kind, log.ToString(), Encoding.UTF8.GetBytes(SyncJson.Text(new GapsDocument(Wanted.Pairs(), Ended.Pairs()), SyncJson.Default.GapsDocument)), stop);

    /// <summary>With leaves whose content did not come.</summary>
    public Gaps Lacking(Ranges more) => this with { Wanted = Wanted.With(more.Without(Ended)) };

    /// <summary>Without leaves whose content came.</summary>
    public Gaps Filled(Ranges less) => this with { Wanted = Wanted.Without(less) };

    /// <summary>An erasure names these: what did not come by now is not asked for any more.</summary>
    public Gaps Erased(Ranges named) => new(Wanted.Without(named), Ended.With(named));
}

/// <summary>Gaps as they are kept.</summary>
sealed record GapsDocument(IReadOnlyList<long[]> Wanted, IReadOnlyList<long[]> Ended);
