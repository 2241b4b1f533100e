using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Share;

/// <summary>What became of a withdrawal: a closed set.</summary>
public abstract record Withdrawing
{
    Withdrawing() { }

    /// <summary>The log says so now.</summary>
    /// <param name="By">The withdrawal.</param>
    public sealed record Withdrawn(RecordAddress By) : Withdrawing;
    /// <summary>The log said so before.</summary>
    public sealed record AlreadyWithdrawn : Withdrawing;
    /// <summary>Another party wrote it, and it alone may take it back.</summary>
    public sealed record NotYours : Withdrawing;
    /// <summary>The log holds no such record.</summary>
    public sealed record NotFound : Withdrawing;
    /// <summary>It cannot be taken back.</summary>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record Refused(string Reason) : Withdrawing;
}

/// <summary>Takes back a record of this party's own, in its newest revision. It stays readable; a later revision says it anew.</summary>
/// <param name="journal">This party's log.</param>
/// <param name="records">What it holds.</param>
/// <param name="views">The index, which knows the newest revision.</param>
public sealed class WithdrawRecord(Journal journal, IRecords records, IViews views)
{
    readonly Lineage lineage = new(journal, records, views);

    /// <summary>Withdraws.</summary>
    /// <param name="address">Any revision of the record.</param>
    /// <param name="why">In one line, why.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task<Withdrawing> Withdraw(RecordAddress address, string why, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(why)) return new Withdrawing.Refused("a withdrawal says in one line why");
        if (!address.Log.IsOfAuthorOf(journal.Log)) return new Withdrawing.NotYours();
        if (await lineage.Envelope(address, stop) is not { } envelope) return new Withdrawing.NotFound();
        if (envelope.Kind == Kind.Charter || envelope.Kind == Kind.Party || envelope.Kind == Kind.Erasure)
            return new Withdrawing.Refused($"a record of the kind {envelope.Kind} is what others verify by: it is never withdrawn");
        if (await lineage.Of(address, Relation.Ends, stop) is not [var newest, ..]) return new Withdrawing.NotFound();
        var key = new SourceKey(SourceKey.Own, "withdrawal", [newest.Leaf.ToBase64Url()], null);
        var draft = new Draft { Kind = Kind.Withdrawal, What = new WithdrawalFacts(why), References = [newest], Source = new Source { Key = key } };
        return await journal.Append(draft, stop) switch
        {
            Appended.Stored stored => new Withdrawing.Withdrawn(stored.Address),
            Appended.Duplicate => new Withdrawing.AlreadyWithdrawn(),
            Appended.Refused refused => new Withdrawing.Refused(refused.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
