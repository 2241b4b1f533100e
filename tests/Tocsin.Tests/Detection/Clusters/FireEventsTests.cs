using System.Globalization;
using Tocsin.Detection.Clusters;
using Xunit;

namespace Tocsin.Tests.Detection.Clusters;

public sealed class FireEventsTests
{
    static readonly FireEventOptions Options = new() { RadiusKm = 3, Hours = 24, NeighboursMin = 3, QuietHours = 72 };
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    static Hotspot Spot(double east, double north, double hours) => new(105 + east / 100, 20 + north / 100, Noon.AddHours(hours));

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Any_order_comes_to_what_all_at_once_comes_to(int seed)
    {
        var chance = new Random(seed);
        var spots = Enumerable.Range(0, 250).Select(_ => Spot(chance.Next(40), chance.Next(20), chance.Next(150) / 2.0)).Distinct().Order().ToArray();
        var labels = SpaceTimeDbscan.OnGlobe(Options.RadiusKm, Options.Hours, Options.NeighboursMin)
            .Label([.. spots.Select(spot => new SpaceTimePoint(spot.Longitude, spot.Latitude, (spot.At - Noon).TotalHours))]);
        var expected = spots.Zip(labels).Where(pair => pair.Second != SpaceTimeDbscan.Noise).GroupBy(pair => pair.Second, pair => pair.First).OrderBy(group => group.Key).Select(group => group.ToArray()).ToArray();

        var inOrder = Told(spots);
        Assert.Equal(expected, inOrder.Select(fire => fire.Hotspots.ToArray()));
        for (var turn = 0; turn < 3; turn++)
        {
            chance.Shuffle(spots);
            var shuffled = Told(spots);
            Assert.Equal(inOrder.Select(Words), shuffled.Select(Words));
        }
    }

    [Fact]
    public void Real_fires_grow_the_same_in_any_order()
    {
        var rows = Oracle.Table(Path.Combine(Oracle.Folder(), "hazard", "clmfires.csv"));
        var spots = rows.Select(row => new Hotspot(-5 + Oracle.Number(row["x"]) / 85, 38 + Oracle.Number(row["y"]) / 111, new DateTimeOffset(DateTime.ParseExact(row["date"], "yyyy-MM-dd", CultureInfo.InvariantCulture), TimeSpan.Zero))).ToArray();
        var forth = Told(spots);
        Array.Reverse(spots);
        Assert.True(forth.Count > 5);
        Assert.Equal(forth.Select(Words), Told(spots).Select(Words));
    }

    [Fact]
    public void Fires_that_meet_are_the_older_one()
    {
        var fires = new FireEvents(Options);
        foreach (var spot in new[] { Spot(0, 0, 0), Spot(1, 0, 0), Spot(2, 0, 1) }) Assert.Empty(fires.Add(spot));
        foreach (var spot in new[] { Spot(6, 0, 2), Spot(7, 0, 2), Spot(8, 0, 3) }) Assert.Empty(fires.Add(spot));
        Assert.Equal([Spot(0, 0, 0), Spot(6, 0, 2)], fires.At(Noon).Select(fire => fire.Id));
        Assert.Equal([new Absorbed(Spot(6, 0, 2), Spot(0, 0, 0))], fires.Add(Spot(4, 0, 4)));
        var one = Assert.Single(fires.At(Noon));
        Assert.Equal((Spot(0, 0, 0), 7), (one.Id, one.Hotspots.Count));
        Assert.Empty(fires.Add(Spot(4, 0, 4)));
        Assert.Equal(7, fires.Count);

        // An earlier hotspot comes late: the same fire is older now.
        Assert.Equal([new Absorbed(Spot(0, 0, 0), Spot(1, 1, -5))], fires.Add(Spot(1, 1, -5)));
        Assert.Equal(Spot(1, 1, -5), Assert.Single(fires.At(Noon)).Id);
    }

