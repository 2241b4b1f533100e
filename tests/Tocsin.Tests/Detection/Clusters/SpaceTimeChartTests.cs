using System.Globalization;
using Tocsin.Detection.Clusters;
using Xunit;

namespace Tocsin.Tests.Detection.Clusters;

/// <summary>Cases of meningitis in Germany, 2002 to 2008, of two finetypes, and what the R package surveillance says of them.</summary>
public sealed class SpaceTimeChartTests
{
    static readonly string Folder = Oracle.Folder();

    [Theory]
    [InlineData("stcd_sr_r25_e20_imdepiB", 25, 0.2)]
    [InlineData("stcd_sr_r25_e50_imdepiB", 25, 0.5)]
    [InlineData("stcd_sr_r75_e20_imdepiB", 75, 0.2)]
    [InlineData("stcd_sr_r75_e50_imdepiB", 75, 0.5)]
    [InlineData("stcd_cusum_r25_e20_imdepiB", 25, 0.2)]
    [InlineData("stcd_cusum_r25_e50_imdepiB", 25, 0.5)]
    [InlineData("stcd_cusum_r75_e20_imdepiB", 75, 0.2)]
    [InlineData("stcd_cusum_r75_e50_imdepiB", 75, 0.5)]
    public void The_statistic_is_the_references(string name, double radius, double epsilon)
    {
        var rows = Oracle.Table(Path.Combine(Folder, "out", name + ".csv"));
        var judged = SpaceTimeChart.OnPlane(radius, epsilon, 1000, maximum: name.Contains("cusum", StringComparison.Ordinal), asReference: true).Judge(Events("B"), default);
        Assert.Equal(rows.Count, judged.Statistic.Length);
        foreach (var (row, value) in rows.Zip(judged.Statistic)) Assert.True(Math.Abs(Oracle.Number(row["R"]) / value - 1) < 1e-9, $"{name} {row["i"]}: {value:R}, the reference has {row["R"]}");
        Assert.Equal((null, null), (judged.Alarm, judged.Centre));
    }

    /// <summary>Cases of Burkitt's lymphoma, which stand in the answer itself.</summary>
    [Theory]
    [InlineData("stcd_burkitt_r20_e50", 20, 0.5)]
    public void The_statistic_is_the_references_for_events_that_it_tells_itself(string name, double radius, double epsilon)
    {
        var rows = Oracle.Table(Path.Combine(Folder, "out", name + ".csv"));
        var events = rows.Select(row => new SpaceTimePoint(Oracle.Number(row["x"]), Oracle.Number(row["y"]), double.Parse(row["t"], CultureInfo.InvariantCulture))).ToArray();
        var judged = SpaceTimeChart.OnPlane(radius, epsilon, 1000, asReference: true).Judge(events, default);
        Assert.Equal(188, judged.Statistic.Length);
        foreach (var (row, value) in rows.Zip(judged.Statistic)) Assert.True(Math.Abs(Oracle.Number(row["R"]) / value - 1) < 1e-9, $"{name} {row["i"]}: {value:R}, the reference has {row["R"]}");
    }

    // surveillance 1.20.3: stcd(x, y, t, 25, 0.5, 1, 1, threshold)$idxFA and $idxCC, which count from 1.
    [Theory]
    [InlineData(100, 94, 84)]
    [InlineData(200, 167, 149)]
    [InlineData(276.65, 327, 297)]
    public void An_alarm_has_an_event_and_a_centre(double threshold, int alarm, int centre)
    {
        var judged = SpaceTimeChart.OnPlane(25, 0.5, threshold).Judge(Events("B"), default);
        Assert.Equal((alarm - 1, centre - 1), (judged.Alarm, judged.Centre));
    }

    [Fact]
    public void A_maximum_is_the_events_own_unless_the_reference_is_asked_for()
    {
        var events = Events("B");
        var (own, reference) = (SpaceTimeChart.OnPlane(25, 0.5, 1000, maximum: true).Judge(events, default).Statistic, SpaceTimeChart.OnPlane(25, 0.5, 1000, maximum: true, asReference: true).Judge(events, default).Statistic);
        Assert.Contains(Enumerable.Range(1, own.Length - 1), n => own[n] < own[n - 1]);
        for (var n = 0; n < own.Length; n++) Assert.Equal(own[..(n + 1)].Max(), reference[n]);
    }

