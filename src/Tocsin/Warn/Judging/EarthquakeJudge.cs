using Tocsin.Detection.Hazards;
using Tocsin.Share.Records;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Judging;

/// <summary>Judges a sequence of earthquakes by the people whom the worst of it shakes.</summary>
/// <param name="atlas">Where people live.</param>
public sealed class EarthquakeJudge(Atlas atlas)
{
    /// <summary>The detector's name in a warning.</summary>
    public const string Detector = "earthquake";
    /// <summary>The detector's version: it changes whenever the same records could lead to other words or numbers.</summary>
    public const string Version = "1";

    /// <summary>CAP's event.</summary>
    public static Sentence EventName { get; } = Sentence.Of("earthquake.event", "Earthquake");

    // The worst is among the largest; a sequence may have thousands.
    const int AssessedMax = 16;

    static readonly ImmutableArray<string> Roman = ["0", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

    /// <summary>Assesses a sequence by the worst of those that were news when they were written.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="members">The sequence: each earthquake's latest telling, at least one.</param>
    public Assessment Assess(EarthquakeRule rule, IReadOnlyCollection<Quake> members)
    {
        var last = members.Max(q => q.Witness.At);
        var impacts = members.Where(q => q.Witness.IsFresh(rule)).OrderByDescending(q => q.Magnitude).ThenBy(q => q.Witness.At).ThenBy(q => q.Witness.Leaf)
            .Take(AssessedMax).Select(q => (Quake: q, Met: Meets(rule, q))).Where(i => i.Met is not null).ToList();
        if (impacts.Count == 0) return Nothing(members, last + rule.QuietFor);
        var (quake, met) = impacts.OrderBy(i => i.Met!.Value.Threshold.Severity).First();
        return Matter(rule, quake, met!.Value.Threshold, met.Value.People, members, last + rule.QuietFor);
    }

    /// <summary>The worst threshold that an earthquake reaches, and how many people it shakes so.</summary>
    (ShakingThreshold Threshold, long People)? Meets(EarthquakeRule rule, Quake quake)
    {
        foreach (var threshold in rule.Severities)
        {
            if (IntensityPrediction.RadiusKm(quake.Magnitude, quake.DepthKm, threshold.Intensity) is not { } radius) continue;
            var people = atlas.Places.PeopleWithin(quake.Longitude, quake.Latitude, radius);
            if (people >= threshold.People) return (threshold, people);
        }
        return null;
    }

    static Assessment.Nothing Nothing(IReadOnlyCollection<Quake> members, Instant until) => new()
    {
        Category = Category.Geo,
        Event = EventName,
        At = members.Min(q => q.Witness.At),
        Until = until,
        Why = Sentence.Of("earthquake.nothing", "Too few people are expected to be shaken hard enough."),
    };

    Assessment.Matter Matter(EarthquakeRule rule, Quake quake, ShakingThreshold threshold, long people, IReadOnlyCollection<Quake> members, Instant until)
    {
        var radius = IntensityPrediction.RadiusKm(quake.Magnitude, quake.DepthKm, rule.AreaIntensity) ?? 0;
        var place = atlas.Places.Words(quake.Longitude, quake.Latitude);
        var what = Sentence.Commas(Sentence.Of("earthquake.what", $"Earthquake of magnitude {quake.Magnitude:0.0}"), place);
        var main = Quake.MainShock(members);
        var why = Sentence.Of("earthquake.why",
            $"{what}, {quake.DepthKm:0} km deep: about {Counted.People(people)} are expected to meet intensity {Roman[(int)threshold.Intensity]} or more; from {threshold.People:N0} on that is {CapWord.Of(threshold.Severity)}.");
        return new Assessment.Matter
        {
            Category = Category.Geo,
            Event = EventName,
            Headline = what,
            Severity = threshold.Severity,
            Urgency = Urgency.Immediate,
            Certainty = Certainty.Observed,
            At = quake.Witness.At,
            Until = until,
            Why = main == quake ? why : Sentence.Then(why, Sentence.Of("earthquake.aftershock", $"It belongs to the sequence of a magnitude {main.Magnitude:0.0}.")),
            Numbers = new SortedDictionary<string, double>(StringComparer.Ordinal)
            {
                ["magnitude"] = quake.Magnitude,
                ["depthKm"] = quake.DepthKm,
                ["radiusKm"] = Math.Round(radius, 1),
                ["areaKm2"] = Math.Round(GreatCircle.AreaKm2(radius)),
                ["peopleExposed"] = people,
                ["intensityOfPeopleExposed"] = threshold.Intensity,
                ["earthquakesInSequence"] = members.Count,
            },
            Where = new Where
            {
                Geometry = radius > 0 ? GreatCircle.Circle(quake.Longitude, quake.Latitude, radius) : null,
                Name = place?.Text,
                Country = atlas.Countries.Of(quake.Longitude, quake.Latitude)?.Alpha2,
            },
            Place = place,
            AreaKm2 = Math.Round(GreatCircle.AreaKm2(radius)),
        };
    }
}
