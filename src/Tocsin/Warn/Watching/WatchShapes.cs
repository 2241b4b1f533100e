using NetTopologySuite.Geometries;
using Tocsin.Formats;
using Tocsin.Formats.GeoJson;

namespace Tocsin.Warn.Watching;

/// <summary>Reads a watch's shape from GeoJSON.</summary>
public static class WatchShapes
{
    /// <summary>All polygons of a document together, or why it holds no shape. Whether the shape can be watched is asked later.</summary>
    public static Log.Parsed<Geometry> Read(Stream geoJson)
    {
        var polygons = new List<Polygon>();
        foreach (var item in GeoJsonReader.Read(geoJson))
        {
            if (item is not Item<Feature>.Read { Value.Geometry: var geometry }) return new($"the shape does not read: {((Item<Feature>.Refused)item).Refusal}");
            if (geometry is not (Polygon or MultiPolygon)) return new("the shape is not of polygons alone");
            for (var i = 0; i < geometry.NumGeometries; i++) polygons.Add((Polygon)geometry.GetGeometryN(i));
            if (polygons.Sum(polygon => polygon.NumPoints) > WatchLimits.CornersMax) return new($"the shape has more than {WatchLimits.CornersMax} corners");
        }
        return polygons.Count switch { 0 => new("the shape is empty"), 1 => new(polygons[0]), _ => new(new MultiPolygon([.. polygons])) };
    }
}
