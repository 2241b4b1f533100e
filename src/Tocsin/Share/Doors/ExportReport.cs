using System.Text.Json;

namespace Tocsin.Share.Doors;

/// <summary>The standards that go out. The default is GeoJSON.</summary>
public enum ExportFormat
{
    /// <summary>RFC 7946: a FeatureCollection, one feature for each record.</summary>
    GeoJson,
    /// <summary>CAP 1.2: one alert as a document of its own, several (or none) as an Atom feed with the alerts inside.</summary>
    Cap,
}

/// <summary>What was written, and what was left out.</summary>
public sealed record ExportReport
{
    /// <summary>geojson or cap.</summary>
    public required string Format { get; init; }
    /// <summary>Records written.</summary>
    public long Written { get; init; }
    /// <summary>Records that the standard has no place for, or whose content breaks one of its rules.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; init; } = [];

    /// <summary>The report as one JSON document.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Default.ExportReport);

    /// <summary>The format's name at the command line: geojson or cap.</summary>
    public static string Name(ExportFormat format) => format == ExportFormat.Cap ? "cap" : "geojson";

    /// <summary>Reads such a name.</summary>
    public static bool TryParse(string name, out ExportFormat format)
    {
        format = name == "cap" ? ExportFormat.Cap : ExportFormat.GeoJson;
        return name is "cap" or "geojson";
    }
}

/// <summary>A record that was not written.</summary>
/// <param name="Record">Its id.</param>
/// <param name="Reason">Why, in one sentence.</param>
public readonly record struct LeftOut(string Record, string Reason);
