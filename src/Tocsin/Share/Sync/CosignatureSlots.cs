using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Tocsin.Share.Logs;

namespace Tocsin.Share.Sync;

/// <summary>A partner's cosignatures over one log that are kept: the first of each minute for a day, of each hour for 90 days, of each day for good.
/// So a proof can name an early one, and the store does not grow by every minute for ever.</summary>
/// <remarks>One at a time; by this node's clock, so that a partner's false times fill nothing. Loss: proofs name later times.</remarks>
/// <param name="papers">Keep them.</param>
/// <param name="prefix">The log and the partner.</param>
sealed class CosignatureSlots(IPapers papers, string prefix)
{
    /// <summary>The kind of paper under which they are kept.</summary>
    public const string Kind = "cosignature";

    const int Minutes = 24 * 60, Hours = 90 * 24;

    Dictionary<string, long>? sizes;
    long seconds = -1, size = -1;

    /// <summary>Keeps a cosigned head, where it is the first of its minute and says more than the one before.</summary>
    public async Task Take(SignedNote note, long leaves, long nowSeconds, CancellationToken stop)
    {
        if (leaves == size || seconds >= 0 && nowSeconds / 60 == seconds / 60) return;
        var (before, bytes) = (seconds, Encoding.UTF8.GetBytes(note.ToString()));
        (seconds, size) = (nowSeconds, leaves);
        var key = Key('d', nowSeconds / 86_400);
        if (nowSeconds / 86_400 == before / 86_400 && before >= 0 || !await papers.PutNew(Kind, key, bytes, stop))
        {
            key = Key('h', nowSeconds / 3_600 % Hours);
            if (before < 0 ? await IsOf(nowSeconds / 3_600, key, stop) : nowSeconds / 3_600 == before / 3_600) key = Key('m', nowSeconds / 60 % Minutes);
            await papers.Put(Kind, key, bytes, stop);
        }
        if (sizes is not null) sizes[key] = leaves;
    }

    /// <summary>Whether a slot was filled in this very hour, before the node began again; by the cosignature's own time.</summary>
    async Task<bool> IsOf(long hour, string key, CancellationToken stop) =>
        await papers.Read(Kind, key, stop) is { } held && SignedNote.Parse(held.Span).Try(out var note, out _)
        && note.Signatures is [.., { Signature.Length: > sizeof(long) } stamped] && BinaryPrimitives.ReadInt64BigEndian(stamped.Signature) / 3_600 == hour;

    /// <summary>The one that covers the least leaves of those that cover so many; nothing where none does.</summary>
    public async Task<ReadOnlyMemory<byte>?> Covering(long leaves, CancellationToken stop)
    {
        var fitting = (await Sizes(stop)).Where(each => each.Value >= leaves).ToList();
        return fitting.Count == 0 ? null : await papers.Read(Kind, fitting.MinBy(each => each.Value).Key, stop);
    }

    /// <summary>The one that covers the most leaves; nothing where there is none.</summary>
    public async Task<ReadOnlyMemory<byte>?> Largest(CancellationToken stop) =>
        await Sizes(stop) is { Count: > 0 } held ? await papers.Read(Kind, held.MaxBy(each => each.Value).Key, stop) : null;

    /// <summary>How many leaves a cosigned head covers.</summary>
    public static long Size(SignedNote note) => Checkpoint.Parse(note.Text).Value.Size;

    async Task<Dictionary<string, long>> Sizes(CancellationToken stop) => sizes ??= (await papers.List(Kind, prefix + "/", stop))
        .Where(paper => SignedNote.Parse(paper.Bytes.Span).IsValue).ToDictionary(paper => paper.Key, paper => Size(SignedNote.Parse(paper.Bytes.Span).Value));

    string Key(char unit, long number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}/{unit}{number}");
}
