using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Share;

/// <summary>What became of a publication: a closed set.</summary>
public abstract record Publishing
{
    Publishing() { }

    /// <summary>It stands in the circle's log.</summary>
    /// <param name="Address">Where.</param>
    public sealed record Published(RecordAddress Address) : Publishing;
    /// <summary>The circle's log says the same already.</summary>
    /// <param name="Address">Where.</param>
    public sealed record Already(RecordAddress Address) : Publishing;
    /// <summary>There is no such record of this party's own, or its content is gone.</summary>
    public sealed record NotFound : Publishing;
    /// <summary>It is not published.</summary>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record Refused(string Reason) : Publishing;
}

/// <summary>Says in another circle what this party said in its private one: a new leaf, with new salts, and the groups that are chosen.</summary>
/// <param name="private">This party's private log.</param>
/// <param name="target">Its log in the circle.</param>
/// <param name="terms">What the circle's charter demands.</param>
/// <param name="records">Hold the record.</param>
/// <param name="views">Know whether it still stands.</param>
public sealed class PublishRecord(Origin @private, Journal target, CircleTerms terms, IRecords records, IViews views)
{
    /// <summary>Publishes.</summary>
    /// <param name="address">The record, in one of this party's own logs.</param>
    /// <param name="without">The groups to leave out; <see cref="Group.What"/> never is.</param>
    /// <param name="marking">The marking of the new leaf; nothing: the circle's own, or the record's where that is stricter.</param>
    /// <param name="officer">The pseudonym of the officer who publishes it, which a warning bears: partners ring for what an officer says. Nothing where a rule publishes.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task<Publishing> Publish(RecordAddress address, IReadOnlyList<string> without, Tlp? marking, string? officer, CancellationToken stop)
    {
        if (RelayRules.Unleavable(without) is { } odd) return new Publishing.Refused(odd);
        if (address.Log.Party != @private.Party || address.Log.Circle == target.Log.Circle) return new Publishing.Refused("only a record of this party's own, from another circle, is published: others' are relayed");
        if (await records.Read(address, stop) is not { } stored || !stored.Read().Try(out var record, out _) || record.What is null) return new Publishing.NotFound();
        if (await views.Row(address, stop) is { State: not RecordState.Current }) return new Publishing.Refused("it was replaced, withdrawn or erased: publish what stands now");
        return await Publish(record, without, marking ?? Lowest(record), officer, stop);
    }

    /// <summary>Publishes a record of this party's own with the facts and words that it is given here; its leaf names it.</summary>
    internal async Task<Publishing> Publish(Record record, IReadOnlyList<string> without, Tlp marking, string? officer, CancellationToken stop) =>
        Objection(record, marking) is { } objection ? new Publishing.Refused(objection) : await Append(record, without, marking, officer, stop);

    /// <summary>The key under which this party says in a circle what one of its own leaves says.</summary>
    internal static SourceKey KeyOf(Hash leaf) => new(SourceKey.Own, "published", [leaf.ToBase64Url()], null);

    string? Objection(Record record, Tlp marking)
    {
        if (!RelayRules.Kinds.Contains(record.Leaf.Kind)) return $"a record of the kind {record.Leaf.Kind} concerns this party alone";
        if (record.Leaf.Marking == Tlp.Red) return "what is marked TLP:RED stays where it is";
        // A rule's warning of an exercise stands in the private log, which is none.
        if ((record.Leaf.Exercise || record.What is WarningFacts { Judgement: not null, Status: CapStatus.Exercise }) && !terms.IsExercise) return "a record of an exercise never enters a real circle";
        return marking < Lowest(record) ? $"TLP:{marking.Name()} is laxer than TLP:{Lowest(record).Name()}, which the circle and the record demand" : null;
    }

    /// <summary>The private circle marks everything for this party alone, and publishing lifts that; a marking of another circle stays, and so does the source's own.</summary>
    Tlp Lowest(Record record)
    {
        var lowest = record.Address.Log.Circle == @private.Circle || record.Leaf.Marking < terms.Marking ? terms.Marking : record.Leaf.Marking;
        return OwnOf(record) is { } own && own > lowest ? own : lowest;
    }

    /// <summary>How the source itself marked it; nothing where it did not say.</summary>
    static Tlp? OwnOf(Record record) => TlpNames.TryParse(record.Source?.Words?.GetValueOrDefault("tlp"), out var own) ? own : null;

    async Task<Publishing> Append(Record record, IReadOnlyList<string> without, Tlp marking, string? officer, CancellationToken stop)
    {
        // What a node's own follower wrote bears a key of that follower's; published, it is known by its leaf.
        var key = record.Source?.Key is { Scheme: not SourceKey.Own } foreign ? foreign : KeyOf(record.LeafHash);
        var source = record.Source ?? new Source();
        var draft = new Draft
        {
            Kind = record.Leaf.Kind, What = WithinCircle(record.What!), Marking = marking,
            Where = without.Contains(Group.Where) ? null : record.Where,
            Texts = without.Contains(Group.Text) ? [] : record.Texts,
            Source = without.Contains(Group.Source) ? new Source { Key = KeyOf(record.LeafHash) } : source with { Key = key, Officer = source.Officer ?? (record.What is WarningFacts ? officer : null) },
            Personal = without.Contains(Group.Personal) ? null : record.Personal,
            References = [.. record.Leaf.References.Where(reference => reference.Log.Circle == target.Log.Circle)],
        };
        return await target.Append(draft, stop) switch
        {
            Appended.Stored stored => new Publishing.Published(stored.Address),
            Appended.Duplicate duplicate => new Publishing.Already(duplicate.Of),
            Appended.Refused refused => new Publishing.Refused(refused.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>A warning that was made of anything from outside names no evidence in the circle, nor whose it is: who reads it there may not know of other circles.</summary>
    Facts WithinCircle(Facts what) => what is WarningFacts { Judgement: { } judgement } facts && judgement.Evidence.Addresses().Any(leaf => leaf.Log.Circle != target.Log.Circle)
        ? facts with { Judgement = judgement with { Evidence = Evidence.Untold }, Concerned = facts.Concerned is { } concerned ? concerned with { Parties = [] } : null }
        : what;
}
