using Tocsin.Detection.Scan;

namespace Tocsin.Node.Cli.Scanning;

/// <summary>The places of a scan: each with its names, as several at the same point are one.</summary>
sealed class ScanPlaces
{
    readonly Dictionary<string, int> indexOf = new(StringComparer.Ordinal);
    readonly List<List<string>> names = [];
    readonly double[][] centres;

    ScanPlaces(Dictionary<string, double[]> points, double[][]? grid, bool onGlobe)
    {
        OnGlobe = onGlobe;
        var (at, placeAt) = (new List<double[]>(), new Dictionary<double[], int>(new SamePoint()));
        indexOf.EnsureCapacity(points.Count);
        // In the order of names, as the reference has them: it decides between clusters that are as likely.
        foreach (var (name, point) in points.OrderBy(point => point.Key, StringComparer.Ordinal))
        {
            if (placeAt.TryGetValue(point, out var place)) names[place].Add(name);
            else
            {
                placeAt.Add(point, place = at.Count);
                names.Add(new(1) { name });
                at.Add(point);
            }
            indexOf.Add(name, place);
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
    public int? Find(ReadOnlySpan<char> name) => Everywhere ? 0 : indexOf.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var place) ? place : null;

    /// <summary>Reads the files of coordinates; nothing where that cannot be done.</summary>
    public static ScanPlaces? Read(ScanRequest request, ScanFaults faults)
    {
        if (request.Places is null) return new();
        var points = new Dictionary<string, double[]>(StringComparer.Ordinal);
        using (var row = new ScanRows(request.Places, 1, faults))
            while (row.Next())
            {
                if (Coordinates(request.OnGlobe, row, 1) is not { } point) continue;
                var name = row[0].ToString();
                if (name == "") row.Refuse("the place has no name");
                else if (points.TryGetValue(name, out var other) && !other.SequenceEqual(point)) row.Refuse($"the place '{name}' has other coordinates in a row before");
                else points[name] = point;
            }
        var grid = request.Grid is { } file ? ReadGrid(file, request.OnGlobe, faults) : null;
        if (points.Count > ScanData.PlacesMax) faults.Add($"{request.Places.Path}: there are {points.Count} places, and at most {ScanData.PlacesMax} are scanned");
        if (grid?.Length > ScanData.PlacesMax) faults.Add($"{request.Grid!.Path}: there are {grid.Length} centres, and at most {ScanData.PlacesMax} are scanned");
        var dimensions = points.Values.Concat(grid ?? []).Select(point => point.Length).Distinct().Count();
        if (dimensions > 1) faults.Add($"{request.Places.Path}: not all points have as many coordinates");
        return faults.Count > 0 ? null : new(points, grid, request.OnGlobe);
    }

    static double[][] ReadGrid(ScanFile file, bool onGlobe, ScanFaults faults)
    {
        using var row = new ScanRows(file, 0, faults);
        var centres = new List<double[]>();
        while (row.Next())
            if (Coordinates(onGlobe, row, 0) is { } point) centres.Add(point);
        return [.. centres];
    }

    static double[]? Coordinates(bool onGlobe, ScanRows row, int from)
    {
        var point = new double[onGlobe ? 2 : Math.Max(2, Math.Min(ScanGeography.DimensionsMax, row.Count - from))];
        for (var i = 0; i < point.Length; i++)
        {
            var (limit, what) = !onGlobe ? (double.MaxValue, "coordinate") : i == 0 ? (90, "latitude from -90 to 90") : (360, "longitude from -180 to 180");
            if (ScanNumbers.TryReal(row[from + i], out point[i]) && Math.Abs(point[i]) <= limit) continue;
            var onPlane = onGlobe && ScanNumbers.TryReal(row[from + i], out _) ? "; on a plane its first row says place,x,y, or the parameter file CoordinatesType=0" : "";
            row.Refuse($"'{row[from + i]}' is no {what}{onPlane}");
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
