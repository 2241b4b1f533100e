using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tocsin.Formats.CaseCounts;
using Tocsin.Formats.GeoJson;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Dhis2;

/// <summary>Reads DHIS2's data value sets (Web API, <c>dataValueSets</c>) as counts: JSON and CSV.</summary>
/// <remarks>A value is a count of its data element, at its organisation unit, in its period. A category option combination of its own makes
/// a series of its own: DHIS2 may send one without the others, so they are not added up here.</remarks>
public static partial class Dhis2Reader
{
    /// <summary>The place codes' scheme.</summary>
    public const string PlaceScheme = "dhis2";

    /// <summary>The combination of whoever does not divide his values (DHIS2's own fixed id), and its name.</summary>
    static readonly ImmutableArray<string> Undivided = ["HllvX50cXC0", "default", ""];

    static readonly JsonShape Shape = new("dataValues", TrailingCommas: false);

    static readonly ImmutableArray<string> Names = ["dataElement", "period", "orgUnit", "categoryOptionCombo", "value", "deleted"];

    /// <summary>Streams the values of a JSON document. One that is refused does not stop the rest.</summary>
    public static IEnumerable<Item<CountRow>> ReadJson(Stream bytes) => JsonFeatures.Read<CountRow>(bytes, Shape, (json, at, whole) =>
    {
        var element = JsonFeatures.Element(json);
        if (element.ValueKind != JsonValueKind.Object) return new(new Refusal(at, "a data value must be an object"));
        return whole ? new(new Refusal(at, "there is no list 'dataValues' in this document")) : Value(name => element.TryGetProperty(name, out var said) ? Said(said) : "", at);
    });

    /// <summary>Streams the rows of a CSV file. One that is refused does not stop the rest.</summary>
    public static IEnumerable<Item<CountRow>> ReadCsv(Stream bytes) => CsvTable<CountRow>.Read(bytes, FormatLimits.CsvColumnsMax, (_, header, at) =>
        IsHeader(header) ? new(new Table([.. Names.Select(name => header.Column(name.ToLowerInvariant()))])) : new(new Refusal(at, "this is no header of a data value set: it needs dataelement, period, orgunit and value")));

    /// <summary>Whether a CSV has this header.</summary>
    internal static bool IsHeader(CsvHeader header) =>
        header.Column("dataelement") >= 0 && header.Column("period") >= 0 && header.Column("orgunit") >= 0 && header.Column("value") >= 0;

    sealed class Table(ImmutableArray<int> columns) : CsvTable<CountRow>
    {
        public override IEnumerable<Item<CountRow>> Row(Func<int, string> field, string at) => [Item<CountRow>.Of(Value(name => field(columns[Names.IndexOf(name)]), at), at)];
    }

    static string Said(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => "",
    };

    static Parsed<CountRow> Value(Func<string, string> field, string at)
    {
        var (element, unit, combination) = (field("dataElement").Trim(), field("orgUnit").Trim(), field("categoryOptionCombo").Trim());
        if (element.Length == 0) return Refuse("dataElement", "the value does not say what it counts");
        if (unit.Length == 0) return Refuse("orgUnit", "the value does not say where");
        if (field("deleted").Trim().Equals("true", StringComparison.OrdinalIgnoreCase)) return Refuse("deleted", "the value is deleted at its source: withdraw what it said here, if it was taken in");
        var date = Period(field("period").Trim());
        if (date.Fault is { } fault) return Refuse("period", fault);
        if (CountCells.Whole(field("value").Trim()) is not { } count) return Refuse("value", CountCells.Fault(field("value").Trim()));
        return new(new CountRow
        {
            Topic = Undivided.Contains(combination) ? element : $"{element}/{combination}", Place = unit, Code = (PlaceScheme, unit),
            Basis = DateBasis.Report, Period = date.Period, Start = date.Start, Count = count,
        });

        Parsed<CountRow> Refuse(string name, string reason) => new(new Refusal($"{at}.{name}", reason));
    }

    /// <summary>DHIS2's relative names for fixed periods: <c>20240115</c>, <c>2024W5</c>, <c>2024SunW5</c> and <c>202401</c>; quarters, years and others are no periods of a series.</summary>
    static Dated Period(string text)
    {
        if (Day().IsMatch(text)) return CountDates.Read(text, DateOrder.NotSaid);
        if (Week().Match(text) is { Success: true } week)
            return CountDates.ReadWeek($"{week.Groups[1].Value}-W{week.Groups[3].Value}", week.Groups[2].Length > 0 ? CountPeriod.EpiWeek : CountPeriod.IsoWeek, DateOrder.NotSaid);
        return Month().Match(text) is { Success: true } month
            ? CountDates.Read($"{month.Groups[1].Value}-{month.Groups[2].Value}", DateOrder.NotSaid)
            : Dated.No($"'{(text.Length <= 40 ? text : text[..39] + "…")}' is no day, week or month like 20240115, 2024W5 or 202401");
    }

    [GeneratedRegex("^[0-9]{8}$", RegexOptions.NonBacktracking)]
    private static partial Regex Day();

    [GeneratedRegex("^([0-9]{4})(Sun)?W([0-9]{1,2})$", RegexOptions.NonBacktracking)]
    private static partial Regex Week();

    [GeneratedRegex("^([0-9]{4})([0-9]{2})$", RegexOptions.NonBacktracking)]
    private static partial Regex Month();
}
