using Tocsin.Share.Parties;
using Tocsin.Share.Records;

namespace Tocsin.Share.Sync;

/// <summary>How far a record has come with one partner.</summary>
public enum Standing
{
    /// <summary>Nothing is known to have come to it.</summary>
    NotFetched,
    /// <summary>It cosigned or receipted the leaf; its content it does not hold, or not all of it.</summary>
    LeafHeld,
    /// <summary>It gave a receipt for leaf and content.</summary>
    ContentHeld,
    /// <summary>It says that it has carried out this erasure.</summary>
    Erased,
    /// <summary>It is not entitled to the content, and so gets the leaf alone.</summary>
    NotEntitled,
}

/// <summary>One line of the ledger.</summary>
/// <param name="Party">The partner.</param>
/// <param name="Standing">How far it has come.</param>
/// <param name="At">When the partner said so, by its own clock; nothing where it said nothing.</param>
/// <param name="IsOverdue">Whether it should have come further by now.</param>
/// <param name="Sentence">The same in words, with the reason where one is known.</param>
public sealed record Holding(string Party, Standing Standing, Instant? At, bool IsOverdue, string Sentence);

/// <summary>Says who holds what of this party's records: by partners' own signed words, and never that anybody has read it.</summary>
/// <param name="sync">The circle.</param>
public sealed class ShareStatus(CircleSync sync)
{
    /// <summary>The ledger of one record of this party's own; nothing where it is not held.</summary>
    public async Task<IReadOnlyList<Holding>?> Of(RecordAddress address, CancellationToken stop)
    {
        var house = sync.House;
        if (address.Log.Party.ToBase64Url() != house.Party || await house.Records.Read(address, stop) is not { } stored) return null;
        var leaf = LeafReader.Read(stored.Leaf.Span).Try(out var read, out _) ? read : null;
        var epoch = (await sync.Serving.Epochs.Epochs(sync.Circle, address.Log, address.Index + 1, stop)).At(address.Index);
        var ledger = new List<Holding>();
        foreach (var party in sync.Others)
        {
            var receipt = await sync.Shelf.Newest(address.Log, party, stop);
            var cosigned = await sync.Shelf.Cosigned(address.Log, party, stop);
            var mayRead = epoch is RecordEpoch.Of of && Entitlement.MayRead(sync.Circle, of.Number, party) is not null;
            ledger.Add(Line(party, address.Index, leaf, mayRead, receipt, cosigned));
        }
        return ledger;
    }

    Holding Line(string party, long index, Leaf? leaf, bool mayRead, Receipt? receipt, CosignatureShelf.Held? cosigned)
    {
        var isLate = leaf is not null && leaf.Time + Duration.FromMinutes(SyncLimits.OverdueMinutes) < sync.House.Clock.Now();
        if (leaf?.Kind == Kind.Erasure && receipt is not null && receipt.Erased > index) return new(party, Standing.Erased, receipt.Time, IsOverdue: false, "says that it has carried out this erasure");
        if (receipt is not null && mayRead && receipt.Holds(index)) return leaf?.Kind == Kind.Erasure
            ? new(party, Standing.ContentHeld, receipt.Time, isLate, "holds this erasure, and does not say that it has carried it out")
            : new(party, Standing.ContentHeld, receipt.Time, IsOverdue: false, "holds leaf and content");
        var byReceipt = receipt is not null && receipt.Leaves > index ? receipt.Time : (Instant?)null;
        var at = byReceipt ?? (cosigned is not null && cosigned.Size > index ? Instant.FromUnixTimeSeconds(cosigned.TimeSeconds) : null);
        if (!mayRead) return new(party, Standing.NotEntitled, at, IsOverdue: false, "was no member when it was written, and gets the leaf alone");
        if (at is not null) return new(party, Standing.LeafHeld, at, isLate, byReceipt is null ? "holds the leaf, and has given no receipt for the content yet" : "holds the leaf, and says that it lacks content of it");
        return new(party, Standing.NotFetched, null, isLate, Why(party));
    }

    string Why(string party)
    {
        var state = sync.Partners.FirstOrDefault(partner => partner.Party == party);
        var heard = new[] { state?.AnsweredSeconds, state?.AskedSeconds }.Max();
        return state?.Trouble is { } trouble ? $"has not fetched it: {trouble}"
            : heard is not { } last ? "has not fetched it: it was never heard of"
            : last < sync.House.Now - SyncLimits.SilentAfterSeconds ? $"has not fetched it: silent or cut off since {Instant.FromUnixTimeSeconds(last)}"
            : "has not fetched it yet";
    }
}
