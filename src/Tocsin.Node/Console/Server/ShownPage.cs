using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Tocsin.Node.Ui;

/// <summary>Which page somebody looks at, as far as it matters to what is sent: a closed set.</summary>
abstract record ShownPage
{
    ShownPage() { }

    /// <summary>The list of warnings, the map and the timeline.</summary>
    public sealed record Duty(WarningQuery Query) : ShownPage;

    /// <summary>One warning.</summary>
    public sealed record OneWarning(string Id) : ShownPage;

    /// <summary>Warnings that a search finds.</summary>
    public sealed record Warnings(WarningSearch Query) : ShownPage;

    /// <summary>Who was heard.</summary>
    public sealed record Sources : ShownPage;

    /// <summary>The series that a search finds.</summary>
    public sealed record Series(SeriesSearch Query) : ShownPage;

    /// <summary>One series, so many of its periods.</summary>
    public sealed record OneSeries(string Id, string Range) : ShownPage;

    /// <summary>The stations that a search finds.</summary>
    public sealed record Stations(StationSearch Query) : ShownPage;

    /// <summary>One station, so many of its measurements.</summary>
    public sealed record OneStation(string Id, string Range) : ShownPage;

    /// <summary>The circles.</summary>
    public sealed record Circles : ShownPage;

    /// <summary>One circle.</summary>
    public sealed record OneCircle(string Id) : ShownPage;

    /// <summary>What a shift must know.</summary>
    public sealed record Shift : ShownPage;

    /// <summary>The list of records.</summary>
    public sealed record Records(RecordQuery Query) : ShownPage;

    /// <summary>One record.</summary>
    public sealed record OneRecord(string Id) : ShownPage;

    /// <summary>The report form or that for a watch, with a map beside it.</summary>
    public sealed record Report : ShownPage;

    /// <summary>A page of which only the frame changes.</summary>
    public sealed record Other : ShownPage;

    /// <summary>Whether the page has a map with all dots on it. That of the list of records draws what was found, by its rows.</summary>
    public bool HasMap => this is Duty or OneWarning or OneRecord or Report;

    /// <summary>Reads a page's path and query, as in an address; null for what is no path.</summary>
    public static ShownPage? Parse(string address)
    {
        if (!address.StartsWith('/')) return null;
        var cut = address.IndexOf('?', StringComparison.Ordinal);
        var query = QueryHelpers.ParseQuery(cut < 0 ? "" : address[cut..]);
        var path = cut < 0 ? address : address[..cut];
        return path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [] => new Duty(new WarningQuery(All: Text("show") == "all", LevelOf(Text("min")))),
            ["warnings"] => new Warnings(new WarningSearch(
                Text("state") is { Length: > 0 } state ? state : WarningSearch.States[0], LevelOf(Text("min")), Text("category"), Text("rule"), Text("words"), Text("since"), Text("until"), PageOf(Text("page")))),
            ["sources"] => new Sources(),
            ["series"] => new Series(new SeriesSearch(Text("words"), InOutbreak: Text("state") == SeriesSearch.Outbreak, PageOf(Text("page")))),
            ["series", var id] => new OneSeries(Uri.UnescapeDataString(id), SeriesRange.Of(Text("periods"))),
            ["stations"] => new Stations(new StationSearch(Text("words"), PageOf(Text("page")))),
            ["stations", var id] => new OneStation(Uri.UnescapeDataString(id), StationRange.Of(Text("latest"))),
            ["circles"] => new Circles(),
            ["circles", var id] => new OneCircle(Uri.UnescapeDataString(id)),
            ["shift"] => new Shift(),
            ["new"] or ["watches"] => new Report(),
            ["warnings", var id] => new OneWarning(Uri.UnescapeDataString(id)),
            ["records"] => new Records(new RecordQuery(
                Text("words"), Text("kind"), Text("category"), Text("since"), Text("until"), Text("place"), Text("km"), Text("bbox"), PageOf(Text("page"))) { Circle = Text("circle") }),
            ["records", var id] => new OneRecord(Uri.UnescapeDataString(id)),
            _ => new Other(),
        };

        string Text(string name) => query.TryGetValue(name, out var values) ? values.ToString() : "";
    }

    static Level LevelOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level <= (int)Level.Extreme ? (Level)level : Level.Unknown;

    static int PageOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? Math.Max(1, page) : 1;
}
