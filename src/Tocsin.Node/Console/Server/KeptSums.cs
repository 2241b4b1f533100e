using Tocsin.Node.Running;
using Tocsin.Share;
using Tocsin.Share.Records;
using Tocsin.Warn;

namespace Tocsin.Node.Ui;

/// <summary>The sums under warnings of borders, read once: a message never changes, nor does its evidence until something is erased.</summary>
/// <remarks>Loss: harmless; they are read again.</remarks>
sealed class KeptSums(TocsinNode node)
{
    /// <summary>What was read since the last erasure.</summary>
    /// <param name="Cursor">How far erasures were looked for.</param>
    /// <param name="Sums">By their messages.</param>
    sealed record Kept(long Cursor, Recent<RecordAddress, Sum> Sums)
    {
        public static Kept None(long cursor) => new(cursor, new(ConsoleLimits.SeriesKept));
    }

    /// <summary>A sum; nothing where there was none at that cursor: evidence that lacks its content may get it with any record that comes.</summary>
    sealed record Sum(SeriesReading? Reading, long Cursor);

    Kept kept = Kept.None(0);

    /// <summary>The sums that a message rests on; nothing where it is of no border, or its evidence is not all there.</summary>
    public async Task<SeriesReading?> Read(RecordAddress message, CancellationToken stop)
    {
        var (cursor, sums) = await Now(stop);
        if (sums.Find(message) is { } known && (known.Reading is not null || known.Cursor == cursor)) return known.Reading;
        var read = await new ReadBorderSums(node.Records, node.World).Handle(message, SeriesRange.Most(SeriesRange.Usual), stop);
        sums.Keep(message, new Sum(read, cursor));
        return read;
    }

    /// <summary>What may still be given. The cursor comes before what is read: content may be gone sooner than it says, never later.</summary>
    async Task<Kept> Now(CancellationToken stop)
    {
        var (held, cursor) = (kept, await node.Views.Cursor(ErasureFollower.FollowerName, stop));
        if (cursor == held.Cursor) return held;
        return kept = await IsErased(held.Cursor, cursor, stop) ? Kept.None(cursor) : held with { Cursor = cursor };
    }

    async Task<bool> IsErased(long from, long to, CancellationToken stop)
    {
        if (to < from || to - from > ConsoleLimits.BoardBehindMax) return true;
        while (from < to)
        {
            var page = await node.Records.ReadAfter(from, (int)(to - from), stop);
            if (page.Count == 0 || page.Any(stored => LeafReader.Read(stored.Leaf.Span).Try(out var leaf, out _) && leaf.Kind == Kind.Erasure)) return true;
            from = page[^1].Arrival;
        }
        return false;
    }
}
