namespace Tocsin.Detection.Clusters;

/// <summary>Points in space and time that grow together: DBSCAN's core points and the sets they form, one point at a time.</summary>
/// <remarks>Cells are so small that all points of one are neighbours. So a cell's core points are of one set, a cell never
/// holds <c>neighboursMin</c> points that are not core, and dense places cost no more than sparse ones. Whatever the order in which
/// points come, the cores and their sets are the same.</remarks>
sealed class DensityClusters
{
    /// <summary>A hair less than the largest cell whose diagonal is the radius.</summary>
    const double CellsOfRadius = 0.999999 / 1.7320508075688772;

    readonly double radiusSquare, span, cellSize;
    readonly int neighboursMin;
    readonly Cell[] around;
    readonly Dictionary<Cell, Bucket> cells = [];
    readonly List<Bucket> buckets = [];
    readonly List<Place> places = [];
    readonly List<int> neighbours = [], parents = [], oldest = [];
    readonly List<List<int>?> coresNear = [];
    readonly List<List<int>?> sets = [];
    readonly List<int> promoted = [];
    readonly List<int> absorbed = [];
    readonly Comparison<int> order;

    /// <param name="radius">How far neighbours are apart at most, in the unit of the places.</param>
    /// <param name="span">How long they are apart at most, in the unit of the times.</param>
    /// <param name="neighboursMin">How many neighbours make a core point, itself included.</param>
    /// <param name="flat">Whether all places have the same Z.</param>
    /// <param name="order">Which of two points is the older.</param>
    public DensityClusters(double radius, double span, int neighboursMin, bool flat, Comparison<int> order)
    {
        (radiusSquare, this.span, this.neighboursMin, this.order) = (radius * radius, span, neighboursMin, order);
        cellSize = radius * CellsOfRadius;
        int[] reach = [-2, -1, 0, 1, 2];
        around = [.. from x in reach from y in reach from z in reach where z == 0 || !flat from time in reach where Math.Abs(time) <= 1 select new Cell(x, y, z, time)];
    }

    /// <summary>A place in space, and a time.</summary>
    public readonly record struct Place(double X, double Y, double Z, double Time);

    readonly record struct Cell(int X, int Y, int Z, int Time)
    {
        public static Cell operator +(Cell cell, Cell offset) => new(cell.X + offset.X, cell.Y + offset.Y, cell.Z + offset.Z, cell.Time + offset.Time);

        public override int GetHashCode() => (int)((((uint)X * 2654435761u ^ (uint)Y) * 2246822519u ^ (uint)Z) * 3266489917u ^ (uint)Time * 668265263u);
    }

    /// <summary>The points of a cell, and the cells that may hold neighbours of them, itself among them.</summary>
    sealed class Bucket
    {
        public readonly List<int> Cores = [];

        public readonly List<int> Plain = [];

        public readonly List<Bucket> Around = [];
    }

    /// <summary>Whether a point is a core point.</summary>
    public bool IsCore(int point) => neighbours[point] >= neighboursMin;

    /// <summary>The oldest core point of the set that a core point is of.</summary>
    public int Oldest(int core) => oldest[Root(core)];

    /// <summary>The oldest core point of the set that a point belongs to, or that is the oldest of those it borders on; nothing for noise.</summary>
    public int? Home(int point)
    {
        if (IsCore(point)) return Oldest(point);
        int? home = null;
        foreach (var core in coresNear[point] ?? [])
            if (Oldest(core) is var other && (home is null || order(other, home.Value) < 0)) home = other;
        return home;
    }

    /// <summary>The points that belong to a core point's set, those that border on it and on no older one among them, in no order.</summary>
    public IEnumerable<int> Members(int core)
    {
        var seen = new HashSet<Bucket>();
        foreach (var other in sets[Root(core)] ?? [core])
        {
            yield return other;
            foreach (var bucket in buckets[other].Around)
                if (seen.Add(bucket))
                    foreach (var plain in bucket.Plain)
                        if (Home(plain) == Oldest(core)) yield return plain;
        }
    }

