using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Share;

/// <summary>What became of a consent: a closed set.</summary>
public abstract record Consenting
{
    Consenting() { }

    /// <summary>The circle of origin is told.</summary>
    /// <param name="Address">Where the consent stands; withdrawn there, it is taken back.</param>
    public sealed record Given(RecordAddress Address) : Consenting;
    /// <summary>It is not given.</summary>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record Refused(string Reason) : Consenting;
}

/// <summary>Agrees that partners pass a record of this party's on to a circle, in the circle in which it was said.</summary>
/// <param name="journal">This party's log there.</param>
/// <param name="records">Hold the record.</param>
/// <param name="views">Know whether it stands.</param>
public sealed class ConsentToRelay(Journal journal, IRecords records, IViews views)
{
    /// <summary>Consents.</summary>
    /// <param name="address">The record.</param>
    /// <param name="circle">The circle that may have it; this party need not be a member.</param>
    /// <param name="withPersonal">Whether data on persons may go along.</param>
    /// <param name="officer">The officer's pseudonym.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task<Consenting> Consent(RecordAddress address, Hash circle, bool withPersonal, string officer, CancellationToken stop)
    {
        if (!address.Log.IsOfAuthorOf(journal.Log)) return new Consenting.Refused("only its author consents to a record's relay");
        if (address.Log.Circle == circle) return new Consenting.Refused("it stands in that circle already");
        if (await records.Read(address, stop) is not { } stored || !stored.Read().Try(out var record, out _) || record.What is null) return new Consenting.Refused("there is no such record, or its content is gone");
        if (!RelayRules.Kinds.Contains(record.Leaf.Kind)) return new Consenting.Refused($"a record of the kind {record.Leaf.Kind} is never relayed");
        if (record.Leaf.Marking >= Tlp.AmberStrict) return new Consenting.Refused($"what is marked TLP:{record.Leaf.Marking.Name()} is never passed on, whoever agrees: say it anew under another marking");
        if (await views.Row(address, stop) is { State: not RecordState.Current }) return new Consenting.Refused("it was replaced, withdrawn or erased: consent to what stands now");
        var draft = new Draft
        {
            Kind = Kind.Consent, What = new ConsentFacts(circle.ToBase64Url()) { Personal = withPersonal }, Source = new Source { Officer = officer },
            References = [new Reference(Relation.About, address.Log, address.Index, record.LeafHash)],
        };
        return await journal.Append(draft, stop) switch
        {
            Appended.Stored given => new Consenting.Given(given.Address),
            Appended.Refused refused => new Consenting.Refused(refused.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
