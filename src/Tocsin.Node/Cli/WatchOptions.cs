using System.CommandLine;
using System.Globalization;
using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Tocsin.Warn.Watching;

namespace Tocsin.Node.Cli;

/// <summary>The options that say what a watch asks for.</summary>
static class WatchOptions
{
    public static readonly Option<string> Name = new("--name") { Description = "What the watch is called; one of the same name is changed", HelpName = "N", Required = true };
    static readonly Option<string?> Polygon = new("--polygon") { Description = "Where: the polygons of a GeoJSON file", HelpName = "FILE" };
    static readonly Option<string?> Circle = new("--circle") { Description = "Where: a circle around longitude,latitude in degrees, with its radius in kilometres", HelpName = "LON,LAT,KM" };
    static readonly Option<string?> Country = new("--country") { Description = "Where: countries, by the codes of ISO 3166-1", HelpName = "C,..." };
    static readonly Option<string?> NearBorder = new("--near-border") { Description = "Where: on both sides of a country's border and coast, within so many kilometres", HelpName = "C,KM" };
    static readonly Option<string?> Categories = new("--category") { Description = "One of CAP's categories: Geo, Met, Fire, ...", HelpName = "C,..." };
    static readonly Option<string?> Kinds = new("--kind") { Description = $"One of these kinds of record: {string.Join(", ", WatchLimits.Kinds)}", HelpName = "K,..." };
    static readonly Option<Severity> MinSeverity = new("--severity") { Description = "At least so severe: Extreme, Severe, Moderate or Minor", HelpName = "S", DefaultValueFactory = _ => Severity.Unknown };
    static readonly Option<string?> Words = new("--words") { Description = "Words that all occur; diacritics do not matter", HelpName = "W" };
    static readonly Option<string[]> Values = new("--value") { Description = "One of these indicator values: a domain, an address, a file's hash; may be repeated", HelpName = "V", DefaultValueFactory = _ => [] };
    static readonly Option<Severity?> Raises = new("--raises") { Description = "Its warnings are at least so severe (default: as severe as the record)", HelpName = "S" };
    public static readonly Option<string?> Preview = new("--preview") { Description = $"Say how often it would have rung in the last so many days, at most {WatchLimits.PreviewDaysMax}d, and add nothing", HelpName = "90d" };

    public static readonly ImmutableArray<Option> All = [Name, Polygon, Circle, Country, NearBorder, Categories, Kinds, MinSeverity, Words, Values, Raises, Preview, OfficerOption.Officer];

    public static WatchRequest Request(VerbContext context, TocsinNode node) => new()
    {
        Name = context.Parsed.GetValue(Name)!, Officer = OfficerOption.Pseudonym(context, node), Area = Area(context),
        Categories = [.. List(context, Categories).Select(ReadCategory)], Kinds = [.. List(context, Kinds)],
        MinSeverity = context.Parsed.GetValue(MinSeverity), Words = context.Parsed.GetValue(Words) is { } words ? [words] : [],
        Values = context.Parsed.GetValue(Values)!, Raises = context.Parsed.GetValue(Raises),
    };

    /// <summary>The days of --preview; nothing without it.</summary>
    public static int? Days(VerbContext context) => context.Parsed.GetValue(Preview) switch
    {
        null => null,
        [.. var digits, 'd'] when int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var days) => days,
        var other => throw new IOException($"'{other}' is not a number of days such as 90d"),
    };

    static WatchPlace? Area(VerbContext context)
    {
        var areas = new List<WatchPlace>();
        if (context.Parsed.GetValue(Polygon) is { } file) areas.Add(new WatchPlace { Shape = ReadShape(context.Terminal.Path(file)) });
        if (context.Parsed.GetValue(Circle) is { } circle)
            areas.Add(Numbers(circle) is [var x, var y, var km] ? new WatchPlace { Circle = new WatchCircle(x, y, km) } : throw new IOException($"'{circle}' is not longitude,latitude,kilometres"));
        if (List(context, Country) is { Length: > 0 } countries) areas.Add(new WatchPlace { Countries = countries });
        if (context.Parsed.GetValue(NearBorder) is { } border)
            areas.Add(border.Split(',') is [var code, var width] && Numbers(width) is [var km] ? new WatchPlace { Border = new WatchBorder(code.Trim(), km) } : throw new IOException($"'{border}' is not a country and kilometres, such as VN,50"));
        return areas.Count <= 1 ? areas.FirstOrDefault() : throw new IOException("a watch has one area: --polygon, --circle, --country or --near-border");
    }

    static NetTopologySuite.Geometries.Geometry ReadShape(string path)
    {
        using var file = File.OpenRead(path);
        return WatchShapes.Read(file).Try(out var shape, out var reason) ? shape : throw new IOException($"{path}: {reason}");
    }

    static double[] Numbers(string text)
    {
        var numbers = text.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToArray();
        return numbers.All(double.IsFinite) ? numbers : [];
    }

    static string[] List(VerbContext context, Option<string?> option) =>
        context.Parsed.GetValue(option)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    static Category ReadCategory(string name) =>
        Enum.GetNames<Category>().FirstOrDefault(each => each.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? Enum.Parse<Category>(found)
            : throw new IOException($"'{name}' is no category; they are {string.Join(", ", Enum.GetNames<Category>())}");
}