    [Fact]
    public void On_the_globe_it_is_the_same_near_the_origin()
    {
        var events = Events("B");
        double Degrees(double km) => km / 6371.0088 * 180 / Math.PI / 10;
        SpaceTimePoint[] globe = [.. events.Select(each => new SpaceTimePoint(Degrees(each.X - 4300), Degrees(each.Y - 3100), each.Hours))];
        var (plane, sphere) = (SpaceTimeChart.OnPlane(25, 0.5, 100).Judge(events, default), SpaceTimeChart.OnGlobe(2.5, 0.5, 100).Judge(globe, default));
        Assert.Equal((plane.Alarm, plane.Centre), (sphere.Alarm, sphere.Centre));
        Assert.Equal(1, sphere.Statistic[100] / plane.Statistic[100], 0.05);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void A_few_events_are_judged_too(int count)
    {
        var judged = SpaceTimeChart.OnPlane(1, 1, 1).Judge([.. Enumerable.Repeat(new SpaceTimePoint(0, 0, 0), count)], default);
        Assert.Equal(count, judged.Statistic.Length);
        // All at one place: event k expects what it sees, n - k + 1, so each ratio is (2 / e)^(n - k + 1).
        for (var n = 0; n < count; n++) Assert.Equal(Enumerable.Range(1, n + 1).Sum(events => Math.Pow(2 / Math.E, events)), judged.Statistic[n], 1e-12);
    }

    [Fact]
    public void Knox_counts_pairs()
    {
        foreach (var row in Oracle.Table(Path.Combine(Folder, "out", "knox_imdepi.csv")))
        {
            var (km, time) = (Oracle.Number(row["eps_s"]), Oracle.Number(row["eps_t"]));
            var tested = Knox.OnPlane(Events(row["type"]), km, time, asReference: true);
            Assert.True(Knox.OnPlane(Events(row["type"]), km, time).PValue > tested.PValue, "so many or more is likelier than more");
            Assert.Equal(Oracle.Number(row["knox"]), tested.Pairs);
            Assert.Equal(1, tested.Expected / Oracle.Number(row["expected"]), 1e-9);
            Assert.Equal(1, tested.PValue / Oracle.Number(row["p_poisson"]), 1e-9);
        }
        var two = Knox.OnGlobe([new(0, 0, 0), new(0, 1, 5)], 111.2, 5);
        Assert.Equal((1, 1), (two.Pairs, two.Expected));
        Assert.Equal(1 - Math.Exp(-1), two.PValue, 1e-12);
        Assert.Equal(0, Knox.OnGlobe([new(0, 0, 0), new(0, 1, 5)], 111.1, 5).Pairs);
    }

    [Fact]
    public void It_stops_between_events() =>
        Assert.Throws<OperationCanceledException>(() => SpaceTimeChart.OnPlane(1, 1, 1).Judge([new(0, 0, 0)], new CancellationToken(canceled: true)));

    [Fact]
    public void What_cannot_be_is_a_bug()
    {
        Assert.Contains("event 2 comes before", Assert.Throws<ArgumentException>(() => SpaceTimeChart.OnPlane(1, 1, 1).Judge([new(0, 0, 1), new(0, 0, 0)], default)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SpaceTimeChart.OnPlane(1, 1, 1).Judge(new SpaceTimePoint[SpaceTimeChart.EventsMax + 1], default));
        foreach (var (radius, epsilon, threshold) in new[] { (0, 1, 1), (1001, 1, 1), (1, 0, 1), (1, 101, 1), (1, 1, 0), (1, 1, double.PositiveInfinity) })
            Assert.Throws<ArgumentOutOfRangeException>(() => SpaceTimeChart.OnPlane(radius, epsilon, threshold));
        Assert.Throws<ArgumentException>(() => Knox.OnPlane([new(0, 0, 0)], 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Knox.OnPlane([new(0, 0, 0), new(0, 0, 0)], -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Knox.OnGlobe([new(0, 0, 0), new(0, 0, 0)], 1001, 1));
    }

    [ForeignFact]
    public void The_fixtures_are_the_oracle()
    {
        string[] files = ["in/imdepi_events.csv", "out/knox_imdepi.csv", .. new[] { "sr", "cusum" }.SelectMany(_ => new[] { "r25_e20", "r25_e50", "r75_e20", "r75_e50" }, (kind, run) => $"out/stcd_{kind}_{run}_imdepiB.csv")];
        foreach (var file in files) Assert.Equal(Oracle.Table(Foreign.Path("oracle/" + file)), Oracle.Table(Path.Combine(Folder, file)));
    }

    static SpaceTimePoint[] Events(string type) =>
        [.. Oracle.Table(Path.Combine(Folder, "in", "imdepi_events.csv")).Where(row => row["type"] == type).Select(row => new SpaceTimePoint(Oracle.Number(row["x"]), Oracle.Number(row["y"]), double.Parse(row["t"], CultureInfo.InvariantCulture)))];
}
