using NodaTime;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Tocsin.Warn.Rules;
using Xunit;

namespace Tocsin.Tests.Warn;

/// <summary>Real files through the real doors: what the doors write is what the judges read.</summary>
public sealed class DoorToWarningTests
{
    [ForeignFact]
    public async Task The_feed_as_it_was_served_rings_for_Hualien()
    {
        await using var node = await Import("data/quake/vega_earthquakes.json", Instant.FromUnixTimeMilliseconds(1517968154000));
        Assert.Equal(["Alert Severe 6.4"], await node.Said());
        Assert.Equal("Earthquake of magnitude 6.4, 22 km NNE of Hualien City", Assert.Single(await node.Threads()).Headline);
    }

    [ForeignFact]
    public async Task Ten_years_later_the_same_feed_is_history()
    {
        await using var node = await Import("data/quake/vega_earthquakes.json", Instant.FromUtc(2028, 2, 7, 0, 0));
        Assert.Empty(await node.Said());
    }

    [ForeignFact]
    public async Task An_earthquake_that_two_agencies_tell_of_rings_once()
    {
        await using var node = await Import("data/quake/vega_earthquakes.json", Instant.FromUnixTimeMilliseconds(1517968154000));
        const string Item = """
            <rss xmlns:gdacs="http://www.gdacs.org" xmlns:georss="http://www.georss.org/georss"><channel><item><gdacs:eventtype>EQ</gdacs:eventtype>
            <gdacs:alertlevel>Orange</gdacs:alertlevel><gdacs:iscurrent>true</gdacs:iscurrent><gdacs:eventid>1136000</gdacs:eventid><gdacs:episodeid>1</gdacs:episodeid>
            <gdacs:fromdate>Tue, 06 Feb 2018 15:50:42 GMT</gdacs:fromdate><georss:point>24.17 121.65</georss:point><gdacs:severity unit="M" value="6.4">Magnitude 6.4M, Depth:10.6km</gdacs:severity></item></channel></rss>
            """;
        var importer = new Importer(node.Journal, new CircleTerms(Tlp.AmberStrict, IsExercise: false), node.Clock);
        Assert.Equal(1, (await importer.Import(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Item)), "gdacs.xml", new ImportOptions(), WarnNode.Stop)).Accepted);
        await node.Settle();
        Assert.Equal(["Alert Severe 6.4"], await node.Said());
    }

    /// <summary>Each message of a chain is a file of its own, as an agency's feed serves them.</summary>
    [Theory]
    [InlineData("1 2 3", "Alert Severe|Update Extreme|Cancel Extreme")]
    [InlineData("2 1 3", "Alert Extreme|Cancel Extreme")]      // The first came late: it is old news.
    [InlineData("1 1 2 2 3", "Alert Severe|Update Extreme|Cancel Extreme")]
    public async Task Alerts_updates_and_cancels_are_followed_across_files(string order, string said)
    {
        await using var node = await WarnNode.Open();
        node.Clock.Now = Instant.FromUtc(2018, 2, 6, 17, 0);
        var importer = new Importer(node.Journal, new CircleTerms(Tlp.AmberStrict, IsExercise: false), node.Clock);
        var first = await File.ReadAllTextAsync(Share.Doors.Checkout.Path("samples/flood-alert.xml"), WarnNode.Stop);
        foreach (var number in order.Split(' '))
        {
            await importer.Import(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Message(first, number))), $"{number}.xml", new ImportOptions(), WarnNode.Stop);
            await node.Settle();
        }
        Assert.Equal(said.Split('|'), await node.Said());
        Assert.Single(await node.Threads());
    }

    static string Message(string first, string number)
    {
        string Sent(string of) => $"2018-02-06T22:4{of}:00+07:00";
        var message = first.Replace("SAMPLE-FLOOD-2018-0207-03", $"SAMPLE-FLOOD-{number}", StringComparison.Ordinal).Replace("2018-02-06T22:40:00+07:00</sent>", $"{Sent(number)}</sent>", StringComparison.Ordinal);
        if (number == "1") return message;
        var before = number == "2" ? "1" : "2";
        return message.Replace("<severity>Severe", "<severity>Extreme", StringComparison.Ordinal)
            .Replace("<msgType>Alert", $"<msgType>{(number == "2" ? "Update" : "Cancel")}", StringComparison.Ordinal)
            .Replace("<scope>Public</scope>", $"<scope>Public</scope><references>floods@hydromet.example,SAMPLE-FLOOD-{before},{Sent(before)}</references>", StringComparison.Ordinal);
    }

    static async Task<WarnNode> Import(string file, Instant now)
    {
        var node = await WarnNode.Open("");
        node.Clock.Now = now;
        await new AdoptRules(node.Journal, node.Views, node.Records).Handle(RuleBook.DefaultText(), null, WarnNode.Stop);
        var importer = new Importer(node.Journal, new CircleTerms(Tlp.AmberStrict, IsExercise: false), node.Clock);
        var report = await importer.Import(Foreign.Path(file), new ImportOptions(), WarnNode.Stop);
        Assert.NotEqual(0, report.Accepted);
        await node.Settle();
        return node;
    }
}
