using NetTopologySuite.Geometries;
using Tocsin.Warn.Geography;
using Xunit;

namespace Tocsin.Tests.Warn;

public sealed class GeographyTests
{
    static readonly Gazetteer Places = TestWorld.Atlas.Places;
    static readonly Countries Map = TestWorld.Atlas.Countries;

    [Theory]
    [InlineData(121.653, 24.1737, "22 km NNE of Hualien City")]
    [InlineData(121.6044, 23.977, "in Hualien City")]
    [InlineData(105.84, 20.9, "14 km S of Hanoi")]
    [InlineData(-30, -30, null)]
    public void A_point_is_named_by_a_place_that_people_know(double longitude, double latitude, string? words) =>
        Assert.Equal(words, Places.Words(longitude, latitude)?.Text);

    [Fact]
    public void People_are_counted_within_a_great_circle_across_the_antimeridian_too()
    {
        Assert.Equal(0, Places.PeopleWithin(105.84, 20.9, 10));
        Assert.Equal(1_431_270, Places.PeopleWithin(105.84, 20.9, 20));
        Assert.Equal(Places.PeopleWithin(178.44, -18.14, 5), Places.PeopleWithin(-179.5, -18.14, 300));
        Assert.True(Places.PeopleWithin(0, 90, 20_100) > 11_000_000);
    }

    [Theory]
    [InlineData("name\tlon\tlat\tpopulation\tcountry\nA\t1\t2\t3000\tXX\nB\t1\t200\t3000\tXX\n", 3)]
    [InlineData("name\tlon\tlat\tpopulation\tcountry\nA\t1\t2\t3000\n", 2)]
    public void A_broken_table_is_refused_with_its_line(string table, int line) =>
        Assert.StartsWith($"line {line}:", Gazetteer.Read(new StringReader(table)).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData(105, 20, "VN")]
    [InlineData(102, 19, "LA")]
    [InlineData(-179, -17, "FJ")]
    [InlineData(10.5, 10.5, null)]
    [InlineData(0, 0, null)]
    public void A_point_lies_in_a_country_or_at_sea(double longitude, double latitude, string? alpha2) =>
        Assert.Equal(alpha2, Map.Of(longitude, latitude)?.Alpha2);

    [Theory]
    [InlineData(108.5, 20, 60, true)]
    [InlineData(108.5, 20, 50, false)]
    [InlineData(105, 20, 0, true)]
    [InlineData(109, 23, 200, true)]
    public void A_border_is_near_or_not(double longitude, double latitude, double km, bool near) =>
        Assert.Equal(near, Map.IsWithin(new Point(longitude, latitude), CountryCodes.Find("VN")!, km));

    [Fact]
    public void A_border_across_the_antimeridian_is_near() =>
        Assert.True(Map.IsWithin(new Point(-177.9, -17), CountryCodes.Find("FJ")!, 20));

    [Fact]
    public void Circles_are_as_large_as_they_say_and_cut_where_they_must()
    {
        var circle = GreatCircle.Circle(121.65, 24.17, 100)!;
        Assert.InRange(GreatCircle.AreaKm2(circle) / GreatCircle.AreaKm2(100), 0.99, 1.01);
        Assert.All(circle.Coordinates, c => Assert.InRange(GreatCircle.Km(121.65, 24.17, c.X, c.Y), 99.9, 100.1));
        var cut = GreatCircle.Circle(179.9, -18, 200)!;
        Assert.Equal(2, cut.NumGeometries);
        Assert.All(cut.Coordinates, c => Assert.InRange(c.X, -180, 180));
        Assert.Null(GreatCircle.Circle(0, 89, 200));
    }

    [Fact]
    public void The_codes_are_249_and_each_finds_its_country()
    {
        Assert.Equal(249, CountryCodes.All.Length);
        Assert.Equal(249, CountryCodes.All.Select(c => c.Alpha3).Distinct().Count());
        Assert.All(CountryCodes.All, c => Assert.Equal(c, CountryCodes.Find(c.Alpha2)));
        Assert.Equal("Vietnam", CountryCodes.Find("vnm")!.Name);
        Assert.Equal("LAO", CountryCodes.Find("418")!.Alpha3);
        Assert.Null(CountryCodes.Find("ZZ"));
    }
}
