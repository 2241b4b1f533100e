using NodaTime;
using Tocsin.Formats.Wgs84;

namespace Tocsin.Formats.Ais;

/// <summary>Two positions of one vessel, one after the other, that do not go together.</summary>
/// <param name="Mmsi">Who sent both.</param>
/// <param name="Sort">What is odd.</param>
/// <param name="From">The first position.</param>
/// <param name="Left">When that was.</param>
/// <param name="To">The second position.</param>
/// <param name="Reached">When that was.</param>
/// <param name="Km">How far they are apart.</param>
public sealed record TrackOddity(string Mmsi, TrackOdd Sort, AisPoint From, Instant Left, AisPoint To, Instant Reached, double Km);

/// <summary>What is odd about two positions. The default is a gap.</summary>
public enum TrackOdd
{
    /// <summary>A vessel that was under way said nothing for long.</summary>
    Gap,
    /// <summary>No vessel goes that far in that time: one of the two is false, or two send under one number.</summary>
    Jump,
}

/// <summary>Follows vessels from position to position and says what does not go together. Forgets whom it has not heard of for longest.</summary>
public sealed class VesselTracks
{
    /// <summary>How many vessels it follows at once.</summary>
    public const int VesselsMax = 100_000;

    /// <summary>A vessel under way sends at least every three minutes (ITU-R M.1371-5, annex 1, table 1): it is silent after this many.</summary>
    public const int SilentMinutes = 60;

    /// <summary>Below this it may lie still, and need not be heard.</summary>
    public const double UnderWayKnots = 1;

    /// <summary>More than any vessel makes; the field itself ends at 102.2.</summary>
    public const double FastestKnots = 100;

    /// <summary>What the coarsest positions (of type 27, a tenth of a minute) and clocks of several receivers may be apart.</summary>
    public const double JumpKmLeast = 5;

    const double KmOfMile = 1.852;

    readonly Dictionary<string, (AisPoint Point, Instant At, double? Knots)> last = [];
    readonly Queue<(string Mmsi, Instant At)> order = [];

    /// <summary>Takes the next position; one from before the last of its vessel is passed over.</summary>
    public TrackOddity? Take(AisPosition position, Instant at)
    {
        if (position.Point is not { } point) return null;
        var before = last.TryGetValue(position.Mmsi, out var known) ? known : ((AisPoint Point, Instant At, double? Knots)?)null;
        if (before?.At > at) return null;
        last[position.Mmsi] = (point, at, position.SpeedKnots);
        if (before is null) order.Enqueue((position.Mmsi, at));
        Forget();
        return before is { } from && Odd(from, point, at) is var (sort, km) ? new TrackOddity(position.Mmsi, sort, from.Point, from.At, point, at, km) : null;
    }

    static (TrackOdd, double)? Odd((AisPoint Point, Instant At, double? Knots) from, AisPoint to, Instant at)
    {
        var (km, hours) = (Positions.Km(from.Point.Longitude, from.Point.Latitude, to.Longitude, to.Latitude), (at - from.At).TotalHours);
        if (km > JumpKmLeast && km > FastestKnots * KmOfMile * hours) return (TrackOdd.Jump, km);
        return 60 * hours > SilentMinutes && from.Knots >= UnderWayKnots ? (TrackOdd.Gap, km) : null;
    }

    void Forget()
    {
        while (last.Count > VesselsMax)
        {
            var (mmsi, at) = order.Dequeue();
            if (last[mmsi].At == at) last.Remove(mmsi);
            else order.Enqueue((mmsi, last[mmsi].At));      // Heard of since.
        }
    }
}
