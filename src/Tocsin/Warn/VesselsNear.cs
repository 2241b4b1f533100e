using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tocsin.Formats.Ais;
using Tocsin.Share.Views;
using Tocsin.Warn.Following;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Vessels;

namespace Tocsin.Warn;

/// <summary>A vessel that was near.</summary>
/// <param name="Mmsi">The nine digits by which it is called.</param>
/// <param name="Flag">Whose flag it flies by these digits; nothing where they say none.</param>
/// <param name="Voyage">What it says of itself; nothing where it was not heard to say anything.</param>
/// <param name="ClosestKm">Its least distance in the window, along its way too.</param>
/// <param name="ClosestAt">When that was. UTC.</param>
/// <param name="Before">The last position up to the incident's beginning, nothing where there is none in the window.</param>
/// <param name="BeforeKm">How far off that is.</param>
/// <param name="After">The first position after the incident's end, nothing where there is none in the window.</param>
/// <param name="AfterKm">How far off that is.</param>
/// <param name="Odd">What is odd about it near the place, ascending by time.</param>
/// <param name="IsExercise">Whether all this is of an exercise: a real vessel of the same number is another.</param>
public sealed record NearVessel(
    string Mmsi, CountryCode? Flag, VesselVoyage? Voyage, double ClosestKm, Instant ClosestAt, VesselFix? Before, double? BeforeKm, VesselFix? After, double? AfterKm, IReadOnlyList<VesselOddity> Odd, bool IsExercise)
{
    /// <summary>Whether it went dark, or was somewhere it cannot have been: such vessels are listed first.</summary>
    public bool IsOdd => Odd.Any(each => each.Sort != VesselOdd.Silent);
}

/// <summary>The vessels near an incident.</summary>
/// <param name="Incident">What was asked for.</param>
/// <param name="Since">From when on vessels were looked for. UTC.</param>
/// <param name="Until">Until when. UTC.</param>
/// <param name="Vessels">Odd ones first, then those not heard again, each the nearest first.</param>
/// <param name="Total">How many were found, listed or not.</param>
/// <param name="IsCut">Whether more was told of vessels in these waters than is looked at: the nearest waters come first.</param>
public sealed record VesselsFound(SeaIncident Incident, Instant Since, Instant Until, IReadOnlyList<NearVessel> Vessels, int Total, bool IsCut);

/// <summary>Finds the vessels that were near an incident, by AIS. It asks the views, so what comes in later is found too.</summary>
/// <param name="views">The documents of <see cref="VesselsFollower"/>.</param>
/// <param name="countries">The map, which says what is land.</param>
public sealed class VesselsNear(IViews views, Countries countries)
{
    /// <summary>Vessels that are looked at for one answer.</summary>
    public const int VesselsMax = 2_000;

    /// <summary>Vessels that one answer lists.</summary>
    public const int ListedMax = 500;

    /// <summary>Days for which what a vessel said of itself counts.</summary>
    public const int VoyageDays = 30;

    /// <summary>Positions of one vessel that are looked at, and as many gaps and jumps: the first in the window.</summary>
    public const int PositionsMax = 20_000;

    /// <summary>Documents of the view that are read for one answer: so many to learn which vessels were there, so many of their tracks, and so many of what those listed say of themselves.</summary>
    public const int ReadMax = 1_000_000;

    const int VoyagesRead = 20;

    readonly Shore shore = new(countries);

    /// <summary>See <see cref="ReadMax"/>.</summary>
    internal int ReadMost { get; init; } = ReadMax;

    /// <summary>Another number whenever an observation was revised, or something taken back or erased: what was found before may then show what is gone.</summary>
    /// <param name="stop">Ends the wait.</param>
    public async Task<long> LastGone(CancellationToken stop) => (await views.Document(VesselsFollower.FollowerName, VesselsFollower.GoneKey, stop))?.Rank ?? 0;

