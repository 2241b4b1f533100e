using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn;

/// <summary>What became of adopting rules: a closed set.</summary>
public abstract record Adopting
{
    Adopting() { }

    /// <summary>They stand in the log, and count from there on.</summary>
    /// <param name="Address">Where.</param>
    /// <param name="Book">The rules.</param>
    public sealed record Done(RecordAddress Address, RuleBook Book) : Adopting;
    /// <summary>They are in force already, to the letter.</summary>
    /// <param name="Book">The rules.</param>
    public sealed record Unchanged(RuleBook Book) : Adopting;
    /// <summary>They do not read; those in force stay.</summary>
    /// <param name="Faults">What is wrong, each with its line; at least one.</param>
    public sealed record Refused(ImmutableArray<RuleFault> Faults) : Adopting;
}

/// <summary>Puts a rules file in force.</summary>
/// <param name="journal">This party's log.</param>
/// <param name="views">Finds the rules in force.</param>
/// <param name="records">Gives their text.</param>
public sealed class AdoptRules(Journal journal, IViews views, IRecords records)
{
    /// <summary>Adopts the text of a rules file where it differs from the one in force.</summary>
    /// <param name="yaml">The text of the file.</param>
    /// <param name="officer">The officer's pseudonym; nothing where the node reads its file at its start.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<Adopting> Handle(string yaml, string? officer, CancellationToken stop)
    {
        var read = RulesReader.Read(yaml);
        if (read is RulesRead.Bad bad) return new Adopting.Refused(bad.Faults);
        var book = ((RulesRead.Good)read).Book;
        if (await InForce(stop) == yaml) return new Adopting.Unchanged(book);
        var draft = new Draft { Kind = Kind.Rules, What = new RulesFacts(yaml), Source = officer is null ? null : new Source { Officer = officer } };
        return await journal.Append(draft, stop) switch
        {
            Appended.Stored stored => new Adopting.Done(stored.Address, book),
            Appended.Refused refused => new Adopting.Refused([new RuleFault(1, 1, refused.Reason)]),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>The newest rules that are indexed. Where the index lags, the same text may be adopted twice, which changes nothing.</summary>
    async Task<string?> InForce(CancellationToken stop)
    {
        var rows = await views.Search(new RecordQuery { Kind = Kind.Rules.Name, Party = journal.Log.Party, Most = Limits.SearchRecordsMax }, stop);
        var newest = rows.Where(r => r.Address.Log == journal.Log).MaxBy(r => r.Address.Index);
        return newest is not null && await Following.LeafRecord.Read(records, journal.Log, newest.Address.Index, stop) is { What: RulesFacts facts } ? facts.Yaml : null;
    }
}
