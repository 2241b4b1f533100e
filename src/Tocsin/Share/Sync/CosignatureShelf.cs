using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Tocsin.Share.Parties;

namespace Tocsin.Share.Sync;

/// <summary>What partners cosigned of this party's own logs, and what receipts they gave.</summary>
/// <remarks>Of cosignatures the first of a minute or of 4,096 leaves is kept for good, so that a proof can name an early one; the newest is kept
/// in memory. Loss: proofs name later times.</remarks>
/// <param name="house">The node.</param>
public sealed class CosignatureShelf(SyncHouse house)
{
    const string CosignatureKind = "cosignature", ReceiptKind = "receipt";
    const int RecentMax = 256, LeavesApart = 4_096, SecondsApart = 60;

    readonly ConcurrentDictionary<(Origin Log, string Party), Held> newest = new();
    readonly ConcurrentDictionary<(Origin Log, string Party), Held> kept = new();
    readonly ConcurrentDictionary<(Origin Log, string Party), (SignedNote Note, long Size, long TimeSeconds)> latest = new();
    readonly ConcurrentDictionary<(Origin Log, string Party), Receipt> receipts = new();
    readonly Lock gate = new();
    readonly Queue<string> order = new();
    readonly Dictionary<string, VerifiedHead> recent = [];

    /// <summary>A partner's newest cosignature.</summary>
    /// <param name="Size">How many leaves it covers.</param>
    /// <param name="TimeSeconds">When, by the partner's word.</param>
    public sealed record Held(long Size, long TimeSeconds);

    /// <summary>Remembers a head of one's own as it is told to partners: cosignatures over it will come.</summary>
    internal void Told(VerifiedHead own)
    {
        lock (gate)
        {
            if (!recent.TryAdd(own.Head.Body, own)) return;
            order.Enqueue(own.Head.Body);
            if (order.Count > RecentMax) recent.Remove(order.Dequeue());
        }
    }

    /// <summary>Takes a cosignature from a partner; says why it is refused.</summary>
    internal async Task<string?> Take(string party, CosignatureLine line, CancellationToken stop)
    {
        VerifiedHead? own;
        lock (gate)
            if (!recent.TryGetValue(line.Head, out own)) return null;   // Of a head of long ago: it may be true, and says nothing new.
        if (!NoteSignature.Parse(line.Line).Try(out var signature, out var reason)) return $"a cosignature of {party} does not read: {reason}";
        if (house.Register.Chain(party)?.KeyNow(PartyKey.Request) is not { } key) return $"no document of {party} lists a key for cosignatures";
        if (!new CosignatureVerifier(PartyDocument.SignerName(party), key).Verify(own.Head, signature).Try(out var cosignature, out reason)) return reason;
        var (log, known) = (own.Log, newest.GetValueOrDefault((own.Log, party)));
        if (known is not null && known.Size > own.Head.Size) return null;
        newest[(log, party)] = new Held(own.Head.Size, cosignature.TimeSeconds);
        latest[(log, party)] = (own.Bare().With(signature), own.Head.Size, cosignature.TimeSeconds);
        if (kept.TryGetValue((log, party), out var last) && own.Head.Size < last.Size + LeavesApart && (own.Head.Size == last.Size || cosignature.TimeSeconds < last.TimeSeconds + SecondsApart)) return null;
        kept[(log, party)] = new Held(own.Head.Size, cosignature.TimeSeconds);
        await house.Papers.PutNew(CosignatureKind, Key(log, party, own.Head.Size), Encoding.UTF8.GetBytes(own.Bare().With(signature).ToString()), stop);
        return null;
    }

    /// <summary>Takes a receipt from a partner; says why it is refused.</summary>
    internal async Task<string?> Take(string party, string note, CancellationToken stop)
    {
        if (!Receipt.Read(note, Keys).Try(out var receipt, out var reason)) return reason;
        if (receipt.Party != party) return $"{party} gave a receipt of {receipt.Party}";
        var log = Origin.Parse(receipt.Log).Value;
        if (log.Party.ToBase64Url() != house.Party) return $"{party} gave a receipt for a log that is not this party's";
        if (await Newest(log, party, stop) is { } held && held.Time >= receipt.Time) return null;
        await house.Papers.Put(ReceiptKind, $"{log}/{party}", Encoding.UTF8.GetBytes(note), stop);
        receipts[(log, party)] = receipt;
        return null;
    }

    /// <summary>A partner's newest receipt for a log; nothing where it gave none.</summary>
    public async Task<Receipt?> Newest(Origin log, string party, CancellationToken stop)
    {
        if (receipts.TryGetValue((log, party), out var known)) return known;
        return await Note(log, party, stop) is { } note && Receipt.Read(note, Keys).Try(out var receipt, out _) ? receipts[(log, party)] = receipt : null;
    }

    /// <summary>The newest receipt's note, for a proof.</summary>
    internal async Task<string?> Note(Origin log, string party, CancellationToken stop) =>
        await house.Papers.Read(ReceiptKind, $"{log}/{party}", stop) is { } note ? Encoding.UTF8.GetString(note.Span) : null;

    /// <summary>A partner's newest cosignature; after a restart, the newest that was kept for good.</summary>
    public async Task<Held?> Cosigned(Origin log, string party, CancellationToken stop)
    {
        if (newest.TryGetValue((log, party), out var held)) return held;
        var papers = await house.Papers.List(CosignatureKind, $"{log}/{party}/", stop);
        return papers is [.., var last] && Read(party, last.Bytes.Span) is var (note, cosignature) ? newest[(log, party)] = new Held(Size(note), cosignature.TimeSeconds) : null;
    }

    /// <summary>The earliest cosignature of a partner that is kept and covers a leaf, else the newest that came, as a note; nothing where there is none.</summary>
    internal async Task<(SignedNote Note, long Size, long TimeSeconds)?> Covering(Origin log, string party, long index, CancellationToken stop)
    {
        foreach (var paper in await house.Papers.List(CosignatureKind, $"{log}/{party}/", stop))
            if (Read(party, paper.Bytes.Span) is var (note, cosignature) && Size(note) > index) return (note, Size(note), cosignature.TimeSeconds);
        return latest.TryGetValue((log, party), out var newest) && newest.Size > index ? newest : null;
    }

    (SignedNote Note, Cosignature Cosignature)? Read(string party, ReadOnlySpan<byte> bytes)
    {
        if (!SignedNote.Parse(bytes).Try(out var note, out _)) return null;
        foreach (var key in Keys(party))
            if (new CosignatureVerifier(PartyDocument.SignerName(party), key).Verify(note).Try(out var cosignature, out _)) return (note, cosignature);
        return null;
    }

    IReadOnlyList<VerifyingKey> Keys(string party) => house.Register.Chain(party)?.KeysEver(PartyKey.Request) ?? [];

    static long Size(SignedNote note) => Checkpoint.Parse(note.Text).Value.Size;

    static string Key(Origin log, string party, long size) => string.Create(CultureInfo.InvariantCulture, $"{log}/{party}/{size:D19}");
}