    /// <summary>Adds a point; what it makes core becomes core, and sets that meet become one.</summary>
    /// <returns>The oldest core points that sets had before and have no longer. Ask <see cref="Oldest"/> for what is in their place.</returns>
    public IReadOnlyList<int> Add(Place place)
    {
        var point = places.Count;
        var home = BucketOf(CellOf(place));
        places.Add(place);
        buckets.Add(home);
        neighbours.Add(1);
        parents.Add(point);
        oldest.Add(point);
        coresNear.Add(null);
        sets.Add(null);
        promoted.Clear();
        absorbed.Clear();
        foreach (var bucket in home.Around)
        {
            foreach (var other in bucket.Plain)
            {
                if (!Near(point, other)) continue;
                neighbours[point]++;
                if (++neighbours[other] == neighboursMin) promoted.Add(other);
            }
            CountCores(point, bucket.Cores);
        }
        if (IsCore(point)) promoted.Add(point);
        else home.Plain.Add(point);
        foreach (var core in promoted)
        {
            buckets[core].Plain.Remove(core);
            buckets[core].Cores.Add(core);
            coresNear[core] = null;
        }
        foreach (var core in promoted) Connect(core);
        return absorbed;
    }

    void CountCores(int point, List<int> dense)
    {
        foreach (var core in dense)
        {
            if (IsCore(point)) return;
            if (!Near(point, core)) continue;
            neighbours[point]++;
            (coresNear[point] ??= []).Add(core);
        }
    }

    void Connect(int core)
    {
        foreach (var bucket in buckets[core].Around)
        {
            if (bucket.Cores.Count > 0 && Root(bucket.Cores[0]) != Root(core) && bucket.Cores.FindIndex(other => Near(core, other)) is var found and >= 0) Unite(core, bucket.Cores[found]);
            foreach (var other in bucket.Plain)
                if (Near(core, other) && coresNear[other]?.Contains(core) != true) (coresNear[other] ??= []).Add(core);
        }
    }

    void Unite(int one, int other)
    {
        var (root, child) = (Root(one), Root(other));
        var (kept, gone) = order(oldest[child], oldest[root]) < 0 ? (oldest[child], oldest[root]) : (oldest[root], oldest[child]);
        var (ours, theirs) = (sets[root] ?? [root], sets[child] ?? [child]);
        if (theirs.Count > ours.Count) (root, child, ours, theirs) = (child, root, theirs, ours);
        ours.AddRange(theirs);
        (sets[root], sets[child], parents[child], oldest[root]) = (ours, null, root, kept);
        if (!promoted.Contains(gone)) absorbed.Add(gone);
    }

    int Root(int point)
    {
        while (parents[point] != point) point = parents[point] = parents[parents[point]];
        return point;
    }

    bool Near(int one, int other)
    {
        var (a, b) = (places[one], places[other]);
        var (x, y, z) = (a.X - b.X, a.Y - b.Y, a.Z - b.Z);
        return Math.Abs(a.Time - b.Time) <= span && x * x + y * y + z * z <= radiusSquare;
    }

    Cell CellOf(Place place) => new(Index(place.X, cellSize), Index(place.Y, cellSize), Index(place.Z, cellSize), Index(place.Time, span));

    static int Index(double value, double size)
    {
        var index = Math.Floor(value / size);
        if (Math.Abs(index) >= 1 << 30) throw new ArgumentOutOfRangeException(nameof(value), value, "too far away for so small a radius or so short a time");
        return (int)index;
    }

    Bucket BucketOf(Cell cell)
    {
        if (cells.TryGetValue(cell, out var bucket)) return bucket;
        cells[cell] = bucket = new();
        foreach (var offset in around)
        {
            if (!cells.TryGetValue(cell + offset, out var other)) continue;
            bucket.Around.Add(other);
            if (other != bucket) other.Around.Add(bucket);
        }
        return bucket;
    }
}
