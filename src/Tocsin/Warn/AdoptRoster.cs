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
    public async Task<AdoptingRoster> Handle(
        string yaml, IReadOnlyDictionary<string, string> pseudonyms, IReadOnlySet<string> channels, string officer, CancellationToken stop)
    {
        if (RosterReader.Read(yaml) is not RosterRead.Good { Roster: var named } read) return new AdoptingRoster.Refused(((RosterRead.Bad)RosterReader.Read(yaml)).Faults);
        var faults = Strangers(named, pseudonyms, channels);
        if (faults.Length > 0) return new AdoptingRoster.Refused(faults);
        var text = RosterText.Write(read.Roster, name => pseudonyms[name]);
        var roster = ((RosterRead.Good)RosterReader.Read(text)).Roster;
        if (await ShiftViews.RosterInForce(views, records, stop) is { } inForce && RosterText.Write(inForce.Roster, name => name) == text) return new AdoptingRoster.Unchanged(roster);
        var draft = new Draft { Kind = Kind.Roster, What = new RosterFacts(text), Source = new Source { Officer = officer } };
        return await journal.Append(draft, stop) switch
        {
            Appended.Stored stored => new AdoptingRoster.Done(stored.Address, roster),
            Appended.Refused refused => new AdoptingRoster.Refused([new RuleFault(1, 1, refused.Reason)]),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Who and what the roster names and the node does not know.</summary>
    public static ImmutableArray<RuleFault> Strangers(Roster roster, IReadOnlyDictionary<string, string> pseudonyms, IReadOnlySet<string> channels) =>
    [
        .. roster.People.Where(person => !pseudonyms.ContainsKey(person.Officer)).Select(person => new RuleFault(1, 1, $"there is no officer '{person.Officer}' here who may sign in")),
        .. roster.People.SelectMany(person => person.Channels).Distinct().Where(channel => !channels.Contains(channel)).Select(channel => new RuleFault(1, 1, $"there is no channel '{channel}' in channels.yaml")),
    ];
}
