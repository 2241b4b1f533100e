namespace Tocsin.Detection.Clusters;

/// <summary>The smallest convex ring round points.</summary>
static class ConvexHull
{
    /// <summary>The corners' places among the points, counter-clockwise; one or two where the points are on a line. (Andrew's monotone chain.)</summary>
    public static int[] Of(IReadOnlyList<(double East, double North)> points)
    {
        var order = Enumerable.Range(0, points.Count).OrderBy(i => points[i].East).ThenBy(i => points[i].North).ToArray();
        var hull = new List<int>();
        Half(order, points, hull);
        var lower = hull.Count;
        Array.Reverse(order);
        Half(order, points, hull);
        if (hull.Count > 1) hull.RemoveAt(hull.Count - 1);
        if (lower > 1 && hull.Count >= lower) hull.RemoveAt(lower - 1);
        return [.. hull];
    }

    /// <summary>Square kilometres inside the corners.</summary>
    public static double Area(IReadOnlyList<(double East, double North)> points, IReadOnlyList<int> corners)
    {
        var twice = 0.0;
        for (var i = 0; i < corners.Count; i++)
        {
            var (a, b) = (points[corners[i]], points[corners[(i + 1) % corners.Count]]);
            twice += a.East * b.North - b.East * a.North;
        }
        return Math.Abs(twice) / 2;
    }

    static void Half(int[] order, IReadOnlyList<(double East, double North)> points, List<int> hull)
    {
        var start = hull.Count;
        foreach (var point in order)
        {
            if (hull.Count > start && points[hull[^1]] == points[point]) continue;
            while (hull.Count >= start + 2 && Turn(points[hull[^2]], points[hull[^1]], points[point]) <= 0) hull.RemoveAt(hull.Count - 1);
            hull.Add(point);
        }
    }

    static double Turn((double East, double North) a, (double East, double North) b, (double East, double North) c) =>
        (b.East - a.East) * (c.North - a.North) - (b.North - a.North) * (c.East - a.East);
}
