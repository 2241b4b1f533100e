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
    /// <summary>Others came into force since the text was begun, and stay: adopting it would undo them unseen.</summary>
    /// <param name="InForce">The record that put those in force; nothing where none are.</param>
    public sealed record Stale(RecordAddress? InForce) : Adopting;
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
    /// <summary>Says of a circle that a rule publishes into why it cannot; nothing where it can.</summary>
    public Func<string, string?> CircleFault { get; init; } = _ => null;

    /// <summary>Adopts the text of a rules file where it differs from the one in force.</summary>
    /// <param name="yaml">The text of the file.</param>
    /// <param name="officer">The officer's pseudonym; nothing where the node reads its file at its start.</param>
    /// <param name="stop">Ends the wait.</param>
    public Task<Adopting> Handle(string yaml, string? officer, CancellationToken stop) => Handle(yaml, officer, based: null, (_, _) => Task.CompletedTask, stop);

    /// <summary>Adopts a text that was made of the rules in force at some time, if they are in force still.</summary>
    /// <remarks>The log decides: what follows on a rules record is taken once, so of two that were based on one record the second is stale,
    /// however close they come.</remarks>
    /// <param name="yaml">The text of the file.</param>
    /// <param name="officer">The officer's pseudonym.</param>
    /// <param name="based">The rules record on which the text is based, empty where there was none; nothing: on whatever is in force.</param>
    /// <param name="keep">Writes the text that is to be in force beside the log, before it is; and again where another one was.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<Adopting> Handle(string yaml, string? officer, Guid? based, Func<string, CancellationToken, Task> keep, CancellationToken stop)
    {
        var read = RulesReader.Read(yaml);
        if (read is RulesRead.Bad bad) return new Adopting.Refused(bad.Faults);
        var book = ((RulesRead.Good)read).Book;
        var inForce = await InForce(views, records, journal.Log, stop);
        var isSame = Text(inForce) == yaml;
        if (!isSame && based is { } id && id != (inForce?.Leaf.Id ?? Guid.Empty)) return new Adopting.Stale(inForce?.Address);
        // What is in force stays so, whatever has become of a circle since.
        if (!isSame && RulesReader.Read(yaml, CircleFault) is RulesRead.Bad unknown) return new Adopting.Refused(unknown.Faults);
        await keep(yaml, stop);
        if (isSame) return new Adopting.Unchanged(book);
        var source = new Source { Officer = officer, Key = new SourceKey(SourceKey.Own, "rules", [$"after/{inForce?.LeafHash.ToBase64Url()}"], null) };
        switch (await journal.Append(new Draft { Kind = Kind.Rules, What = new RulesFacts(yaml), Source = source }, stop))
        {
            case Appended.Stored stored: return new Adopting.Done(stored.Address, book);
            case Appended.Duplicate { Of: var of }:     // Another came first, and the index has not read it yet.
                if (Text(await Read(records, of, stop)) is not { } first || first == yaml) return new Adopting.Unchanged(book);
                await keep(first, stop);
                return new Adopting.Stale(of);
            case Appended.Refused refused:
                if (Text(inForce) is { } still) await keep(still, stop);
                return new Adopting.Refused([new RuleFault(1, 1, refused.Reason)]);
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>The newest rules of a party's private log that are indexed, in whatever incarnation; nothing where there are none.</summary>
    /// <param name="views">The index.</param>
    /// <param name="records">The records.</param>
    /// <param name="log">The private log.</param>
    /// <param name="stop">Ends the work.</param>
    public static async Task<Record?> InForce(IViews views, IRecords records, Origin log, CancellationToken stop)
    {
        var rows = await views.Search(new RecordQuery { Kind = Kind.Rules.Name, Party = log.Party, Most = Limits.SearchRecordsMax }, stop);
        return rows.Where(row => row.Address.Log.IsOfAuthorOf(log)).MaxBy(row => row.Arrival) is { } newest ? await Read(records, newest.Address, stop) : null;
    }

    static Task<Record?> Read(IRecords records, RecordAddress address, CancellationToken stop) => Following.LeafRecord.Read(records, address.Log, address.Index, stop);

    static string? Text(Record? record) => (record?.What as RulesFacts)?.Yaml;
}
