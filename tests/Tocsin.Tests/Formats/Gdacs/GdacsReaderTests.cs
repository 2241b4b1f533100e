using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Formats.Gdacs;
using Xunit;

namespace Tocsin.Tests.Formats.Gdacs;

public sealed class GdacsReaderTests
{
    static string Item(string inside) => $"""
        <rss xmlns:gdacs="http://www.gdacs.org" xmlns:georss="http://www.georss.org/georss" xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#"><channel><item>{inside}</item></channel></rss>
        """;

    const string Good = """
        <gdacs:eventtype>EQ</gdacs:eventtype><gdacs:alertlevel>Green</gdacs:alertlevel><gdacs:eventid>7</gdacs:eventid><gdacs:episodeid>0</gdacs:episodeid>
        <gdacs:fromdate>Mon, 30 Dec 2019 01:35:11 GMT</gdacs:fromdate><georss:point>-19.4 59.8</georss:point>
        """;

    [ForeignFact]
    public void A_cyclone_as_the_feed_tells_it()
    {
        using var file = File.OpenRead(Foreign.Path("data/gdacs/gdacs-rss.xml"));
        var cyclone = Items.Read(GdacsReader.Read(file))[4].Value;
        Assert.Equal((GdacsType.TropicalCyclone, 1000641L, 29L, GdacsAlert.Orange, GdacsAlert.Green), (cyclone.Type, cyclone.EventId, cyclone.EpisodeId, cyclone.Alert, cyclone.EpisodeAlert));
        Assert.Equal(("PHANFONE-19", "Philippines", "PHL", "TC-2019-000176-PHL"), (cyclone.Name, cyclone.Countries, Assert.Single(cyclone.Iso3), cyclone.Glide));
        Assert.Equal((175.9248, "km/h", 4476940.0, "Pop74"), (cyclone.SeverityValue, cyclone.SeverityUnit, cyclone.Population, cyclone.PopulationUnit));
        Assert.Equal((Instant.FromUtc(2019, 12, 21, 18, 0), Instant.FromUtc(2019, 12, 28, 18, 0)), (cyclone.From, cyclone.To));
        Assert.Equal(new Coordinate(112.1, 14.6), cyclone.Geometry.Coordinate);
    }

    [ForeignFact]
    public void An_earthquakes_depth_stands_in_its_words()
    {
        using var file = File.OpenRead(Foreign.Path("data/gdacs/gdacs-rss.xml"));
        var quake = Items.Read(GdacsReader.Read(file))[3].Value;
        Assert.Equal((GdacsType.Earthquake, 5.5, 59.95), (quake.Type, quake.SeverityValue, quake.DepthKm));
    }

    [Fact]
    public void A_box_over_180_degrees_is_cut_there()
    {
        var cyclone = Items.Read(GdacsReader.Read(Items.Bytes(Samples.All["gdacs"])))[1];
        Assert.Equal("MultiPolygon", cyclone.Value.Geometry.GeometryType);
        Assert.Equal(7 * 5.5, cyclone.Value.Geometry.Area, 9);
        Assert.InRange(cyclone.Value.Geometry.EnvelopeInternal.MaxX, 179, 180);
        Assert.Single(cyclone.Repairs);
    }

    [Theory]
    [InlineData("EQ</gdacs:eventtype>", "XX</gdacs:eventtype>", "'XX' is none of EQ, TC, FL, VO, WF and DR")]
    [InlineData(">Green<", ">Purple<", "'Purple' is none of Green, Orange and Red")]
    [InlineData(">Green<", "><", "the item has no alert level")]
    [InlineData(">7<", ">0<", "the event's number is missing")]
    [InlineData(">0<", ">-1<", "the episode's number is missing")]
    [InlineData("30 Dec", "31 Feb", "is not a time like")]
    [InlineData("Mon, 30", "Tue, 30", "is not a time like")]
    [InlineData("GMT", "ICT", "is not a time like")]
    [InlineData("-19.4 59.8", "59.8 -219.4", "longitude -219.4 is outside")]
    [InlineData("-19.4 59.8", "NaN 59.8", "a point must be a latitude and a longitude")]
    [InlineData("<georss:point>-19.4 59.8</georss:point>", "", "neither a point nor a bounding box")]
    [InlineData("<georss:point>-19.4 59.8</georss:point>", "<gdacs:bbox>10 9 1 2</gdacs:bbox>", "each the lesser first")]
    public void What_is_refused(string good, string bad, string reason) =>
        Assert.Contains(reason, Items.Refused(GdacsReader.Read(Items.Bytes(Item(Good.Replace(good, bad, StringComparison.Ordinal))))), StringComparison.Ordinal);

    [Fact]
    public void What_is_left_out_is_noted()
    {
        var item = Items.One(GdacsReader.Read(Items.Bytes(Item(Good + """
            <gdacs:todate>Sun, 29 Dec 2019 01:35:11 GMT</gdacs:todate><gdacs:iso3>VNM vn</gdacs:iso3><gdacs:severity unit="M" value="1e999">x</gdacs:severity>
            """))));
        Assert.Equal((item.Value.From, (double?)null, "VNM"), (item.Value.To, item.Value.SeverityValue, Assert.Single(item.Value.Iso3)));
        Assert.Equal(["item[1]/todate", "item[1]/iso3", "item[1]/severity"], item.Repairs.Select(repair => repair.At).OrderBy(at => Array.IndexOf(["item[1]/todate", "item[1]/iso3", "item[1]/severity"], at)));
    }

    [Fact]
    public void A_bad_item_does_not_stop_the_rest_and_a_break_does()
    {
        var two = Item(Good + "</item><item><gdacs:eventtype>EQ</gdacs:eventtype></item><item>" + Good);
        Assert.Equal((2, 1), (Readers.Read(Tocsin.Formats.FileFormat.Gdacs, System.Text.Encoding.UTF8.GetBytes(two)).Read, Readers.Read(Tocsin.Formats.FileFormat.Gdacs, System.Text.Encoding.UTF8.GetBytes(two)).Refused.Length));
        var cut = Readers.Read(Tocsin.Formats.FileFormat.Gdacs, System.Text.Encoding.UTF8.GetBytes(two[..^30]));
        Assert.Contains("breaks off", cut.Refused[^1].Reason, StringComparison.Ordinal);
        Assert.Equal(1, cut.Read);
    }
}
