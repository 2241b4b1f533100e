using NetTopologySuite.Geometries;
using Tocsin.Share.Records;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Judging;

/// <summary>A hotspot as a rule sees it.</summary>
/// <param name="Witness">The record that tells of it.</param>
/// <param name="Longitude">Degrees.</param>
/// <param name="Latitude">Degrees.</param>
/// <param name="PowerMw">Fire radiative power in megawatts; 0 where it is not known.</param>
public readonly record struct FireSpot(Witness Witness, double Longitude, double Latitude, double PowerMw)
{
    // FIRMS: 0 is a presumed vegetation fire, 1 a volcano, 2 another static source, 3 offshore.
    const string Vegetation = "0";

    /// <summary>Reads a hotspot; nothing where the rule does not look at it, its area aside.</summary>
    public static FireSpot? Of(FireRule rule, Record record) =>
        record is { What: EventFacts { Type: "hotspot" } facts, Where.Geometry: Point { IsEmpty: false } point }
        && Earnest.Of(record) is not null
        && (facts.Codes?.GetValueOrDefault("firmsType") ?? Vegetation) == Vegetation && facts.Category == Category.Fire
        && Trust(facts) >= rule.MinConfidence
            ? new(Witness.Of(record, facts.At), point.X, point.Y, facts.Numbers?.GetValueOrDefault("radiativePowerMw") ?? 0)
            : null;

    static HotspotTrust Trust(EventFacts facts) => facts.Codes?.GetValueOrDefault("confidence") switch { "low" => HotspotTrust.Low, "high" => HotspotTrust.High, _ => HotspotTrust.Nominal };
}

/// <summary>Judges a fire by its hotspots, their power and the people near.</summary>
/// <param name="atlas">Where people live.</param>
public sealed class FireJudge(Atlas atlas)
{
    /// <summary>The detector's name in a warning.</summary>
    public const string Detector = "fire";
    /// <summary>The detector's version.</summary>
    public const string Version = "1";
    /// <summary>CAP's event.</summary>
    public static Sentence EventName { get; } = Sentence.Of("fire.event", "Fire");
    /// <summary>Hotspots that one warning cites at most: the latest.</summary>
    public const int HotspotsMax = 2_048;

    /// <summary>Assesses a fire.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="spots">Its hotspots, at least one.</param>
    public Assessment Assess(FireRule rule, IReadOnlyCollection<FireSpot> spots)
    {
        var (first, last) = (spots.Min(s => s.Witness.At), spots.Max(s => s.Witness.At));
        var hull = GreatCircle.Hull([.. spots.Select(s => new Coordinate(s.Longitude, s.Latitude))]);
        var middle = hull.Centroid;
        var reach = spots.Max(s => GreatCircle.Km(middle.X, middle.Y, s.Longitude, s.Latitude)) + rule.PeopleWithinKm;
        var power = spots.Where(s => last - s.Witness.At <= Duration.FromHours(rule.WithinHours)).Sum(s => s.PowerMw);
        var least = rule.Severities.Min(each => each.Hotspots);
        var people = spots.Count < least ? 0 : atlas.Places.PeopleWithin(middle.X, middle.Y, reach);
        var until = last + rule.QuietFor;
        if (rule.Severities.FirstOrDefault(each => spots.Count >= each.Hotspots && power >= each.PowerMw && people >= each.People) is not { } reached || !atlas.Holds(rule.Area, hull))
            return new Assessment.Nothing { Category = Category.Fire, Event = EventName, At = first, Until = until, Why = Sentence.Of("fire.nothing", "It has fewer hotspots, less power or fewer people near than the rule asks for, or lies outside of its area.") };

        var place = atlas.Places.Words(middle.X, middle.Y);
        var headline = Sentence.Commas(EventName, place);
        var area = Math.Max(1, Math.Round(GreatCircle.AreaKm2(hull)));
        return new Assessment.Matter
        {
            Category = Category.Fire,
            Event = EventName,
            Headline = headline,
            Severity = reached.Severity,
            Urgency = Urgency.Immediate,
            Certainty = Certainty.Likely,
            At = first,
            Until = until,
            Why = Sentence.Of("fire.why",
                $"{headline}: {Hotspots(spots.Count)} on about {area:N0} km², {power:N0} MW in the last {rule.WithinHours:0.#} hours, about {Counted.People(people)} within {rule.PeopleWithinKm:0.#} km."),
            Numbers = new SortedDictionary<string, double>(StringComparer.Ordinal)
            {
                ["areaKm2"] = area, ["hotspots"] = spots.Count, ["peopleNear"] = people, ["radiativePowerMw"] = Math.Round(power, 1),
            },
            Where = new Where { Geometry = hull, Name = place?.Text, Country = atlas.Countries.Of(middle.X, middle.Y)?.Alpha2 },
            Place = place,
            AreaKm2 = area,
        };
    }

    static Sentence Hotspots(int count) => count == HotspotsMax ? Sentence.Of("count.latestHotspots", $"the latest {count:N0} hotspots") : Sentence.Of("count.hotspots", $"{count:N0} hotspots");
}
