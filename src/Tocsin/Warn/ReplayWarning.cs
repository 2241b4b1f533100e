using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Warn.Following;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Watching;

namespace Tocsin.Warn;

/// <summary>What came of making a warning again: a closed set.</summary>
public abstract record Replaying
{
    Replaying() { }

    /// <summary>The same evidence under the same rules says the same, to the letter.</summary>
    /// <param name="Facts">What it says.</param>
    public sealed record Same(WarningFacts Facts) : Replaying;
    /// <summary>It cannot be made again, because some of its evidence was erased or is withheld.</summary>
    /// <param name="Leaves">The leaves whose content is missing; at least one.</param>
    public sealed record EvidenceErased(ImmutableArray<RecordAddress> Leaves) : Replaying;
    /// <summary>It comes out differently now.</summary>
    /// <param name="MadeBy">The detector and version that made it.</param>
    /// <param name="NowBy">The detector and version that tried.</param>
    /// <param name="Then">What it said.</param>
    /// <param name="Now">What it would say; nothing where it would be silent.</param>
    /// <param name="Why">Why it would be silent, or which evidence does not match.</param>
    public sealed record Different(string MadeBy, string NowBy, WarningFacts Then, WarningFacts? Now, string Why) : Replaying;
    /// <summary>An officer wrote it: there is nothing to make again.</summary>
    public sealed record ByAnOfficer : Replaying;
    /// <summary>There is no such warning.</summary>
    public sealed record NotFound : Replaying;
}

/// <summary>Makes a rule's warning again from its evidence, whichever logs that stands in, under the rules that it cites.</summary>
/// <param name="records">The records of all logs.</param>
/// <param name="atlas">The world.</param>
public sealed class ReplayWarning(IRecords records, Atlas atlas)
{
    readonly Assessor assessor = new(atlas);
    readonly WatchReplay watches = new(new WatchJudge(atlas));

    /// <summary>Replays the warning at an address.</summary>
    public async Task<Replaying> Handle(RecordAddress address, CancellationToken stop)
    {
        if (await Held(address.Log).Read(address, stop) is not { What: WarningFacts facts } warning) return new Replaying.NotFound();
        if (facts.Judgement is not { } judgement) return new Replaying.ByAnOfficer();
        var evidence = new List<Record>();
        var erased = ImmutableArray.CreateBuilder<RecordAddress>();
        foreach (var leaf in judgement.Evidence.Addresses())
        {
            if (await Held(address.Log).Read(leaf, stop) is { What: not null } record) evidence.Add(record);
            else erased.Add(leaf);
        }
        if (erased.Count > 0) return new Replaying.EvidenceErased(erased.ToImmutable());
        return await Judge(warning, facts, judgement, evidence, stop);
    }

    async Task<Replaying> Judge(Record warning, WarningFacts facts, Judgement judgement, List<Record> evidence, CancellationToken stop)
    {
        var madeBy = $"{judgement.Detector} {judgement.Version}";
        Replaying Different(string why, WarningFacts? now = null) =>
            new Replaying.Different(madeBy, now?.Judgement is { } j ? $"{j.Detector} {j.Version}" : madeBy, facts, now, why);

        if (evidence.Count == 0) return Different("It names no evidence.");
        if (judgement.Detector == WatchJudge.Detector) return await JudgeWatch(warning, facts, evidence, Different, stop);
        if (await Cited(warning, Relation.Rules, stop) is not { What: RulesFacts rules } || RulesReader.Read(rules.Yaml) is not RulesRead.Good { Book: var book })
            return Different("The rules that it cites do not read.");
        if (book.Find(judgement.Rule) is not { } rule) return Different($"The rules that it cites have no rule '{judgement.Rule}'.");
        if (await Cited(warning, Relation.Cause, stop) is not { } cause) return Different("The record that caused it is not held.");
        var said = await SaidBefore(warning, stop);
        if (rule is SilenceRule silence) return Silence(silence, warning, facts, evidence, said) is { } told && WarningMaker.SaysAgain(facts, told) ? new Replaying.Same(told) : Different("The verdict differs.");
        if (assessor.Witnesses(rule, evidence) is not { } witnesses) return Different("Its evidence is not what the rule judges.");
        var again = EvidenceDigest.Of(warning.Address.Log, witnesses);
        if (again.Digest != judgement.Evidence.Digest) return Different("Its evidence does not match the digest.");
        if (Folding.IsFold(rule, facts.Thread)) return await Folds(rule, warning, facts, cause, evidence, again, stop) is { } folded ? new Replaying.Same(folded) : Different("The verdict differs.");

        var time = TimeOf(facts, cause);
        var verdict = assessor.Judge(rule, evidence, said, (cause, time), warning.Address.Log.Party, facts);
        if (verdict is Verdict.Silent silent) return Different(silent.Reason);
        var now = WarningMaker.Facts(facts.Thread, rule, Earnest.StatusOf(evidence[0]), (Verdict.Raise)verdict, said, cause, time, again);
        return WarningMaker.SaysAgain(facts, now) ? new Replaying.Same(now) : Different("The verdict differs.", now);
    }

