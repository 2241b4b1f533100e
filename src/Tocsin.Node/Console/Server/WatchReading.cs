using System.Globalization;
using System.Text.Json;
using NetTopologySuite.Geometries;
using Tocsin.Share.Records;
using Tocsin.Warn;

namespace Tocsin.Node.Ui;

/// <summary>Reads the form for a watch.</summary>
static class WatchReading
{
    static readonly char[] Between = [' ', ',', ';', '\n', '\r', '\t'];

    public static WatchFields Fields(IFormCollection form)
    {
        string Text(string name) => form[name].ToString().Trim();
        string[] All(string name) => [.. form[name].OfType<string>().Where(text => text.Length > 0)];
        return new WatchFields
        {
            Name = Text("name"), Categories = All("category"), Kinds = All("kind"), Severity = Text("severity"), Raises = Text("raises"), Words = Text("words"), Values = Text("values"),
            Countries = Text("countries"), Border = Text("border"), BorderKm = Text("borderKm"), Place = Text("place"),
            Lon = Text("lon"), Lat = Text("lat"), RadiusKm = Text("radiusKm"), Polygon = Text("polygon"),
        };
    }

    /// <summary>The request, or what is wrong with the fields.</summary>
    public static (WatchRequest? Request, IReadOnlyList<string> Problems) Read(WatchFields fields, string officer)
    {
        var problems = new List<string>();
        var areas = new List<WatchPlace>();
        if (fields.Polygon.Length > 0) Add(Ring(fields.Polygon) is { } ring ? new WatchPlace { Shape = ring } : null, "shape");
        if ($"{fields.Lon}{fields.Lat}{fields.RadiusKm}".Length > 0)
            Add(Number(fields.Lon) is { } lon && Number(fields.Lat) is { } lat && Number(fields.RadiusKm) is { } km ? new WatchPlace { Circle = new WatchCircle(lon, lat, km) } : null, "circle");
        if (List(fields.Countries) is { Length: > 0 } countries) Add(new WatchPlace { Countries = countries }, "");
        if ($"{fields.Border}{fields.BorderKm}".Length > 0) Add(Number(fields.BorderKm) is { } width && fields.Border.Length > 0 ? new WatchPlace { Border = new WatchBorder(fields.Border, width) } : null, "border");
        if (areas.Count > 1) problems.Add(Texts.Of("watches.bad.areas"));
        var categories = fields.Categories.Select(text => Word<Category>(text, "report.category")).OfType<Category>().ToList();
        var severity = fields.Severity.Length > 0 ? Word<Severity>(fields.Severity, "watches.severity") : null;
        var raises = fields.Raises.Length > 0 ? Word<Severity>(fields.Raises, "watches.raises") : null;
        if (problems.Count > 0) return (null, problems);
        return (new WatchRequest
        {
            Name = fields.Name, Officer = officer, Area = areas.FirstOrDefault(), Categories = categories, Kinds = fields.Kinds,
            MinSeverity = severity ?? Severity.Unknown, Words = fields.Words.Length > 0 ? [fields.Words] : [], Values = List(fields.Values), Raises = raises,
        }, []);

        void Add(WatchPlace? place, string problem)
        {
            if (place is null) problems.Add(Texts.Of($"watches.bad.{problem}"));
            else areas.Add(place);
        }

        T? Word<T>(string text, string field) where T : struct, Enum
        {
            if (Enum.TryParse<T>(text, out var word) && Enum.IsDefined(word) && !char.IsAsciiDigit(text[0])) return word;
            problems.Add(Texts.Of("report.noChoice", Texts.Of(field), text));
            return null;
        }
    }

    static string[] List(string text) => text.Split(Between, StringSplitOptions.RemoveEmptyEntries);

    static double? Number(string text) =>
        double.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    static Polygon? Ring(string json)
    {
        try
        {
            if (JsonSerializer.Deserialize<double[][]>(json) is not { Length: >= 3 } corners || corners.Any(corner => corner is not { Length: 2 })) return null;
            var ring = corners.Select(corner => new Coordinate(corner[0], corner[1])).ToList();
            if (!ring[0].Equals2D(ring[^1])) ring.Add(ring[0].Copy());
            return ring.Count >= 4 ? new Polygon(new LinearRing([.. ring])) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
