using Tocsin.Detection.Numerics;

namespace Tocsin.Detection.Clusters;

/// <summary>Knox's test: whether events that are near in space are near in time too.</summary>
/// <remarks>E. G. Knox, "The detection of space-time interactions", Applied Statistics 13 (1964) 25-30; the Poisson approximation holds where
/// few pairs are near: M. Kulldorff and U. Hjalmars, "The Knox method and other tests for space-time interaction", Biometrics 55 (1999) 544-552.</remarks>
/// <param name="Pairs">Pairs that are near in both.</param>
/// <param name="Expected">How many there would be if space and time had nothing to do with each other.</param>
/// <param name="PValue">The probability of so many, or more, then; as the reference has it, of more.</param>
public readonly record struct Knox(long Pairs, double Expected, double PValue)
{
    /// <summary>More events take minutes.</summary>
    public const int EventsMax = 200_000;

    /// <summary>Tests events whose distances are kilometres on a plane. Both limits are inclusive.</summary>
    /// <param name="events">2 to 200,000, in any order.</param>
    /// <param name="km">Pairs at most so far apart are near in space, 0 or more.</param>
    /// <param name="hours">Pairs at most so far apart are near in time, 0 or more.</param>
    /// <param name="asReference">Whether the p-value leaves the pairs that were seen out, as in the reference.</param>
    public static Knox OnPlane(ReadOnlySpan<SpaceTimePoint> events, double km, double hours, bool asReference = false) => Test(events, onSphere: false, km, hours, asReference);

    /// <summary>Tests events whose distances are kilometres on the globe. Both limits are inclusive.</summary>
    /// <param name="events">2 to 200,000, in any order.</param>
    /// <param name="km">Pairs at most so far apart are near in space, 0 to 1,000.</param>
    /// <param name="hours">Pairs at most so far apart are near in time, 0 or more.</param>
    /// <param name="asReference">Whether the p-value leaves the pairs that were seen out, as in the reference.</param>
    public static Knox OnGlobe(ReadOnlySpan<SpaceTimePoint> events, double km, double hours, bool asReference = false) =>
        km <= Globe.RadiusKmMax ? Test(events, onSphere: true, Globe.Chord(km), hours, asReference) : throw new ArgumentOutOfRangeException(nameof(km), km, "at most 1000 km");

    static Knox Test(ReadOnlySpan<SpaceTimePoint> events, bool onSphere, double straight, double hours, bool asReference)
    {
        if (events.Length is not (>= 2 and <= EventsMax)) throw new ArgumentException($"{events.Length} events: 2 to {EventsMax} are tested", nameof(events));
        ArgumentOutOfRangeException.ThrowIfNegative(straight);
        ArgumentOutOfRangeException.ThrowIfNegative(hours);
        var places = new DensityClusters.Place[events.Length];
        for (var i = 0; i < places.Length; i++)
            places[i] = onSphere ? Globe.Place(events[i].X, events[i].Y, events[i].Hours) : new(events[i].X, events[i].Y, 0, events[i].Hours);
        var (inSpace, inTime, inBoth) = (0L, 0L, 0L);
        for (var i = 1; i < places.Length; i++)
        {
            var a = places[i];
            foreach (var b in places.AsSpan(0, i))
            {
                var near = (a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y) + (a.Z - b.Z) * (a.Z - b.Z) <= straight * straight;
                var soon = Math.Abs(a.Time - b.Time) <= hours;
                if (near) inSpace++;
                if (soon) inTime++;
                if (near && soon) inBoth++;
            }
        }
        var expected = (double)inSpace * inTime / (0.5 * places.Length * (places.Length - 1));
        return new(inBoth, expected, new CountDistribution(expected, 1).AtLeast(asReference ? inBoth + 1 : inBoth));
    }
}
