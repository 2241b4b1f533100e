using NodaTime;
using Tocsin.Formats.CaseCounts;
using Tocsin.Share.Records;
using Tocsin.Tests.Detection;
using Tocsin.Warn;
using Xunit;
using static Tocsin.Tests.Warn.Noticing.CountDrafts;
using static Tocsin.Tests.Warn.Noticing.NoticingNode;

namespace Tocsin.Tests.Warn.Noticing;

public sealed class OutbreakTests
{
    static readonly LocalDate Monday = new(2026, 2, 16);

    static readonly string Weekly = Only("outbreaks", ByReference, ("fresh_for: 28d ", "fresh_for: 14d "));

    /// <summary>Seven weeks of two or three cases, and the last week before now.</summary>
    static async Task Usual(WarnNode node)
    {
        for (var week = 7; week >= 1; week--) await node.Append(Count("cholera", "Quang Nam", Monday.PlusWeeks(-week), 2 + week % 2));
    }

    [Fact]
    public async Task A_count_above_its_threshold_rings_and_says_why()
    {
        await using var node = await WarnNode.Open(Weekly);
        await Usual(node);
        await node.Append(Count("cholera", "Quang Nam", Monday, 12));
        await node.Settle();
        Assert.Equal(["Alert Severe: Cholera, Quang Nam: 12 cases in the week of 2026-02-16; 2.6 expected, 4.2 the threshold (EARS C1)."], await node.Why());
        var warning = Assert.Single(await node.Warnings());
        var facts = (WarningFacts)warning.What!;
        Assert.Equal(8, facts.Judgement!.Evidence.Leaves.Count);
        Assert.Equal((12, 7, "Quang Nam"), (facts.Numbers!["count"], facts.Numbers["countsBefore"], warning.Where!.Name));
        await node.Check();
    }

    [Fact]
    public async Task The_default_rule_judges_by_all_that_came_before()
    {
        await using var node = await WarnNode.Open(Only("outbreaks"));
        for (var week = 150; week >= 1; week--) await node.Append(Count("cholera", "Quang Nam", Monday.PlusWeeks(-week), 4 + week * 7919 % 5));
        await node.Append(Count("cholera", "Quang Nam", Monday, 11));
        await node.Settle();
        Assert.Empty(await node.Said());
        await node.Tell(Count("cholera", "Quang Nam", Monday, 30));
        await node.Settle();
        Assert.Matches(@"^Alert Moderate: Cholera, Quang Nam: 30 cases in the week of 2026-02-16; [5-7](\.\d)? expected, 1[2-6] the threshold \(Tocsin's detector\)\.$|^Alert Severe: .*Tocsin's detector", Assert.Single(await node.Why()));
        await node.Check();
    }

    [Fact]
    public async Task The_same_again_is_nothing_and_another_series_is_another()
    {
        await using var node = await WarnNode.Open(Weekly);
        await Usual(node);
        await node.Append(Count("cholera", "Quang Nam", Monday, 12));
        Assert.IsNotType<Tocsin.Share.Logs.Appended.Stored>(await node.Tell(Count("cholera", "Quang Nam", Monday, 12)));
        await node.Append(Count("cholera", "Hue", Monday, 12));
        await node.Settle();
        Assert.Single(await node.Said());
        await node.Check();
    }

    [Fact]
    public async Task A_correction_below_the_threshold_cancels_and_one_above_rings()
    {
        await using var node = await WarnNode.Open(Weekly);
        await Usual(node);
        await node.Append(Count("cholera", "Quang Nam", Monday, 12));
        await node.Tell(Count("cholera", "Quang Nam", Monday, 3));
        await node.Tell(Count("cholera", "Quang Nam", Monday, 40));
        await node.Settle();
        Assert.Equal(["Alert Severe", "Cancel Severe", "Alert Extreme"], await node.Said());
        Assert.Single(await node.Threads());
        await node.Check();
    }

    [Fact]
    public async Task A_late_value_and_a_corrected_past_judge_the_fresh_period_again()
    {
        await using var node = await WarnNode.Open(Weekly);
        for (var week = 7; week >= 2; week--) await node.Append(Count("cholera", "Quang Nam", Monday.PlusWeeks(-week), 2 + week % 2));
        await node.Append(Count("cholera", "Quang Nam", Monday, 12));
        await node.Settle();
        Assert.Empty(await node.Said());   // One week is missing, and missing is not zero.

        await node.Append(Count("cholera", "Quang Nam", Monday.PlusWeeks(-1), 3));
        await node.Settle();
        Assert.Equal(["Alert Severe"], await node.Said());

        await node.Tell(Count("cholera", "Quang Nam", Monday.PlusWeeks(-1), 20));
        await node.Settle();
        Assert.StartsWith("Cancel Severe: Cholera, Quang Nam: 12 cases in the week of 2026-02-16; ", (await node.Why())[^1], StringComparison.Ordinal);
        await node.Check();
    }

