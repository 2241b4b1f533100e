using NetTopologySuite.Geometries;
using Tocsin.Detection.Hazards;
using Tocsin.Share.Records;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Judging;

/// <summary>An earthquake as a rule sees it.</summary>
/// <param name="Witness">The record that tells of it.</param>
/// <param name="Magnitude">-10 to 11.</param>
/// <param name="Longitude">Degrees.</param>
/// <param name="Latitude">Degrees.</param>
/// <param name="DepthKm">Kilometres below the surface.</param>
public sealed record Quake(Witness Witness, double Magnitude, double Longitude, double Latitude, double DepthKm)
{
    // The depth that agencies themselves put where they could not measure one.
    const double UnknownDepthKm = 10;

    /// <summary>Reads an earthquake out of a record, or says why a rule does not look at it.</summary>
    public static Parsed<Quake> Of(EarthquakeRule rule, Record record)
    {
        if (record is not { What: EventFacts { Type: "earthquake" } facts } || record.Leaf.Kind != Kind.Observation) return new("It is no earthquake.");
        if (Earnest.Of(record) is null) return new($"Its status is {facts.Status}: it does not ring as real.");
        if (facts.Codes?.GetValueOrDefault("status") == "deleted") return new("Its source has deleted it.");
        if (facts.Numbers?.TryGetValue("magnitude", out var magnitude) != true || magnitude is not (>= -10 and <= 11)) return new("Its magnitude is not known.");
        if (record.Where?.Geometry is not Point { IsEmpty: false } point) return new("Its epicentre is not known.");
        var depth = facts.Numbers.GetValueOrDefault("depthKm", UnknownDepthKm);
        if (magnitude < rule.MinMagnitude) return new("It is smaller than the rule asks for.");
        if (depth > rule.MaxDepthKm) return new("It is deeper than the rule asks for.");
        return new(new Quake(Witness.Of(record, facts.At), magnitude, point.X, point.Y, depth));
    }

    /// <summary>Whether two earthquakes belong to one sequence: the later lies in the window of the earlier, in space and time.</summary>
    public bool IsOfOneSequence(Quake other)
    {
        var (earlier, later) = Witness.At <= other.Witness.At ? (this, other) : (other, this);
        var window = AftershockWindow.Of(earlier.Magnitude);
        return (later.Witness.At - earlier.Witness.At).TotalDays <= window.Days
            && GreatCircle.Km(Longitude, Latitude, other.Longitude, other.Latitude) <= window.RadiusKm;
    }

    /// <summary>The main shock of some earthquakes: the largest; of equals the earlier, then the lesser leaf hash.</summary>
    public static Quake MainShock(IEnumerable<Quake> quakes) =>
        quakes.OrderByDescending(q => q.Magnitude).ThenBy(q => q.Witness.At).ThenBy(q => q.Witness.Leaf).First();
}
