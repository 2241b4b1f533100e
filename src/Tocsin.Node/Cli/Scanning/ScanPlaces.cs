using Tocsin.Detection.Scan;
using Tocsin.Formats.ScanFiles;

namespace Tocsin.Node.Cli.Scanning;

/// <summary>The places of a scan: each with its names, as several at the same point are one.</summary>
sealed class ScanPlaces
{
    readonly Dictionary<string, int> indexOf = new(StringComparer.Ordinal);
    readonly List<string[]> names = [];
    readonly double[][] centres;

    ScanPlaces(SortedDictionary<string, double[]> points, double[][]? grid, bool onGlobe)
    {
        (OnGlobe, var at) = (onGlobe, new List<double[]>());
        // In the order of names, as the reference has them: it decides between clusters that are as likely.
        foreach (var group in points.GroupBy(point => point.Value, new SamePoint()))
        {
            foreach (var (name, _) in group) indexOf.Add(name, names.Count);
            names.Add([.. group.Select(point => point.Key)]);
            at.Add(group.Key);
        }
        centres = grid ?? [.. at];
        Geography = onGlobe
            ? ScanGeography.OnGlobe([.. at.Select(point => (point[0], point[1]))], grid is null ? null : [.. grid.Select(point => (point[0], point[1]))])
            : ScanGeography.OnPlane(at, grid);
    }

    ScanPlaces() => (Geography, centres) = (ScanGeography.Nowhere, []);

    /// <summary>Places and centres.</summary>
    public ScanGeography Geography { get; }

    /// <summary>Whether coordinates are latitude and longitude.</summary>
    public bool OnGlobe { get; }

    /// <summary>Whether there is only one place, which is everywhere.</summary>
    public bool Everywhere => centres.Length == 0;

    /// <summary>A place's names.</summary>
    public IReadOnlyList<string> NamesOf(int place) => names[place];

    /// <summary>A centre's coordinates as the file has them.</summary>
    public double[] CentreOf(int centre) => centres[centre];

    /// <summary>The place of a name; nothing where it has no coordinates.</summary>
    public int? Find(string name) => Everywhere ? 0 : indexOf.TryGetValue(name, out var place) ? place : null;

    /// <summary>Reads the files of coordinates; nothing where that cannot be done.</summary>
    public static ScanPlaces? Read(ScanRequest request, ScanFaults faults)
    {
        if (request.Places is null) return new();
        var points = new SortedDictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var row in faults.Rows(request.Places, 1))
        {
            if (Coordinates(request, request.Places, row, 1, faults) is not { } point) continue;
            if (row[0] == "") faults.Add(request.Places, row.Line, "the place has no name");
            else if (points.TryGetValue(row[0], out var other) && !other.SequenceEqual(point)) faults.Add(request.Places, row.Line, $"the place '{row[0]}' has other coordinates in a row before");
            else points[row[0]] = point;
        }
        double[][]? grid = null;
        if (request.Grid is { } file) grid = [.. faults.Rows(file, 0).Select(row => Coordinates(request, file, row, 0, faults)).OfType<double[]>()];
        if (points.Count > ScanData.PlacesMax) faults.Add($"{request.Places.Path}: there are {points.Count} places, and at most {ScanData.PlacesMax} are scanned");
        if (grid?.Length > ScanData.PlacesMax) faults.Add($"{request.Grid!.Path}: there are {grid.Length} centres, and at most {ScanData.PlacesMax} are scanned");
        var dimensions = points.Values.Concat(grid ?? []).Select(point => point.Length).Distinct().Count();
        if (dimensions > 1) faults.Add($"{request.Places.Path}: not all points have as many coordinates");
        return faults.Count > 0 ? null : new(points, grid, request.OnGlobe);
    }

    static double[]? Coordinates(ScanRequest request, ScanFile file, ScanRow row, int from, ScanFaults faults)
    {
        var count = request.OnGlobe ? 2 : Math.Max(2, Math.Min(ScanGeography.DimensionsMax, row.Fields.Count - from));
        var point = new double[count];
        for (var i = 0; i < count; i++)
        {
            var (limit, what) = !request.OnGlobe ? (double.MaxValue, "coordinate") : i == 0 ? (90, "latitude from -90 to 90") : (360, "longitude from -180 to 180");
            if (ScanNumbers.TryReal(row[from + i], out point[i]) && Math.Abs(point[i]) <= limit) continue;
            faults.Add(file, row.Line, $"'{row[from + i]}' is no {what}");
            return null;
        }
        return point;
    }

    sealed class SamePoint : IEqualityComparer<double[]>
    {
        public bool Equals(double[]? one, double[]? other) => one.AsSpan().SequenceEqual(other);

        public int GetHashCode(double[] point)
        {
            var hash = new HashCode();
            foreach (var coordinate in point) hash.Add(coordinate);
            return hash.ToHashCode();
        }
    }
}
