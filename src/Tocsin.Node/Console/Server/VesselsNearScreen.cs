using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Tocsin.Warn.Vessels;

namespace Tocsin.Node.Ui;

/// <summary>The vessels near a record's or a warning's place, where that is at sea.</summary>
sealed class VesselsNearScreen(TocsinNode node, ConsoleOptions options)
{
    readonly KeptVessels kept = new(node.Sources.Clock);

    /// <summary>The panel; null where it would say nothing: on land, and where no vessel was near something that is no matter of ships.</summary>
    public async Task<VesselsView?> Of(SeaIncident? incident, Category? category, CancellationToken stop)
    {
        if (incident is null) return null;
        var countries = node.World.Countries;
        var (shore, isOfShips) = (new Shore(countries), category is Category.Transport or Category.Rescue or Category.Security);
        if (isOfShips ? shore.IsInland(incident.Longitude, incident.Latitude) : !shore.IsSea(incident.Longitude, incident.Latitude)) return null;
        var near = new VesselsNear(node.Views, countries);
        var found = await kept.Get(incident, await near.LastGone(stop), () => near.Handle(incident, ConsoleLimits.VesselsShownMax, stop));
        return found.Vessels.Count == 0 && !isOfShips ? null : new(
            [.. found.Vessels.Select(Row)], found.Total, found.IsCut, incident.Miles, found.Since, found.Until, options.Zone);
    }

    VesselRow Row(NearVessel near) => new(
        near.Mmsi, near.IsExercise, near.Voyage?.Name, string.Join(" · ", new[] { near.Flag?.Name, near.Voyage?.ShipType is { } type ? TypeOf(type) : null, near.Voyage?.LengthMetres is { } metres ? Texts.Of("vessels.length", Show.Number(metres)) : null }.OfType<string>()),
        Voyage(near.Voyage), near.ClosestKm / SeaIncident.KmOfMile, near.ClosestAt, Seen(near.Before, near.BeforeKm), Seen(near.After, near.AfterKm),
        [.. near.Odd.Select(odd => new VesselOddRow(Says(odd), RecordKeys.LeafUrl(odd.Leaf, node.Log)))]);

    VesselSeen? Seen(VesselFix? fix, double? km) => fix is null ? null : new(fix.At, string.Join(", ", new[]
    {
        Texts.Of("vessels.miles", Miles(km!.Value)), fix.SpeedKnots is { } knots ? Texts.Of("vessels.knots", Show.Tenths(knots)) : null,
        fix.CourseDegrees is { } course ? Texts.Of("vessels.course", course.ToString("000", System.Globalization.CultureInfo.InvariantCulture)) : null,
    }.OfType<string>()), RecordKeys.LeafUrl(fix.Leaf, node.Log));

    static string Voyage(VesselVoyage? voyage) => (voyage?.Destination, voyage?.Arrival) switch
    {
        (null, null) => "",
        ({ } bound, null) => Texts.Of("vessels.bound", bound),
        (null, { } arrival) => Texts.Of("vessels.arrival", arrival.Replace('T', ' ')),
        ({ } bound, { } arrival) => $"{Texts.Of("vessels.bound", bound)}, {Texts.Of("vessels.arrival", arrival.Replace('T', ' '))}",
    };

    static string Says(VesselOddity odd) => odd.Sort switch
    {
        VesselOdd.Gap => Texts.Of("vessels.odd.Gap", Show.UtcMinute(odd.Left), Show.UtcMinute(odd.Reached!.Value), Miles(odd.Km)),
        VesselOdd.Jump => Texts.Of("vessels.odd.Jump", Show.UtcMinute(odd.Left), Show.UtcMinute(odd.Reached!.Value), Miles(odd.Km)),
        VesselOdd.Twice => Texts.Of("vessels.odd.Twice", Show.UtcMinute(odd.Left), Show.UtcMinute(odd.Reached!.Value), Miles(odd.Km)),
        VesselOdd.Inland => Texts.Of("vessels.odd.Inland", Show.UtcMinute(odd.Left)),
        VesselOdd.Silent => Texts.Of("vessels.odd.Silent", Show.UtcMinute(odd.Left)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>ITU-R M.1371-5, table 53: of most the first digit says what it is.</summary>
    static string TypeOf(int type) => Texts.Of($"vessels.type.{type switch
    {
        30 => "Fishing",
        31 or 32 or 52 => "Tug",
        35 => "Military",
        36 or 37 => "Pleasure",
        50 => "Pilot",
        51 => "Rescue",
        55 => "Law",
        >= 20 and <= 29 => "Wing",
        >= 40 and <= 49 => "Fast",
        >= 60 and <= 69 => "Passenger",
        >= 70 and <= 79 => "Cargo",
        >= 80 and <= 89 => "Tanker",
        _ => "Other",
    }}");

    static string Miles(double km) => Show.Tenths(km / SeaIncident.KmOfMile);
}
