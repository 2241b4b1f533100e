using System.Collections.Immutable;
using System.Globalization;
using Tocsin.Formats.Text;
using Tocsin.Formats.Wgs84;

namespace Tocsin.Formats.CaseCounts;

/// <summary>The columns that say where: names from the smallest part to the country, codes, a position.</summary>
sealed class PlaceColumns(CsvHeader header, CountContext context)
{
    static readonly ImmutableArray<string> Names =
    [
        "place", "location", "sub_location", "area", "city", "municipality", "county", "district", "admin2",
        "province", "province/state", "region", "admin1", "country", "country/region", "country_name", "reporting_ctry", "reporting_country",
    ];

    readonly ImmutableArray<int> names = [.. Names.Select(name => header.Column(name)).Where(column => column >= 0)];
    readonly int iso2 = header.Column("iso2", "iso_a2");
    readonly int iso3 = header.Column("iso3", "iso_a3", "iso_code");
    readonly int code = header.Column("code", "place_code", "geocode");
    readonly int latitude = header.Column("lat", "latitude");
    readonly int longitude = header.Column("long", "lon", "lng", "longitude");

    /// <summary>Puts the place of a row into a count; or says why it cannot be.</summary>
    public (CountRow Row, string? Fault) Put(CountRow row, Func<int, string> field)
    {
        var parts = names.Select(field).Where(part => !CountCells.IsAbsent(part)).Distinct(StringComparer.Ordinal).ToList();
        var country = field(iso2) is { Length: 2 } alpha2 && alpha2.All(char.IsAsciiLetterUpper) ? alpha2 : context.Country;
        var position = Position(field, out var fault);
        return (row with
        {
            Place = parts.Count > 0 ? string.Join(", ", parts) : context.Place,
            Country = country,
            Code = field(iso3) is { Length: 3 } alpha3 && alpha3.All(char.IsAsciiLetterUpper) ? ("ISO3166-1-alpha-3", alpha3) : field(code) is { Length: > 0 } own ? ("code", own) : null,
            Position = position,
        }, fault);
    }

    (double, double)? Position(Func<int, string> field, out string? fault)
    {
        fault = null;
        var (north, east) = (field(latitude), field(longitude));
        if (CountCells.IsAbsent(north) || CountCells.IsAbsent(east)) return null;
        fault = double.TryParse(north, NumberStyles.Float, CultureInfo.InvariantCulture, out var y) && double.TryParse(east, NumberStyles.Float, CultureInfo.InvariantCulture, out var x)
            ? Positions.Fault(x, y)
            : "the latitude or longitude is not a number";
        return fault is null ? (double.Parse(east, NumberStyles.Float, CultureInfo.InvariantCulture), y) : null;
    }
}
