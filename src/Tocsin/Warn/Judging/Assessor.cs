using Tocsin.Share.Records;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Judging;

/// <summary>Judges a set of records under a rule, as the judge did when it had gathered them.</summary>
/// <param name="atlas">The world.</param>
public sealed class Assessor(Atlas atlas)
{
    readonly EarthquakeJudge earthquakes = new(atlas);
    readonly AlertJudge alerts = new(atlas);
    readonly FireJudge fires = new(atlas);
    readonly PiracyJudge piracy = new(atlas);
    readonly EventLevelJudge events = new(atlas);
    readonly LevelJudge levels = new(atlas);
    readonly PartnerJudge partners = new(atlas);
    readonly PlacesJudge places = new(atlas);

    /// <summary>The records as the rule's evidence; nothing where one is not what the rule judges.</summary>
    public IReadOnlyList<Witness>? Witnesses(Rule rule, IReadOnlyList<Record> evidence)
    {
        var witnesses = evidence.Select(record => Look(rule, record)).ToList();
        return witnesses.Count > 0 && witnesses.TrueForAll(w => w is not null) ? [.. witnesses.Select(w => w!.Value)] : null;
    }

    /// <summary>Decides again.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="evidence">The records that were judged; <see cref="Witnesses"/> takes them.</param>
    /// <param name="said">The thread's message before.</param>
    /// <param name="cause">The record that caused the message, and at which time it was judged.</param>
    /// <param name="own">The party that judged.</param>
    /// <param name="told">What the message said: what else was there, its evidence cannot say.</param>
    public Verdict Judge(Rule rule, IReadOnlyList<Record> evidence, Said? said, (Record Record, Instant Time) cause, Hash own, WarningFacts told)
    {
        var ending = told.Message == MessageType.Cancel ? told.Why : null;
        if (rule is OutbreakRule outbreak) return OutbreakJudge.Decide(outbreak, said, SeriesCase.Of(evidence)!, cause.Record, cause.Time);
        if (rule is CountsRule several && PlacesCase.Of(evidence) is { } gathered) return Judge(several, gathered, said, cause, told);
        var assessment = rule is LevelRule level ? levels.Assess(level, [.. evidence.Select(e => LevelReading.Of(level, e)!)], said) : Assess(rule, evidence, own, cause.Time);
        if (said is { Stands: true } && assessment is Assessment.Matter && Ending(rule, evidence, cause.Record, ending) is { } ended)
            assessment = ended;
        if (rule is FireRule fire && said is { Stands: true } && Endings.Quiet(fire, Witnesses(rule, evidence)!, cause.Time) is { } quiet && quiet.Why.Text == ending) assessment = quiet;
        return Escalation.Decide(rule, said, assessment, cause.Time, IsNews(rule, cause.Record, cause.Time));
    }

    Verdict Judge(CountsRule rule, PlacesCase gathered, Said? said, (Record Record, Instant Time) cause, WarningFacts told)
    {
        var the = gathered with
        {
            Beyond = (int)(told.Numbers?.GetValueOrDefault(PlacesCase.BeyondName) ?? 0), Doubled = (int)(told.Numbers?.GetValueOrDefault(PlacesCase.DoubledName) ?? 0),
        };
        var assessment = places.Assess(rule, the);
        Verdict Decide(bool isLeft) => PlacesJudge.Decide(rule, said, the, assessment, cause.Record, cause.Time, isLeft);
        return Decide(isLeft: true) is Verdict.Raise left && left.Assessment.Why.Text == told.Why ? left : Decide(isLeft: false);
    }

    /// <summary>What the rule of a party makes of the records at a time.</summary>
    public Assessment Assess(Rule rule, IReadOnlyList<Record> evidence, Hash own, Instant time) => rule switch
    {
        EarthquakeRule r => earthquakes.Assess(r, [.. evidence.Select(e => Quake.Of(r, e).Value)]),
        AlertRule r => alerts.Assess(r, [.. evidence.Select(e => SourceAlert.Of(e).Value)]),
        OutbreakRule r => OutbreakJudge.Assess(r, SeriesCase.Of(evidence)!, time),
        CountsRule r => places.Assess(r, PlacesCase.Of(evidence)!),
        FireRule r => fires.Assess(r, [.. evidence.Select(e => FireSpot.Of(r, e)!.Value)]),
        PiracyRule r => piracy.Assess(r, [.. evidence.Select(e => ShipAttack.Of(e)!)]),
        EventLevelRule r => events.Assess(r, GradedEvent.Of(r, evidence[^1])!),
        LevelRule r => levels.Assess(r, [.. evidence.Select(e => LevelReading.Of(r, e)!)], said: null),
        SightingRule r => SightingJudge.Assess(r, [.. evidence.Select(KnownIndicator.Of).OfType<KnownIndicator>()], [.. evidence.Select(MetValue.Of).OfType<MetValue>()], own),
        PartnerRule r => partners.Assess(r, PartnerWarning.Of(evidence[^1]).Value),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A thread may end for a reason that lies outside of its evidence: the cause took it back, or joined it to another.</summary>
    static Assessment.Nothing? Ending(Rule rule, IReadOnlyList<Record> evidence, Record cause, string? ending)
    {
        var witnesses = evidence.Select(e => Look(rule, e)!.Value).ToList();
        var tookBack = ending == Endings.Withdrawn.Text && (cause.Leaf.References.Any(r => r.Relation is Relation.Ends or Relation.Revises && witnesses.Exists(w => w.Leaf == r.Leaf))
            || witnesses.Exists(w => w.Id == cause.Leaf.Id) && Look(rule, cause) is null);
        return tookBack ? Endings.Of(rule, witnesses, Endings.Withdrawn) : ending == Endings.Merged.Text ? Endings.Of(rule, witnesses, Endings.Merged) : null;
    }

    static Witness? Look(Rule rule, Record record) => rule switch
    {
        EarthquakeRule r => Quake.Of(r, record) is { IsValue: true } quake ? quake.Value.Witness : null,
        AlertRule => SourceAlert.Of(record) is { IsValue: true } alert ? alert.Value.Witness : null,
        CountsRule => SeriesCount.Of(record) is { } count ? count.Witness(((CountFacts)record.What!).Period) : null,
        FireRule r => FireSpot.Of(r, record)?.Witness,
        PiracyRule => ShipAttack.Of(record)?.Witness,
        EventLevelRule r => GradedEvent.Of(r, record)?.Witness,
        LevelRule r => LevelReading.Of(r, record)?.Witness,
        SightingRule => KnownIndicator.Of(record)?.Witness ?? MetValue.Of(record)?.Witness,
        PartnerRule => PartnerWarning.Of(record) is { IsValue: true } warning ? warning.Value.Witness : null,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static bool IsNews(Rule rule, Record cause, Instant time) => rule switch
    {
        AlertRule => SourceAlert.Of(cause) is { IsValue: true } alert && alert.Value.IsNews(rule, time),
        SightingRule => true,
        EventLevelRule r => GradedEvent.Of(r, cause)?.IsNews(r, time) == true,
        PartnerRule => PartnerWarning.Of(cause) is { IsValue: true } warning && warning.Value.IsNews(rule, time),
        _ => cause.What is EventFacts facts && Witness.IsFresh(rule, time, facts.At),
    };
}