    /// <summary>Finds them.</summary>
    /// <param name="incident">Where and when.</param>
    /// <param name="most">How many are listed, 1 to <see cref="ListedMax"/>.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task<VesselsFound> Handle(SeaIncident incident, int most, CancellationToken stop)
    {
        var (since, until) = (incident.From - Duration.FromHours(incident.Hours), SeaIncident.Later(incident.To, Duration.FromHours(incident.Hours)));
        var track = new VesselTrack(incident.Longitude, incident.Latitude, KmOf(incident), since, until);
        var (reading, tracks, voyages) = (new VesselReading(views, incident), new ReadAllowance(ReadMost), new ReadAllowance(ReadMost));
        var (there, isCut) = await There(reading, incident, since, until, stop);
        var near = new List<(VesselLane Vessel, VesselApproach Approach)>();
        var lastHeard = new Dictionary<bool, Instant>();
        foreach (var vessel in there)
        {
            if (tracks.IsOverdrawn) break;
            var own = new ReadAllowance(PositionsMax);
            var fixes = await Fixes(reading, vessel, since, until, [own, tracks], stop);
            var ownLeaps = new ReadAllowance(PositionsMax);
            var leaps = await Leaps(reading, vessel, since, until, [ownLeaps, tracks], stop);
            var isTrackCut = own.IsOverdrawn || ownLeaps.IsOverdrawn || tracks.IsOverdrawn;
            isCut |= isTrackCut;
            if (track.Judge(fixes, leaps, fix => shore.IsInland(fix.Longitude, fix.Latitude)) is not { } approach) continue;
            isCut |= approach.IsCut;
            near.Add((vessel, isTrackCut ? approach with { IsHeardAgain = true } : approach));
            if (approach.Fixes is [.., var last]) lastHeard[vessel.IsExercise] = Instant.Max(lastHeard.GetValueOrDefault(vessel.IsExercise), last.At);
        }
        var all = near.Select(each => (each.Vessel, Approach: WithSilence(each.Approach, track, lastHeard.GetValueOrDefault(each.Vessel.IsExercise), KmOf(incident))))
            .OrderBy(each => Rank(each.Approach)).ThenBy(each => each.Approach.Odd.Select(odd => odd.ClosestKm).Append(each.Approach.ClosestKm).Min()).ThenBy(each => each.Vessel.Mmsi, StringComparer.Ordinal).ThenBy(each => each.Vessel.IsExercise);
        var listed = new List<NearVessel>();
        foreach (var (vessel, approach) in all.Take(Math.Clamp(most, 1, ListedMax)))
        {
            var (before, after) = (approach.Fixes.LastOrDefault(fix => fix.At <= incident.From), approach.Fixes.FirstOrDefault(fix => fix.At > incident.To));
            listed.Add(new(vessel.Mmsi, Mmsi.FlagOf(vessel.Mmsi), await Voyage(reading, vessel, until, voyages, stop), approach.ClosestKm, approach.ClosestAt,
                before, before is null ? null : track.Km(before), after, after is null ? null : track.Km(after), approach.Odd, vessel.IsExercise));
        }
        return new(incident, since, until, listed, near.Count, isCut || voyages.IsOverdrawn);
    }

    static double KmOf(SeaIncident incident) => incident.Miles * SeaIncident.KmOfMile;

    static int Rank(VesselApproach approach) => approach.Odd.Count == 0 ? 2 : approach.Odd.Any(each => each.Sort != VesselOdd.Silent) ? 0 : 1;

    /// <summary>Whether it was last heard of near the place and under way, while others were heard for long after it.</summary>
    static VesselApproach WithSilence(VesselApproach approach, VesselTrack track, Instant lastHeard, double km) =>
        !approach.IsHeardAgain && approach.Fixes is [.., { SpeedKnots: >= VesselTracks.UnderWayKnots } last] && track.Km(last) <= km && (lastHeard - last.At).TotalMinutes > VesselTracks.SilentMinutes
            ? approach with { Odd = [.. approach.Odd, new(VesselOdd.Silent, last.At, null, 0, track.Km(last), last.Leaf)] }
            : approach;

