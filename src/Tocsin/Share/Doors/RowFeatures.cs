using System.Text.Json;
using NetTopologySuite.Geometries;
using NodaTime.Text;
using Tocsin.Formats.GeoJson;
using Tocsin.Share.Parties;
using Tocsin.Share.Views;

namespace Tocsin.Share.Doors;

/// <summary>Rows of the index as GeoJSON features (RFC 7946), the same properties in every one, so that a map program can make a table of them.</summary>
public static class RowFeatures
{
    /// <summary>A record's name in a collection of features, for good: its log's parts and its place there.</summary>
    public static string IdOf(Records.RecordAddress address) =>
        FormattableString.Invariant($"{address.Log.Circle.ToBase64Url()}.{address.Log.Party.ToBase64Url()}.{address.Log.Incarnation}.{address.Index}");

    /// <summary>Reads such a name.</summary>
    public static Records.RecordAddress? AddressOf(string id) =>
        id.Split('.') is [var circle, var party, var incarnation, var index] && Origin.Parse($"tocsin/{circle}/{party}/{incarnation}").Try(out var log, out _)
        && long.TryParse(index, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var place) ? new(log, place) : null;

    /// <summary>Writes a record as a feature.</summary>
    /// <param name="json">Takes it.</param>
    /// <param name="row">The record's row.</param>
    /// <param name="geometry">Its geometry; nothing where it has none, or its row's point is all of it.</param>
    /// <param name="names">What parties and circles are called.</param>
    public static void Write(Utf8JsonWriter json, RecordRow row, Geometry? geometry, IPartyNames names)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "Feature"u8);
        json.WriteString("id"u8, IdOf(row.Address));
        json.WritePropertyName("geometry"u8);
        if (geometry is null && row is { IsPoint: true, Point: var (longitude, latitude) }) Point(json, longitude, latitude);
        else if (geometry is null) json.WriteNullValue();
        else GeoJsonGeometry.Write(json, geometry);
        json.WriteStartObject("properties"u8);
        json.WriteString("kind"u8, row.Kind);
        json.WriteString("type"u8, row.Type);
        json.WriteString("category"u8, row.Category?.ToString());
        json.WriteString("severity"u8, row.Severity.ToString());
        json.WriteString("status"u8, row.Status.ToString());
        json.WriteBoolean("exercise"u8, row.IsExercise);
        json.WriteString("headline"u8, row.Headline);
        json.WriteString("place"u8, row.Place);
        json.WriteString("publisher"u8, row.Publisher);
        json.WriteString("time"u8, InstantPattern.ExtendedIso.Format(row.At));
        json.WriteString("issued"u8, InstantPattern.ExtendedIso.Format(row.Issued));
        json.WriteString("marking"u8, $"TLP:{Records.TlpNames.Name(row.Marking)}");
        json.WriteString("circle"u8, names.Circle(row.Address.Log.Circle));
        json.WriteString("party"u8, names.Party(row.Address.Log.Party));
        json.WriteNumber("arrival"u8, row.Arrival);
        json.WriteString("record"u8, row.Id);
        json.WriteNumber("revision"u8, row.Revision);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes a point.</summary>
    public static void Point(Utf8JsonWriter json, double longitude, double latitude)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "Point"u8);
        json.WriteStartArray("coordinates"u8);
        json.WriteNumberValue(longitude);
        json.WriteNumberValue(latitude);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
