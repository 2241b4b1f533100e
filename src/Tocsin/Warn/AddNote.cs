using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Warn;

/// <summary>What became of a note: a closed set.</summary>
public abstract record Noting
{
    Noting() { }

    /// <summary>It stands in the log.</summary>
    /// <param name="Address">Where.</param>
    public sealed record Done(RecordAddress Address) : Noting;
    /// <summary>There is no such record to write a note on.</summary>
    public sealed record NotFound : Noting;
    /// <summary>It is not right, or the log does not take it.</summary>
    /// <param name="Why">Why, in one sentence.</param>
    public sealed record Refused(string Why) : Noting;
}

/// <summary>An officer puts a remark on a record.</summary>
/// <param name="journal">This party's log.</param>
/// <param name="records">The journal's records.</param>
public sealed class AddNote(Journal journal, IRecords records)
{
    /// <summary>Characters of a note at most.</summary>
    public const int WordsCharsMax = 4_000;

    /// <summary>Adds it.</summary>
    /// <param name="about">The record; of this party's own log.</param>
    /// <param name="words">The remark: 1 to <see cref="WordsCharsMax"/> characters.</param>
    /// <param name="language">Its language, RFC 5646.</param>
    /// <param name="officer">The officer's pseudonym.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<Noting> Handle(RecordAddress about, string words, string language, string officer, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(words) || words.Length > WordsCharsMax) return new Noting.Refused($"A note has 1 to {WordsCharsMax} characters.");
        if (await records.Read(about, stop) is not { } stored) return new Noting.NotFound();
        var draft = new Draft
        {
            Kind = Kind.Note,
            What = new NoteFacts(),
            Texts = [new TextBlock { Language = language, Description = words.Trim() }],
            Source = new Source { Officer = officer },
            References = [new Reference(Relation.About, about.Log, about.Index, MerkleTree.Leaf(stored.Leaf.Span))],
        };
        return await journal.Append(draft, stop) switch
        {
            Appended.Stored kept => new Noting.Done(kept.Address),
            Appended.Refused refused => new Noting.Refused(refused.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
