using System.Text;
using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Formats.Cap;
using Xunit;

namespace Tocsin.Tests.Formats.Cap;

public sealed class CapReaderTests
{
    static Item<CapAlert>[] Read(string xml) => [.. CapReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)))];

    static Item<CapAlert>.Read One(string xml) => Assert.IsType<Item<CapAlert>.Read>(Assert.Single(Read(xml)));

    static Refusal Refused(string xml) => Assert.IsType<Item<CapAlert>.Refused>(Assert.Single(Read(xml))).Refusal;

    static string With(string element, string replacement)
    {
        var start = Samples.Cap.IndexOf($"<{element}>", StringComparison.Ordinal);
        var end = Samples.Cap.IndexOf($"</{element}>", start, StringComparison.Ordinal) + element.Length + 3;
        return Samples.Cap[..start] + replacement + Samples.Cap[end..];
    }

    [Fact]
    public void Every_element_of_the_standard_is_read()
    {
        var item = One(Samples.Cap);
        var alert = item.Value;
        var info = Assert.Single(alert.Infos);
        var area = Assert.Single(info.Areas);

        Assert.Empty(item.Repairs);
        Assert.Equal(("vn-2026-0001", "duty@example.vn", CapStatus.Exercise, CapMessageType.Update), (alert.Identifier, alert.Sender, alert.Status, alert.MessageType));
        Assert.Equal(new LocalDateTime(2026, 3, 5, 13, 12).WithOffset(Offset.FromHours(7)), alert.Sent);
        Assert.Equal(("desk 2", CapScope.Restricted, "members", "\"desk 2\" coast"), (alert.Source, alert.Scope, alert.Restriction, alert.Addresses));
        Assert.Equal(("profile:x", "a drill", "storm-7"), (Assert.Single(alert.Codes), alert.Note, alert.Incidents));
        Assert.Equal(new CapReference("duty@example.vn", "vn-2026-0000", new LocalDateTime(2026, 3, 5, 12, 0).WithOffset(Offset.FromHours(7))), Assert.Single(alert.References));
        Assert.Equal<CapCategory>([CapCategory.Met, CapCategory.Infra], info.Categories);
        Assert.Equal(("vi-VN", "Bão", CapUrgency.Expected, CapSeverity.Severe, CapCertainty.Likely), (info.Language, info.Event, info.Urgency, info.Severity, info.Certainty));
        Assert.Equal((CapResponse.Prepare, "coast", "Gió mạnh & mưa lớn"), (Assert.Single(info.ResponseTypes), info.Audience, info.Description));
        Assert.Equal(new CapNamed("wind", "<60 km/h"), Assert.Single(info.Parameters));
        Assert.Equal((1234L, "image/png"), (Assert.Single(info.Resources).SizeBytes, info.Resources[0].MimeType));
        Assert.Equal(("the bay", 0m, 9842.5m), (area.Description, area.AltitudeFeet, area.CeilingFeet));
        Assert.Equal(new CapCircle(21.5, 107.25, 30), Assert.Single(area.Circles));
        Assert.Equal(new Envelope(106, 108, 20, 22), Assert.Single(area.Polygons).EnvelopeInternal); // longitude first
    }

    [Theory]
    [InlineData("sent", "<sent>2026-03-05T06:12:00Z</sent>", "read as 2026-03-05T06:12:00+00:00")]
    [InlineData("sent", "<sent>2026-03-05 13:12+0700</sent>", "read as 2026-03-05T13:12:00+07:00")]
    [InlineData("sent", "<sent>2026-03-05T13:12:00.250+07:00</sent>", "read as 2026-03-05T13:12:00+07:00")]
    [InlineData("sent", "<sent> 2026-03-05T13:12:00+07:00\n</sent>", "white space")]
    [InlineData("status", "<status>exercise</status>", "read as Exercise")]
    [InlineData("severity", "<severity/>", "read as Unknown")]
    [InlineData("severity", "", "read as Unknown")]
    [InlineData("certainty", "<certainty>Very Likely</certainty>", "read as Likely")]
    [InlineData("language", "<language>vi_VN</language>", "read as vi-VN")]
    [InlineData("language", "<language>???</language>", "read as und")]
    [InlineData("polygon", "<polygon>20,106 20,108 22,108 22,106</polygon>", "was not closed")]
    [InlineData("polygon", "<polygon>20,106 20,108 22,108 22,106 20,106 </polygon>", "white space")]
    [InlineData("polygon", "<polygon>20, 106, 20,108, 22,108 22,106 20,106</polygon>", "commas and spaces")]
    [InlineData("polygon", "<polygon/>", "the polygon is empty")]
    [InlineData("polygon", "<polygon>-20,178 -20,-178 -18,-178 -18,178 -20,178</polygon>", "180° meridian")]
    [InlineData("polygon", "<polygon>20,106 22,108 20,108 22,106 20,106</polygon>", "crosses or touches itself")]
    [InlineData("source", "<scope>Restricted</scope>", "given twice, with the same value")]
    [InlineData("note", "<nte>a drill</nte>", "'nte' is not CAP's")]
    [InlineData("references", "<references>nonsense</references>", "is not sender,identifier,sent")]
    [InlineData("references", "", "refers to no earlier message")]
    [InlineData("size", "<size>1 kB</size>", "not a whole number")]
    [InlineData("mimeType", "", "application/octet-stream")]
    [InlineData("geocode", "<geocode>SAME=1</geocode>", "name=value")]
    [InlineData("geocode", "<geocode><valueName>a</valueName><value>1</value><valueName>b</valueName><value>2</value></geocode>", "2 named values")]
    public void What_can_be_understood_is_repaired_with_a_note(string element, string replacement, string note) =>
        Assert.Contains(One(With(element, replacement)).Repairs, r => r.Note.Contains(note, StringComparison.Ordinal));

    [Theory]
    [InlineData("sent", "<sent>2026-03-05T13:12:00</sent>", "alert/sent", "has no offset from UTC")]
    [InlineData("sent", "<sent>yesterday</sent>", "alert/sent", "is not a time")]
    [InlineData("sent", "<sent>2026-02-30T13:12:00+07:00</sent>", "alert/sent", "is not a time")]
    [InlineData("onset", "<onset>2026-03-05T20:00:00</onset>", "alert/info[1]/onset", "has no offset from UTC")]
    [InlineData("identifier", "<identifier> </identifier>", "alert/identifier", "missing or empty")]
    [InlineData("scope", "", "alert/scope", "missing or empty")]
    [InlineData("status", "<status>Real</status>", "alert/status", "is not one of Actual, Exercise")]
    [InlineData("note", "<status>Actual</status>", "alert/status", "given twice, with different values")]
    [InlineData("areaDesc", "", "alert/info[1]/area[1]/areaDesc", "missing or empty")]
    [InlineData("polygon", "<polygon>106,20 108,20 108,22 106,22 106,20</polygon>", "alert/info[1]/area[1]/polygon[1]", "position 1: latitude 106 is outside -90..90; latitude and longitude may be swapped")]
    [InlineData("polygon", "<polygon>NaN,106 20,108 22,108 22,106</polygon>", "alert/info[1]/area[1]/polygon[1]", "position 1: a coordinate is not a finite number")]
    [InlineData("polygon", "<polygon>20,106,5 20,108,5 22,108,5 20,106,5</polygon>", "alert/info[1]/area[1]/polygon[1]", "more than a latitude and a longitude")]
    [InlineData("polygon", "<polygon>80,0 80,120 80,-120 80,0</polygon>", "alert/info[1]/area[1]/polygon[1]", "goes round a pole")]
    [InlineData("circle", "<circle>21.5,107.25 -1</circle>", "alert/info[1]/area[1]/circle[1]", "radius is from 0")]
    [InlineData("circle", "<circle>21.5 107.25</circle>", "alert/info[1]/area[1]/circle[1]", "a circle is written")]
    public void What_cannot_be_understood_is_refused_with_its_place(string element, string replacement, string at, string reason)
    {
        var refusal = Refused(With(element, replacement));
        Assert.Equal(at, refusal.At);
        Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_file_gives_what_stands_before_the_break()
    {
        var alert = Samples.Cap[Samples.Cap.IndexOf("<alert", StringComparison.Ordinal)..];
        var items = Read($"<feed xmlns='http://www.w3.org/2005/Atom'>\n<entry><content>{alert}</content></entry>\n<entry><content>{alert[..400]}");
        Assert.Equal("alert[1]", Assert.IsType<Item<CapAlert>.Read>(items[0]).At);
        Assert.StartsWith("line ", Assert.IsType<Item<CapAlert>.Refused>(items[1]).Refusal.At, StringComparison.Ordinal);
        Assert.Equal(2, items.Length);
    }

    [Fact]
    public void An_entry_without_an_alert_is_refused_beside_those_that_have_one()
    {
        var alert = Samples.Cap[Samples.Cap.IndexOf("<alert", StringComparison.Ordinal)..];
        var items = Read($"<rss><channel><item><link>x</link></item><item>{alert}</item></channel></rss>");
        Assert.IsType<Item<CapAlert>.Read>(items[0]);
        Assert.Contains("entry 1", Assert.IsType<Item<CapAlert>.Refused>(items[1]).Refusal.At, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY b 'c'>]><alert/>", "document type declaration")]
    [InlineData("<!DOCTYPE lolz [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><alert>&b;</alert>", "document type declaration")]
    [InlineData("<alert xmlns='urn:example:other'/>", "not CAP 1.0, 1.1 or 1.2")]
    [InlineData("<kml/>", "its root element is 'kml'")]
    [InlineData("<alert", "not well-formed")]
    [InlineData("", "empty")]
    public void Hostile_or_foreign_XML_is_refused_in_a_sentence(string xml, string reason) => Assert.Contains(reason, Refused(xml).Reason, StringComparison.Ordinal);

    [Fact]
    public void The_oldest_CAP_is_mapped_up()
    {
        var item = One("""
            <alert xmlns="http://www.incident.com/cap/1.0"><identifier>1</identifier><sender>s</sender><sent>2003-04-02T14:39:01-05:00</sent>
            <status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><event>Quake</event><urgency>Past</urgency>
            <severity>Minor</severity><certainty>Very Likely</certainty><eventCode>SAME=EQW</eventCode></info></alert>
            """);
        var info = Assert.Single(item.Value.Infos);
        Assert.Equal((CapCategory.Other, CapCertainty.Likely, new CapNamed("SAME", "EQW")), (Assert.Single(info.Categories), info.Certainty, Assert.Single(info.EventCodes)));
        Assert.Equal(3, item.Repairs.Length);
    }

    [Fact]
    public void An_area_over_180_degrees_becomes_two_polygons_that_meet_there()
    {
        var area = One(With("polygon", "<polygon>-20,178 -20,-178 -18,-178 -18,178 -20,178</polygon>")).Value.Infos[0].Areas[0];
        Assert.Equal<Envelope>([new Envelope(178, 180, -20, -18), new Envelope(-180, -178, -20, -18)], [.. area.Polygons.Select(p => p.EnvelopeInternal)]);
        Assert.Equal(3, area.ToGeometry()!.NumGeometries);
    }

    [Theory]
    [InlineData(21.5, 107.25, 30, 1)]
    [InlineData(-18, 179.9, 100, 2)] // over 180°
    [InlineData(89, 10, 500, 1)] // over a pole
    [InlineData(-89.9, -170, 500, 1)]
    [InlineData(0, 0, 12000, 1)] // over both
    public void A_circle_is_drawn_with_its_true_size(double latitude, double longitude, double radiusKm, int parts)
    {
        var geometry = new CapCircle(latitude, longitude, radiusKm).ToGeometry();
        Assert.True(geometry.IsValid);
        Assert.Equal(parts, geometry.NumGeometries);
        Assert.True(geometry.Covers(geometry.Factory.CreatePoint(new Coordinate(longitude, latitude))));
        // A step inwards of the southern or northern edge is inside; a step outwards is not.
        var north = latitude + radiusKm / 111.195;
        if (north > 90) return;
        Assert.True(geometry.Covers(geometry.Factory.CreatePoint(new Coordinate(longitude, north - 0.02))));
        Assert.False(geometry.Covers(geometry.Factory.CreatePoint(new Coordinate(longitude, north + 0.02))));
    }

    [ForeignFact]
    public void Latin_1_names_are_read_as_their_letters()
    {
        var bytes = File.ReadAllBytes(Foreign.Path("data/cap/google/earthquake-iso8859-1.cap"));
        var alert = Assert.IsType<Item<CapAlert>.Read>(Assert.Single(CapReader.Read(new MemoryStream(bytes)))).Value;
        Assert.Contains("Usulután", alert.Infos[0].Headline, StringComparison.Ordinal);
    }
}
