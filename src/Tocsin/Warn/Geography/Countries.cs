using System.Globalization;
using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Index.Strtree;
using Tocsin.Formats;
using Tocsin.Formats.GeoJson;

namespace Tocsin.Warn.Geography;

/// <summary>Which country lies where. A border here is one map's claim; a node may bring a map of its own.</summary>
public sealed class Countries
{
    readonly STRtree<Outline> tree = new();
    readonly ILookup<int, Outline> byCode;

    Countries(IReadOnlyList<Outline> outlines)
    {
        foreach (var outline in outlines) tree.Insert(outline.Shape.EnvelopeInternal, outline);
        tree.Build();
        byCode = outlines.Where(o => o.Code is not null).ToLookup(o => o.Code!.Numeric);
    }

    /// <summary>Reads a GeoJSON feature collection whose properties are <c>numeric</c> (ISO 3166-1, or null) and <c>name</c>.</summary>
    public static Log.Parsed<Countries> Read(Stream geoJson)
    {
        var outlines = new List<Outline>();
        foreach (var item in GeoJsonReader.Read(geoJson))
        {
            if (item is not Item<Feature>.Read { Value: var feature }) return new($"the map of countries does not read: {((Item<Feature>.Refused)item).Refusal}");
            if (feature.Geometry is not { Dimension: Dimension.Surface } shape) return new("a country on the map has no area");
            var code = CodeOf(feature.Properties);
            // Each island by itself, so that the tree finds few candidates and a polygon is prepared only when it is asked for.
            for (var i = 0; i < shape.NumGeometries; i++) outlines.Add(new Outline(code, shape.GetGeometryN(i)));
        }
        return outlines.Count > 0 ? new(new Countries(outlines)) : new("the map of countries is empty");
    }

    /// <summary>The country on whose land a point lies; nothing at sea, and where the map's land has no ISO code.</summary>
    public CountryCode? Of(double longitude, double latitude)
    {
        var point = new Point(longitude, latitude);
        return tree.Query(point.EnvelopeInternal).Where(o => o.Code is not null && o.Covers(point)).MinBy(o => o.Code!.Numeric)?.Code;
    }

    /// <summary>Whether a point is on land, whoever's it is.</summary>
    public bool IsLand(double longitude, double latitude)
    {
        var point = new Point(longitude, latitude);
        return tree.Query(point.EnvelopeInternal).Any(o => o.Covers(point));
    }

    /// <summary>Whether a geometry touches a country or lies within a distance of it.</summary>
    /// <param name="geometry">WGS 84 degrees.</param>
    /// <param name="country">The country.</param>
    /// <param name="km">Kilometres, 0 or more.</param>
    public bool IsWithin(Geometry geometry, CountryCode country, double km) =>
        byCode[country.Numeric].Any(o => Touches(geometry, o) || km > 0 && geometry.Coordinates.Any(c => o.IsWithin(c, km)));

    /// <summary>The countries whose land lies within a distance of a point, in the order of their numeric codes.</summary>
    /// <param name="longitude">Degrees.</param>
    /// <param name="latitude">Degrees.</param>
    /// <param name="km">Kilometres, 0 or more.</param>
    public ImmutableArray<CountryCode> Near(double longitude, double latitude, double km)
    {
        var high = km / GreatCircle.KmOfDegree;
        var wide = high / Math.Max(0.01, Math.Cos(latitude * Math.PI / 180));
        var (point, found) = (new Coordinate(longitude, latitude), new SortedDictionary<int, CountryCode>());
        foreach (var turn in (ReadOnlySpan<int>)[0, -360, 360])
            foreach (var outline in tree.Query(new Envelope(longitude + turn - 2 * wide, longitude + turn + 2 * wide, latitude - high, latitude + high)))
                if (outline.Code is { } code && !found.ContainsKey(code.Numeric) && outline.IsWithin(point, km)) found[code.Numeric] = code;
        return [.. found.Values];
    }

    /// <summary>The countries whose land a geometry touches, in the order of their numeric codes.</summary>
    public ImmutableArray<CountryCode> Touched(Geometry geometry) =>
        [.. tree.Query(geometry.EnvelopeInternal).Where(o => o.Code is not null && o.Intersects(geometry)).Select(o => o.Code!).DistinctBy(c => c.Numeric).OrderBy(c => c.Numeric)];

    /// <summary>The outlines of a country: its mainland, each island. None where the map does not show it.</summary>
    internal IEnumerable<Geometry> Outlines(CountryCode country) => byCode[country.Numeric].Select(o => o.Shape);

    static bool Touches(Geometry geometry, Outline outline) =>
        outline.Shape.EnvelopeInternal.Intersects(geometry.EnvelopeInternal) && outline.Intersects(geometry);

    static CountryCode? CodeOf(JsonElement properties) =>
        properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty("numeric", out var numeric) && numeric.ValueKind == JsonValueKind.String
        && int.TryParse(numeric.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? CountryCodes.Find(code) : null;

    sealed class Outline(CountryCode? code, Geometry shape)
    {
        readonly Lazy<IPreparedGeometry> prepared = new(() => PreparedGeometryFactory.Prepare(shape));

        public CountryCode? Code => code;

        public Geometry Shape => shape;

        public bool Covers(Point point) => prepared.Value.Covers(point);

        public bool Intersects(Geometry geometry) => prepared.Value.Intersects(geometry);

        /// <summary>Distances to the border on a plane that touches the Earth at the point: good to a few per cent up to 1,000 km.</summary>
        public bool IsWithin(Coordinate point, double km)
        {
            var narrow = Math.Max(0.01, Math.Cos(point.Y * Math.PI / 180));
            var (high, wide) = (km / GreatCircle.KmOfDegree, km / GreatCircle.KmOfDegree / narrow);
            foreach (var turn in (ReadOnlySpan<int>)[0, -360, 360])
            {
                var x = point.X + turn;
                if (!shape.EnvelopeInternal.Intersects(new Envelope(x - 2 * wide, x + 2 * wide, point.Y - high, point.Y + high))) continue;
                if (turn == 0 && Covers(new Point(point.X, point.Y))) return true;
                if (BorderIsWithin(shape.Coordinates, x, point.Y, narrow, high * high)) return true;
            }
            return false;
        }

        static bool BorderIsWithin(Coordinate[] border, double x, double y, double narrow, double squaredDegrees)
        {
            for (var i = 1; i < border.Length; i++)
            {
                var (ax, ay) = ((border[i - 1].X - x) * narrow, border[i - 1].Y - y);
                var (dx, dy) = ((border[i].X - border[i - 1].X) * narrow, border[i].Y - border[i - 1].Y);
                var length = dx * dx + dy * dy;
                var along = length == 0 ? 0 : Math.Clamp(-(ax * dx + ay * dy) / length, 0, 1);
                if (Math.Pow(ax + along * dx, 2) + Math.Pow(ay + along * dy, 2) <= squaredDegrees) return true;
            }
            return false;
        }
    }
}
