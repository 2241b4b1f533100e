using Tocsin.Warn;
using Tocsin.Warn.Vessels;

namespace Tocsin.Node.Api.Records;

/// <summary>The vessels near an incident, as programs and <c>tocsin vessels --json</c> are told of them.</summary>
sealed record ApiVessels(double Longitude, double Latitude, string From, string To, string Since, string Until, double NauticalMiles, int Total, bool Cut, IReadOnlyList<ApiVessel> Vessels)
{
    public static ApiVessels Of(VesselsFound found) => new(
        found.Incident.Longitude, found.Incident.Latitude, ApiRecord.Moment(found.Incident.From), ApiRecord.Moment(found.Incident.To), ApiRecord.Moment(found.Since), ApiRecord.Moment(found.Until),
        Math.Round(found.Incident.Miles, 3), found.Total, found.IsCut, [.. found.Vessels.Select(ApiVessel.Of)]);

    /// <summary>Kilometres as nautical miles, to a hundredth.</summary>
    internal static double Miles(double km) => Math.Round(km / SeaIncident.KmOfMile, 2);
}

/// <summary>A vessel that was near.</summary>
sealed record ApiVessel(
    string Mmsi, bool Exercise, string? Flag, string? Name, string? CallSign, string? Imo, int? ShipType, double? LengthMetres, double? DraughtMetres, string? Destination, string? Arrival, string? Mothership,
    double ClosestNauticalMiles, string ClosestAt, ApiFix? Before, ApiFix? After, IReadOnlyList<ApiOddity> Odd)
{
    public static ApiVessel Of(NearVessel near) => new(
        near.Mmsi, near.IsExercise, near.Flag?.Alpha2, near.Voyage?.Name, near.Voyage?.CallSign, near.Voyage?.Imo, near.Voyage?.ShipType, near.Voyage?.LengthMetres, near.Voyage?.DraughtMetres,
        near.Voyage?.Destination, near.Voyage?.Arrival, near.Voyage?.Mothership, ApiVessels.Miles(near.ClosestKm), ApiRecord.Moment(near.ClosestAt), ApiFix.Of(near.Before, near.BeforeKm), ApiFix.Of(near.After, near.AfterKm),
        [.. near.Odd.Select(odd => new ApiOddity(odd.Sort.ToString().ToLowerInvariant(), ApiRecord.Moment(odd.Left), odd.Reached is { } reached ? ApiRecord.Moment(reached) : null, ApiVessels.Miles(odd.Km), ApiVessels.Miles(odd.ClosestKm), VesselWords.Of(odd), ApiRecord.HrefOf(odd.Leaf)))]);
}

/// <summary>A position.</summary>
sealed record ApiFix(string At, double Longitude, double Latitude, double NauticalMiles, double? SpeedKnots, double? CourseDegrees, string Href)
{
    public static ApiFix? Of(VesselFix? fix, double? km) =>
        fix is null ? null : new(ApiRecord.Moment(fix.At), fix.Longitude, fix.Latitude, ApiVessels.Miles(km!.Value), fix.SpeedKnots, fix.CourseDegrees, ApiRecord.HrefOf(fix.Leaf));
}

/// <summary>Something odd about it.</summary>
sealed record ApiOddity(string Sort, string Left, string? Reached, double NauticalMiles, double ClosestNauticalMiles, string Says, string Href);
