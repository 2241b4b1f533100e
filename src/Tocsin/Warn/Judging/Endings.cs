using Tocsin.Share.Records;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Judging;

/// <summary>Why a thread ends although what is left of its evidence would still ring.</summary>
public static class Endings
{
    /// <summary>All its records are gone.</summary>
    public static Sentence Withdrawn { get; } = Sentence.Of("ending.withdrawn", "Its source took it back.");

    /// <summary>Two events turned out to be one.</summary>
    public static Sentence Merged { get; } = Sentence.Of("ending.merged", "It turned out to belong to another event that has its own warning.");

    /// <summary>It is not where the rule looks.</summary>
    public static Sentence Outside { get; } = Sentence.Of("ending.outside", "It lies outside of the rule's area.");

    /// <summary>The assessment of an event that ends for such a reason.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="witnesses">The records that the cancellation cites, at least one.</param>
    /// <param name="why">The reason.</param>
    public static Assessment.Nothing Of(Rule rule, IReadOnlyCollection<Witness> witnesses, Sentence why) => new()
    {
        Category = Names(rule).Category,
        Event = Names(rule).Event,
        At = witnesses.Min(w => w.At),
        Until = witnesses.Max(w => w.At) + rule.QuietFor,
        Why = why,
    };

    /// <summary>The end of a fire of which nothing has come for the rule's time of quiet; nothing where that has not passed.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="witnesses">The fire's hotspots, at least one.</param>
    /// <param name="time">What time it has become. UTC.</param>
    public static Assessment.Nothing? Quiet(FireRule rule, IReadOnlyCollection<Witness> witnesses, Instant time)
    {
        var last = witnesses.Max(witness => witness.At);
        return time - last <= rule.QuietFor ? null : Of(rule, witnesses, Sentence.Of("ending.quiet",
            $"It has been quiet since {TimeWord.Minute(last)}: no hotspot of it was seen for more than {rule.QuietFor.TotalHours:0.#} h."));
    }

    static (Category Category, Sentence Event) Names(Rule rule) => rule switch
    {
        EarthquakeRule => (Category.Geo, EarthquakeJudge.EventName),
        SightingRule => (Category.Infra, SightingJudge.EventName),
        OutbreakRule => (Category.Health, OutbreakJudge.EventName),
        BorderOutbreakRule => (Category.Health, BorderOutbreakJudge.EventName),
        ClusterRule => (Category.Health, ClusterJudge.EventName),
        FireRule => (Category.Fire, FireJudge.EventName),
        PiracyRule => (Category.Security, PiracyJudge.EventName),
        EventLevelRule => (Category.Other, EventLevelJudge.EventName),
        LevelRule level => (LevelJudge.CategoryOf(level), LevelJudge.EventName(level)),
        PartnerRule => (Category.Other, PartnerJudge.EventName),
        _ => (Category.Other, AlertJudge.Name(Category.Other)),
    };
}
