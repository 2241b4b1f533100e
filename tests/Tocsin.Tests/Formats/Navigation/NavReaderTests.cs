using System.Text.Json;
using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Formats.Navigation;
using Xunit;

namespace Tocsin.Tests.Formats.Navigation;

public sealed class NavReaderTests
{
    static Item<NavWarning>.Read Warning(string text) => Items.One(NavReader.Read(Items.Bytes(
        $$$"""{"broadcast-warn":[{"msgYear":2023,"msgNumber":12,"navArea":"P","text":{{{JsonSerializer.Serialize(text)}}},"issueDate":"150429Z APR 2023"}]}""")));

    static Geometry? Drawn(string text) => Warning(text).Value.Geometry;

    [ForeignFact]
    public void Every_position_of_the_real_texts_that_a_plain_search_finds_lies_in_what_is_drawn()
    {
        var path = Foreign.Path("data/nav/nga_broadcast_warnings_2023.json");
        using var source = JsonDocument.Parse(File.ReadAllBytes(path));
        using var file = File.OpenRead(path);
        var warnings = Items.Read(NavReader.Read(file)).ConvertAll(read => read.Value);
        var (texts, found) = (source.RootElement.GetProperty("broadcast-warn").EnumerateArray().ToList(), 0);
        for (var i = 0; i < warnings.Count; i++)
        {
            // Degrees and minutes alone, by another way than the reader's.
            foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(texts[i].GetProperty("text").GetString()!, @"(\d\d)-([0-5]\d\.\d+)([NS])\s+(\d{3})-([0-5]\d\.\d+)([EW])"))
            {
                double At(int group, string minus) => (double.Parse(match.Groups[group].Value) + double.Parse(match.Groups[group + 1].Value) / 60) * (match.Groups[group + 2].Value == minus ? -1 : 1);
                var point = new Point(At(4, "W"), At(1, "S"));
                Assert.True(warnings[i].Geometry!.Distance(point) < 1e-6, $"{warnings[i].Name}: {match.Value}");
                found++;
            }
        }
        Assert.Equal((1501, 14), (found, warnings.Count(warning => warning.Geometry is null))); // as re.findall counts them
    }

    [Fact]
    public void An_area_a_line_circles_and_points()
    {
        Assert.Equal("Polygon", Drawn("IN AREA BOUND BY\n10-00.00N 100-00.00E, 10-00.00N 101-00.00E,\n11-00N 101-00E.")!.GeometryType);
        Assert.Equal("MultiPolygon", Drawn("IN AREAS BOUND BY:\nA. 10-00N 100-00E, 10-00N 101-00E, 11-00N 101-00E.\nB. 20-00N 100-00E, 20-00N 101-00E, 21-00N 101-00E.")!.GeometryType);
        Assert.Equal("LINESTRING (107 10, 107.33333333333333 10.166666666666666)", Drawn("ALONG TRACKLINE JOINING\n10-00.00N 107-00.00E, 10-10.00N 107-20.00E.")!.ToString());
        Assert.Equal("MultiPoint", Drawn("A. SHIP 10-00.5N 107-00E.\nB. SHIP 10-10-30S 090-20-15W.")!.GeometryType);
        Assert.Equal(-90.3375, ((MultiPoint)Drawn("A. SHIP 10-00.5N 107-00E.\nB. SHIP 10-10-30S 090-20-15W.")!)[1].Coordinate.X, 9);
        Assert.Equal("MultiPolygon", Drawn("IN AREAS WITHIN TWO MILES OF:\nA. 12-33.00S 045-11.00E.\nB. 13-04.00S 045-15.00E.")!.GeometryType);
        Assert.Null(Drawn("WARNINGS IN FORCE: 1/23"));
    }

    [Theory]
    [InlineData("WITHIN 150 MILES OF", 150 * 1.852)]
    [InlineData("WITHIN TEN MILES\nOF", 18.52)]
    [InlineData("WITHIN A RADIUS OF 2.5 NM OF", 4.63)]
    [InlineData("WITHIN 1000 METERS OF", 1)]
    public void Miles_are_nautical(string words, double km)
    {
        var circle = Drawn($"{words} 00-00.0N 045-00.0W.")!;
        Assert.Equal(km / 111.195, circle.EnvelopeInternal.MaxY, 0.01 * km / 111.195);
    }

    [Fact]
    public void A_new_paragraph_draws_anew_and_vicinity_means_points()
    {
        Assert.Equal("Polygon Point", Parts(Drawn("1. IN AREA BOUND BY 10-00N 100-00E, 10-00N 101-00E, 11-00N 101-00E.\n2. WRECK 20-00N 100-00E.")!));
        Assert.Equal("Polygon Point", Parts(Drawn("A. IN AREA BOUND BY 10-00N 100-00E, 10-00N 101-00E, 11-00N 101-00E.\nB. IN VICINITY 20-00N 100-00E.")!));
    }

    [Fact]
    public void What_cannot_be_drawn_is_noted()
    {
        Assert.Equal("'09-60.0N 060-31.9W' is no position on Earth: left out", Assert.Single(Warning("RIG 09-60.0N 060-31.9W. SHIP 10-00N 060-00W.").Repairs).Note);
        var mistyped = Warning("IN AREA BOUND BY 20-26.10S 057-43.1E0, 20-25.10S 057-44.00E.");
        Assert.Equal("MultiPoint", mistyped.Value.Geometry!.GeometryType);
        Assert.All(mistyped.Repairs, repair => Assert.Contains("fewer than three positions", repair.Note, StringComparison.Ordinal));
        Assert.Equal("MultiPoint", Drawn("TRACKLINE JOINING 10-00N 179-00E, 10-00N 179-00W.")!.GeometryType);
        Assert.Contains(Warning("IN AREA BOUND BY 10-00N 170-00E, 10-00N 170-00W, 20-00N 170-00W, 20-00N 170-00E.").Repairs, repair => repair.Note.Contains("crosses the 180° meridian", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2. CANCEL HYDROPAC 123/23.", "HYDROPAC 123/2023")]
    [InlineData("CANCEL NAVAREA IV MSG 414/23 AND 415/23.", "NAVAREA IV 414/2023;NAVAREA IV 415/2023")]
    [InlineData("CANCEL HYDROLANT 1/22, 2/22,\n   3/2022.", "HYDROLANT 1/2022;HYDROLANT 2/2022;HYDROLANT 3/2022")]
    [InlineData("CANCEL HYDROPAC 12/23. CANCEL THIS MSG 010000Z JAN 24.", "")]
    public void Cancellations(string text, string names) => Assert.Equal(names, string.Join(';', Warning(text).Value.Cancels));

    [Theory]
    [InlineData("CANCEL THIS MSG 251516Z APR 23.", "2023-04-25T15:16:00Z")]
    [InlineData("CANCEL THIS MSG 010000Z JAN.", "2024-01-01T00:00:00Z")]
    [InlineData("CANCEL THIS MSG 300000Z FEB 23.", null)]
    [InlineData("CANCEL HYDROPAC 123/23.", null)]
    public void It_cancels_itself(string text, string? time) => Assert.Equal(time, Warning(text).Value.Cancelled?.ToString());

    [Theory]
    [InlineData("\"navArea\":\"P\"", "\"navArea\":\"Z\"", "the area is none of 4, 12, A, C and P")]
    [InlineData("\"msgNumber\":12", "\"msgNumber\":1.5", "the number is missing")]
    [InlineData("\"msgYear\":2023", "\"msgYear\":23", "the year is missing")]
    [InlineData("\"text\":\"x\"", "\"text\":\"\"", "the warning has no text")]
    [InlineData("150429Z APR", "310429Z APR", "the time of issue is missing")]
    public void What_is_refused(string good, string bad, string reason) => Assert.Contains(reason, Items.Refused(NavReader.Read(Items.Bytes(
        """{"broadcast-warn":[{"msgYear":2023,"msgNumber":12,"navArea":"P","text":"x","issueDate":"150429Z APR 2023"}]}""".Replace(good, bad, StringComparison.Ordinal)))), StringComparison.Ordinal);

    [Fact]
    public void Times() => Assert.Equal(Instant.FromUtc(2023, 4, 15, 4, 29), Warning("x").Value.Issued);

    static string Parts(Geometry whole) => string.Join(' ', Enumerable.Range(0, whole.NumGeometries).Select(i => whole.GetGeometryN(i).GeometryType));
}
