using System.Globalization;
using Tocsin.Detection.Clusters;
using Xunit;

namespace Tocsin.Tests.Detection.Clusters;

public sealed class SpaceTimeDbscanTests
{
    static readonly string Folder = Path.Combine(Oracle.Folder(), "hazard");

    [Theory]
    [InlineData("e10km_1d_min4", 10, 1, 4)]
    [InlineData("e2km_1d_min4", 2, 1, 4)]
    [InlineData("e5km_3d_min3", 5, 3, 3)]
    public void Real_fires_have_the_labels_of_the_reference(string name, double km, int days, int neighbours)
    {
        var fires = Oracle.Table(Path.Combine(Folder, "clmfires.csv")).ToDictionary(row => row["id"]);
        var labels = Oracle.Table(Path.Combine(Folder, $"stdbscan_clmfires_2005_2006_{name}.csv"));
        var points = labels.Select(row => Fire(fires[row["id"]])).ToArray();
        Assert.Equal(labels.Select(row => int.Parse(row["cluster"], CultureInfo.InvariantCulture)), SpaceTimeDbscan.OnPlane(km, 24 * days, neighbours).Label(points));
        if (!labels[0].ContainsKey("core")) return;
        // A core point has so many neighbours, itself among them, and is in a cluster.
        foreach (var (row, a) in labels.Zip(points))
        {
            var isCore = points.Count(b => Math.Abs(a.Hours - b.Hours) <= 24 * days && (a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y) <= km * km) >= neighbours;
            Assert.True(row["core"] is "1" or "TRUE" == isCore && (!isCore || row["cluster"] != "0"), row["id"]);
        }
    }

    [ForeignTheory]
    [InlineData("e10km_1d_min4")]
    [InlineData("e2km_1d_min4")]
    [InlineData("e5km_3d_min3")]
    public void The_fixtures_are_the_oracle(string name)
    {
        var labels = Oracle.Table(Foreign.Path($"oracle/hazard/stdbscan_clmfires_2005_2006_{name}.csv"));
        Assert.Equal(labels, Oracle.Table(Path.Combine(Folder, $"stdbscan_clmfires_2005_2006_{name}.csv")));
        var ids = labels.Select(row => row["id"]).ToHashSet();
        Assert.Equal(Oracle.Table(Foreign.Path("oracle/hazard/clmfires.csv")).Where(row => ids.Contains(row["id"])), Oracle.Table(Path.Combine(Folder, "clmfires.csv")));
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Labels_are_those_of_every_point_against_every_other(int seed)
    {
        var chance = new Random(seed);
        var neighbours = 1 + seed % 5;
        var points = Enumerable.Range(0, 300).Select(_ => new SpaceTimePoint(180 - chance.Next(40) * 0.01, 60 + chance.Next(20) * 0.01, chance.Next(100))).Select(point => point.X > 179.8 ? point with { X = point.X - 360 + 0.2 } : point).ToArray();
        Assert.Equal(Plainly(points, 2.5, 6, neighbours), SpaceTimeDbscan.OnGlobe(2.5, 6, neighbours).Label(points));
    }

    [Fact]
    public void Neighbours_are_neighbours_over_180_degrees_and_over_the_pole()
    {
        Assert.Equal([1, 1], SpaceTimeDbscan.OnGlobe(3, 1, 2).Label([new(179.99, 0, 0), new(-179.99, 0, 0)]));
        Assert.Equal([1, 1], SpaceTimeDbscan.OnGlobe(3, 1, 2).Label([new(0, 89.99, 0), new(180, 89.99, 0)]));
        Assert.Equal([0, 0], SpaceTimeDbscan.OnGlobe(2, 1, 2).Label([new(0, 89.99, 0), new(180, 89.99, 0)]));
    }

    [Fact]
    public void The_radius_and_the_hours_still_count_as_near()
    {
        Assert.Equal([1, 1], SpaceTimeDbscan.OnPlane(5, 24, 2).Label([new(0, 0, 0), new(3, 4, 24)]));
        Assert.Equal([0, 0], SpaceTimeDbscan.OnPlane(5, 24, 2).Label([new(0, 0, 0), new(3, 4, 24.001)]));
        Assert.Equal([0, 0], SpaceTimeDbscan.OnPlane(5, 24, 2).Label([new(0, 0, 0), new(3, 4.001, 24)]));
        Assert.Empty(SpaceTimeDbscan.OnPlane(5, 24, 2).Label([]));
    }

    [Fact]
    public void Many_points_in_one_place_are_no_work()
    {
        // Every point against every other would be 2,500,000,000 distances.
        var points = Enumerable.Range(0, 50_000).Select(i => new SpaceTimePoint(100 + i % 100 * 1e-4, 10 + i / 100 % 100 * 1e-4, i % 7)).ToArray();
        Assert.All(SpaceTimeDbscan.OnGlobe(2, 24, 4).Label(points), label => Assert.Equal(1, label));
    }

    [Fact]
    public void What_cannot_be_is_a_bug()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SpaceTimeDbscan.OnGlobe(0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpaceTimeDbscan.OnGlobe(1000.1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpaceTimeDbscan.OnGlobe(1, double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpaceTimeDbscan.OnGlobe(1, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpaceTimeDbscan.OnGlobe(1, 1, 1).Label([new(181, 0, 0)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpaceTimeDbscan.OnPlane(1, 1, 1).Label([new(double.NaN, 0, 0)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpaceTimeDbscan.OnPlane(1, 1, 1).Label([new(1e18, 0, 0)]));
    }

    static SpaceTimePoint Fire(Dictionary<string, string> row) =>
        new(Oracle.Number(row["x"]), Oracle.Number(row["y"]), DateOnly.ParseExact(row["date"], "O", CultureInfo.InvariantCulture).DayNumber * 24.0);

    /// <summary>DBSCAN as its paper has it, with the haversine formula.</summary>
    static int[] Plainly(SpaceTimePoint[] points, double km, double hours, int neighboursMin)
    {
        var near = points.Select(a => points.Index().Where(b => Math.Abs(a.Hours - b.Item.Hours) <= hours && Haversine(a, b.Item) <= km).Select(b => b.Index).ToList()).ToList();
        var (labels, clusters) = (new int[points.Length], 0);
        for (var i = 0; i < points.Length; i++)
        {
            if (labels[i] != 0 || near[i].Count < neighboursMin) continue;
            labels[i] = ++clusters;
            var waiting = new Queue<int>([i]);
            while (waiting.TryDequeue(out var core))
                foreach (var other in near[core].Where(other => labels[other] == 0))
                {
                    labels[other] = clusters;
                    if (near[other].Count >= neighboursMin) waiting.Enqueue(other);
                }
        }
        return labels;
    }

    static double Haversine(SpaceTimePoint a, SpaceTimePoint b)
    {
        const double Degree = Math.PI / 180;
        var (y, x) = (Math.Sin((a.Y - b.Y) * Degree / 2), Math.Sin((a.X - b.X) * Degree / 2));
        return 2 * 6371.0088 * Math.Asin(Math.Sqrt(y * y + Math.Cos(a.Y * Degree) * Math.Cos(b.Y * Degree) * x * x));
    }
}
