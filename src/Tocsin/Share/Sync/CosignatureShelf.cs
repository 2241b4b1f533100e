using System.Collections.Concurrent;
using System.Text;
using Tocsin.Share.Parties;

namespace Tocsin.Share.Sync;

/// <summary>What partners cosigned of this party's own logs, and what receipts they gave.</summary>
/// <remarks>Which cosignatures are kept, <see cref="CosignatureSlots"/> says; the newest of each partner is held in memory alone.</remarks>
/// <param name="house">The node.</param>
public sealed class CosignatureShelf(SyncHouse house)
{
    const string ReceiptKind = "receipt";
    const int RecentMax = 256;

    readonly ConcurrentDictionary<(Origin Log, string Party), Held> newest = new();
    readonly ConcurrentDictionary<(Origin Log, string Party), CosignatureSlots> kept = new();
    readonly SemaphoreSlim keeping = new(1);
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
        return await Slots<string?>(log, party, async slots =>
        {
            await slots.Take(own.Bare().With(signature), own.Head.Size, house.Now, stop);
            return null;
        }, stop);
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
        return await Slots(log, party, slots => slots.Largest(stop), stop) is { } last && Read(party, last.Span) is var (note, cosignature)
            ? newest[(log, party)] = new Held(CosignatureSlots.Size(note), cosignature.TimeSeconds)
            : null;
    }

    /// <summary>The earliest cosignature of a partner that is kept and covers a leaf, else the newest that came, as a note; nothing where there is none.</summary>
    internal async Task<(SignedNote Note, long Size, long TimeSeconds)?> Covering(Origin log, string party, long index, CancellationToken stop)
    {
        if (await Slots(log, party, slots => slots.Covering(index + 1, stop), stop) is { } early && Read(party, early.Span) is var (note, cosignature))
            return (note, CosignatureSlots.Size(note), cosignature.TimeSeconds);
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

    async Task<T> Slots<T>(Origin log, string party, Func<CosignatureSlots, Task<T>> work, CancellationToken stop)
    {
        await keeping.Enter(stop);
        try { return await work(kept.GetOrAdd((log, party), _ => new CosignatureSlots(house.Papers, $"{log}/{party}"))); }
        finally { keeping.Release(); }
    }
}
