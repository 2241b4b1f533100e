using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Share;

/// <summary>What became of an erasure: a closed set.</summary>
public abstract record Erasing
{
    Erasing() { }

    /// <summary>The log says so now; <see cref="ErasureFollower"/> deletes the content, and its keys are refused already.</summary>
    /// <param name="Leaves">The leaves whose content goes, the newest first.</param>
    public sealed record Erased(IReadOnlyList<RecordAddress> Leaves) : Erasing;
    /// <summary>The log said so before.</summary>
    public sealed record AlreadyErased : Erasing;
    /// <summary>Another party wrote it, and it alone may erase it.</summary>
    public sealed record NotYours : Erasing;
    /// <summary>The log holds no such record.</summary>
    public sealed record NotFound : Erasing;
    /// <summary>It cannot be erased.</summary>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record Refused(string Reason) : Erasing;
}

/// <summary>Erases a record of this party's own, of this incarnation of its log or one before: all its revisions, or some groups of them. Leaves and proofs stay.</summary>
/// <param name="journal">This party's log.</param>
/// <param name="records">What it holds.</param>
/// <param name="views">The index, which knows the newest revision.</param>
public sealed class EraseRecord(Journal journal, IRecords records, IViews views)
{
    readonly Lineage lineage = new(journal, records, views);

    /// <summary>Erases.</summary>
    /// <param name="address">Any revision of the record.</param>
    /// <param name="groups">The groups to erase; empty: all.</param>
    /// <param name="why">In one line, why, without repeating what is erased.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task<Erasing> Erase(RecordAddress address, IReadOnlyList<string> groups, string why, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(why)) return new Erasing.Refused("an erasure says in one line why");
        if (groups.FirstOrDefault(group => !Group.All.Contains(group)) is { } unknown)
            return new Erasing.Refused($"'{unknown}' is no group: {string.Join(", ", Group.All)}");
        if (!address.Log.IsOfAuthorOf(journal.Log)) return new Erasing.NotYours();
        if (await lineage.Envelope(address, stop) is not { } envelope) return new Erasing.NotFound();
        if (envelope.Kind == Kind.Erasure || envelope.Kind == Kind.Charter || envelope.Kind == Kind.Party)
            return new Erasing.Refused($"a record of the kind {envelope.Kind} is what others verify by: it is never erased");
        if (envelope.Kind == Kind.Rules || envelope.Kind == Kind.Watch)
            return new Erasing.Refused($"a record of the kind {envelope.Kind} is what warnings were judged by: it is never erased");
        if (envelope.Kind == Kind.Case) groups = [];    // It holds nothing but what a person is known by: it goes whole, and its key with it.
        if (envelope.Kind == Kind.Roster)
            return new Erasing.Refused("a record of the kind roster is what officers were called by, and names none of them: it is never erased");

        if ((groups.Count == 0 || groups.Contains(Group.What)) && await Decides(address, envelope.Kind, stop))
            return new Erasing.Refused("what was shelved decided what rang: its facts are never erased; text, source and personal may be");

        var facts = new ErasureFacts([.. groups.Order(StringComparer.Ordinal)], why);
        var erased = new List<RecordAddress>();
        while (true)
        {
            var before = journal.Head.Size;
            var leaves = await lineage.Of(address, Relation.Ends, stop);
            var answers = await journal.Append([.. leaves.Chunk(Limits.ReferencesMax).Select(some => Draft(facts, some))], stop);
            if (answers.OfType<Appended.Refused>().FirstOrDefault() is { } refused) return new Erasing.Refused(refused.Reason);
            var stored = answers.OfType<Appended.Stored>().ToList();
            if (stored.Count == 0) return erased.Count == 0 ? new Erasing.AlreadyErased() : new Erasing.Erased(erased);
            erased = [.. leaves.Select(leaf => new RecordAddress(leaf.Log, leaf.Index))];
            // A revision that came into the log meanwhile is not named: say it again, with that one.
            if (!await lineage.Grew(address.Log, leaves, before, stored[^1].Address.Index, stop)) return new Erasing.Erased(erased);
        }
    }

    /// <summary>Whether the judge goes by a record's facts: without them a rebuild would say what was kept silent.</summary>
    async Task<bool> Decides(RecordAddress address, Kind kind, CancellationToken stop) =>
        kind == Kind.Disposition && await records.Read(address, stop) is { } stored && stored.Read().Try(out var record, out _)
            && record.What is DispositionFacts { Action: DispositionAction.Shelve or DispositionAction.Unshelve };

    /// <summary>Its key makes the same erasure of the same leaves a duplicate.</summary>
    static Draft Draft(ErasureFacts facts, Reference[] leaves) => new()
    {
        Kind = Kind.Erasure,
        What = facts,
        References = leaves,
        Source = new Source
        {
            Key = new SourceKey(SourceKey.Own, "erasure", [$"{leaves[0].Leaf.ToBase64Url()}/{(facts.IsWhole ? "" : string.Join('+', facts.Groups))}"], null),
        },
    };
}
