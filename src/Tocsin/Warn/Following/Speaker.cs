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

/// <summary>Says the judge's messages, each under a key of the record that caused it, so that it is written once: but for what is
/// shelved, and beyond a rule's budget in one thread for all.</summary>
/// <param name="log">This party's log.</param>
/// <param name="messages">Where they go.</param>
/// <param name="desk">The judge's documents.</param>
sealed class Speaker(Origin log, IMessages messages, Desk desk)
{
    /// <summary>Who its messages' keys say sends them.</summary>
    public const string Sender = "judge";

    const string FoldPrefix = "fold/";

    /// <summary>What is shelved.</summary>
    public ShelfDesk Shelves { get; } = new(desk);

    /// <summary>How often each rule may ring still.</summary>
    public Budget Budget { get; } = new(desk);

    /// <summary>Says a message, if it may be said now, and returns the thread's state after it.</summary>
    public async Task<ThreadState> Say(
        Hearing hearing, Rule rule, string thread, ThreadState state, Verdict.Raise raise, IReadOnlyCollection<Witness> evidence, CancellationToken stop)
    {
        if (raise.Message != MessageType.Cancel && await Shelves.Keep(rule, thread, state, hearing.Time, stop) is { } kept) return kept;
        var facts = FactsOf(hearing, rule, thread, raise, state.Said, evidence);
        var fold = raise.Message == MessageType.Alert ? await Budget.Spend(rule, hearing.Time, hearing.Record.Leaf.Id, stop) : state.Folded;
        if (fold is not null)
        {
            if (raise.Assessment is Assessment.Matter matter) await Fold(hearing, rule, fold, matter, isNew: raise.Message == MessageType.Alert, evidence, stop);
            return state with { Said = WarningMaker.Said(facts, hearing.Time), Folded = raise.Message == MessageType.Cancel ? null : fold };
        }
        var (index, leaf) = await Append(hearing, facts, raise.Assessment, state.Index, state.Leaf, stop);
        return state with { Said = WarningMaker.Said(facts, hearing.Time), Index = index, Leaf = leaf };
    }

    async Task Fold(Hearing hearing, Rule rule, string fold, Assessment.Matter matter, bool isNew, IReadOnlyCollection<Witness> evidence, CancellationToken stop)
    {
        var before = await desk.Get(FoldPrefix + fold, JudgeJson.Default.Pointer, stop) is { } pointer ? await messages.Read(pointer.Index, stop) : null;
        var said = before?.Facts;
        if (!isNew && said is not null && matter.Severity >= said.Severity) return;
        var raise = Folding.Say(rule, said, matter, isNew);
        var facts = FactsOf(hearing, rule, fold, raise, said: null, evidence);
        var (index, _) = await Append(hearing, facts, raise.Assessment, before?.Index ?? 0, before?.Leaf.ToBase64Url(), stop);
        desk.Put(FoldPrefix + fold, new Pointer(fold, index), JudgeJson.Default.Pointer, owner: null);
    }

    WarningFacts FactsOf(Hearing hearing, Rule rule, string thread, Verdict.Raise raise, Said? said, IReadOnlyCollection<Witness> evidence) => WarningMaker.Facts(
        thread, rule, Earnest.Of(hearing.Record) ?? CapStatus.Actual, raise, said, hearing.Time, EvidenceDigest.Of(log, evidence));

    async Task<(long Index, string Leaf)> Append(Hearing hearing, WarningFacts facts, Assessment assessment, long follows, string? followed, CancellationToken stop)
    {
        var draft = WarningMaker.Draft(facts, assessment, References(hearing, follows, followed)) with
        {
            Source = new Source { Key = new SourceKey(SourceKey.Own, Sender, [$"{hearing.Record.LeafHash.ToBase64Url()}/{hearing.NextOrdinal()}"], null) },
        };
        var (index, leaf, _) = (await messages.Append([draft], stop))[0];
        return (index, leaf.ToBase64Url());
    }

    IReadOnlyList<Reference> References(Hearing hearing, long follows, string? followed)
    {
        var cause = new Reference(Relation.Cause, log, hearing.Record.Address.Index, hearing.Record.LeafHash);
        return followed is not null && Hash.TryParseBase64Url(followed, out var leaf)
            ? [cause, new Reference(Relation.Follows, log, follows, leaf), hearing.Rules]
            : [cause, hearing.Rules];
    }
}
