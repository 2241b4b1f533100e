using System.Collections.Concurrent;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Buffer;
using NetTopologySuite.Operation.Union;
using NetTopologySuite.Simplify;

namespace Tocsin.Warn.Geography;

/// <summary>Strips along the borders and coasts of countries, both sides of the line, by the map in use. Each is made once.</summary>
/// <param name="countries">The map.</param>
public sealed class Borders(Countries countries)
{
    /// <summary>A strip's half width at most, in kilometres.</summary>
    public const double KmMax = 500;

    /// <summary>A strip's half width at least, in kilometres: the map is not more exact.</summary>
    public const double KmMin = 1;

    // The line is cut into squares of so many degrees, each buffered on a plane of its own.
    const int SquareDegrees = 2;

    // A step along the line, in degrees: the map's straight line and the great circle do not part between two steps.
    const double StepDegrees = 0.5;

    // What is left out of the line, as a share of the strip's half width.
    const double Tolerance = 0.01;

    const int QuadrantSegments = 8;

    static readonly GeometryFactory Factory = new(new PrecisionModel(), 4326);

    readonly ConcurrentDictionary<(int Country, double Km), Lazy<Geometry?>> made = [];

    /// <summary>What lies within a distance of a country's border, cut at the antimeridian; good to 2 % of the distance. Nothing where
    /// the map shows no such country, or its border is too near to a pole.</summary>
    /// <param name="country">The country.</param>
    /// <param name="km">Kilometres, <see cref="KmMin"/> to <see cref="KmMax"/>.</param>
    public Geometry? Strip(CountryCode country, double km) =>
        made.GetOrAdd((country.Numeric, km), key => new Lazy<Geometry?>(() => Make(country, key.Km))).Value;

    Geometry? Make(CountryCode country, double km)
    {
        var squares = new Dictionary<(int Column, int Row), List<Coordinate[]>>();
        foreach (var outline in countries.Outlines(country))
            foreach (var ring in Rings(outline)) Cut(ring, squares);
        if (squares.Count == 0 || squares.Keys.Any(s => Math.Abs(s.Row * SquareDegrees + 1) + 1 + km / GreatCircle.KmOfDegree >= 89)) return null;
        return WithinWorld(UnaryUnionOp.Union([.. squares.Select(s => Strip(s.Key, s.Value, km))]));
    }

    static Geometry Strip((int Column, int Row) square, List<Coordinate[]> lines, double km)
    {
        var plane = new AzimuthalEquidistant((square.Column + 0.5) * SquareDegrees, (square.Row + 0.5) * SquareDegrees);
        Geometry flat = Factory.CreateMultiLineString([.. lines.Select(line => Factory.CreateLineString([.. line.Select(c => plane.ToPlane(c.X, c.Y))]))]);
        var strip = DouglasPeuckerSimplifier.Simplify(flat, km * Tolerance).Buffer(km, new BufferParameters(QuadrantSegments));
        strip.Apply(new OnSphere(plane));
        strip.GeometryChanged();
        return strip;
    }

    static IEnumerable<Coordinate[]> Rings(Geometry outline)
    {
        for (var i = 0; i < outline.NumGeometries; i++)
            if (outline.GetGeometryN(i) is Polygon polygon)
                foreach (var ring in polygon.Holes.Prepend(polygon.Shell)) yield return ring.Coordinates;
    }

    /// <summary>Puts each piece of a ring into the square that holds its middle. A piece on the map's edge is no border.</summary>
    static void Cut(Coordinate[] ring, Dictionary<(int, int), List<Coordinate[]>> squares)
    {
        var (line, at) = (new List<Coordinate>(), (0, 0));
        for (var i = 1; i < ring.Length; i++)
        {
            var (from, to) = (ring[i - 1], ring[i]);
            var steps = Math.Max(1, (int)Math.Ceiling(Math.Max(Math.Abs(to.X - from.X), Math.Abs(to.Y - from.Y)) / StepDegrees));
            for (var step = 0; step < steps && !IsEdge(from, to); step++)
            {
                var (a, b) = (Between(from, to, step / (double)steps), Between(from, to, (step + 1) / (double)steps));
                var square = ((int)Math.Floor((a.X + b.X) / 2 / SquareDegrees), (int)Math.Floor((a.Y + b.Y) / 2 / SquareDegrees));
                if (line.Count == 0 || square != at || !line[^1].Equals2D(a))
                {
                    End();
                    (at, line) = (square, [a]);
                }
                line.Add(b);
            }
        }
        End();

        void End()
        {
            if (line.Count < 2) return;
            if (!squares.TryGetValue(at, out var lines)) squares[at] = lines = [];
            lines.Add([.. line]);
        }
    }

    static bool IsEdge(Coordinate from, Coordinate to) =>
        Math.Abs(from.X) >= 179.999 && Math.Abs(to.X) >= 179.999 || Math.Abs(from.Y) >= 89.999 && Math.Abs(to.Y) >= 89.999;

    static Coordinate Between(Coordinate from, Coordinate to, double share) =>
        share == 0 ? from : share == 1 ? to : new(from.X + share * (to.X - from.X), from.Y + share * (to.Y - from.Y));

    static Geometry WithinWorld(Geometry strip)
    {
        var box = strip.EnvelopeInternal;
        if (box.MinX >= -180 && box.MaxX <= 180) return strip;
        var world = Factory.ToGeometry(new Envelope(-180, 180, -90, 90));
        var parts = new List<Geometry>();
        foreach (var turn in (ReadOnlySpan<double>)[-360, 0, 360])
        {
            var moved = strip.Copy();
            moved.Apply(new Turn(turn));
            moved.GeometryChanged();
            parts.Add(moved.Intersection(world));
        }
        return UnaryUnionOp.Union(parts);
    }

    sealed class OnSphere(AzimuthalEquidistant plane) : ICoordinateSequenceFilter
    {
        public bool Done => false;
        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence sequence, int i)
        {
            var place = plane.ToSphere(sequence.GetCoordinate(i));
            sequence.SetX(i, place.X);
            sequence.SetY(i, place.Y);
        }
    }

    sealed class Turn(double degrees) : ICoordinateSequenceFilter
    {
        public bool Done => false;
        public bool GeometryChanged => true;
        public void Filter(CoordinateSequence sequence, int i) => sequence.SetX(i, sequence.GetX(i) + degrees);
    }
}
