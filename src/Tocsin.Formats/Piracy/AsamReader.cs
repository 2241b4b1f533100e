using System.Collections.Immutable;
using System.Text.Json;
using NodaTime.Text;
using Tocsin.Formats.GeoJson;
using Tocsin.Formats.Text;
using Tocsin.Formats.Wgs84;

namespace Tocsin.Formats.Piracy;

/// <summary>Reads ASAM reports: NGA's JSON (<c>{"asam":[...]}</c>), and CSV with its fields as columns.</summary>
public static class AsamReader
{
    static readonly JsonShape Shape = new("asam", TrailingCommas: true);

    /// <summary>Streams the reports of a JSON document. A comma too many is a repair.</summary>
    public static IEnumerable<Item<AsamReport>> ReadJson(Stream bytes) => JsonFeatures.Read<AsamReport>(bytes, Shape, ReadSlice);

    /// <summary>Streams the rows of a CSV file. One that is refused does not stop the rest; a wrong header does.</summary>
    public static IEnumerable<Item<AsamReport>> ReadCsv(Stream bytes) => CsvTable<AsamReport>.Read(bytes, FormatLimits.CsvColumnsMax, (_, header, at) =>
    {
        var columns = Names.Select(name => header.Column(name)).ToArray();
        return columns[..4].Contains(-1)
            ? new(new Refusal(at, "this is no ASAM header: it needs the columns reference, date, latitude and longitude"))
            : new(new Table(columns));
    });

    sealed class Table(int[] columns) : CsvTable<AsamReport>
    {
        public override IEnumerable<Item<AsamReport>> Row(Func<int, string> field, string at) =>
            [Item<AsamReport>.Of(Report(name => field(columns[Names.IndexOf(name)]), at), at)];
    }

    static readonly ImmutableArray<string> Names = ["reference", "date", "latitude", "longitude", "position", "subregion", "subreg", "navarea", "hostility", "victim", "description"];

    /// <summary>Whether a CSV has this header.</summary>
    internal static bool IsHeader(CsvHeader header) =>
        header.Column("reference") >= 0 && header.Column("date") >= 0 && header.Column("latitude") >= 0 && header.Column("hostility") >= 0;

    static Parsed<AsamReport> ReadSlice(ReadOnlySpan<byte> json, string at, bool whole)
    {
        var element = JsonFeatures.Element(json);
        if (element.ValueKind != JsonValueKind.Object) return new(new Refusal(at, "a report must be an object"));
        if (whole) return new(new Refusal(at, "there is no list 'asam' in this document"));
        return Report(name => element.TryGetProperty(name == "navarea" ? "navArea" : name, out var value) ? Said(value) : null, at);
    }

    static string? Said(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    /// <summary>One report by its fields; the numbers count, and the writing only where there are none.</summary>
    static Parsed<AsamReport> Report(Func<string, string?> field, string at)
    {
        var repairs = ImmutableArray.CreateBuilder<Repair>();
        string? Text(string name) => field(name)?.Trim() is { Length: > 0 } text && !text.Equals("N/A", StringComparison.OrdinalIgnoreCase) ? text : null;
        if (Text("reference") is not { } reference) return new(new Refusal(at, "the report has no reference"));
        if (Text("date") is not { } day || LocalDatePattern.Iso.Parse(day) is not { Success: true } date) return new(new Refusal($"{at}, date", "the date is missing, or is not like 2022-05-25"));
        var (latitude, longitude, writing) = (Text("latitude"), Text("longitude"), Text("position"));
        if ((latitude is null || longitude is null) && writing is not null)
        {
            if (Halves(writing) is not [var north, var east]) return new(new Refusal($"{at}, position", "the position is not like 1°12'N 103°45'E"));
            (latitude, longitude) = (north, east);
            repairs.Add(new Repair($"{at}, position", "there are no numbers for the position: it is read from its words"));
        }
        if (latitude is null || longitude is null) return new(new Refusal(at, "the report has no position"));
        if (Degrees(latitude, isLatitude: true) is not { } y || Degrees(longitude, isLatitude: false) is not { } x)
            return new(new Refusal($"{at}, latitude", "the latitude or longitude is neither a number of degrees nor written like 1°12'N"));
        if (Positions.Fault(x, y) is { } fault) return new(new Refusal($"{at}, latitude", fault));
        return new(new AsamReport
        {
            Reference = reference, Date = date.Value, Latitude = y, Longitude = x, Position = $"{latitude} {longitude}",
            Subregion = Text("subregion") ?? Text("subreg"), NavArea = Text("navarea"), Hostility = Text("hostility"), Victim = Text("victim"), Description = Text("description"),
        }, repairs.ToImmutable());
    }

    static double? Degrees(string text, bool isLatitude) => DegreesText.Read(text, isLatitude);

    /// <summary>The two halves of a position in words: the latitude ends in N or S.</summary>
    static string[] Halves(string position)
    {
        var end = position.AsSpan().IndexOfAny("NSns");
        return end < 0 ? [] : [position[..(end + 1)], position[(end + 1)..].TrimStart(' ', '\n', '\r', ',', '/')];
    }
}
