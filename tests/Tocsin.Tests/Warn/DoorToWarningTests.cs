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
