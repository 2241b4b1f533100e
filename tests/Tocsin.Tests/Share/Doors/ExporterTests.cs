using System.Text;
using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Formats.Cap;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Xunit;
using CapStatus = Tocsin.Formats.Cap.CapStatus;

namespace Tocsin.Tests.Share.Doors;

public sealed class ExporterTests
{
    static readonly RecordQuery Everything = new();
    static readonly RecordQuery Warnings = new() { Kind = "warning" };

    [Fact]
    public async Task Another_agencys_alert_goes_out_as_it_came()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7));
        await node.Importer.Import(Checkout.Path("samples/flood-alert.xml"), new ImportOptions(), default);
        var written = await node.Export(ExportFormat.Cap, Everything with { Kind = "observation" });
        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<alert ", written, StringComparison.Ordinal);
        var (before, after) = (Alerts(File.ReadAllText(Checkout.Path("samples/flood-alert.xml"))), Alerts(written));
        // What is the worst info's holds for every info; the second one of the sample has no parameter of its own.
        Assert.Equal(Plain(before[0]).Replace("levelAboveAlarm3M", "", StringComparison.Ordinal), Plain(after[0]).Replace("levelAboveAlarm3M", "", StringComparison.Ordinal));
        Assert.Equal(1, (await node.Import("again.xml", written)).Revised + (await node.Import("again.xml", written)).Duplicates);
    }

    [Fact]
    public async Task A_warning_its_update_and_its_cancellation()
    {
        var clock = StoppedClock.At(2018, 2, 7);
        await using var node = await DoorNode.Open(clock);
        var first = Assert.IsType<Appended.Stored>(await node.Journal.Append(Warning(MessageType.Alert, []), default));
        clock.Advance(TimeSpan.FromMilliseconds(61_500));
        var second = Assert.IsType<Appended.Stored>(await node.Journal.Append(Warning(MessageType.Update, [Follows(first)]), default));
        await node.Journal.Append(Warning(MessageType.Cancel, [Follows(second)]), default);

        var written = await node.Export(ExportFormat.Cap, Warnings);
        Assert.Contains("<feed xmlns=\"http://www.w3.org/2005/Atom\">", written, StringComparison.Ordinal);
        var (cancel, update, alert) = (Alerts(written)[0], Alerts(written)[1], Alerts(written)[2]);
        var sender = $"tocsin:{node.Journal.Log.Party.ToBase64Url()}";
        Assert.Equal((CapMessageType.Alert, CapScope.Restricted, "TLP:AMBER", CapStatus.Actual), (alert.MessageType, alert.Scope, alert.Restriction, alert.Status));
        Assert.Equal((sender, $"{first.Leaf.Id}-1", "2018-02-07T00:00:00Z"), (alert.Sender, alert.Identifier, alert.Sent.ToInstant().ToString()));
        Assert.Equal("2018-02-07T00:01:01Z", update.Sent.ToInstant().ToString());
        Assert.Equal([new CapReference(sender, alert.Identifier, alert.Sent)], update.References.ToArray());
        Assert.Equal([new CapReference(sender, update.Identifier, update.Sent), new CapReference(sender, alert.Identifier, alert.Sent)], cancel.References.ToArray());
        Assert.Equal(CapMessageType.Cancel, cancel.MessageType);

        var info = Assert.Single(alert.Infos);
        Assert.Equal(("Sample Disaster Agency", "Earthquake", CapCategory.Geo, CapSeverity.Severe), (info.SenderName, info.Event, info.Categories[0], info.Severity));
        var area = Assert.Single(info.Areas);
        Assert.Equal(("24.17° N, 121.65° E", new CapCircle(24.17, 121.65, 0)), (area.Description, Assert.Single(area.Circles)));
    }

    [Fact]
    public async Task An_exercises_warning_says_so()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7), new CircleTerms(Tlp.Clear, IsExercise: true), static heads => heads);
        await node.Journal.Append(Warning(MessageType.Alert, []), default);
        var alert = Assert.Single(Alerts(await node.Export(ExportFormat.Cap, Warnings)));
        Assert.Equal((CapStatus.Exercise, CapScope.Public, null), (alert.Status, alert.Scope, alert.Restriction));
    }

    [Fact]
    public async Task What_cap_has_no_place_for_is_named()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7));
        await node.Importer.Import(Checkout.Path("samples/fires.csv"), new ImportOptions(), default);
        await node.Journal.Append(Warning(MessageType.Cancel, []), default);
        var (text, report) = await node.Exported(ExportFormat.Cap, new RecordQuery { Most = 1 });
        Assert.Equal(0, report.Written);
        Assert.Contains(report.LeftOut, left => left.Reason == "a record of the kind 'observation' is no alert: warn about it, or export it as geojson");
        Assert.Contains(report.LeftOut, left => left.Reason == "alert/references: a message of the type Cancel names the messages that it is about");
        Assert.Empty(Alerts(text));
    }

    [Fact]
    public async Task Features_go_out_and_come_in_again()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7));
        await node.Importer.Import(Checkout.Path("samples/fires.csv"), new ImportOptions(), default);
        var written = await node.Export(ExportFormat.GeoJson, Everything with { Kind = "observation" });
        await using var other = await DoorNode.Open(StoppedClock.At(2018, 2, 7));
        var report = await other.Import("fires.geojson", written);
        Assert.Equal((37, 0, 0), ((int)report.Accepted, report.Repaired.Count, report.Refused.Count));
        var facts = (EventFacts)(await other.Read(2)).What!;
        Assert.True(facts.Numbers!.ContainsKey("radiativePowerMw"));
        Assert.Equal("Aqua", facts.Codes!["satellite"]);
    }

    [Theory]
    [InlineData("flood-alert.xml", ExportFormat.GeoJson, 1)]
    [InlineData("fires.csv", ExportFormat.GeoJson, 37)]
    [InlineData("flood-alert.xml", ExportFormat.Cap, 1)]
    [InlineData("fires.csv", ExportFormat.Cap, 0)]
    public async Task Without_a_node(string sample, ExportFormat to, int written)
    {
        await using var input = File.OpenRead(Checkout.Path("samples/" + sample));
        using var output = new MemoryStream();
        var reports = await new Converter(StoppedClock.At(2018, 2, 7)).Convert(input, sample, FileFormat.Unknown, output, to, default);
        Assert.Equal(written, reports.Written.Written);
        Assert.Equal(reports.Read.Accepted, reports.Written.Written + reports.Written.LeftOut.Count);
        output.Position = 0;
        if (to == ExportFormat.GeoJson) Assert.Equal(written, Tocsin.Formats.GeoJson.GeoJsonReader.Read(output).Count());
    }

    [Fact]
    public async Task A_feature_becomes_an_alert()
    {
        const string Feature = """{"type":"Feature","id":"b 1","geometry":{"type":"Point","coordinates":[108.2,16.1]},"properties":{"event":"Bridge closed","severity":"Severe","time":"2018-02-06T10:00:00Z"}}""";
        using var output = new MemoryStream();
        await new Converter(StoppedClock.At(2018, 2, 7)).Convert(new MemoryStream(Encoding.UTF8.GetBytes(Feature)), "roads of Da Nang.geojson", FileFormat.Unknown, output, ExportFormat.Cap, default);
        var alert = Assert.Single(Alerts(Encoding.UTF8.GetString(output.ToArray())));
        Assert.Equal(("roads_of_Da_Nang", "b_1", "Bridge closed"), (alert.Sender, alert.Identifier, alert.Infos[0].Event));
    }

    static Draft Warning(MessageType message, IReadOnlyList<Reference> references) => new()
    {
        Kind = Kind.Warning,
        What = new WarningFacts
        {
            Message = message, Thread = "quake/1", Category = Category.Geo, Event = "Earthquake", Severity = Severity.Severe,
            Urgency = Urgency.Immediate, Certainty = Certainty.Observed, At = Instant.FromUtc(2018, 2, 6, 15, 50, 42),
            Until = Instant.FromUtc(2018, 2, 7, 15, 50, 42), Why = "Magnitude 6.4 within 50 km of a coast.",
        },
        Where = new Where { Geometry = new Point(121.65, 24.17) },
        References = references,
    };

    static Reference Follows(Appended.Stored earlier) => new(Relation.Follows, earlier.Address.Log, earlier.Address.Index, earlier.LeafHash);

    static List<CapAlert> Alerts(string xml) =>
        [.. CapReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml))).Select(item => Assert.IsType<Item<CapAlert>.Read>(item).Value)];

    /// <summary>All that an alert says, but for parameters.</summary>
    static string Plain(CapAlert alert) =>
        Encoding.UTF8.GetString(CapWriter.Write(alert with { Infos = [.. alert.Infos.Select(info => info with { Parameters = [] })] }).Value);
}