    async Task<Replaying> JudgeWatch(Record warning, WarningFacts facts, List<Record> evidence, Func<string, WarningFacts?, Replaying> different, CancellationToken stop)
    {
        if (await Cited(warning, Relation.Rules, stop) is not { What: WatchFacts watch } order || !WatchRule.Of(order.Leaf.Id, watch, atlas).Try(out var rule, out _))
            return different("The watch that it cites does not read.", null);
        if (await Cited(warning, Relation.Cause, stop) is not { } cause) return different("The record that caused it is not held.", null);
        var again = EvidenceDigest.Of(warning.Address.Log, [.. evidence.Select(record => Witness.Of(record, WatchSubjects.TimeOf(record)))]);
        if (again.Digest != facts.Judgement!.Evidence.Digest) return different("Its evidence does not match the digest.", null);
        var before = await Cited(warning, Relation.Follows, stop) is { } message ? await Cited(message, Relation.Cause, stop) : null;
        var time = TimeOf(facts, cause);
        var said = await SaidBefore(warning, stop);
        if (watches.Judge(new WatchCitation(rule, facts, evidence, cause, time, said, before)) is not Verdict.Raise raise) return different("The watch would be silent.", null);
        var now = WarningMaker.Facts(facts.Thread, rule, Earnest.StatusOf(evidence[0]), raise, said, cause, time, again);
        return WarningMaker.SaysAgain(facts, now) ? new Replaying.Same(now) : different("The verdict differs.", now);
    }

    /// <summary>A fold says the same again where the record that caused it counts as one more, or as one that became worse.</summary>
    async Task<WarningFacts?> Folds(Rule rule, Record warning, WarningFacts facts, Record cause, List<Record> evidence, Evidence again, CancellationToken stop)
    {
        if (assessor.Assess(rule, evidence, warning.Address.Log.Party, TimeOf(facts, cause)) is not Assessment.Matter matter) return null;
        var before = (await Cited(warning, Relation.Follows, stop))?.What as WarningFacts;
        return new[] { true, false }
            .Select(isNew => WarningMaker.Facts(facts.Thread, rule, Earnest.StatusOf(evidence[0]), Folding.Say(rule, before, matter, isNew), said: null, cause, TimeOf(facts, cause), again))
            .FirstOrDefault(now => WarningMaker.SaysAgain(facts, now));
    }

    /// <summary>The node's clock raised it: the record's own time stands for what that clock showed.</summary>
    static WarningFacts? Silence(SilenceRule rule, Record warning, WarningFacts facts, List<Record> evidence, Said? said)
    {
        if (evidence is not [var only] || facts.Message == MessageType.Alert && warning.Leaf.Time < SilenceJudge.OverdueAt(rule, only)) return null;
        var digest = EvidenceDigest.Of(only.Address.Log, [Witness.Of(only, only.Leaf.Time)]);
        var raise = new Verdict.Raise(facts.Message, facts.Message == MessageType.Cancel ? SilenceJudge.Ended(rule, only) : SilenceJudge.Overdue(rule, only));
        return facts.Message == MessageType.Cancel && said is null ? null
            : WarningMaker.Facts(facts.Thread, rule, CapStatus.Actual, raise, said, warning.Leaf.Time, digest) with { AcknowledgeBy = facts.AcknowledgeBy };
    }

    async Task<Said?> SaidBefore(Record warning, CancellationToken stop) =>
        await Cited(warning, Relation.Follows, stop) is { What: WarningFacts before } record && await Cited(record, Relation.Cause, stop) is { } cause
            ? WarningMaker.Said(before, TimeOf(before, cause)) : null;

    /// <summary>At which time the cause of a warning was judged.</summary>
    static Instant TimeOf(WarningFacts facts, Record cause) => facts.Judgement?.Heard ?? cause.Leaf.Time;

    async Task<Record?> Cited(Record warning, string relation, CancellationToken stop)
    {
        foreach (var reference in warning.Leaf.References.Where(r => r.Relation == relation))
            if (await Held(warning.Address.Log).Read(new RecordAddress(reference.Log, reference.Index), stop) is { } record && record.LeafHash == reference.Leaf) return record;
        return null;
    }

    JudgedRecords Held(Origin own) => new(records, own);
}
