using System.Text.Json;

namespace Tocsin.Share.Doors;

/// <summary>The standards that go out. The default is GeoJSON.</summary>
public enum ExportFormat
{
    /// <summary>RFC 7946: a FeatureCollection, one feature for each record.</summary>
    GeoJson,
    /// <summary>CAP 1.2: one alert as a document of its own, several (or none) as an Atom feed with the alerts inside.</summary>
    Cap,
    /// <summary>STIX 2.1: one bundle.</summary>
    Stix,
    /// <summary>MISP's core format: one event as a document of its own, several (or none) as the answer to a search.</summary>
    Misp,
    /// <summary>A MISP feed: a folder, which <see cref="Exporter.ExportFeed"/> writes; no stream holds one.</summary>
    MispFeed,
}

/// <summary>What was written, and what was left out.</summary>
public sealed record ExportReport
{
    /// <summary>One of <see cref="Names"/>.</summary>
    public required string Format { get; init; }
    /// <summary>Records written.</summary>
    public long Written { get; init; }
    /// <summary>Records that the standard has no place for, or whose content breaks one of its rules.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; init; } = [];

    /// <summary>The report as one JSON document.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Default.ExportReport);

    static readonly ImmutableArray<string> All = ["geojson", "cap", "stix", "misp", "misp-feed"];

    /// <summary>The names that <see cref="TryParse"/> takes, with commas.</summary>
    public static string Names { get; } = string.Join(", ", All);

    /// <summary>The format's name at the command line.</summary>
    public static string Name(ExportFormat format) => All[(int)format];

    /// <summary>Reads such a name.</summary>
    public static bool TryParse(string name, out ExportFormat format)
    {
        var at = All.IndexOf(name);
        format = (ExportFormat)Math.Max(at, 0);
        return at >= 0;
    }
}

/// <summary>A record that was not written.</summary>
/// <param name="Record">Its id.</param>
/// <param name="Reason">Why, in one sentence.</param>
public readonly record struct LeftOut(string Record, string Reason);
