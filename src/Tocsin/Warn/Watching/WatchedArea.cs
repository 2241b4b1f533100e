using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using Tocsin.Warn.Geography;

namespace Tocsin.Warn.Watching;

/// <summary>A watch's area as the index asks it: exactly, after the grid has found it likely.</summary>
abstract class WatchedArea
{
    static readonly GeometryFactory Factory = GeometryFactory.Default;

    /// <summary>What it lies within; two boxes across the antimeridian.</summary>
    public abstract IReadOnlyList<Envelope> Boxes();

    public abstract bool Holds(double longitude, double latitude);

    /// <summary>Whether it touches a geometry that is more than a point.</summary>
    public abstract bool Touches(IPreparedGeometry geometry);

    /// <summary>Whether it touches a box of degrees; true where that is not easily told.</summary>
    public abstract bool Touches(Envelope box);

    /// <summary>The area of a watch; nothing where it has none of its own.</summary>
    public static WatchedArea? Of(WatchArea area) => area switch
    {
        WatchArea.Shape shape => new Surface(shape.Surface),
        WatchArea.Circle circle => new Disc(circle),
        _ => null,
    };

    sealed class Surface(Geometry shape) : WatchedArea
    {
        public override bool Holds(double longitude, double latitude) =>
            SimplePointInAreaLocator.Locate(new Coordinate(longitude, latitude), shape) != Location.Exterior;

        public override bool Touches(IPreparedGeometry geometry) => geometry.Intersects(shape);

        public override bool Touches(Envelope box) => shape.Intersects(Factory.ToGeometry(box));

        public override IReadOnlyList<Envelope> Boxes()
        {
            var whole = shape.EnvelopeInternal;
            if (shape.NumGeometries == 1 || whole.Width < 180) return [whole];
            return [.. Enumerable.Range(0, shape.NumGeometries).Select(i => shape.GetGeometryN(i).EnvelopeInternal)];
        }
    }

    /// <summary>A circle on the sphere: what lies within it is no farther from its centre, as vectors, than its rim.</summary>
    sealed class Disc : WatchedArea
    {
        readonly WatchArea.Circle circle;
        readonly (double X, double Y, double Z) centre;
        readonly double chordSquared;

        public Disc(WatchArea.Circle circle)
        {
            this.circle = circle;
            centre = Vector(circle.Longitude, circle.Latitude);
            chordSquared = Math.Pow(2 * Math.Sin(circle.Km / GreatCircle.EarthKm / 2), 2);
        }

        public override bool Holds(double longitude, double latitude)
        {
            var (x, y, z) = Vector(longitude, latitude);
            var (dx, dy, dz) = (x - centre.X, y - centre.Y, z - centre.Z);
            return dx * dx + dy * dy + dz * dz <= chordSquared;
        }

        public override bool Touches(IPreparedGeometry geometry) =>
            geometry.Geometry.Coordinates.Any(c => Holds(c.X, c.Y))
            || geometry.Intersects(new Point(circle.Longitude, circle.Latitude))
            || GreatCircle.Circle(circle.Longitude, circle.Latitude, circle.Km) is { } round && geometry.Intersects(round);

        public override bool Touches(Envelope box) => true;

        static (double, double, double) Vector(double longitude, double latitude)
        {
            var ((sinLongitude, cosLongitude), (sinLatitude, cosLatitude)) = (Math.SinCos(longitude * Math.PI / 180), Math.SinCos(latitude * Math.PI / 180));
            return (cosLatitude * cosLongitude, cosLatitude * sinLongitude, sinLatitude);
        }

        /// <summary>The widest meridians that a circle touches lie beyond its centre's parallel, so its half width is asin(sin r / cos φ).</summary>
        public override IReadOnlyList<Envelope> Boxes()
        {
            const double Margin = 1e-9;
            var arc = circle.Km / GreatCircle.EarthKm;
            var (high, phi) = (arc * 180 / Math.PI + Margin, circle.Latitude * Math.PI / 180);
            var (south, north) = (Math.Max(-90, circle.Latitude - high), Math.Min(90, circle.Latitude + high));
            if (Math.Abs(circle.Latitude) + high >= 90) return [new Envelope(-180, 180, south, north)];
            var wide = Math.Asin(Math.Min(1, Math.Sin(arc) / Math.Cos(phi))) * 180 / Math.PI + Margin;
            var (west, east) = (circle.Longitude - wide, circle.Longitude + wide);
            if (west < -180) return [new Envelope(-180, east, south, north), new Envelope(west + 360, 180, south, north)];
            if (east > 180) return [new Envelope(west, 180, south, north), new Envelope(-180, east - 360, south, north)];
            return [new Envelope(west, east, south, north)];
        }
    }
}
