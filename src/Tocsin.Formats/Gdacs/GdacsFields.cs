using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using NetTopologySuite.Geometries;
using NodaTime;
using NodaTime.Text;
using Tocsin.Formats.Text;
using Tocsin.Formats.Wgs84;

namespace Tocsin.Formats.Gdacs;

/// <summary>One item being read: what was put right, and the first fault.</summary>
sealed partial class GdacsFields(XmlPart item, string at)
{
    const string Ours = GdacsReader.Namespace, GeoRss = "http://www.georss.org/georss", Geo = "http://www.w3.org/2003/01/geo/wgs84_pos#";

    // RFC 822 §5, as RSS 2.0 asks for; the feed writes GMT.
    static readonly LocalDateTimePattern Rfc822 = LocalDateTimePattern.CreateWithInvariantCulture("ddd, dd MMM uuuu HH:mm:ss");

    readonly ImmutableArray<Repair>.Builder repairs = ImmutableArray.CreateBuilder<Repair>();
    Refusal? fault;

    public Parsed<GdacsEvent> Read()
    {
        var (type, alert) = (Type(), Colour("alertlevel"));
        var (eventId, episodeId) = (Number("eventid"), Number("episodeid"));
        var (from, to) = (Time("fromdate"), Time("todate"));
        if (fault is null && type is null) Fail("eventtype", "the item has no event type");
        if (fault is null && alert is null) Fail("alertlevel", "the item has no alert level");
        if (fault is null && eventId is not > 0) Fail("eventid", "the event's number is missing, or is not a whole number from 1");
        if (fault is null && episodeId is not >= 0) Fail("episodeid", "the episode's number is missing, or is not a whole number from 0");
        if (fault is null && from is null) Fail("fromdate", "the item does not say when the event began");
        var geometry = fault is null ? Place() : null;
        if (fault is null && geometry is null) Fail("point", "the item has neither a point nor a bounding box");
        if (fault is { } refused) return new(refused);
        if (to < from) Note("todate", "the event ends before it begins: its end is left out");

        var (severity, population) = (item.Child(Ours, "severity"), item.Child(Ours, "population"));
        return new(new GdacsEvent
        {
            Type = type!.Value, EventId = eventId!.Value, EpisodeId = episodeId!.Value,
            Alert = alert!.Value, EpisodeAlert = Colour("episodealertlevel"),
            Name = Text(Ours, "eventname"), Title = Text("", "title"), Description = Text("", "description"), Link = Text("", "link"),
            From = from!.Value, To = to is { } end && end > from ? end : from.Value,
            IsCurrent = Text(Ours, "iscurrent") == "true", IsTemporary = Text(Ours, "temporary") == "true",
            Geometry = geometry!, Countries = Text(Ours, "country"), Iso3 = Codes(),
            SeverityValue = Value(severity), SeverityUnit = Unit(severity), SeverityText = Filled(severity?.Text), DepthKm = type == GdacsType.Earthquake ? Depth(severity) : null,
            Population = Value(population) is >= 0 and var people ? people : null, PopulationUnit = Unit(population),
            Glide = Text(Ours, "glide"),
        }, repairs.ToImmutable());
    }

    void Fail(string member, string reason) => fault ??= new Refusal($"{at}/{member}", reason);

    void Note(string member, string note) => repairs.Add(new Repair($"{at}/{member}", note));

    string? Text(string space, string name) => Filled(item.Child(space, name)?.Text);

    static string? Filled(string? text) => text?.Trim() is { Length: > 0 } filled ? filled : null;

    GdacsType? Type()
    {
        if (Text(Ours, "eventtype") is not { } word) return null;
        GdacsType? type = word switch
        {
            "EQ" => GdacsType.Earthquake, "TC" => GdacsType.TropicalCyclone, "FL" => GdacsType.Flood,
            "VO" => GdacsType.Volcano, "WF" => GdacsType.Wildfire, "DR" => GdacsType.Drought, _ => null,
        };
        if (type is null) Fail("eventtype", $"'{word}' is none of EQ, TC, FL, VO, WF and DR");
        return type;
    }