    [Fact]
    public async Task An_outbreak_is_one_thread_and_a_correction_of_its_newest_week_is_an_update()
    {
        await using var node = await WarnNode.Open(Weekly);
        await Usual(node);
        await node.Append(Count("cholera", "Quang Nam", Monday, 12));
        node.Clock.Now += Duration.FromDays(7);
        await node.Append(Count("cholera", "Quang Nam", Monday.PlusWeeks(1), 100));
        await node.Tell(Count("cholera", "Quang Nam", Monday.PlusWeeks(1), 2));
        await node.Settle();
        Assert.Equal(["Alert Severe", "Update Extreme", "Update Severe"], await node.Said());
        Assert.StartsWith("Update Severe: The count of the week of 2026-02-23 was corrected. Cholera, Quang Nam: 12 cases in the week of 2026-02-16", (await node.Why())[^1], StringComparison.Ordinal);
        Assert.Single(await node.Threads());
        await node.Check();
    }

    [Fact]
    public async Task What_is_taken_back_is_cancelled_and_what_is_erased_leaves_no_trace()
    {
        await using var node = await WarnNode.Open(Weekly);
        await Usual(node);
        var high = await node.Append(Count("cholera", "Quang Nam", Monday, 1_234_567));
        await node.Settle();
        Assert.NotEmpty(await node.Views.ByKey("judge", "count/", "count0", 10, WarnNode.Stop));
        await node.Withdraw(high.Address, high.LeafHash);
        await node.Settle();
        Assert.Equal("Cancel Extreme: Its source took it back.", (await node.Why())[^1]);
        await node.Check();

        var other = await node.Append(Count("plague", "Hue", Monday, 7_654_321));
        await node.Settle();
        Assert.NotEmpty(node.FilesOfViewsHolding("7654321"));
        await node.Append(new Draft { Kind = Kind.Erasure, What = new ErasureFacts([], "asked for"), References = [new(Relation.Ends, node.Journal.Log, other.Address.Index, other.LeafHash)] });
        await node.Records.Erase(other.Address, default, forgetIdentity: true, WarnNode.Stop);
        await node.Settle();
        Assert.Empty(node.FilesOfViewsHolding("7654321"));
        Assert.DoesNotContain(await new ReadSeries(node.Views, node.Records, node.Journal.Log).List(WarnNode.Stop), series => series.Subject.Topic == "plague");
        await node.Check();
    }

