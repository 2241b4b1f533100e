using System.Text;
using NetTopologySuite.Geometries;
using Tocsin.Warn.Geography;
using Xunit;

namespace Tocsin.Tests.Warn;

/// <summary>Strips along borders, against great circles.</summary>
public sealed class BordersTests
{
    static CountryCode Country(string code) => CountryCodes.Find(code)!;

    [Theory]
    [InlineData("VN", 5)]
    [InlineData("VN", 50)]
    [InlineData("LA", 200)]
    [InlineData("TW", 500)]
    public void A_strip_is_as_wide_as_it_says_to_two_per_cent(string code, double km)
    {
        var strip = TestWorld.Atlas.Borders.Strip(Country(code), km)!;
        Assert.True(strip.IsValid);
        var (line, random, inside, outside) = (Line(code), new Random(7), 0, 0);
        for (var i = 0; i < 2_000; i++)
        {
            var box = strip.EnvelopeInternal;
            var (x, y) = (box.MinX - 1 + random.NextDouble() * (box.Width + 2), box.MinY - 1 + random.NextDouble() * (box.Height + 2));
            var away = line.Min(c => GreatCircle.Km(x, y, c.X, c.Y));
            var isIn = strip.Intersects(new Point(x, y));
            if (away < 0.98 * km - 0.6) Assert.True(isIn, $"{x} {y} is {away} km away");
            if (away > 1.02 * km + 0.6) Assert.False(isIn, $"{x} {y} is {away} km away");
            if (isIn) inside++;
            else outside++;
        }
        Assert.True(inside > 50 && outside > 50, $"{inside} inside, {outside} outside: the test says too little");
    }

    [Fact]
    public void A_strip_goes_across_the_antimeridian_and_the_map_s_edge_is_no_border()
    {
        var strip = TestWorld.Atlas.Borders.Strip(Country("FJ"), 100)!;
        Assert.True(strip.EnvelopeInternal.MinX >= -180 && strip.EnvelopeInternal.MaxX <= 180);
        Assert.True(strip.Intersects(new Point(179.9, -19.5)));
        Assert.True(strip.Intersects(new Point(-179.9, -15.5)));
        Assert.False(strip.Intersects(new Point(179.95, -17.5)));
        Assert.False(strip.Intersects(new Point(-179.95, -17.5)));
    }

    [Fact]
    public void A_strip_is_made_once_and_a_country_that_the_map_does_not_show_has_none()
    {
        Assert.Same(TestWorld.Atlas.Borders.Strip(Country("VN"), 7), TestWorld.Atlas.Borders.Strip(Country("VN"), 7));
        Assert.Null(TestWorld.Atlas.Borders.Strip(Country("JP"), 7));
    }

    [Fact]
    public void Near_a_pole_there_is_no_strip()
    {
        const string Polar = """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"numeric":"304","name":"North"},"geometry":{"type":"Polygon","coordinates":[[[-60,80],[-20,80],[-20,85],[-60,85],[-60,80]]]}}]}""";
        using var map = new MemoryStream(Encoding.UTF8.GetBytes(Polar));
        var borders = new Borders(Countries.Read(map).Value);
        Assert.NotNull(borders.Strip(Country("GL"), 50));
        Assert.Null(borders.Strip(Country("GL"), 500));
    }

    /// <summary>A country of the small world is a box: points along its edge, a kilometre apart and closer.</summary>
    static List<Coordinate> Line(string code)
    {
        var (west, south, east, north) = code switch { "VN" => (104.0, 18.0, 108.0, 22.0), "LA" => (101.0, 18.0, 104.0, 21.0), _ => (120.1, 22.0, 121.6, 25.2) };
        var line = new List<Coordinate>();
        for (var i = 0; i <= 400; i++)
        {
            var (x, y) = (west + (east - west) * i / 400, south + (north - south) * i / 400);
            line.AddRange([new(x, south), new(x, north), new(west, y), new(east, y)]);
        }
        return line;
    }
}