    GdacsAlert? Colour(string name)
    {
        if (Text(Ours, name) is not { } word) return null;
        foreach (var colour in Enum.GetValues<GdacsAlert>())
            if (colour.ToString().Equals(word, StringComparison.OrdinalIgnoreCase)) return colour;
        Fail(name, $"'{word}' is none of Green, Orange and Red");
        return null;
    }

    long? Number(string name) =>
        long.TryParse(Text(Ours, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    Instant? Time(string name)
    {
        if (Text(Ours, name) is not { } text) return null;
        if (text.EndsWith(" GMT", StringComparison.Ordinal) && Rfc822.Parse(text[..^4]) is { Success: true } time) return time.Value.InUtc().ToInstant();
        Fail(name, $"'{text}' is not a time like Mon, 30 Dec 2019 01:35:11 GMT");
        return null;
    }

    ImmutableArray<string> Codes()
    {
        var words = (Text(Ours, "iso3") ?? "").Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries);
        var codes = words.Where(word => word.Length == 3 && word.All(char.IsAsciiLetterUpper)).Distinct(StringComparer.Ordinal).ToImmutableArray();
        if (codes.Length < words.Length) Note("iso3", "this is not a list of ISO 3166-1 alpha-3 codes: what is none is left out");
        return codes;
    }

    double? Value(XmlPart? part)
    {
        if (part is null || !part.Attributes.TryGetValue("value", out var text) || text.Length == 0) return null;
        if (Degrees(text) is { } value) return value;
        Note(part.Name, $"'{text}' is not a number: left out");
        return null;
    }

    static string? Unit(XmlPart? part) => part is not null && part.Attributes.TryGetValue("unit", out var unit) ? Filled(unit) : null;

    static double? Depth(XmlPart? severity) =>
        severity is not null && DepthWords().Match(severity.Text) is { Success: true } match && Degrees(match.Groups[1].Value) is >= -100 and <= 1000 and var km ? km : null;

    static double? Degrees(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>The point, in either of the two ways in which the feed writes it; else the box.</summary>
    Geometry? Place()
    {
        var point = Text(GeoRss, "point") ?? (item.Child(Geo, "Point") is { } geo ? $"{geo.Child(Geo, "lat")?.Text} {geo.Child(Geo, "long")?.Text}" : null);
        if (point is null) return Text(Ours, "bbox") is { } box ? Box(box) : null;
        if (Numbers(point) is not [var latitude, var longitude]) Fail("point", "a point must be a latitude and a longitude");
        else if (Positions.Fault(longitude, latitude) is { } reason) Fail("point", reason);
        else return Polygons.Factory.CreatePoint(new Coordinate(longitude, latitude));
        return null;
    }

    /// <summary>The feed says: lonmin lonmax latmin latmax; longitudes go on beyond ±180 where the box crosses 180°.</summary>
    Geometry? Box(string text)
    {
        if (Numbers(text) is not [var west, var east, var south, var north] || !(west < east && east - west < 360 && south < north && south >= -90 && north <= 90 && west >= -360 && east <= 360))
        {
            Fail("bbox", "a bounding box must be two longitudes and two latitudes, each the lesser first");
            return null;
        }
        Coordinate[] line = [new(west, south), new(east, south), new(east, north), new(west, north), new(west, south)];
        var parts = Polygons.Make([new Rings.Ring(line, west < -180 || east > 180)], $"{at}/bbox", repairs);
        return parts.Value is [var one] ? one : Polygons.Factory.CreateMultiPolygon([.. parts.Value]);
    }

    static double[] Numbers(string text)
    {
        var numbers = text.Split([' ', ',', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Take(5).Select(Degrees).ToArray();
        return numbers.Contains(null) ? [] : [.. numbers.Select(number => number!.Value)];
    }

    [GeneratedRegex(@"Depth:\s*(-?[0-9]+(?:\.[0-9]+)?)\s*km")]
    private static partial Regex DepthWords();
}
