using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Shift;

namespace Tocsin.Warn;

/// <summary>What became of adopting a roster: a closed set.</summary>
public abstract record AdoptingRoster
{
    AdoptingRoster() { }

    /// <summary>It stands in the log, and counts from there on.</summary>
    /// <param name="Address">Where.</param>
    /// <param name="Roster">The roster, with pseudonyms.</param>
    public sealed record Done(RecordAddress Address, Roster Roster) : AdoptingRoster;
    /// <summary>It is in force already.</summary>
    /// <param name="Roster">The roster, with pseudonyms.</param>
    public sealed record Unchanged(Roster Roster) : AdoptingRoster;
    /// <summary>Another came into force since the text was begun, and stays: adopting it would undo that one unseen.</summary>
    /// <param name="InForce">The record that put it in force; nothing where none is.</param>
    public sealed record Stale(RecordAddress? InForce) : AdoptingRoster;
    /// <summary>It does not read; the one in force stays.</summary>
    /// <param name="Faults">What is wrong, each with its line; at least one.</param>
    public sealed record Refused(ImmutableArray<RuleFault> Faults) : AdoptingRoster;
}

/// <summary>Puts a roster in force. The log holds pseudonyms in place of its names, and no address of anybody's.</summary>
/// <param name="journal">This party's log.</param>
/// <param name="records">Gives the text of the one in force.</param>
/// <param name="views">Finds it.</param>
public sealed class AdoptRoster(Journal journal, IRecords records, IViews views)
{
    /// <summary>Adopts the text of a roster where it differs from the one in force.</summary>
    /// <param name="yaml">The text of the file.</param>
    /// <param name="pseudonyms">The pseudonym of each officer who may sign in, by the name that the file uses.</param>
    /// <param name="channels">The names of the channels that there are, the browser's aside.</param>
    /// <param name="officer">The pseudonym of whoever adopts it.</param>
    /// <param name="stop">Ends the wait.</param>
    public Task<AdoptingRoster> Handle(
        string yaml, IReadOnlyDictionary<string, string> pseudonyms, IReadOnlySet<string> channels, string officer, CancellationToken stop) =>
        Handle(yaml, pseudonyms, channels, officer, based: null, stop);

    /// <summary>Adopts a text that was made of the roster in force at some time, if it is in force still. As with rules the log decides.</summary>
    /// <param name="yaml">The text of the file.</param>
    /// <param name="pseudonyms">The pseudonym of each officer who may sign in, by the name that the file uses.</param>
    /// <param name="channels">The names of the channels that there are, the browser's aside.</param>
    /// <param name="officer">The pseudonym of whoever adopts it.</param>
    /// <param name="based">The roster's record on which the text is based, empty where there was none; nothing: on whatever is in force.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<AdoptingRoster> Handle(
        string yaml, IReadOnlyDictionary<string, string> pseudonyms, IReadOnlySet<string> channels, string officer, Guid? based, CancellationToken stop)
    {
        if (RosterReader.Read(yaml) is not RosterRead.Good { Roster: var named } read) return new AdoptingRoster.Refused(((RosterRead.Bad)RosterReader.Read(yaml)).Faults);
        var faults = Strangers(named, pseudonyms, channels);
        if (faults.Length > 0) return new AdoptingRoster.Refused(faults);
        var text = RosterText.Write(read.Roster, name => pseudonyms[name]);
        var roster = ((RosterRead.Good)RosterReader.Read(text)).Roster;
        var inForce = await ShiftViews.RosterInForce(views, records, stop) is var (address, _, _) ? await Read(address, stop) : null;
        if (Text(inForce) == text) return new AdoptingRoster.Unchanged(roster);
        if (based is { } id && id != (inForce?.Leaf.Id ?? Guid.Empty)) return new AdoptingRoster.Stale(inForce?.Address);
        var source = new Source { Officer = officer, Key = new SourceKey(SourceKey.Own, "roster", [$"after/{inForce?.LeafHash.ToBase64Url()}"], null) };
        return await journal.Append(new Draft { Kind = Kind.Roster, What = new RosterFacts(text), Source = source }, stop) switch
        {
            Appended.Stored stored => new AdoptingRoster.Done(stored.Address, roster),
            Appended.Duplicate { Of: var of } => Text(await Read(of, stop)) == text ? new AdoptingRoster.Unchanged(roster) : new AdoptingRoster.Stale(of),
            Appended.Refused refused => new AdoptingRoster.Refused([new RuleFault(1, 1, refused.Reason)]),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    Task<Record?> Read(RecordAddress address, CancellationToken stop) => Following.LeafRecord.Read(records, address.Log, address.Index, stop);

    static string? Text(Record? record) => (record?.What as RosterFacts)?.Yaml;

    /// <summary>Who and what the roster names and the node does not know.</summary>
    public static ImmutableArray<RuleFault> Strangers(Roster roster, IReadOnlyDictionary<string, string> pseudonyms, IReadOnlySet<string> channels) =>
    [
        .. roster.People.Where(person => !pseudonyms.ContainsKey(person.Officer)).Select(person => new RuleFault(1, 1, $"there is no officer '{person.Officer}' here who may sign in")),
        .. roster.People.SelectMany(person => person.Channels).Distinct().Where(channel => !channels.Contains(channel)).Select(channel => new RuleFault(1, 1, $"there is no channel '{channel}' in channels.yaml")),
    ];
}
