using System.Buffers.Binary;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Following;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn;

/// <summary>A message that rules on trial would have given.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Thread">The thread that it would have begun, updated or cancelled.</param>
/// <param name="Message">Which of these.</param>
/// <param name="Severity">How bad.</param>
/// <param name="At">When the event began, or begins. UTC.</param>
/// <param name="Headline">One line for lists.</param>
/// <param name="Why">In one sentence, why it would have rung.</param>
/// <param name="Cause">The record that would have caused it.</param>
public sealed record TrialMessage(string Rule, string Thread, MessageType Message, Severity Severity, Instant At, string Headline, string Why, RecordAddress Cause)
{
    /// <summary>What its words are made of.</summary>
    public WarningPhrases? Phrases { get; init; }
}

/// <summary>What rules would have done with the records of some time.</summary>
/// <param name="From">The beginning of that time. UTC.</param>
/// <param name="Reached">How far the trial came: the time of the last record that was judged. UTC.</param>
/// <param name="Records">How many records were judged.</param>
/// <param name="IsWhole">Whether it came to the end.</param>
/// <param name="Messages">What they would have said, in order; the first <see cref="TryRules.MessagesMax"/>.</param>
/// <param name="Said">How many messages there would have been.</param>
public sealed record Trial(Instant From, Instant Reached, long Records, bool IsWhole, IReadOnlyList<TrialMessage> Messages, long Said);

/// <summary>Judges the records of the last while under rules that are not in force, and writes nothing.</summary>
/// <remarks>The judges are those of the node. A record is judged as of the time when it was written, so what was old then does not ring here either.
/// What stood before the first record is not considered: what was shelved, what was left of a shift's budget, events and threads that were open.</remarks>
/// <param name="journal">This party's log; it is read only.</param>
/// <param name="records">The journal's records.</param>
/// <param name="views">The index of values.</param>
/// <param name="atlas">The world.</param>
/// <param name="clock">The time now.</param>
public sealed class TryRules(Journal journal, IRecords records, IViews views, Atlas atlas, TimeProvider clock)
{
    /// <summary>Which circles and parties the rules mean that name them.</summary>
    public IPartyNames Names { get; init; } = PartyNames.None;

    /// <summary>Messages that an answer names; further ones are counted.</summary>
    public const int MessagesMax = 2_000;

    /// <summary>Judges.</summary>
    /// <param name="book">The rules on trial.</param>
    /// <param name="back">How far back the first record may lie.</param>
    /// <param name="progress">Told what share is done, 0 to 1.</param>
    /// <param name="enough">Ends the trial with what was found until then.</param>
    /// <param name="stop">Ends it without an answer.</param>
    public async Task<Trial> Handle(RuleBook book, Duration back, Func<double, Task> progress, CancellationToken enough, CancellationToken stop)
    {
        var (from, until) = (clock.Now() - back, await records.Arrived(stop));
        var first = await Before(from, until, stop);
        var (messages, judged, reached, at) = (new TrialMessages(journal.Head.Size), 0L, from, first);
        var scratch = new TrialViews(views, JudgeFollower.FollowerName);
        var judge = new JudgeFollower(journal, records, scratch, atlas, clock) { OnTrial = book, Messages = messages, Names = Names };
        while (at < until && !enough.IsCancellationRequested)
        {
            var batch = await records.ReadAfter(at, (int)Math.Min(Limits.FollowRecordsMax, until - at), stop);
            if (batch.Count == 0) break;
            scratch.Apply(await judge.Follow(batch, stop));
            (at, judged) = (batch[^1].Arrival, judged + batch.Count);
            reached = batch.Where(stored => stored.Address.Log.Party == journal.Log.Party).Select(TimeOf).LastOrDefault(time => time is not null) ?? reached;
            await progress(until == first ? 1 : (at - first) / (double)(until - first));
        }
        return new Trial(from, reached, judged, IsWhole: at >= until, messages.Told, messages.Count);
    }

    /// <summary>Messages that stand nowhere but here, behind the log's end. They are counted; of those that the judge may read again, the
    /// last of each fold, the facts are kept, and a rule begins a fold once a shift at most.</summary>
    sealed class TrialMessages(long end) : IMessages
    {
        readonly Dictionary<string, SaidMessage> folds = new(StringComparer.Ordinal);

        public List<TrialMessage> Told { get; } = [];

        public long Count { get; private set; }

        public Task<IReadOnlyList<SaidMessage>> Append(IReadOnlyList<Draft> drafts, CancellationToken stop) => Task.FromResult<IReadOnlyList<SaidMessage>>([.. drafts.Select(Append)]);

        SaidMessage Append(Draft draft)
        {
            var said = Said(Count++, (WarningFacts)draft.What);
            if (Folding.IsFold(said.Facts.Judgement!.Rule, said.Facts.Thread)) folds[said.Facts.Thread] = said;
            if (Told.Count < MessagesMax) Told.Add(Message(draft));
            return said;
        }

        public Task<SaidMessage?> Read(long index, CancellationToken stop) => Task.FromResult(folds.Values.FirstOrDefault(said => said.Index == index));

        SaidMessage Said(long number, WarningFacts said)
        {
            Span<byte> leaf = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(leaf, number);
            return new SaidMessage(end + number, MerkleTree.Leaf(leaf), said);
        }
    }

    static TrialMessage Message(Draft draft)
    {
        var facts = (WarningFacts)draft.What;
        var cause = draft.References.First(reference => reference.Relation == Relation.Cause);
        return new TrialMessage(
            facts.Judgement!.Rule, facts.Thread, facts.Message, facts.Severity, facts.At, draft.Texts.Count > 0 ? draft.Texts[0].Headline ?? facts.Event : facts.Event,
            facts.Why, new RecordAddress(cause.Log, cause.Index)) { Phrases = facts.Phrases };
    }

    /// <summary>The arrival number before the first record that this party wrote no earlier: the others' times are their own.</summary>
    async Task<long> Before(Instant from, long arrived, CancellationToken stop)
    {
        var (low, high) = (0L, arrived);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (await NextOwn(middle, stop) is var (arrival, time) && time < from) low = arrival;
            else high = middle;
        }
        return low;
    }

    /// <summary>The next record of this party's own after an arrival, and when it was written; nothing where there is none.</summary>
    async Task<(long Arrival, Instant Time)?> NextOwn(long after, CancellationToken stop)
    {
        for (var at = after; await records.ReadAfter(at, Limits.BundleRecords, stop) is { Count: > 0 } page; at = page[^1].Arrival)
            foreach (var own in page.Where(stored => stored.Address.Log.Party == journal.Log.Party))
                if (TimeOf(own) is { } time) return (own.Arrival, time);
        return null;
    }

    static Instant? TimeOf(StoredRecord stored) => LeafReader.Read(stored.Leaf.Span).Try(out var leaf, out _) ? leaf.Time : null;
}
