using System.Text;
using System.Text.Json;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Share.Sync;

/// <summary>Which leaves of a mirrored log have no content here, or not all of it.</summary>
/// <param name="Wanted">Withheld so far, and asked for again.</param>
/// <param name="Ended">Their author erased some of them, or all: whatever of that is not held is never asked for again.</param>
/// <param name="Lost">Those among them of which something had not come by then.</param>
/// <param name="Unread">Erasures among those that are asked for: what they are to erase is not known here yet.</param>
public sealed record Gaps(Ranges Wanted, Ranges Ended, Ranges Lost, Ranges Unread)
{
    const string Kind = "gaps";

    internal static Gaps None { get; } = new(Ranges.None, Ranges.None, Ranges.None, Ranges.None);

    internal static async Task<Gaps> Read(IPapers papers, Origin log, CancellationToken stop)
    {
        if (await papers.Read(Kind, log.ToString(), stop) is not { IsEmpty: false } bytes) return None;
        // A node of an earlier version did not tell what never came from what was erased after it had come.
        return JsonSerializer.Deserialize(bytes.Span, SyncJson.Default.GapsDocument) is { } document
            && Ranges.Of(document.Wanted) is { } wanted && Ranges.Of(document.Ended) is { } ended && Ranges.Of(document.Lost ?? document.Ended) is { } lost && Ranges.Of(document.Unread) is { } unread
            ? new Gaps(wanted, ended, lost, unread)
            : throw new CorruptLogException(log, "the list of its contents that are lacking does not read");
    }

    internal Task Write(IPapers papers, Origin log, CancellationToken stop) =>
        papers.Put(Kind, log.ToString(), Encoding.UTF8.GetBytes(JsonLine.Of(new GapsDocument(Wanted.Pairs(), Ended.Pairs(), Unread.Pairs(), Lost.Pairs()), SyncJson.Default.GapsDocument)), stop);

    /// <summary>What a receipt leaves out: content that never came. What was erased after it came is gone, and not withheld.</summary>
    public Ranges Withheld => Wanted.With(Lost);

    /// <summary>With leaves whose content did not come, erasures among them.</summary>
    internal Gaps Lacking(Ranges more, Ranges erasures) => this with
    {
        Wanted = Wanted.With(more.Without(Ended)).Coarse(SyncLimits.GapsMax), Lost = Lost.With(more.And(Ended)).Coarse(SyncLimits.GapsMax),
        Unread = Unread.With(erasures).Coarse(SyncLimits.GapsMax),
    };

    /// <summary>As far as leaves are stored.</summary>
    internal Gaps Below(long size) => this with { Wanted = Wanted.Below(size), Lost = Lost.Below(size), Unread = Unread.Below(size) };

    /// <summary>Without leaves whose content came.</summary>
    internal Gaps Filled(Ranges less) => this with { Wanted = Wanted.Without(less), Unread = Unread.Without(less) };

    /// <summary>An erasure names these: what did not come by now is not asked for any more.</summary>
    internal Gaps Erased(Ranges named)
    {
        var ended = Ended.With(named).Coarse(SyncLimits.GapsMax);
        return this with { Wanted = Wanted.Without(ended), Ended = ended, Lost = Lost.With(Wanted.And(ended)).Coarse(SyncLimits.GapsMax) };
    }
}

/// <summary>Gaps as they are kept.</summary>
sealed record GapsDocument(IReadOnlyList<long[]> Wanted, IReadOnlyList<long[]> Ended, IReadOnlyList<long[]> Unread, IReadOnlyList<long[]>? Lost = null);
