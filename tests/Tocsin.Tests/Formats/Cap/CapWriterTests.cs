using System.Text;
using System.Xml;
using System.Xml.Schema;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Formats.Cap;
using Tocsin.Tests.Api;
using Xunit;

namespace Tocsin.Tests.Formats.Cap;

public sealed class CapWriterTests
{
    static readonly CapAlert Small = new()
    {
        Identifier = "vn-1",
        Sender = "duty@example.vn",
        Sent = new LocalDateTime(2026, 3, 5, 6, 12).WithOffset(Offset.Zero),
        Status = CapStatus.Actual,
        MessageType = CapMessageType.Alert,
        Scope = CapScope.Public,
        Infos =
        [
            new CapInfo
            {
                Categories = [CapCategory.Geo], Event = "Earthquake & aftershocks", Urgency = CapUrgency.Past, Severity = CapSeverity.Minor, Certainty = CapCertainty.Observed,
                Onset = new LocalDateTime(2026, 3, 5, 11, 42).WithOffset(Offset.FromHoursAndMinutes(5, 30)),
                Parameters = [new CapNamed("depth", "")],
                Areas = [new CapArea { Description = "the bay", Circles = [new CapCircle(21.5, 107.25, 0.00001)], AltitudeFeet = 0 }],
            },
        ],
    };

