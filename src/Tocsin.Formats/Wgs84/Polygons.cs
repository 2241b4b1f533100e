using System.Collections.Immutable;
using NetTopologySuite;
using NetTopologySuite.Algorithm;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;

namespace Tocsin.Formats.Wgs84;

/// <summary>From rings to polygons on WGS 84: wound by the right-hand rule and cut at the 180° meridian.</summary>
static class Polygons
{
    /// <summary>WGS 84, longitude first.</summary>
    public static readonly GeometryFactory Factory = new NtsGeometryServices(new PrecisionModel(), 4326).CreateGeometryFactory();

    /// <summary>Makes the polygon; two or more where it crosses 180°.</summary>
    /// <param name="rings">The outer ring, then the holes.</param>
    /// <param name="at">The polygon's place in the file.</param>
    /// <param name="repairs">Takes a note where it was cut, or crosses itself.</param>
    public static Parsed<ImmutableArray<Polygon>> Make(IReadOnlyList<Rings.Ring> rings, string at, ImmutableArray<Repair>.Builder repairs)
    {
        if (rings[0].Crosses) Level(rings, at, repairs);
        var shell = Factory.CreateLinearRing(Wound(rings[0].Line, counterClockwise: true));
        var holes = new LinearRing[rings.Count - 1];
        for (var i = 0; i < holes.Length; i++)
            holes[i] = Factory.CreateLinearRing(Wound(Beside(rings[i + 1].Line, shell), counterClockwise: false));
        var polygon = Factory.CreatePolygon(shell, holes);
        var crosses = shell.EnvelopeInternal.MinX < -180 || shell.EnvelopeInternal.MaxX > 180;
        if (crosses && polygon.NumPoints > FormatLimits.PolygonCutVerticesMax)
            return Refuse(at, "it crosses the 180° meridian and has too many positions to be cut: cut it first (RFC 7946 §3.1.9)");
        if (!crosses && polygon.NumPoints > FormatLimits.PolygonCheckVerticesMax) return new([polygon]);
        var valid = polygon.IsValid;
        if (!valid && crosses) return Refuse(at, "it crosses both itself and the 180° meridian, so it cannot be cut there");
        if (!valid) repairs.Add(new Repair(at, "the area's outline crosses or touches itself: kept as drawn"));
        if (rings.Any(r => r.Crosses)) repairs.Add(new Repair(at, "the area crosses the 180° meridian: its longitudes were unwrapped and it was cut there"));
        return new(crosses ? Cut(polygon) : [polygon]);
    }

    /// <summary>What is to be cut has altitudes everywhere or nowhere: between a position with one and a position without there is none to be had.</summary>
    static void Level(IReadOnlyList<Rings.Ring> rings, string at, ImmutableArray<Repair>.Builder repairs)
    {
        var lines = rings.Select(ring => ring.Line).ToList();
        if (lines.TrueForAll(line => Array.TrueForAll(line, c => c is CoordinateZ)) || lines.TrueForAll(line => !Array.Exists(line, c => c is CoordinateZ))) return;
        foreach (var line in lines)
            for (var i = 0; i < line.Length; i++) line[i] = new Coordinate(line[i].X, line[i].Y);
        repairs.Add(new Repair(at, "only some positions of an area that is cut at the 180° meridian have an altitude: the altitudes were left out"));
    }

    static Parsed<ImmutableArray<Polygon>> Refuse(string at, string reason) => new(new Refusal(at, reason));

    /// <summary>RFC 7946 §3.1.6: exterior rings are counter-clockwise, and interior rings are clockwise.</summary>
    static Coordinate[] Wound(Coordinate[] ring, bool counterClockwise)
    {
        if (Orientation.IsCCW(ring) != counterClockwise) Array.Reverse(ring);
        return ring;
    }

    /// <summary>A hole on the same turn of the globe as its shell.</summary>
    static Coordinate[] Beside(Coordinate[] hole, LinearRing shell)
    {
        var (low, high) = (hole.Min(c => c.X), hole.Max(c => c.X));
        var turn = high > shell.EnvelopeInternal.MaxX && low - 360 >= shell.EnvelopeInternal.MinX ? -360
            : low < shell.EnvelopeInternal.MinX && high + 360 <= shell.EnvelopeInternal.MaxX ? 360 : 0;
        if (turn != 0) Array.ForEach(hole, c => c.X += turn);
        return hole;
    }

    /// <summary>The parts of a valid polygon west of, between and east of ±180°, each moved into -180..180.</summary>
    static ImmutableArray<Polygon> Cut(Polygon polygon)
    {
        var parts = ImmutableArray.CreateBuilder<Polygon>();
        foreach (var turn in (ReadOnlySpan<int>)[-1, 0, 1])
        {
            var world = Factory.ToGeometry(new Envelope(360 * turn - 180, 360 * turn + 180, -90, 90));
            foreach (var part in PolygonExtracter.GetPolygons(OverlayNGRobust.Overlay(polygon, world, SpatialFunction.Intersection)).Cast<Polygon>())
            {
                if (part.IsEmpty) continue;
                var rings = part.InteriorRings.Select(ring => MovedBack(ring, turn, counterClockwise: false));
                parts.Add(Factory.CreatePolygon(MovedBack(part.Shell, turn, counterClockwise: true), [.. rings]));
            }
        }
        return parts.ToImmutable();
    }

    static LinearRing MovedBack(LineString ring, int turn, bool counterClockwise)
    {
        var line = ring.CoordinateSequence.ToCoordinateArray().Select(c => c.Copy()).ToArray();
        foreach (var c in line) c.X -= 360 * turn;
        return Factory.CreateLinearRing(Wound(line, counterClockwise));
    }
}
