using System.Collections.Immutable;
using NetTopologySuite.Geometries;
using Tocsin.Formats.Wgs84;

namespace Tocsin.Formats.Cap;

/// <summary>CAP 1.2 §3.2.4 <c>polygon</c>: pairs of latitude,longitude separated by spaces; at least 4, the last repeating the first.</summary>
static class CapPolygon
{
    static readonly char[] Spaces = [' ', '\t', '\n', '\r', '\u00A0'];

    /// <summary>The polygon, two or more where it crosses 180°, none where it encloses nothing; notes and faults go to <paramref name="notes"/>.</summary>
    public static ImmutableArray<Polygon> Read(string text, string at, CapNotes notes)
    {
        var points = Positions(text, at, notes);
        if (notes.Failed) return [];
        var closing = points.Length > 0 && !points[0].Equals2D(points[^1]) ? 1 : 0;
        if (points.Length + closing < 4)
        {
            notes.Note(at, points.Length == 0 ? "the polygon is empty: left out" : $"the polygon has only {points.Length} positions and encloses nothing: left out");
            return [];
        }
        var repairs = ImmutableArray.CreateBuilder<Repair>();
        var ring = Rings.Draw(points, at, repairs);
        var polygons = ring.IsRead ? Polygons.Make([ring.Value], at, repairs) : new(ring.Refusal);
        foreach (var repair in repairs) notes.Note(repair.At, repair.Note);
        if (polygons.IsRead) return polygons.Value;
        notes.Fail(polygons.Refusal.At, polygons.Refusal.Reason);
        return [];
    }

    static Coordinate[] Positions(string text, string at, CapNotes notes)
    {
        if (text.Length > 0 && text.AsSpan().Trim().Length is > 0 and var trimmed && trimmed < text.Length) notes.Note(at, "white space around the value was left out");
        var tokens = text.Split(Spaces, StringSplitOptions.RemoveEmptyEntries);
        var numbers = new List<double>(2 * tokens.Length);
        var tidy = true;
        foreach (var token in tokens)
        {
            var parts = token.Split(',', StringSplitOptions.RemoveEmptyEntries);
            tidy &= parts.Length == 2 && token.AsSpan().Count(',') == 1;
            if (parts.Length > 2) return Fail($"'{Short(token)}' has more than a latitude and a longitude");
            foreach (var part in parts)
            {
                if (CapNumbers.Number(part) is not { } number) return Fail($"'{Short(part)}' is not a number");
                numbers.Add(number);
            }
            if (numbers.Count > 2 * FormatLimits.GeometryVerticesMax) return Fail($"the polygon has more than {FormatLimits.GeometryVerticesMax} positions");
        }
        if (numbers.Count % 2 == 1) return Fail("the polygon has a latitude without a longitude");
        if (!tidy) notes.Note(at, "commas and spaces are not where the standard has them: read as latitude, longitude and so on");
        var points = new Coordinate[numbers.Count / 2];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = new Coordinate(numbers[2 * i + 1], numbers[2 * i]);
            if (Wgs84.Positions.Fault(points[i].X, points[i].Y) is { } fault) return Fail($"position {i + 1}: {fault}");
        }
        return points;

        Coordinate[] Fail(string reason)
        {
            notes.Fail(at, reason);
            return [];
        }
    }

    /// <summary>Latitude first.</summary>
    public static string Write(Polygon polygon) =>
        string.Join(' ', polygon.Shell.Coordinates.Select(c => $"{CapNumbers.Write(c.Y)},{CapNumbers.Write(c.X)}"));

    /// <summary>Why the polygon cannot be written; null where it can.</summary>
    public static string? Fault(Polygon polygon)
    {
        if (polygon.IsEmpty) return "an empty polygon is not written";
        if (polygon.NumInteriorRings > 0) return "a CAP polygon has no holes";
        if (polygon.NumPoints < 4) return "a CAP polygon has at least 4 positions";
        foreach (var c in polygon.Shell.Coordinates)
            if (Wgs84.Positions.Fault(c.X, c.Y) is { } fault) return fault;
        return null;
    }

    static string Short(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
