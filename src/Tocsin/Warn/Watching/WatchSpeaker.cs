using Tocsin.Share.Records;
using Tocsin.Warn.Following;
using Tocsin.Warn.Judging;
using ThreadState = Tocsin.Warn.Following.ThreadState;

namespace Tocsin.Warn.Watching;

/// <summary>A message that a watch is to say.</summary>
/// <param name="Rule">The watch.</param>
/// <param name="Watch">Its record.</param>
/// <param name="Thread">The thread.</param>
/// <param name="State">The thread before it.</param>
/// <param name="Raise">What is said.</param>
/// <param name="Evidence">The records that it is about.</param>
/// <param name="Said">Takes the thread after it.</param>
sealed record WatchMessage(
    WatchRule Rule, Reference Watch, string Thread, ThreadState State, Verdict.Raise Raise, IReadOnlyCollection<Witness> Evidence, Action<ThreadState> Said);

/// <summary>A record, and at which time it is judged.</summary>
/// <param name="Record">The record, under the name that judges give it.</param>
/// <param name="Time">For a record of the private log, when it was written. UTC.</param>
sealed record HeardRecord(Record Record, Instant Time);

/// <summary>Writes the messages of watches into the log, each once however often its cause is followed. All that one record causes
/// goes in together: a thousand watches wait for one fsync.</summary>
/// <param name="log">This party's log.</param>
/// <param name="to">Where the messages go.</param>
sealed class WatchSpeaker(Origin log, IMessages to)
{
    /// <summary>Who its messages' keys say sends them.</summary>
    public const string Sender = "watch";

    public async Task Say(HeardRecord cause, IReadOnlyList<WatchMessage> messages, CancellationToken stop)
    {
        if (messages.Count == 0) return;
        var all = messages.Select(message => (Message: message, Facts: Facts(cause, message))).ToList();
        var told = await to.Append([.. all.Select(each => Draft(cause.Record, each.Message, each.Facts))], stop);
        foreach (var ((message, facts), (index, leaf, _)) in all.Zip(told))
            message.Said((message.State with { Said = WarningMaker.Said(facts, cause.Time) }).SaidAt(log, index, leaf.ToBase64Url()));
    }

    WarningFacts Facts(HeardRecord cause, WatchMessage message) => WarningMaker.Facts(
        message.Thread, message.Rule, Earnest.StatusOf(cause.Record), message.Raise, message.State.Said, cause.Record, cause.Time, EvidenceDigest.Of(log, message.Evidence));

    Draft Draft(Record cause, WatchMessage message, WarningFacts facts)
    {
        var because = new Reference(Relation.Cause, cause.Address.Log, cause.Address.Index, cause.LeafHash);
        IReadOnlyList<Reference> references = message.State.Leaf is { } before
            ? [because, new Reference(Relation.Follows, message.State.MessageIn(log).Log, message.State.Index, WatchState.HashOf(before)), message.Watch]
            : [because, message.Watch];
        return WarningMaker.Draft(facts, message.Raise.Assessment, references) with
        {
            Source = new Source { Key = new SourceKey(SourceKey.Own, Sender, [$"{cause.LeafHash.ToBase64Url()}/{message.Thread}"], null) },
        };
    }
}