    /// <summary>The vessels of which anything is told in the cells around the place.</summary>
    async Task<(IReadOnlyList<VesselLane> Vessels, bool IsCut)> There(VesselReading reading, SeaIncident incident, Instant since, Instant until, CancellationToken stop)
    {
        var (found, known, marks) = (new List<VesselLane>(), new HashSet<VesselLane>(), new ReadAllowance(ReadMost));
        foreach (var cell in SeaCells.Touched(incident.Longitude, incident.Latitude, KmOf(incident)))
            foreach (var lane in reading.Lanes)
                await foreach (var document in reading.Between(VesselsFollower.CellKey(lane, cell, since), VesselsFollower.CellKey(lane, cell, until) + '\uFFFF', [marks], stop))
                {
                    var vessel = new VesselLane(VesselsFollower.MmsiOf(document.Key), lane);
                    if (known.Contains(vessel)) continue;
                    if (found.Count == VesselsMax) return (found, true);
                    known.Add(vessel);
                    found.Add(vessel);
                }
        return (found, marks.IsOverdrawn);
    }

    static async Task<List<VesselFix>> Fixes(VesselReading reading, VesselLane vessel, Instant since, Instant until, IReadOnlyList<ReadAllowance> allowances, CancellationToken stop)
    {
        var fixes = new List<VesselFix>();
        await foreach (var document in reading.Between(VesselsFollower.FixKey(vessel.IsExercise, vessel.Mmsi, since), VesselsFollower.FixKey(vessel.IsExercise, vessel.Mmsi, until) + '\uFFFF', allowances, stop))
        {
            var point = Read(document, VesselJson.Default.VesselPoint);
            fixes.Add(new(point.At, point.Lon, point.Lat, point.Knots, point.Course, document.Owner!.Value));
        }
        return fixes;
    }

    /// <summary>Gaps and jumps of which any part lies in the window.</summary>
    static async Task<List<(VesselOddity, VesselFix, VesselFix)>> Leaps(
        VesselReading reading, VesselLane vessel, Instant since, Instant until, IReadOnlyList<ReadAllowance> allowances, CancellationToken stop)
    {
        var leaps = new List<(VesselOddity, VesselFix, VesselFix)>();
        await foreach (var document in reading.Between(VesselsFollower.OddKey(vessel.IsExercise, vessel.Mmsi, since), VesselsFollower.OddKey(vessel.IsExercise, vessel.Mmsi, Instant.FromUtc(9999, 1, 1, 0, 0)), allowances, stop))
        {
            var leap = Read(document, VesselJson.Default.VesselLeap);
            if (leap.Left > until) continue;
            var (from, to) = (End(leap.Left, leap.Lon, leap.Lat), End(leap.Reached, leap.ToLon, leap.ToLat));
            leaps.Add((new(leap.Jump ? VesselOdd.Jump : VesselOdd.Gap, leap.Left, leap.Reached, GreatCircle.Km(leap.Lon, leap.Lat, leap.ToLon, leap.ToLat), 0, document.Owner!.Value), from, to));

            VesselFix End(Instant at, double longitude, double latitude) => new(at, longitude, latitude, null, null, document.Owner!.Value);
        }
        return leaps;
    }

    static async Task<VesselVoyage?> Voyage(VesselReading reading, VesselLane vessel, Instant until, ReadAllowance voyages, CancellationToken stop)
    {
        var (first, below) = (VesselsFollower.VoyageKey(vessel.IsExercise, vessel.Mmsi, until), VesselsFollower.VoyageKey(vessel.IsExercise, vessel.Mmsi, until - Duration.FromDays(VoyageDays)));
        var (whole, said) = ((VesselVoyage?)null, 0);
        await foreach (var document in reading.Between(first, below, [new ReadAllowance(PositionsMax), voyages], stop, VoyagesRead))
        {
            var voyage = Read(document, VesselJson.Default.VesselVoyage);
            whole = whole?.Else(voyage) ?? voyage;
            if (++said == VoyagesRead) break;
        }
        return whole;
    }

    static T Read<T>(ViewDocument document, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(document.Text, type)!;
}
