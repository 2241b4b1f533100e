using System.Globalization;
using Tocsin.Share.Records;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Rules;

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
        Facts.Urgency != Urgency.Past && Witness.IsFresh(rule, written, Instant.Max(Facts.At, Instant.Min(Facts.Until ?? Facts.At, written)));
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
    public const string EventName = "Event graded by its source";

    /// <summary>Assesses an event's latest telling.</summary>
    public Assessment Assess(EventLevelRule rule, GradedEvent told)
    {
        var facts = told.Facts;
        var name = Name(facts.Type);
        var until = Instant.Max(facts.Until ?? facts.At, facts.At) + rule.QuietFor;
        if (facts.Severity > rule.MinSeverity || !atlas.Holds(rule.Area, told.Where?.Geometry))
            return new Assessment.Nothing
            {
                Category = facts.Category, Event = name, At = facts.At, Until = until,
                Why = facts.Severity > rule.MinSeverity ? $"Its source calls it {Word(facts.Severity)} now; the rule asks for {Word(rule.MinSeverity)}." : "It lies outside of the rule's area.",
            };
        var middle = told.Where?.Geometry is { IsEmpty: false } geometry ? geometry.Centroid : null;
        var place = middle is null ? null : atlas.Places.Words(middle.X, middle.Y);
        var headline = $"{name}{(place is null ? "" : ", " + place)}";
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
            Why = $"{headline}: its source calls it {Word(facts.Severity)}.",
            Numbers = new SortedDictionary<string, double>(StringComparer.Ordinal) { ["areaKm2"] = area },
            Where = middle is null ? null : new Where { Geometry = middle, Name = place, Country = atlas.Countries.Of(middle.X, middle.Y)?.Alpha2 },
            AreaKm2 = area,
        };
    }

    static string Name(string type)
    {
        var words = type.Replace('-', ' ');
        return words.Length == 0 ? EventName : char.ToUpper(words[0], CultureInfo.InvariantCulture) + words[1..];
    }

    static string Word(Severity severity) => severity.ToString().ToLowerInvariant();
}
