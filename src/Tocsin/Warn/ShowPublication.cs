using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Warn.Following;

namespace Tocsin.Warn;

/// <summary>What became of a warning that its rule asks to publish.</summary>
/// <param name="Circle">The circle, as the rule or its charter names it.</param>
/// <param name="At">Where it stands there; nothing where it does not.</param>
/// <param name="Sentence">The same in one sentence, with the reason where it does not.</param>
public sealed record PublicationLine(string Circle, RecordAddress? At, string Sentence);

/// <summary>Says whether a rule has published a warning of this party's, and if not, why.</summary>
/// <param name="log">This party's private log.</param>
/// <param name="records">The records of all logs.</param>
/// <param name="identity">Finds what was published, by its key.</param>
/// <param name="circleOf">Finds the circles that rules name.</param>
public sealed class ShowPublication(Origin log, IRecords records, Identity identity, FindCircle circleOf)
{
    readonly PublicationDesk desk = new(log, records, identity, circleOf);

    /// <summary>Of one message of a thread; nothing where no rule asks to publish it.</summary>
    public async Task<PublicationLine?> Of(RecordAddress message, CancellationToken stop)
    {
        if (await LeafRecord.Read(records, message.Log, message.Index, stop) is not { } record) return null;
        return await desk.Plan(record, stop) switch
        {
            PublicationPlan.Say say when await desk.Published(record.LeafHash, say.Circle, stop) is { } at => new(say.Circle.Name, at, $"Published in {say.Circle.Name} by its rule."),
            PublicationPlan.Say say => new(say.Circle.Name, null, $"Not published in {say.Circle.Name}: the circle's log has not taken it."),
            PublicationPlan.Keep keep => new(keep.Circle, null, $"Not published in {keep.Circle} by its rule: {keep.Why}. An officer may publish it."),
            _ => null,
        };
    }
}
