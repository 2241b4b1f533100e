using System.Text.Json;
using NetTopologySuite.Geometries;

namespace Tocsin.Formats.GeoJson;

/// <summary>A GeoJSON Feature (RFC 7946 §3.2).</summary>
/// <param name="Id">The <c>id</c>, a number in its written form; null where the feature has none.</param>
/// <param name="Geometry">WGS 84, longitude first, cut at 180°; null for an unlocated feature.</param>
/// <param name="Properties">The <c>properties</c> object as it was written; undefined where it is null or absent.</param>
public sealed record Feature(string? Id, Geometry? Geometry, JsonElement Properties)
{
    /// <summary>A property's value; null where the feature has no such property, or it is null.</summary>
    public JsonElement? this[string name] =>
        Properties.ValueKind == JsonValueKind.Object && Properties.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;
}
