using System.Globalization;
using NetTopologySuite.Geometries;
using Tocsin.Share.Records;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Judging;

/// <summary>Judges a chain of another agency's messages by its latest.</summary>
/// <param name="atlas">Gives the words for places.</param>
public sealed class AlertJudge(Atlas atlas)
{
    /// <summary>The detector's name in a warning.</summary>
    public const string Detector = "alert";
    /// <summary>The detector's version.</summary>
    public const string Version = "1";

    /// <summary>Assesses a chain of messages: at least one.</summary>
    public Assessment Assess(AlertRule rule, IReadOnlyCollection<SourceAlert> chain)
    {
        var latest = SourceAlert.Latest(chain);
        var facts = latest.Facts;
        var until = facts.Until ?? latest.Witness.At + rule.QuietFor;
        return Objection(rule, latest) is { } objection
            ? new Assessment.Nothing { Category = facts.Category, Event = Name(facts.Category), At = facts.At, Until = until, Why = objection }
            : Matter(latest, until, chain.Count);
    }

    Sentence? Objection(AlertRule rule, SourceAlert alert) =>
        alert.IsCancel ? Sentence.Of("alert.cancelled", "Its agency cancelled it.")
        : Rank(alert.Facts.Severity) > Rank(rule.MinSeverity) ? Sentence.Of("alert.severity", $"Its severity is {CapWord.Of(alert.Facts.Severity)}; the rule asks for {CapWord.Of(rule.MinSeverity)}.")
        : Rank(alert.Facts.Urgency) > Rank(rule.MinUrgency) ? Sentence.Of("alert.urgency", $"Its urgency is {CapWord.Of(alert.Facts.Urgency)}; the rule asks for {CapWord.Of(rule.MinUrgency)}.")
        : Rank(alert.Facts.Certainty) > Rank(rule.MinCertainty) ? Sentence.Of("alert.certainty", $"Its certainty is {CapWord.Of(alert.Facts.Certainty)}; the rule asks for {CapWord.Of(rule.MinCertainty)}.")
        : !rule.Categories.IsEmpty && !rule.Categories.Contains(alert.Facts.Category) ? Sentence.Of("alert.category", $"The rule does not ask for the category {CapWord.Of(alert.Facts.Category)}.")
        : !atlas.Holds(rule.Area, alert.Geometry) ? Endings.Outside
        : null;

    Assessment.Matter Matter(SourceAlert alert, Instant until, int messages)
    {
        var facts = alert.Facts;
        var shape = alert.Geometry is { IsEmpty: false } geometry ? Outline(geometry) : null;
        var middle = shape is null ? null : (shape.Dimension == Dimension.Surface ? shape.InteriorPoint : shape.Centroid);
        var place = middle is null ? null : atlas.Places.Words(middle.X, middle.Y);
        var headline = Sentence.Commas(Name(facts.Category), place);
        var area = alert.Geometry is null ? 0 : Math.Round(GreatCircle.AreaKm2(alert.Geometry));
        return new Assessment.Matter
        {
            Category = facts.Category,
            Event = Name(facts.Category),
            Headline = headline,
            Severity = facts.Severity,
            Urgency = facts.Urgency,
            Certainty = facts.Certainty,
            At = facts.At,
            Until = until,
            Why = Sentence.Of("alert.why", $"{headline}: another agency calls it {CapWord.Of(facts.Severity)}, {CapWord.Of(facts.Urgency)} and {CapWord.Of(facts.Certainty)}."),
            Numbers = new SortedDictionary<string, double>(StringComparer.Ordinal) { ["areaKm2"] = area, ["messages"] = messages },
            Where = shape is null ? null : new Where { Geometry = shape, Name = place?.Text, Country = atlas.Countries.Of(middle!.X, middle.Y)?.Alpha2 },
            Place = place,
            AreaKm2 = area,
        };
    }

    /// <summary>A warning shows where, not how the source drew it: each part's hull.</summary>
    internal static Geometry Outline(Geometry geometry)
    {
        if (geometry.EnvelopeInternal.Width < 180) return geometry.ConvexHull();
        var parts = Enumerable.Range(0, geometry.NumGeometries).Select(i => geometry.GetGeometryN(i).ConvexHull());
        return geometry.Factory.BuildGeometry([.. parts]);
    }

    internal static Sentence Name(Category category) => Sentence.Of($"alert.{category}", category switch
    {
        Category.Geo => "Geophysical alert",
        Category.Met => "Weather or flood alert",
        Category.Safety => "Public safety alert",
        Category.Security => "Security alert",
        Category.Rescue => "Rescue alert",
        Category.Fire => "Fire alert",
        Category.Health => "Health alert",
        Category.Env => "Environmental alert",
        Category.Transport => "Transport alert",
        Category.Infra => "Infrastructure alert",
        Category.CBRNE => "Hazardous substance alert",
        _ => "Alert of another agency",
    });

    static int Rank<T>(T word) where T : struct, Enum => Convert.ToInt32(word, CultureInfo.InvariantCulture);
}
