using Tocsin.Formats.Ais;

namespace Tocsin.Share.Doors;

/// <summary>Which messages of a file become records: a vessel sends every few seconds, and seldom says anything new. See docs/doors.md.</summary>
/// <remarks>Turns are counted by the clock and not from the file's beginning, so that files that overlap keep the same messages. Not safe for several threads.</remarks>
sealed class AisThinning
{
    /// <summary>One position of a vessel under way is kept in so many minutes, by the clock.</summary>
    public const int UnderWayMinutes = 10;

    /// <summary>And one of a vessel at rest.</summary>
    public const int AtRestMinutes = 60;

    /// <summary>And one of a transmitter of distress.</summary>
    public const int DistressMinutes = 1;

    /// <summary>What says the same again is kept once in so many minutes: a day, in UTC.</summary>
    public const int SameMinutes = 24 * 60;

    /// <summary>How many vessels, stations and aids are remembered; with more, it begins anew, and keeps a few messages more.</summary>
    public const int RememberedMax = 200_000;

    readonly Dictionary<(string Mmsi, int Type, int Detail), (long Turn, AisMessage? Said)> last = [];

    /// <summary>Whether a message becomes a record.</summary>
    public bool Keeps(AisMessage message, Instant at) => message switch
    {
        // Of every status it has, so that a change is kept at once.
        AisPosition position when Minutes(position) is var minutes => IsNew((position.Mmsi, 1, minutes * 16 + (int)(position.Status ?? NavigationStatus.NotDefined)), at, minutes, said: null),
        AisStation station => IsNew((station.Mmsi, 4, 0), at, SameMinutes, said: null),
        AisAid aid => IsNew((aid.Mmsi, 21, 0), at, SameMinutes, aid with { Point = null }),
        AisVoyage voyage => IsNew((voyage.Mmsi, voyage.Type, voyage.Part ?? 0), at, SameMinutes, voyage),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Whether what is odd becomes a record: of two transmitters under one number every other message is a jump. Two are kept in a turn, there and back.</summary>
    public bool Keeps(TrackOddity odd) =>
        odd.Sort == TrackOdd.Gap || IsNew((odd.Mmsi, 0, 0), odd.Reached, UnderWayMinutes, said: null) || IsNew((odd.Mmsi, 0, 1), odd.Reached, UnderWayMinutes, said: null);

    static int Minutes(AisPosition position) =>
        AisDoor.IsDistress(position) || AisDoor.IsTest(position) ? DistressMinutes : position.SpeedKnots < VesselTracks.UnderWayKnots ? AtRestMinutes : UnderWayMinutes;

    bool IsNew((string, int, int) key, Instant at, int minutes, AisMessage? said)
    {
        var turn = (long)Math.Floor((at - NodaConstants.UnixEpoch).TotalMinutes / minutes);
        if (last.TryGetValue(key, out var before) && before.Turn == turn && Equals(before.Said, said)) return false;
        if (last.Count >= RememberedMax) last.Clear();
        last[key] = (turn, said);
        return true;
    }
}
