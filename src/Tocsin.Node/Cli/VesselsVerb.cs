using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Tocsin.Node.Api.Records;
using Tocsin.Node.Running;
using Tocsin.Warn;
using Tocsin.Warn.Vessels;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin vessels</c>: which vessels were near an incident.</summary>
static class VesselsVerb
{
    static readonly Option<string> Near = new("--near") { Description = "A warning's thread, a record (its number, CIRCLE:NUMBER or LOG:NUMBER), or a place: longitude,latitude in degrees, with --at", HelpName = "WHAT", Required = true };
    static readonly Option<Instant?> At = QueryOptions.Time("--at", "When, for a place; a day alone means all of it");
    static readonly Option<double?> Within = new("--within") { Description = $"How near: nautical miles, or kilometres as in 40km; {SeaIncident.MilesMax:0} nautical miles at most (default: {SeaIncident.MilesUsual:0})", HelpName = "20nm", CustomParser = ReadMiles };
    static readonly Option<double?> Hours = NumberOption.Real("--hours", $"How long before and after (default: {SeaIncident.HoursUsual:0})", "N", least: 0.1, most: SeaIncident.HoursMax);
    static readonly Option<int> Limit = NumberOption.Whole("--limit", "At most so many", "N", least: 1, most: VesselsNear.ListedMax, usual: 100);

    public static Verb Create() => new("vessels", "Says which vessels were near an incident at sea, by AIS; exit 1: one went dark, or was where it cannot have been.",
        "tocsin vessels --near 121.8,24.8 --at 2018-02-06T16:00Z --within 20nm --hours 12", Run)
    {
        Options = { Near, At, Within, Hours, Limit }, ForAuditor = true,
    };

    static Task<int> Run(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        await node.Settle(stop);
        var incident = await Incident(context, node, stop) with { Miles = context.Parsed.GetValue(Within) ?? SeaIncident.MilesUsual, Hours = context.Parsed.GetValue(Hours) ?? SeaIncident.HoursUsual };
        var found = await new VesselsNear(node.Views, node.World.Countries).Handle(incident, context.Parsed.GetValue(Limit), stop);
        if (context.Json) context.WriteJson(ApiVessels.Of(found), Plain.Json.ApiVessels);
        else Tell(context, found);
        return found.Vessels.Any(vessel => vessel.IsOdd) ? Verb.BadAnswer : Verb.Done;
    }, stop);

    static async Task<SeaIncident> Incident(VerbContext context, TocsinNode node, CancellationToken stop)
    {
        var (named, at) = (context.Parsed.GetValue(Near)!, context.Parsed.GetValue(At));
        if (SeaIncident.ReadPlace(named) is var (longitude, latitude)) return SeaIncident.Of(longitude, latitude, at ?? throw new IOException("a place alone does not say when: give --at too"));
        if (at is not null) throw new IOException("--at is for a place: a warning and a record say themselves when");
        if (await new ShowWarning(node.Views).Handle(named, stop) is { } thread) return SeaIncident.Of(thread) ?? throw new IOException($"the warning '{named}' has no place on the map");
        var address = AddressArgument.Read(named, node);
        var row = await node.Views.Row(address, stop) ?? throw new IOException($"there is no record {address}");
        return SeaIncident.Of(row) ?? throw new IOException($"the record {address} has no place on the map");
    }

    static void Tell(VerbContext context, VesselsFound found)
    {
        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{found.Total} vessels within {found.Incident.Miles:0.##} nautical miles of {found.Incident.Longitude:0.####},{found.Incident.Latitude:0.####}, from {VesselWords.Minute(found.Since)} to {VesselWords.Minute(found.Until)}{(found.Total > found.Vessels.Count ? $"; {found.Vessels.Count} are shown" : "")}"));
        if (found.IsCut) context.Err.WriteLine("More was told of vessels in these waters than is looked at: those farther off, or parts of a track, are left out. A smaller radius or fewer hours show more.");
        foreach (var vessel in found.Vessels)
        {
            context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(vessel.IsExercise ? "EXERCISE " : "")}{vessel.Mmsi}  {vessel.Voyage?.Name ?? "no name heard"}{(vessel.Flag is { } flag ? $", {flag.Name}" : "")}{(vessel.Voyage?.ShipType is { } type ? $", ship type {type}" : "")}{(vessel.Voyage?.Destination is { } bound ? $", bound for {bound}" : "")}: {VesselWords.Miles(vessel.ClosestKm)} nm at {VesselWords.Minute(vessel.ClosestAt)}"));
            foreach (var odd in vessel.Odd) context.Out.WriteLine($"  ! {VesselWords.Of(odd)}");
            Fix(context, "before", vessel.Before, vessel.BeforeKm);
            Fix(context, "after", vessel.After, vessel.AfterKm);
        }
    }

    static void Fix(VerbContext context, string when, VesselFix? fix, double? km)
    {
        if (fix is not null) context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {when,-6} {VesselWords.Minute(fix.At)}  {fix.Longitude:0.####},{fix.Latitude:0.####}  {VesselWords.Miles(km!.Value)} nm off{(fix.SpeedKnots is { } knots ? $", {knots:0.#} kn" : "")}{(fix.CourseDegrees is { } course ? $", course {course:000}°" : "")}"));
    }

    static double? ReadMiles(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        var (number, unit) = text.EndsWith("km", StringComparison.OrdinalIgnoreCase) ? (text[..^2], 1 / SeaIncident.KmOfMile) : text.EndsWith("nm", StringComparison.OrdinalIgnoreCase) ? (text[..^2], 1.0) : (text, 1.0);
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value * unit is > 0 and <= SeaIncident.MilesMax) return value * unit;
        result.AddError($"'{text}' is not a distance such as 20nm or 40km, {SeaIncident.MilesMax:0} nautical miles at most");
        return null;
    }
}