    [Fact]
    public void A_fire_goes_quiet_and_ends_and_what_burns_later_is_another()
    {
        var fires = new FireEvents(Options);
        foreach (var spot in new[] { Spot(0, 0, 0), Spot(1, 0, 0), Spot(0, 1, 0) }) fires.Add(spot);
        FireState At(double hours) => fires.At(Noon.AddHours(hours))[0].State;
        Assert.Equal([FireState.Active, FireState.Active, FireState.Quiet, FireState.Quiet, FireState.Ended], [At(0), At(24), At(24.01), At(72), At(72.01)]);
        foreach (var spot in new[] { Spot(0, 0, 100), Spot(1, 0, 100), Spot(0, 1, 100) }) fires.Add(spot);
        Assert.Equal([FireState.Ended, FireState.Active], fires.At(Noon.AddHours(101)).Select(fire => fire.State));
    }

    [Fact]
    public void A_fire_has_a_perimeter_an_area_and_a_pace()
    {
        var fires = new FireEvents(new() { RadiusKm = 20, Hours = 24, NeighboursMin = 2 });
        // A square of a tenth of a degree at the equator, 11.12 km wide; half of it burnt a day earlier.
        foreach (var (x, y, hours) in new[] { (0.0, 0.0, 0), (0.1, 0, 0), (0, 0.1, 0), (0.1, 0.1, 24), (0.05, 0.05, 24) }) fires.Add(new(x, y, Noon.AddHours(hours)));
        var fire = Assert.Single(fires.At(Noon.AddHours(25)));
        var side = Math.PI / 1800 * 6371.0088;
        Assert.Equal(side * side, fire.AreaKm2, 1e-3);
        Assert.Equal(side * side / 2 / 24, fire.GrowthKm2PerHour, 1e-4);
        Assert.Equal(2 / 24.0, fire.HotspotsPerHour, 1e-12);
        Assert.Equal([(0, 0), (0.1, 0), (0.1, 0.1), (0, 0.1)], fire.Perimeter);
        Assert.Equal((Noon, Noon.AddHours(24)), (fire.First, fire.Last));
    }

    [Fact]
    public void Hotspots_on_a_line_enclose_nothing()
    {
        var fires = new FireEvents(Options);
        foreach (var hours in new[] { 0.0, 1, 2 }) fires.Add(Spot(0, 0, hours));
        var still = Assert.Single(fires.At(Noon));
        Assert.Equal((1, 0), (still.Perimeter.Count, still.AreaKm2));
    }

    [Fact]
    public void An_option_out_of_range_is_a_bug()
    {
        FireEventOptions[] bad = [Options with { RadiusKm = 0.009 }, Options with { RadiusKm = 1001 }, Options with { Hours = 0.09 }, Options with { Hours = 8761, QuietHours = 9000 }, Options with { QuietHours = 23.9 }, Options with { NeighboursMin = 0 }];
        Assert.All(bad, options => Assert.Throws<ArgumentOutOfRangeException>(() => new FireEvents(options)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FireEvents(Options).Add(new(0, 90.1, Noon)));
        Assert.Empty(new FireEvents(new() { RadiusKm = 0.01, Hours = 0.1 }).Add(new(180, 90, DateTimeOffset.MaxValue)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FireEvents(Options).Add(new(double.NaN, 0, Noon)));
    }

    static IReadOnlyList<FireEvent> Told(IEnumerable<Hotspot> spots)
    {
        var fires = new FireEvents(Options);
        foreach (var spot in spots) fires.Add(spot);
        return fires.At(Noon.AddDays(4));
    }

    static string Words(FireEvent fire) =>
        $"{fire.Id} {string.Join(' ', fire.Hotspots)} {string.Join(' ', fire.Perimeter)} {fire.AreaKm2:R} {fire.GrowthKm2PerHour:R} {fire.HotspotsPerHour:R} {fire.State}";
}
