using NodaTime;
using Tocsin.Share;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn;
using Tocsin.Warn.Following;
using Xunit;
using Desk = Tocsin.Tests.Share.Desk;
using static Tocsin.Tests.Warn.Noticing.NoticingNode;

namespace Tocsin.Tests.Warn.Noticing;

/// <summary>The course of a station's measurements, as it is kept and read.</summary>
public sealed class StationTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    static Draft Gauge(Instant at, double metres, string station = "P.1") => Observation(
        "water-level", Category.Met, at, $"{station} {at}", 105.8, 21, numbers: new() { ["levelMetres"] = metres, ["warningLevelMetres"] = 5 }, codes: new() { ["station"] = station });

    static ReadStations Reading(WarnNode node) => new(node.Views, node.Records, node.Journal.Log, TestWorld.Atlas);

    static async Task<StationReading> Read(WarnNode node, int most = 100)
    {
        await node.Settle();
        await node.Step(new StationsFollower(node.Views));
        return (await Reading(node).Read(Assert.Single(await Reading(node).List(Stop)).Id, most, Stop))!;
    }

    static IEnumerable<string> Said(StationReading reading) => reading.Measurements.Select(each => FormattableString.Invariant($"{each.Value} {each.Severity} {each.RisePerHour:0.#}").Trim());

    [Fact]
    public async Task Measurements_stand_in_the_order_of_their_times_and_as_the_rule_sees_them()
    {
        await using var node = await WarnNode.Open(Only("river-levels"));
        var noon = WarnNode.Noon;
        foreach (var (hours, metres) in new[] { (1, 6.2), (4, 4.0), (2, 5.0), (3, 4.99) }) await node.Append(Gauge(noon - Duration.FromHours(hours), metres));
        var test = Gauge(noon, 9);
        await node.Append(test with { What = test.What with { Status = CapStatus.Test } });
        var reading = await Read(node);
        Assert.Equal(("river-levels", "P.1"), (reading.Rule!.Name, reading.Station.Station));
        Assert.Equal(["4", "4.99", "5 Moderate", "6.2 Severe"], Said(reading));
        Assert.Equal(["5 Moderate", "6.2 Severe"], Said(await Read(node, most: 2)));
    }

    [Fact]
    public async Task A_rise_is_measured_over_what_came_before_the_page_begins()
    {
        await using var node = await WarnNode.Open(Only("river-levels", ("    level: own\n", "    level: own\n    rise: { metres_each_hour: 1, severity: moderate }\n")));
        for (var i = 0; i <= 6; i++) await node.Append(Gauge(WarnNode.Noon - Duration.FromMinutes(10 * (6 - i)), 1 + 0.2 * i));
        Assert.Equal(["2.2 Moderate 1.2"], Said(await Read(node, most: 1)));
        Assert.Equal(["1", "1.2 Moderate 1.2"], Said(await Read(node)).Take(2));
    }

    [Fact]
    public async Task What_this_party_hears_itself_counts_before_what_a_partner_tells_of_the_same_time()
    {
        await using var node = await WarnNode.Open(Only("river-levels"));
        var partner = await node.Other(circle: 5, party: 9);
        await partner.Append(Gauge(WarnNode.Noon, 9), Stop);
        await partner.Append(Gauge(WarnNode.Noon - Duration.FromHours(1), 3), Stop);
        Assert.Equal(["3", "9 Severe"], Said(await Read(node)));
        await node.Append(Gauge(WarnNode.Noon, 4));
        Assert.Equal(["3", "4"], Said(await Read(node)));
    }

    [Theory]
    [InlineData(Group.Source)]
    [InlineData(null)]
    public async Task With_its_last_measurement_a_station_goes_without_a_trace(string? group)
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append([Gauge(Instant.FromUtc(2026, 1, 1, 0, 0), 4, "zyxwstation"), Gauge(Instant.FromUtc(2026, 1, 1, 1, 0), 4, "other")], Stop);
        await desk.Follow();
        Assert.Equal(2, (await desk.Store.Views.ByKey("stations", "s/", "s0", 10, Stop)).Count);
        var before = (await desk.Store.Views.ByKey("stations", "m/", "m0", 10, Stop)).Count;
        Assert.IsType<Erasing.Erased>(await desk.Erase.Erase(new RecordAddress(Desk.Log, 0), group is null ? [] : [group], "asked for", Stop));
        await desk.Follow();
        Assert.Equal((2, 1), (before, (await desk.Store.Views.ByKey("stations", "m/", "m0", 10, Stop)).Count));
        Assert.Contains("other", Assert.Single(await desk.Store.Views.ByKey("stations", "s/", "s0", 10, Stop)).Text, StringComparison.Ordinal);
        if (group is null) Assert.Empty(Share.ErasureTests.Found(desk, "zyxwstation"));
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
    }

    [Fact]
    public async Task Only_its_author_ends_a_measurement_and_it_stays_out_in_whatever_order_word_comes()
    {
        await using var node = await WarnNode.Open("");
        await node.Append(Gauge(WarnNode.Noon, 4));
        var (own, leaf) = (node.Journal.Log, (await node.Records.Read(new(node.Journal.Log, 0), Stop))!.Read().Value.LeafHash);
        var partner = await node.Other(circle: 5, party: 9);
        await partner.Append(node.Quake("q", 5, Duration.FromHours(1)), Stop);
        foreach (var (log, journal) in new[] { (partner.Log, partner), (own, node.Journal) })
            Assert.IsType<Tocsin.Share.Logs.Appended.Stored>(await journal.Append(new Draft { Kind = Kind.Withdrawal, What = new WithdrawalFacts("wrong"), References = [new Reference(Relation.Ends, log, 0, leaf)] }, Stop));
        var records = await node.Records.ReadAfter(0, 10, Stop);
        async Task<List<string>> Rows(IEnumerable<Tocsin.Share.Logs.StoredRecord> some)
        {
            var views = new MemoryViews(node.Views);
            foreach (var stored in some) views.Apply(await new StationsFollower(views).Follow([stored], Stop));
            return views.Rows();
        }
        Assert.Contains(await Rows(records.SkipLast(1)), row => row.Contains(" m/", StringComparison.Ordinal));
        Assert.DoesNotContain(await Rows(records), row => row.Contains(" m/", StringComparison.Ordinal) || row.Contains(" s/", StringComparison.Ordinal));
        Assert.Equal(await Rows(records), await Rows(records.Reverse()));
    }
}
