using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using NodaTime;
using Tocsin.Formats.GeoJson;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Navigation;

/// <summary>Reads NGA's broadcast warnings: <c>{"broadcast-warn":[...]}</c>, free text with positions in it.</summary>
public static class NavReader
{
    static readonly JsonShape Shape = new("broadcast-warn", TrailingCommas: true);

    /// <summary>Streams the warnings. One that is refused does not stop the rest; a break in the JSON's syntax does.</summary>
    public static IEnumerable<Item<NavWarning>> Read(Stream bytes) => JsonFeatures.Read<NavWarning>(bytes, Shape, ReadSlice);

    static Parsed<NavWarning> ReadSlice(ReadOnlySpan<byte> json, string at, bool whole)
    {
        var element = JsonFeatures.Element(json);
        if (element.ValueKind != JsonValueKind.Object) return new(new Refusal(at, "a warning must be an object"));
        if (whole) return new(new Refusal(at, "there is no list 'broadcast-warn' in this document"));
        if (Series(Text(element, "navArea")) is not { } series) return new(new Refusal($"{at}.navArea", "the area is none of 4, 12, A, C and P"));
        if (Number(element, "msgNumber", 1, 99_999) is not { } number) return new(new Refusal($"{at}.msgNumber", "the number is missing, or is not a whole number from 1"));
        if (Number(element, "msgYear", 1900, 9999) is not { } year) return new(new Refusal($"{at}.msgYear", "the year is missing, or is not one of four digits"));
        if (Text(element, "text") is not { } text) return new(new Refusal($"{at}.text", "the warning has no text"));
        if (text.Length > FormatLimits.NavTextCharsMax) return new(new Refusal($"{at}.text", $"the text is longer than {FormatLimits.NavTextCharsMax} characters"));
        if (Text(element, "issueDate") is not { } written || NavTimes.Read(written) is not { } issued)
            return new(new Refusal($"{at}.issueDate", "the time of issue is missing, or is not like 150429Z APR 2023"));
        var repairs = ImmutableArray.CreateBuilder<Repair>();
        var name = new NavName(series, number, year);
        return new(new NavWarning
        {
            Name = name, Text = text.Trim(), Issued = issued, Subregion = Text(element, "subregion"), Authority = Text(element, "authority"),
            Cancelled = (Text(element, "cancelDate") is { } cancelled ? NavTimes.Read(cancelled) : null) ?? NavCancels.Itself(text, issued),
            Cancels = NavCancels.Others(text, name),
            Geometry = NavPlaces.Read(text, $"{at}.text", repairs),
        }, repairs.ToImmutable());
    }

    /// <summary>NGA's letters for its series, which the texts write out.</summary>
    static string? Series(string? area) => area switch
    {
        "4" => "NAVAREA IV", "12" => "NAVAREA XII", "A" => "HYDROLANT", "C" => "HYDROARC", "P" => "HYDROPAC", _ => null,
    };

    static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString()!.Trim() is { Length: > 0 } text ? text : null;

    static int? Number(JsonElement of, string name, int min, int max) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max ? number : null;
}

/// <summary>Times as mariners write them: day, hour and minute, Z, month, year.</summary>
static class NavTimes
{
    static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    /// <summary><c>150429Z APR 2023</c>, the year with two or four digits; null where it is no such time.</summary>
    public static Instant? Read(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [{ Length: 7 } time, var month, var year] ? Read(time[..6], month, year) : null;

    /// <summary>The same from its parts.</summary>
    public static Instant? Read(string digits, string month, string year)
    {
        if (Array.IndexOf(Months, month.ToUpperInvariant()) is not (>= 0 and var at)) return null;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var time) || !int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var y)) return null;
        if (year.Length == 2) y += y < 70 ? 2000 : 1900;
        var (day, hour, minute) = (time / 10_000, time / 100 % 100, time % 100);
        if (y is < 1900 or > 9999 || day < 1 || day > CalendarSystem.Iso.GetDaysInMonth(y, at + 1) || hour > 23 || minute > 59) return null;
        return Instant.FromUtc(y, at + 1, day, hour, minute);
    }
}