    [Theory]
    [InlineData(CapStatus.Exercise, 12, null)]
    [InlineData(CapStatus.Test, 12, null)]
    [InlineData(CapStatus.Actual, -12, null)]
    [InlineData(CapStatus.Actual, 12, 21)]
    [InlineData(CapStatus.Actual, 4, null)]
    public async Task What_is_no_count_to_be_judged_does_not_ring(CapStatus status, long count, int? covers)
    {
        await using var node = await WarnNode.Open(Weekly);
        await Usual(node);
        await node.Append(Count("cholera", "Quang Nam", Monday, count, status: status, covers: covers));
        await node.Settle();
        Assert.Empty(await node.Said());
        await node.Check();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task History_does_not_ring(int minutesTooOld, bool rings)
    {
        await using var node = await WarnNode.Open(Weekly);
        await Usual(node);
        node.Clock.Now = Monday.PlusWeeks(1).AtMidnight().InUtc().ToInstant() + Duration.FromDays(14) + Duration.FromMinutes(minutesTooOld);
        await node.Append(Count("cholera", "Quang Nam", Monday, 12));
        await node.Settle();
        Assert.Equal(rings ? 1 : 0, (await node.Said()).Length);
    }

    [Theory]
    [InlineData("topics: any ", "topics: [CHOLERA] ", 1)]
    [InlineData("topics: any ", "topics: [plague] ", 0)]
    [InlineData("places: any ", "places: [quang nam] ", 1)]
    [InlineData("places: any ", "places: [Hue] ", 0)]
    [InlineData("measures: [cases]", "measures: [deaths]", 0)]
    [InlineData("periods: [iso-week, epi-week, month]", "periods: [day]", 0)]
    [InlineData("until_then: ears-c1", "until_then: none", 0)]
    [InlineData("min_count: 5", "min_count: 13", 0)]
    public async Task The_rule_says_which_series(string from, string to, int rings)
    {
        await using var node = await WarnNode.Open(Only("outbreaks", ByReference, (from, to)));
        await Usual(node);
        await node.Append(Count("cholera", "Quang Nam", Monday, 12));
        await node.Settle();
        Assert.Equal(rings, (await node.Said()).Length);
    }

    [Fact]
    public async Task A_series_reads_back_with_the_verdicts_of_the_rule_in_force()
    {
        await using var node = await WarnNode.Open(Weekly);
        await Usual(node);
        await node.Append(Count("cholera", "Quang Nam", Monday, 12));
        await node.Settle();
        var read = new ReadSeries(node.Views, node.Records, node.Journal.Log);
        var series = Assert.Single(await read.List(WarnNode.Stop));
        Assert.Equal(("count|Agency|Quang Nam|cholera|cases|all|unknown|iso-week", 8, "Cholera, Quang Nam"), (series.Key, series.Counts, series.Subject.Words.Text));
        var reading = (await read.Read(series.Id, 3, WarnNode.Stop))!;
        Assert.Equal("outbreaks", reading.Rule);
        Assert.Equal([null, null, true], reading.Periods.Select(p => p.IsAlarm));
        Assert.Equal(("the series is too short to be judged", Tocsin.Detection.Series.NotJudged.HistoryTooShort), (reading.Periods[0].Why, reading.Periods[0].Reason));
        Assert.Equal((Monday, 12L, 4.223), (reading.Periods[^1].Start, reading.Periods[^1].Count!.Value, Math.Round(reading.Periods[^1].Threshold!.Value, 3)));
        Assert.Null(await read.Read("no such series", 3, WarnNode.Stop));
    }

    /// <summary>Whatever comes, is corrected or is taken back: a reading that goes on from an earlier one says what a new one says.</summary>
    [Fact]
    public async Task A_reading_that_goes_on_from_an_earlier_one_is_the_same_as_a_new_one()
    {
        await using var node = await WarnNode.Open(Weekly);
        await Usual(node);
        await node.Append(Count("cholera", "Quang Nam", Monday.PlusWeeks(-20), 5));
        await node.Settle();
        var read = new ReadSeries(node.Views, node.Records, node.Journal.Log);
        var id = Assert.Single(await read.List(WarnNode.Stop)).Id;
        var before = (await read.Read(id, 6, WarnNode.Stop))!;
        foreach (var (week, count) in ((int, long)[])[(0, 12), (-2, 30), (-20, 6), (-15, 1), (0, 3), (-1, 3)])
        {
            await node.Tell(Count("cholera", "Quang Nam", Monday.PlusWeeks(week), count));
            await node.Settle();
            var (again, fresh) = ((await read.Read(id, 6, before, WarnNode.Stop))!, (await read.Read(id, 6, WarnNode.Stop))!);
            Assert.Equal(fresh.Periods, again.Periods);
            Assert.Equal(fresh.Periods[^1], Assert.Single((await read.Latest([id, "none"], WarnNode.Stop))).Periods[^1]);
            before = again;
        }
        Assert.Same(before.Periods[0], (await read.Read(id, 6, before, WarnNode.Stop))!.Periods[0]);
    }

    [Fact]
    public async Task An_outbreak_holds_until_its_rule_has_heard_nothing_for_long_enough()
    {
        await using var node = await WarnNode.Open(Weekly);
        await Usual(node);
        await node.Append(Count("cholera", "Hue", Monday, 2));
        await node.Append(Count("cholera", "Quang Nam", Monday, 12));
        await node.Settle();
        var read = new ReadSeries(node.Views, node.Records, node.Journal.Log);
        var (id, last) = (ReadSeries.IdOf(SeriesKey.Of((CountFacts)Count("cholera", "Quang Nam", Monday, 12).What!, "Agency", new Where { Name = "Quang Nam" })), Monday.AtMidnight().InUtc().ToInstant());
        Assert.Equal([id], await read.InOutbreak(last + Duration.FromDays(28), WarnNode.Stop));
        Assert.Empty(await read.InOutbreak(last + Duration.FromDays(28) + Duration.FromTicks(1), WarnNode.Stop));
        await node.Tell(Count("cholera", "Quang Nam", Monday, 2));
        await node.Settle();
        Assert.Empty(await read.InOutbreak(last, WarnNode.Stop));
    }

    /// <summary>Real series of the reference's, told week by week: the weeks that ring are its alarms, with its thresholds.</summary>
    [Theory]
    [InlineData("ears-c1", "{ baseline: 7, min_sigma: 0, alpha: 0.001 }", "out/ears_C1_salmonella.agona.csv", "in/salmonella.agona.csv")]
    [InlineData("ears-c2", "{ baseline: 7, min_sigma: 0, alpha: 0.001 }", "out/ears_C2_hepatitisA.csv", "in/hepatitisA.csv")]
    [InlineData("ears-c3", "{ baseline: 7, min_sigma: 0, alpha: 0.025 }", "out/ears_C3_salmonella.agona.csv", "in/salmonella.agona.csv")]
    [InlineData("farrington-flexible", "{ b: 2, w: 3, no_periods: 10, past_weeks_not_included: 26, reweight: true, weights_threshold: 2.58, trend: true, p_threshold_trend: 1, alpha: 0.005, limit54: [0, 4], threshold_method: nbPlugin, population_offset: false }", "out/ff_b2_hepatitisA.csv", "in/hepatitisA.csv")]
    [InlineData("farrington-flexible", "{ b: 5, w: 3, no_periods: 10, past_weeks_not_included: 26, reweight: true, weights_threshold: 2.58, trend: true, p_threshold_trend: 1, alpha: 0.01, limit54: [0, 4], threshold_method: nbPlugin, population_offset: false }", "dated/weekly_nbPlugin.csv", "dated/weekly.series.csv")]
    public async Task The_weeks_that_ring_are_the_reference_s_alarms(string method, string parameters, string output, string input)
    {
        var rules = $$"""
            version: 1
            rules:
              - name: series
                kind: outbreak
                fresh_for: 7d
                quiet_for: 1d
                update_every: 1d
                topics: any
                places: any
                measures: any
                periods: any
                method: {{method}}
                parameters: {{parameters}}
                until_then: none
                min_count: 1
                severities: { severe: { times_threshold: 1 } }
                acknowledge_within: { extreme: 5m, severe: 15m, moderate: 1h, minor: 8h }
            """;
        await using var node = await WarnNode.Open(rules);
        var start = new LocalDate(2005, 1, 3);   // No leap day lies between a week and the one two years before it until 2008.
        var counts = Oracle.Table(Path.Combine(Oracle.Folder(), input)).Where(row => !row.TryGetValue("unit", out var unit) || unit == "1").Select(row => long.Parse(row["y"])).ToList();
        for (var week = 0; week < counts.Count; week++)
        {
            node.Clock.Now = start.PlusWeeks(week + 1).AtMidnight().InUtc().ToInstant();
            await node.Append(Count("agona", "UK", start.PlusWeeks(week), counts[week]));
        }
        await node.Settle();

        var rows = Oracle.Table(Path.Combine(Oracle.Folder(), output)).Where(row => !row.TryGetValue("unit", out var unit) || unit == "1").ToList();
        var judged = rows.Select(row => int.Parse(row["t"])).ToHashSet();
        var alarms = rows.Where(row => row["alarm"] is "1" or "TRUE").ToDictionary(row => int.Parse(row["t"]), row => Oracle.Number(row["upper"]));
        var rang = (await node.Warnings()).Select(w => (WarningFacts)w.What!).Where(f => f.Message == MessageType.Alert)
            .ToDictionary(f => Period.DaysBetween(start, f.At.InUtc().Date) / 7 + 1, f => f.Numbers!["threshold"]);
        Assert.NotEmpty(alarms);
        Assert.Equal(alarms.Keys.Order(), rang.Keys.Where(judged.Contains).Order());
        Assert.All(alarms, alarm => Assert.Equal(alarm.Value, rang[alarm.Key], 3));
        await node.Check();
    }

    /// <summary>As large as the tables of Johns Hopkins University: history builds the past, and is kept in pages.</summary>
    [Fact]
    public async Task A_long_history_rings_for_its_last_days_only()
    {
        await using var node = await WarnNode.Open(Only("outbreaks-by-day"));
        var today = node.Clock.Now.InUtc().Date;
        var drafts = new List<Draft>();
        for (var place = 0; place < 5; place++)
            for (var day = 400; day >= 1; day--) drafts.Add(Count("covid", $"place {place}", today.PlusDays(-day), day % 100 == 50 ? 500 : day == 1 && place == 3 ? 90 : 10 + day % 3, CountPeriod.Day));
        foreach (var chunk in drafts.Chunk(500)) await node.Journal.Append(chunk, WarnNode.Stop);
        await node.Settle();
        Assert.StartsWith("Alert Extreme: Covid, place 3: 90 cases on 2026-02-28;", Assert.Single(await node.Why()), StringComparison.Ordinal);
        Assert.InRange((await node.Views.ByKey("judge", "count", "count\uFFFF", 1_000, WarnNode.Stop)).Count, 5 * 6, 5 * 8 + 2_000 / 256 + 2);
        await node.Check();
    }
}
