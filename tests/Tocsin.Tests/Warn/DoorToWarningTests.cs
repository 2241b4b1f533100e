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