    static CapAlert Sample => ((Item<CapAlert>.Read)CapReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(Samples.Cap))).Single()).Value;

    [Fact]
    public void An_alert_is_written_in_these_bytes() => Assert.Equal("""
        <?xml version="1.0" encoding="utf-8"?>
        <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
          <identifier>vn-1</identifier>
          <sender>duty@example.vn</sender>
          <sent>2026-03-05T06:12:00-00:00</sent>
          <status>Actual</status>
          <msgType>Alert</msgType>
          <scope>Public</scope>
          <info>
            <language>en-US</language>
            <category>Geo</category>
            <event>Earthquake &amp; aftershocks</event>
            <urgency>Past</urgency>
            <severity>Minor</severity>
            <certainty>Observed</certainty>
            <onset>2026-03-05T11:42:00+05:30</onset>
            <parameter>
              <valueName>depth</valueName>
              <value />
            </parameter>
            <area>
              <areaDesc>the bay</areaDesc>
              <circle>21.5,107.25 0.00001</circle>
              <altitude>0</altitude>
            </area>
          </info>
        </alert>

        """, Encoding.UTF8.GetString(CapWriter.Write(Small).Value));

    public static TheoryData<string, CapAlert, string> Broken => new()
    {
        { "alert/identifier", Small with { Identifier = "a b" }, "a space, a comma" },
        { "alert/identifier", Small with { Identifier = "" }, "may not be empty" },
        { "alert/sender", Small with { Sender = "a,b" }, "a space, a comma" },
        { "alert/sender", Small with { Sender = "a&b" }, "a space, a comma" },
        { "alert/sent", Small with { Sent = Small.Sent.PlusMilliseconds(1) }, "whole seconds" },
        { "alert/sent", Small with { Sent = Small.Sent.WithOffset(Offset.FromSeconds(61)) }, "whole minutes of offset" },
        { "alert/status", Small with { Status = (CapStatus)9 }, "is not one of" },
        { "alert/references", Small with { MessageType = CapMessageType.Update }, "names the messages" },
        { "alert/references", Small with { References = [new CapReference("a b", "c", Small.Sent)] }, "sender,identifier,sent" },
        { "alert/restriction", Small with { Scope = CapScope.Restricted }, "by what rule" },
        { "alert/addresses", Small with { Scope = CapScope.Private }, "its addressees" },
        { "alert/note", Small with { Note = "a\u0001" }, "character 2 cannot stand in XML" },
        { "alert/note", Small with { Note = "\ud800" }, "character 1 cannot stand in XML" },
        { "alert/info[1]/language", With(Small.Infos[0] with { Language = "en_US" }), "language tag" },
        { "alert/info[1]/category", With(Small.Infos[0] with { Categories = [] }), "'category' is missing" },
        { "alert/info[1]/event", With(Small.Infos[0] with { Event = "" }), "may not be empty" },
        { "alert/info[1]/web", With(Small.Infos[0] with { Web = "page.html" }), "absolute URI" },
        { "alert/info[1]/resource[1]/mimeType", With(Small.Infos[0] with { Resources = [new CapResource { Description = "a", MimeType = "gif" }] }), "MIME type" },
        { "alert/info[1]/resource[1]/size", With(Small.Infos[0] with { Resources = [new CapResource { Description = "a", MimeType = "a/b", SizeBytes = -1 }] }), "negative" },
        { "alert/info[1]/area[1]/areaDesc", With(new CapArea { Description = "" }), "may not be empty" },
        { "alert/info[1]/area[1]/circle[1]", With(new CapArea { Description = "a", Circles = [new CapCircle(91, 0, 1)] }), "outside -90..90" },
        { "alert/info[1]/area[1]/ceiling", With(new CapArea { Description = "a", CeilingFeet = 1 }), "with an altitude" },
        { "alert/info[1]/area[1]/polygon[1]", With(new CapArea { Description = "a", Polygons = [WithHole()] }), "no holes" },
    };

    static CapAlert With(CapInfo info) => Small with { Infos = [info] };

    static CapAlert With(CapArea area) => With(Small.Infos[0] with { Areas = [area] });

    static NetTopologySuite.Geometries.Polygon WithHole() => (NetTopologySuite.Geometries.Polygon)
        new NetTopologySuite.IO.WKTReader().Read("POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 1 2, 2 2, 2 1, 1 1))");

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_breaks_a_rule_is_not_written(string at, CapAlert alert, string reason)
    {
        var refusal = CapWriter.Write(alert).Refusal;
        Assert.Equal(at, refusal.At);
        Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_read_is_written_as_it_was() // the sample stands in the schema's order; only white space differs
    {
        var written = Encoding.UTF8.GetString(CapWriter.Write(Sample).Value);
        Assert.Equal(Flat(Samples.Cap.Replace("UTF-8", "utf-8", StringComparison.Ordinal)), Flat(written));
    }

    static string Flat(string xml) => string.Concat(xml.Split('\n').Select(l => l.Trim())).Replace("> <", "><", StringComparison.Ordinal);

    [ForeignFact]
    public void Every_alert_that_is_written_keeps_to_the_schema()
    {
        var schema = new XmlSchemaSet();
        schema.Add(null, Foreign.Path("data/cap/CAP-v1.2.xsd"));
        var (written, refused) = (0, new List<string>());
        List<string> files = [.. Directory.EnumerateFiles(Foreign.Path("data/cap"), "*", SearchOption.AllDirectories)];
        foreach (var alert in files.SelectMany(f => CapReader.Read(new MemoryStream(File.ReadAllBytes(f)))).OfType<Item<CapAlert>.Read>().Select(r => r.Value).Append(Sample).Append(Small))
        {
            var document = CapWriter.Write(alert);
            if (!document.IsRead) refused.Add($"{document.Refusal.At} {alert.Identifier}");
            else
            {
                Validate(schema, document.Value);
                written++;
            }
        }
        // An update that names nothing, and an identifier with a comma: read with a note, not sent on.
        Assert.Equal(["alert/identifier INVALID,", "alert/references 2.49.0.1.124.6bddbc91.2012"], refused.Order());
        Assert.Equal(54, written);
    }

    static void Validate(XmlSchemaSet schema, byte[] document)
    {
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = schema };
        settings.ValidationEventHandler += (_, e) => Assert.Fail(e.Message);
        using var reader = XmlReader.Create(new MemoryStream(document), settings);
        while (reader.Read()) { }
    }

    [CapSchemaFact]
    public void Xmllint_agrees()
    {
        CapReference[] earlier = [new("duty@example.vn", "vn-0", Small.Sent), new("duty@example.vn", "vn-00", Small.Sent)];
        var update = Small with { MessageType = CapMessageType.Update, References = [.. earlier] };
        CapAlert[] all =
        [
            Small, Sample, update, update with { MessageType = CapMessageType.Cancel, Infos = [] },
            Small with { Status = CapStatus.Exercise, Note = "Exercise: Bão số 3 & <gió>" }, Small with { Status = CapStatus.Test }, Small with { Status = CapStatus.System }, Small with { Status = CapStatus.Draft },
            Small with { Scope = CapScope.Private, Addresses = "a@example.org" }, Small with { Scope = CapScope.Restricted, Restriction = "TLP:AMBER" },
            Small with { Infos = [.. Small.Infos, Small.Infos[0] with { Language = "vi-VN", Event = "Động đất" }, Small.Infos[0] with { Language = "ru", Event = "Землетрясение" }] },
        ];
        foreach (var alert in all) Xmllint.Validate(CapWriter.Write(alert).Value, $"{alert.Status} {alert.MessageType} {alert.Scope}");
    }
}
