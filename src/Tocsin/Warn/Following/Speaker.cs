using Tocsin.Share.Records;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>Says the judge's messages, each under a key of the record that caused it, so that it is written once: but for what is
/// shelved, and beyond a rule's budget in one thread for all.</summary>
/// <param name="log">This party's log.</param>
/// <param name="messages">Where they go.</param>
/// <param name="desk">The judge's documents.</param>
/// <param name="shelves">What is shelved.</param>
sealed class Speaker(Origin log, IMessages messages, Desk desk, ShelfDesk shelves)
{
    /// <summary>Who its messages' keys say sends them.</summary>
    public const string Sender = "judge";

    const string FoldPrefix = "fold/";

    /// <summary>How often each rule may ring still.</summary>
    public Budget Budget { get; } = new(desk);

    /// <summary>Says a message, if it may be said now, and returns the thread's state after it.</summary>
    public async Task<ThreadState> Say(
        Hearing hearing, Rule rule, string thread, ThreadState state, Verdict.Raise raise, IReadOnlyCollection<Witness> evidence, CancellationToken stop)
    {
        if (raise.Message != MessageType.Cancel && await shelves.Keep(rule, thread, state, hearing.Time, stop) is { } kept) return kept;
        var facts = FactsOf(hearing, rule, thread, raise, state.Said, evidence);
        var fold = raise.Message == MessageType.Alert ? await Budget.Spend(rule, hearing, stop) : state.Folded;
        if (fold is not null)
        {
            if (raise.Assessment is Assessment.Matter matter) await Fold(hearing, rule, fold, matter, isNew: raise.Message == MessageType.Alert, evidence, stop);
            return state with { Said = WarningMaker.Said(facts, hearing.Time), Folded = raise.Message == MessageType.Cancel ? null : fold };
        }
        var (index, leaf) = await Append(hearing, facts, raise.Assessment, state.MessageIn(log), state.Leaf, stop);
        return (state with { Said = WarningMaker.Said(facts, hearing.Time) }).SaidAt(log, index, leaf);
    }

    async Task Fold(Hearing hearing, Rule rule, string fold, Assessment.Matter matter, bool isNew, IReadOnlyCollection<Witness> evidence, CancellationToken stop)
    {
        var before = await desk.Get(FoldPrefix + fold, JudgeJson.Default.Pointer, stop) is { } pointer ? await messages.Read(pointer.Index, stop) : null;
        var said = before?.Facts;
        if (!isNew && said is not null && matter.Severity >= said.Severity) return;
        var raise = Folding.Say(rule, said, matter, isNew);
        var facts = FactsOf(hearing, rule, fold, raise, said: null, evidence);
        var (index, _) = await Append(hearing, facts, raise.Assessment, new RecordAddress(log, before?.Index ?? 0), before?.Leaf.ToBase64Url(), stop);
        desk.Put(FoldPrefix + fold, new Pointer(fold, index), JudgeJson.Default.Pointer, owner: null);
    }

    WarningFacts FactsOf(Hearing hearing, Rule rule, string thread, Verdict.Raise raise, Said? said, IReadOnlyCollection<Witness> evidence) => WarningMaker.Facts(
        thread, rule, hearing.Status, raise, said, hearing.Record, hearing.Time, EvidenceDigest.Of(log, evidence));

    async Task<(long Index, string Leaf)> Append(Hearing hearing, WarningFacts facts, Assessment assessment, RecordAddress follows, string? followed, CancellationToken stop)
    {
        var draft = WarningMaker.Draft(facts, assessment, References(hearing, follows, followed)) with
        {
            Source = new Source { Key = new SourceKey(SourceKey.Own, Sender, [$"{hearing.Record.LeafHash.ToBase64Url()}/{hearing.NextOrdinal()}"], null) },
        };
        var (index, leaf, _) = (await messages.Append([draft], stop))[0];
        return (index, leaf.ToBase64Url());
    }

    static IReadOnlyList<Reference> References(Hearing hearing, RecordAddress follows, string? followed)
    {
        var cause = new Reference(Relation.Cause, hearing.Record.Address.Log, hearing.Record.Address.Index, hearing.Record.LeafHash);
        return followed is not null && Hash.TryParseBase64Url(followed, out var leaf)
            ? [cause, new Reference(Relation.Follows, follows.Log, follows.Index, leaf), hearing.Rules]
            : [cause, hearing.Rules];
    }
}
