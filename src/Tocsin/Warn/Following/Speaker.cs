using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>What is being judged: one record, under the rules in force.</summary>
/// <param name="Record">The record.</param>
/// <param name="Arrival">Its arrival number.</param>
/// <param name="Rules">The rules record.</param>
sealed record Hearing(Record Record, long Arrival, Reference Rules)
{
    int ordinal;

    /// <summary>How many messages this record has caused so far: the next one's number.</summary>
    public int NextOrdinal() => ordinal++;

    /// <summary>When the record was written. UTC.</summary>
    public Instant Time => Record.Leaf.Time;
}

/// <summary>Writes the judge's messages into the log, each once however often its cause is judged.</summary>
/// <param name="log">This party's log.</param>
/// <param name="append">Puts a message there, and says where it stands.</param>
sealed class Speaker(Origin log, Func<Draft, CancellationToken, Task<(long Index, Hash Leaf)>> append)
{
    /// <summary>Says a message and returns the thread's state after it.</summary>
    public async Task<ThreadState> Say(
        Hearing hearing, Rule rule, string thread, ThreadState state, Verdict.Raise raise, IReadOnlyCollection<Witness> evidence, CancellationToken stop)
    {
        var facts = WarningMaker.Facts(thread, rule, Earnest.Of(hearing.Record) ?? CapStatus.Actual, raise, state.Said, hearing.Time, EvidenceDigest.Of(log, evidence));
        var draft = WarningMaker.Draft(facts, raise.Assessment, References(hearing, state)) with
        {
            Source = new Source { Key = new SourceKey(SourceKey.Own, "judge", [$"{hearing.Record.LeafHash.ToBase64Url()}/{hearing.NextOrdinal()}"], null) },
        };
        var (index, leaf) = await append(draft, stop);
        return state with { Said = WarningMaker.Said(facts, hearing.Time), Index = index, Leaf = leaf.ToBase64Url() };
    }

    /// <summary>Puts messages into the log, once.</summary>
    /// <param name="journal">This party's log.</param>
    /// <param name="records">Gives the leaf of a message that stood there already.</param>
    public static Func<Draft, CancellationToken, Task<(long Index, Hash Leaf)>> Into(Journal journal, IRecords records) => async (draft, stop) => await journal.Append(draft, stop) switch
    {
        Appended.Stored stored => (stored.Address.Index, stored.LeafHash),
        Appended.Duplicate { Of: var of } => (of.Index, MerkleTree.Leaf((await records.Read(of, stop))!.Leaf.Span)),
        Appended.Refused refused => throw new IOException($"the log does not take the judge's warning: {refused.Reason}"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    IReadOnlyList<Reference> References(Hearing hearing, ThreadState state)
    {
        var cause = new Reference(Relation.Cause, log, hearing.Record.Address.Index, hearing.Record.LeafHash);
        return state.Leaf is { } text && Hash.TryParseBase64Url(text, out var leaf)
            ? [cause, new Reference(Relation.Follows, log, state.Index, leaf), hearing.Rules]
            : [cause, hearing.Rules];
    }
}
