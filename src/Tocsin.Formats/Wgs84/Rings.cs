using System.Collections.Immutable;
using NetTopologySuite.Geometries;

namespace Tocsin.Formats.Wgs84;

/// <summary>From drawn positions to a ring: closed, and unwrapped where it jumps over the 180° meridian.</summary>
/// <remarks>RFC 7946 §3.1.6 (closure) and §3.1.9 (antimeridian); CAP 1.2 polygons go through the same.</remarks>
static class Rings
{
    /// <summary>A closed ring.</summary>
    /// <param name="Line">Longitudes leave -180..180 where the ring crosses 180°.</param>
    /// <param name="Crosses">Whether it jumped over 180°.</param>
    internal readonly record struct Ring(Coordinate[] Line, bool Crosses);

    /// <summary>Closes and unwraps one ring.</summary>
    /// <param name="points">Each a place on Earth; the array is kept and changed.</param>
    /// <param name="at">The ring's place in the file.</param>
    /// <param name="repairs">Takes a note where something was put right.</param>
    public static Parsed<Ring> Draw(Coordinate[] points, string at, ImmutableArray<Repair>.Builder repairs)
    {
        if (points.Length > 1 && !points[0].Equals2D(points[^1]))
        {
            points = [.. points, points[0].Copy()];
            repairs.Add(new Repair(at, "the ring was not closed: its first position was repeated at the end"));
        }
        if (points.Length < 4) return new(new Refusal(at, "a ring needs at least 4 positions, the last repeating the first"));
        var (turned, crosses, before) = (0.0, false, points[0].X);
        for (var i = 1; i < points.Length; i++)
        {
            var (step, x) = (points[i].X - before, points[i].X);
            // From -180 to 180 exactly is how one draws the whole width of the world, not a step over the meridian.
            if (Math.Abs(step) is > 180 and < 360) (turned, crosses) = (turned - 360 * Math.Sign(step), true);
            (points[i].X, before) = (x + turned, x);
        }
        return turned == 0
            ? new(new Ring(points, crosses))
            : new(new Refusal(at, "the ring goes round a pole: draw it along 180° and up to the pole"));
    }
}
