using NodaTime;
using Tocsin.Node.Running;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Tests.Program;
using Tocsin.Tests.Warn.Noticing;
using Tocsin.Warn;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;
using Xunit;

namespace Tocsin.Tests.Warn.Neighbours;

public sealed class NeighbourRulesTests
{
    [Theory]
    [InlineData("countries: [VN, LA]", "countries: [VN]", "a border is that of 2 to 20 countries, by their codes of ISO 3166-1, as in [VN, LA]")]
    [InlineData("countries: [VN, LA]", "countries: [VN, VNM]", "a border is that of 2 to 20 countries, by their codes of ISO 3166-1, as in [VN, LA]")]
    [InlineData("countries: [VN, LA]", "countries: [VN, XX]", "a border is that of 2 to 20 countries, by their codes of ISO 3166-1, as in [VN, LA]")]
    [InlineData("within_km: 50", "within_km: 50000", "within_km cannot be '50000': a border region reaches 1 to 500 kilometres; is this in metres?")]
    [InlineData("reported_share: 0.8", "reported_share: 80", "reported_share cannot be '80': a share is from 0.01 to 1")]
    [InlineData("max_periods: 3", "max_periods: 13", "a cluster takes in half of the baseline_periods at most")]
    [InlineData("max_share: 0.3", "max_share: 0.6", "max_share cannot be '0.6': a share is from 0.01 to 0.5")]
    [InlineData("p_at_most: 0.01", "p_at_most: 0.1", "p_at_most cannot be '0.1': a p-value that rings is from 0.0001 to 0.05")]
    [InlineData("replicates: 999", "replicates: 998", "the least p-value is 1 / (replicates + 1), and a severity asks for a lesser one: it could never ring")]
    [InlineData("model: permutation", "model: bernoulli", "model is permutation or poisson, not 'bernoulli'")]
    public void What_cannot_be_meant_is_refused(string from, string to, string reason)
    {
        var rules = BorderLand.Border.Contains(from, StringComparison.Ordinal) ? BorderLand.Border : BorderLand.Clusters;
        Assert.Contains(from, rules, StringComparison.Ordinal);
        Assert.IsType<RulesRead.Good>(RulesReader.Read(rules));
        Assert.Contains(reason, Assert.IsType<RulesRead.Bad>(RulesReader.Read(rules.Replace(from, to, StringComparison.Ordinal))).Faults.Select(fault => fault.Reason));
    }

    [Theory]
    [InlineData(4, 10_000, 2_500)]
    [InlineData(200, 52, 50)]
    [InlineData(20, 52, 52)]
    public void Of_many_places_fewer_periods_are_looked_at(int places, int wanted, int periods) => Assert.Equal(periods, PlacesCase.PeriodsOf(places, wanted));

    /// <summary>The samples, as two agencies would bring them, under the rules of a new node and the map that the program brings along.</summary>
    [Fact]
    public async Task The_samples_have_a_cluster_that_crosses_the_border()
    {
        await using var node = await WarnNode.Open("");
        node.Clock.Now = Instant.FromUtc(2018, 2, 6, 18, 0);
        await new AdoptRules(node.Journal, node.Views, node.Records).Handle(NoticingNode.Only("clusters"), null, WarnNode.Stop);
        var partner = await node.Other(circle: 7, party: 9);
        foreach (var (log, file) in ((Journal, string)[])[(partner, "measles-west.csv"), (node.Journal, "measles-east.csv")])
            Assert.Equal(52 * 8, (await new Importer(log, new CircleTerms(Tlp.AmberStrict, IsExercise: false), node.Clock).Import(Cli.Sample(file), new ImportOptions(), WarnNode.Stop)).Accepted);
        var world = World.Open();
        await node.Settle(world);
        // While places report one by one, what was said is not taken back and said anew.
        Assert.DoesNotContain(await node.Said(), said => said.StartsWith("Cancel", StringComparison.Ordinal));
        var warning = (await node.Warnings())[^1];
        var facts = (WarningFacts)warning.What!;
        Assert.Equal((BorderRelation.Crosses, "LA VN", 2, Severity.Extreme), (facts.Concerned!.Border, string.Join(' ', facts.Concerned.Countries), facts.Concerned.Parties.Count, facts.Severity));
        Assert.Contains("It crosses the border of Laos and Vietnam, which makes it extreme.", facts.Why, StringComparison.Ordinal);
        Assert.IsType<Replaying.Same>(await new ReplayWarning(node.Records, world).Handle(warning.Address, WarnNode.Stop));
    }
}
