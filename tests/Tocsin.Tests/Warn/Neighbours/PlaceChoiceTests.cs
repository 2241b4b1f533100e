using Tocsin.Formats.CaseCounts;
using Tocsin.Log;
using Tocsin.Share.Records;
using Tocsin.Warn.Following;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;
using Xunit;

namespace Tocsin.Tests.Warn.Neighbours;

/// <summary>Which series take part, and how much work they may be.</summary>
public sealed class PlaceChoiceTests
{
    const int Week = 2_900;

    static readonly Hash Own = Hash.Of([2]), Partner = Hash.Of([9]), Third = Hash.Of([8]);

    static PlaceCandidate Place(string key, string name, double longitude, Hash party, long arrival, long count = 1, int ordinal = Week, int length = 1) => new(
        new PlaceSeries(key, new SeriesSubject("cholera", name, "VN", Measure.Cases, CountPeriod.IsoWeek), longitude, 20,
            [.. Enumerable.Range(ordinal - length + 1, length).Select(each => new SeriesCount(each, count, null, new RecordAddress(new Origin(Hash.Of([1]), party, 1), arrival), Hash.Of([1])))]),
        party, party == Own, arrival);

    static string Keys(IEnumerable<PlaceCandidate> chosen) => string.Join(' ', chosen.Select(each => each.Series.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void Our_series_goes_before_a_partner_s_that_came_earlier_and_has_more_counts() =>
        Assert.Equal("ours", Keys(PlaceChoice.Once([Place("a-shadow", "Hue", 107, Partner, arrival: 1, count: 0, length: 5), Place("ours", "Hue", 107, Own, arrival: 9)], Week)));

    [Fact]
    public void One_that_has_the_period_goes_before_one_that_has_not_and_then_who_came_first()
    {
        Assert.Equal("theirs", Keys(PlaceChoice.Once([Place("theirs", "Hue", 107, Partner, 9), Place("ours", "Hue", 107, Own, 1, ordinal: Week - 1)], Week)));
        Assert.Equal("first", Keys(PlaceChoice.Once([Place("another", "Hue", 107, Partner, 9), Place("first", "Hue", 107, Third, 8)], Week)));
    }

    [Theory]
    [InlineData(107.239, 1)]
    [InlineData(107.241, 2)]
    public void Of_one_name_are_one_place_up_to_25_kilometres(double longitude, int places) =>
        Assert.Equal(places, PlaceChoice.Once([Place("a", "Chau Thanh", 107, Own, 1), Place("b", "Chau Thanh", longitude, Own, 2)], Week).Count);

    [Fact]
    public void Of_too_many_places_ours_stay_and_every_partner_has_a_share()
    {
        List<PlaceCandidate> all = [.. Enumerable.Range(0, 300).Select(i => Place($"p{i:D3}", $"P{i}", 100 + i, Partner, i, count: 1_000 + i)), Place("ours", "Hue", 107, Own, 400), Place("third", "Vinh", 105, Third, 401)];
        var taken = PlaceChoice.Take(all, 200);
        Assert.Equal(200, taken.Count);
        Assert.Contains(taken, each => each.Series.Key == "ours");
        Assert.Contains(taken, each => each.Series.Key == "third");
        Assert.Contains(taken, each => each.Series.Key == "p299");
        Assert.DoesNotContain(taken, each => each.Series.Key == "p000");
    }

    [Fact]
    public void Where_the_method_needs_the_years_places_give_way()
    {
        var (from, to) = Tocsin.Tests.Warn.Noticing.NoticingNode.ByReference;
        var terms = BorderLand.BorderTerms.Replace("        method: tocsin\n        parameters: { alpha: 0.005 }\n        until_then: none\n".Replace("        ", "    ", StringComparison.Ordinal), to, StringComparison.Ordinal);
        Assert.Contains("farrington", terms, StringComparison.Ordinal);
        Assert.NotEmpty(from);
        var rule = (CountsRule)Assert.IsType<RulesRead.Good>(RulesReader.Read(BorderLand.Rules("border", "border-outbreak", terms))).Book.Rules[0];
        var (places, wanted) = (PlacesJudge.PlacesMaxOf(rule, CountPeriod.IsoWeek, Week), PlacesJudge.PeriodsOf(rule, CountPeriod.IsoWeek, Week));
        Assert.InRange(places, 30, 40);
        Assert.Equal(wanted, PlacesCase.PeriodsOf(places, wanted));
        Assert.NotEqual(wanted, PlacesCase.PeriodsOf(places + 1, wanted));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void More_cases_than_can_be_scanned_are_not_judged(int more, bool isTooMany)
    {
        var the = NeighbourChance.Case(seed: 3, weeks: 24, mean: 3);
        var rest = ClusterJudge.CasesMax + more - the.Series.Sum(series => series.Counts.Sum(count => count.Count)) + the.Series[0].Counts[0].Count;
        var first = the.Series[0] with { Counts = [the.Series[0].Counts[0] with { Count = rest }, .. the.Series[0].Counts.Skip(1)] };
        var (judge, rule) = (new PlacesJudge(TestWorld.Atlas), (CountsRule)Assert.IsType<RulesRead.Good>(RulesReader.Read(BorderLand.Clusters)).Book.Rules[0]);
        var assessment = judge.Assess(rule, the with { Series = [first, .. the.Series.Skip(1)] });
        Assert.Equal(isTooMany, assessment is Assessment.Unjudged);
        Assert.Equal(isTooMany, assessment.Why.Text.EndsWith(": there are too many cases to scan.", StringComparison.Ordinal));
        Assert.ThrowsAny<OperationCanceledException>(() => judge.Assess(rule, the, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_partner_who_fills_the_group_leaves_room_for_us_and_for_others()
    {
        await using var node = await WarnNode.Open("");
        var (partner, third) = (await node.Other(circle: 7, party: 9), await node.Other(circle: 8, party: 8));
        var desk = new Desk("judge", node.Views);
        var logs = await LogTable.Load(desk, node.Records, WarnNode.Stop);
        logs.NumberOf(node.Journal.Log);
        const string Key = "count|Agency|Hue|cholera|cases|confirmed|onset|iso-week";
        var groups = new SeriesGroups(desk, node.Journal.Log, logs);
        GroupEntry Entry(string digest, Origin log, long arrival) => new(digest, 107, 20, "VN", Week, arrival) { Log = logs.Mark(log) };
        for (var i = 0; i <= SeriesGroups.SeriesMax; i++) await groups.Join(Key, Entry($"p{i:D5}", partner.Log, i), WarnNode.Stop);
        Assert.Equal(SeriesGroups.SeriesMax, (await groups.Of(Key, WarnNode.Stop)).Count);
        Assert.Null(await groups.Find(Key, $"p{SeriesGroups.SeriesMax:D5}", WarnNode.Stop));
        await groups.Join(Key, Entry("ours", node.Journal.Log, 9_000), WarnNode.Stop);
        await groups.Join(Key, Entry("third", third.Log, 9_001), WarnNode.Stop);
        Assert.NotNull(await groups.Find(Key, "ours", WarnNode.Stop));
        Assert.NotNull(await groups.Find(Key, "third", WarnNode.Stop));
        Assert.Equal(SeriesGroups.SeriesMax, (await groups.Of(Key, WarnNode.Stop)).Count);
    }
}
