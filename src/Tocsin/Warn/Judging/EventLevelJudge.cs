using Tocsin.Share.Records;
using Tocsin.Warn.Feeds;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Judging;

/// <summary>An event that its source grades, as a rule sees it.</summary>
/// <param name="Witness">The record that tells of it.</param>
/// <param name="Facts">What it says.</param>
/// <param name="Where">Where.</param>
public sealed record GradedEvent(Witness Witness, EventFacts Facts, Where? Where)
{
    /// <summary>Reads an event; nothing where the rule does not look at it.</summary>
    public static GradedEvent? Of(EventLevelRule rule, Record record) =>
        record.What is EventFacts facts && record.Leaf.Kind == Kind.Observation && rule.Types.Contains(facts.Type) && Earnest.Of(record) is not null
            ? new(Witness.Of(record, facts.At), facts, record.Where) : null;

    /// <summary>Whether it goes on, or was over lately, when its record is written.</summary>
    public bool IsNews(Rule rule, Instant written) =>
        FeedSilence.Of(Facts) is { } silence ? !silence.IsOver
        : Facts.Urgency != Urgency.Past && Witness.IsFresh(rule, written, Instant.Max(Facts.At, Instant.Min(Facts.Until ?? Facts.At, written)));
}

/// <summary>Judges an event by the level that its source gives it.</summary>
/// <param name="atlas">Gives the words for places.</param>
public sealed class EventLevelJudge(Atlas atlas)
{
    /// <summary>The detector's name in a warning.</summary>
    public const string Detector = "event-level";
    /// <summary>The detector's version.</summary>
    public const string Version = "1";
    /// <summary>CAP's event where nothing is left of it.</summary>
    public static Sentence EventName { get; } = Sentence.Of("event.event", "Event graded by its source");

    /// <summary>Assesses an event's latest telling.</summary>
    public Assessment Assess(EventLevelRule rule, GradedEvent told)
    {
        var facts = told.Facts;
        var name = Name(facts.Type);
        var silence = FeedSilence.Of(facts);
        var until = Instant.Max(facts.Until ?? facts.At, facts.At) + (silence is null ? rule.QuietFor : FeedSilence.HoldsFor);
        if (silence is { IsOver: true }) return new Assessment.Nothing { Category = facts.Category, Event = name, At = facts.At, Until = until, Why = silence.Ended };
        if (facts.Severity > rule.MinSeverity || !atlas.Holds(rule.Area, told.Where?.Geometry))
            return new Assessment.Nothing
            {
                Category = facts.Category, Event = name, At = facts.At, Until = until,
                Why = facts.Severity > rule.MinSeverity ? Sentence.Of("event.under", $"Its source calls it {CapWord.Of(facts.Severity)} now; the rule asks for {CapWord.Of(rule.MinSeverity)}.") : Endings.Outside,
            };
        var middle = told.Where?.Geometry is { IsEmpty: false } geometry ? geometry.Centroid : null;
        var place = middle is null ? null : atlas.Places.Words(middle.X, middle.Y);
        var headline = silence?.Headline ?? Sentence.Commas(name, place);
        var area = told.Where?.Geometry is { } shape ? Math.Round(GreatCircle.AreaKm2(shape)) : 0;
        return new Assessment.Matter
        {
            Category = facts.Category,
            Event = name,
            Headline = headline,
            Severity = facts.Severity,
            Urgency = facts.Urgency,
            Certainty = facts.Certainty,
            At = facts.At,
            Until = until,
            Why = silence?.Why ?? Sentence.Of("event.why", $"{headline}: its source calls it {CapWord.Of(facts.Severity)}."),
            Numbers = new SortedDictionary<string, double>(StringComparer.Ordinal) { ["areaKm2"] = area },
            Where = middle is null ? null : new Where { Geometry = middle, Name = place?.Text, Country = atlas.Countries.Of(middle.X, middle.Y)?.Alpha2 },
            Place = place,
            AreaKm2 = area,
        };
    }

    static Sentence Name(string type) => type.Length == 0 ? EventName : TypeWord.Title(type);
}
