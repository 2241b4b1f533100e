using System.Text;
using System.Text.Json;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;

namespace Tocsin.Share.Sync;

/// <summary>A holder's signed statement of whose content it holds. It does not say that anybody has read it. See docs/spec/receipt.md.</summary>
/// <param name="Party">The holder.</param>
/// <param name="Log">The log's origin.</param>
/// <param name="Leaves">How many leaves it holds, from the first on, and their content but for what follows.</param>
/// <param name="Withheld">Ranges from (inclusive) to (exclusive) of leaves whose content it does not hold, or not all of it.</param>
/// <param name="Erased">Every erasure among so many leaves, from the first on, is carried out.</param>
/// <param name="Time">When. UTC.</param>
public sealed record Receipt(string Party, string Log, long Leaves, IReadOnlyList<long[]> Withheld, long Erased, Instant Time)
{
    /// <summary>The version that this code writes and reads.</summary>
    public int V { get; init; } = 1;

    /// <summary>Tells it from other documents.</summary>
    public string Type { get; init; } = "receipt";

    /// <summary>The text that is signed: one line of JSON.</summary>
    public string Text() => JsonLine.Of(this, SyncJson.Default.Receipt);

    /// <summary>Signs it with the holder's request key.</summary>
    public string Sign(ISigningKey key) => new NoteSigner(PartyDocument.SignerName(Party), key).Sign(Text()).ToString();

    /// <summary>Reads a receipt and checks that one of the holder's keys signed it.</summary>
    /// <param name="note">The signed note.</param>
    /// <param name="keys">Gives the request keys of a party, all that it ever listed.</param>
    public static Parsed<Receipt> Read(string note, Func<string, IReadOnlyList<VerifyingKey>> keys)
    {
        if (Encoding.UTF8.GetByteCount(note) > Limits.DocumentBytesMax) return new($"a receipt has at most {Limits.DocumentBytesMax} bytes");
        if (!SignedNote.Parse(note).Try(out var signed, out var reason)) return new(reason);
        try
        {
            if (JsonSerializer.Deserialize(signed.Text, SyncJson.Default.Receipt) is not { V: 1, Type: "receipt" } receipt) return new("this is no receipt of version 1");
            if (!Origin.Parse(receipt.Log).Try(out _, out reason)) return new(reason);
            if (receipt.Leaves < 0 || receipt.Erased < 0 || receipt.Erased > receipt.Leaves) return new("the receipt speaks of leaves that it does not hold");
            if (Ranges.Of(receipt.Withheld) is not { } withheld || withheld.Items is [.., var last] && last.To > receipt.Leaves) return new("the receipt's ranges are not ascending and apart, within its leaves");
            if (receipt.Text() != signed.Text) return new("the receipt is not written as this version writes it");
            return keys(receipt.Party).Any(key => new NoteVerifier(PartyDocument.SignerName(receipt.Party), key).Verify(signed) is null)
                ? new(receipt)
                : new($"the receipt is not signed by {receipt.Party}");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            return new($"the receipt does not read: {e.Message}");
        }
    }

    /// <summary>Whether it says that a leaf's content is held.</summary>
    public bool Holds(long index) => index < Leaves && !(Ranges.Of(Withheld) ?? Ranges.None).Contains(index);
}
