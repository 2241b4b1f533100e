using Tocsin.Warn.Geography;
using YamlDotNet.RepresentationModel;

namespace Tocsin.Warn.Rules;

/// <summary>Reads a rule's <c>area</c>: the word <c>any</c>, a box, countries, or a distance from a country or a point.</summary>
static class AreaReader
{
    const double KmMax = 5_000;

    static readonly RuleArea Nowhere = new RuleArea.Any();

    public static RuleArea Read(Fields fields)
    {
        if (fields.Take("area") is not { } node) return Nowhere;
        if (node is YamlScalarNode { Value: "any" }) return new RuleArea.Any();
        if (node is not YamlMappingNode map) return Fault(fields, "an area is the word any, or one of the keys bbox, countries and within_km");
        var area = fields.Inside(map, "the area");
        var read = area.Has("bbox") ? Box(area) : area.Has("countries") ? Countries(area) : area.Has("within_km") ? Near(area)
            : Fault(fields, "an area is the word any, or one of the keys bbox, countries and within_km");
        area.End();
        return read;
    }

    static RuleArea Box(Fields area) => area.Numbers("bbox") switch
    {
        [var west, var south, var east, var north] when west is >= -180 and <= 180 && east is >= -180 and <= 180
            && south is >= -90 and <= 90 && north is >= -90 and <= 90 && south < north => new RuleArea.Box(west, south, east, north),
        _ => Fault(area, "bbox", "a box is [west, south, east, north] in degrees, longitude first, south less than north"),
    };

    static RuleArea Countries(Fields area)
    {
        var codes = area.Strings("countries").Select(CountryCodes.Find).ToImmutableArray();
        return codes.Length > 0 && codes.All(c => c is not null)
            ? new RuleArea.InCountries([.. codes.Select(c => c!.Alpha2)])
            : Fault(area, "countries", "countries are a list of codes of ISO 3166-1, as in [VN, LA]");
    }

    static RuleArea Near(Fields area)
    {
        var km = area.Number("within_km", 0, KmMax, "a distance is 0 to 5000 kilometres; is this in metres?");
        if (area.Map("of") is not { } of) return Nowhere;
        RuleArea read;
        if (of.Has("country"))
            read = of.Text("country") is { } name && CountryCodes.Find(name) is { } country
                ? new RuleArea.NearCountry(km, country.Alpha2)
                : Fault(of, "country", "a country is a code of ISO 3166-1, as in VN");
        else
            read = of.Numbers("point") is [var longitude and >= -180 and <= 180, var latitude and >= -90 and <= 90]
                ? new RuleArea.NearPoint(km, longitude, latitude)
                : Fault(of, "point", "a point is [longitude, latitude] in degrees");
        of.End();
        return read;
    }

    static RuleArea Fault(Fields fields, string reason) => Fault(fields, "area", reason);

    static RuleArea Fault(Fields fields, string key, string reason)
    {
        fields.Fault(key, reason);
        return Nowhere;
    }
}
