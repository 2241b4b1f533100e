using System.Globalization;
using System.Text;
using System.Text.Json;
using NetTopologySuite.Geometries;
using Tocsin.Formats.GeoJson;
using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Warn.Geography;

namespace Tocsin.Node.Ui;

/// <summary>Where an officer's report happens; it may be nowhere in particular.</summary>
sealed record ReadPlace(Where? Where);

/// <summary>Reads the place of a report: a drawn area, a point with a radius, or a place's name.</summary>
sealed class PlaceReading(TocsinNode node)
{
    const double RadiusKmMax = 2_000;

    readonly Lazy<Task<PlaceSearch>> search = new(() => Task.Run(() => new PlaceSearch(node.World.Places)));

    /// <summary>Places whose names begin so.</summary>
    public async Task<IReadOnlyList<NamedPlace>> Find(string words, CancellationToken stop) =>
        (await search.Value.WaitAsync(stop)).Find(words, ConsoleLimits.PlacesMax);

    public async Task<Parsed<ReadPlace>> Read(ReportFields fields, CancellationToken stop)
    {
        var name = fields.Area.Length > 0 ? fields.Area : fields.Place;
        if (fields.Polygon.Length > 0) return Polygon(fields.Polygon).Try(out var ring, out var crooked) ? Named(ring, name) : new(crooked);
        if (!Radius(fields.RadiusKm).Try(out var radiusKm, out var reason)) return new(reason);
        if (fields.Lon.Length > 0 || fields.Lat.Length > 0)
        {
            if (!Number(fields.Lon, -180, 180, out var longitude)) return new(Texts.Of("report.noLon", fields.Lon));
            if (!Number(fields.Lat, -90, 90, out var latitude)) return new(Texts.Of("report.noLat", fields.Lat));
            return Around(longitude, latitude, radiusKm, name);
        }
        if (fields.Place.Length == 0) return new(new ReadPlace(name.Length == 0 ? null : new Where { Name = name }));
        var found = await Find(fields.Place, stop);
        return found.Count > 0
            ? Around(found[0].Longitude, found[0].Latitude, radiusKm, fields.Area.Length > 0 ? fields.Area : found[0].Name)
            : new(Texts.Of("report.noPlace", fields.Place));
    }

    static Parsed<ReadPlace> Around(double longitude, double latitude, double radiusKm, string name)
    {
        Geometry? geometry = radiusKm > 0 ? GreatCircle.Circle(longitude, latitude, radiusKm) : new Point(longitude, latitude) { SRID = 4326 };
        return geometry is null ? new(Texts.Of("report.noRadius", RadiusKmMax)) : Named(geometry, name.Length > 0 ? name : Show.Position(longitude, latitude));
    }

    static Parsed<ReadPlace> Named(Geometry geometry, string name) => new(new ReadPlace(new Where { Geometry = geometry, Name = name.Length == 0 ? null : name }));

    static Parsed<Geometry> Polygon(string ring)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes($$"""{"type":"Polygon","coordinates":[{{ring}}]}"""));
            var read = GeoJsonGeometry.Read(ref reader);
            return read.IsRead ? new(read.Value) : new(Texts.Of("report.noPolygon", read.Refusal.Reason));
        }
        catch (JsonException)
        {
            return new(Texts.Of("report.noPolygon", "JSON"));
        }
    }

    static Parsed<double> Radius(string text) =>
        text.Length == 0 ? new(0) : Number(text, 0, RadiusKmMax, out var km) ? new(km) : new(Texts.Of("report.noRadius", RadiusKmMax));

    static bool Number(string text, double least, double most, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;
}
