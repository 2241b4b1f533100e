using NodaTime;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Tests.Warn.Noticing;
using Tocsin.Warn;
using Xunit;

namespace Tocsin.Tests.Warn.Partners;

/// <summary>What several parties tell, in several logs, is judged together: as one where it is one, and apart where it must be.</summary>
public sealed class SeveralLogsTests
{
    static readonly Duration Minute = Duration.FromMinutes(1), Hour = Duration.FromHours(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_partners_indicator_and_our_sighting_ring_whichever_comes_first(bool sightingFirst)
    {
        await using var node = await WarnNode.Open();
        var partner = await node.Other(circle: 7, party: 9);
        if (sightingFirst) await node.Append(PartnerNode.Sighting(node, "a.evil.example"));
        if (sightingFirst) await node.Settle();
        await partner.Say(PartnerNode.Indicator("evil.example"));
        if (!sightingFirst) await node.Append(PartnerNode.Sighting(node, "a.evil.example"));
        await node.Settle();
        Assert.Equal(["Known malicious domain met once in our own logs; one indicator names it, with a confidence of 80 %."], await node.Whys());
        var evidence = await node.LastEvidence();
        Assert.Equal(node.Journal.Log.ToString(), evidence.Log);
        Assert.Equal(partner.Log.ToString(), Assert.Single(evidence.Others!).Log);
        await node.CheckAll();
    }

    [Fact]
    public async Task A_sighting_of_one_partner_meets_an_indicator_of_another()
    {
        await using var node = await WarnNode.Open();
        await (await node.Other(7, 9)).Say(PartnerNode.Indicator("evil.example"));
        await (await node.Other(8, 10)).Say(PartnerNode.Sighting(node, "evil.example"));
        await node.Settle();
        Assert.Equal(["Known malicious domain met once in the logs of others; one indicator names it, with a confidence of 80 %."], await node.Whys());
        Assert.DoesNotContain((await node.LastEvidence()).Addresses(), address => address.Log == node.Journal.Log);
        await node.CheckAll();
    }

    [Fact]
    public async Task What_is_relayed_by_two_ways_is_met_once()
    {
        await using var node = await WarnNode.Open();
        var (one, other) = (await node.Other(7, 9), await node.Other(8, 10));
        await node.Append(PartnerNode.Indicator("evil.example"));
        var sighting = PartnerNode.Sighting(node, "evil.example");
        await one.Say(sighting);
        var own = await node.Append(sighting);
        await other.Say(sighting);
        node.Clock.Now += Duration.FromHours(7);
        await other.Say(PartnerNode.Sighting(node, "evil.example"));
        await node.Settle();
        Assert.Equal("It goes on. Known malicious domain met 2 times in our own logs and those of others; one indicator names it, with a confidence of 80 %.", (await node.Whys())[^1]);
        var cited = (await node.LastEvidence()).Addresses().ToList();
        Assert.Contains(own.Address, cited);        // Our own telling goes first, though another came before it.
        Assert.DoesNotContain(cited, address => address.Log == one.Log);
        await node.CheckAll();
    }

    [Fact]
    public async Task Two_tellings_of_one_earthquake_are_one_thread()
    {
        await using var node = await WarnNode.Open();
        var partner = await node.Other(7, 9);
        var told = await partner.Say(node.Quake("us1", 6.4, Minute));
        await node.Settle();
        var own = await node.Append(node.Quake("us1", 6.4, Minute));
        await partner.Say(node.Quake("us2", 7.2, Minute));
        await node.Settle();
        Assert.Equal(["Alert Severe 6.4", "Update Extreme 7.2"], await node.Said());
        var thread = Assert.Single(await node.Threads());
        Assert.Equal(2, thread.Numbers["earthquakesInSequence"]);
        Assert.Contains(own.Address, (await node.LastEvidence()).Addresses());
        Assert.DoesNotContain(told.Address, (await node.LastEvidence()).Addresses());
        await node.CheckAll();
    }

    [Fact]
    public async Task What_a_partner_takes_back_is_told_by_us_still()
    {
        await using var node = await WarnNode.Open();
        var partner = await node.Other(7, 9);
        var told = await partner.Say(node.Quake("us1", 6.4, Minute));
        await node.Append(node.Quake("us1", 6.4, Minute));
        await partner.Withdraw(told);
        await node.Settle();
        Assert.Equal(["Alert Severe 6.4"], await node.Said());
        await node.CheckAll();
    }

    [Fact]
    public async Task Only_its_author_takes_a_record_back()
    {
        await using var node = await WarnNode.Open();
        var (partner, stranger) = (await node.Other(7, 9), await node.Other(7, 10));
        var told = await partner.Say(node.Quake("us1", 6.4, Minute));
        await stranger.Withdraw(told);
        await node.Settle();
        Assert.Equal(["Alert Severe 6.4"], await node.Said());
        await partner.Withdraw(told);
        await node.Settle();
        Assert.Equal(["Alert Severe 6.4", "Cancel Severe"], await node.Said());
        await node.CheckAll();
    }

    [Fact]
    public async Task What_its_author_erases_is_gone_from_what_is_judged()
    {
        await using var node = await WarnNode.Open();
        var partner = await node.Other(7, 9);
        await node.Append(node.Quake("own", 6.4, Minute));
        var small = await partner.Say(node.Quake("us1", 4.7, Minute));
        await node.Settle();
        var before = await Members(node);
        await node.Erase(partner, small);
        await node.Append(node.Quake("after", 4.6, Minute));
        await node.Settle();
        Assert.Contains(small.LeafHash.ToBase64Url(), before, StringComparison.Ordinal);
        Assert.DoesNotContain(small.LeafHash.ToBase64Url(), await Members(node), StringComparison.Ordinal);
        var replayed = await new ReplayWarning(node.Records, TestWorld.Atlas).Handle((await node.Warnings())[0].Address, WarnNode.Stop);
        Assert.IsType<Replaying.Same>(replayed);
        Assert.IsType<Rebuilding.Same>(await node.Rebuild());

        static async Task<string> Members(WarnNode node) => string.Concat((await node.Views.ByKey("judge", "m/", "m0", 100, WarnNode.Stop)).Select(d => d.Text));
    }

    [Fact]
    public async Task A_warning_of_what_a_partner_erased_says_which_leaf()
    {
        await using var node = await WarnNode.Open();
        var partner = await node.Other(7, 9);
        await node.Append(PartnerNode.Sighting(node, "evil.example"));
        var gone = await partner.Say(PartnerNode.Indicator("evil.example"));
        await node.Settle();
        await node.Erase(partner, gone);
        await node.Settle();
        var erased = Assert.IsType<Replaying.EvidenceErased>(await new ReplayWarning(node.Records, TestWorld.Atlas).Handle((await node.Warnings())[0].Address, WarnNode.Stop));
        Assert.Equal(gone.Address, Assert.Single(erased.Leaves));
    }

    [Fact]
    public async Task An_exercise_is_judged_apart_from_what_is_real()
    {
        await using var node = await WarnNode.Open();
        var drill = await node.Other(7, 9, isExercise: true);
        await drill.Say(node.Quake("drill", 7.5, Minute));
        await node.Append(node.Quake("real", 6.4, Minute));
        await drill.Say(PartnerNode.Indicator("evil.example"));
        await node.Append(PartnerNode.Sighting(node, "evil.example"));
        await node.Settle();
        var facts = (await node.Warnings()).Select(w => (WarningFacts)w.What!).ToList();
        Assert.Equal([(CapStatus.Exercise, 7.5), (CapStatus.Actual, 6.4)], facts.Select(f => (f.Status, f.Numbers!["magnitude"])));
        Assert.All(facts, f => Assert.Equal(1, f.Numbers!["earthquakesInSequence"]));
        Assert.Equal(2, facts.Select(f => f.Thread).Distinct().Count());
        await node.CheckAll();
    }

    [Theory]
    [InlineData(CapStatus.Exercise)]
    [InlineData(CapStatus.Test)]
    [InlineData(CapStatus.System)]
    [InlineData(CapStatus.Draft)]
    public async Task What_is_not_meant_in_earnest_rings_in_no_circle_as_real(CapStatus status)
    {
        await using var node = await WarnNode.Open();
        await (await node.Other(7, 9)).Say(node.Quake("one", 7.5, Minute, status: status));
        await (await node.Other(8, 9, isExercise: true)).Say(node.Quake("two", 7.5, Minute, status: status));
        await node.Settle();
        Assert.DoesNotContain(await node.Warnings(), w => w.What!.Status == CapStatus.Actual);
        Assert.Equal(status == CapStatus.Exercise ? 1 : 0, (await node.Warnings()).Count);
    }

    [Fact]
    public async Task Another_authors_record_of_the_same_id_is_another_record()
    {
        await using var node = await WarnNode.Open();
        var own = await node.Append(node.Quake("own", 6.4, Minute));
        var partner = await node.Other(7, 9, chance: new SameId(own.Leaf.Id));
        Assert.Equal(own.Leaf.Id, (await partner.Say(node.Quake("x", 4.7, Minute))).Leaf.Id);
        await partner.Say(node.Quake("x", 4.6, Minute));        // A revision, and by its number the newest.
        await node.Settle();
        Assert.Equal(["Alert Severe 6.4"], await node.Said());
        Assert.Equal(own.Address, (await node.Views.Row(node.Journal.Log, own.Leaf.Id, WarnNode.Stop))!.Address);
        await node.CheckAll();
    }

    [Fact]
    public async Task A_partners_history_does_not_ring_when_it_is_taken_over()
    {
        await using var node = await WarnNode.Open();
        var past = new StoppedClock(WarnNode.Noon - Duration.FromDays(90));
        var partner = await node.Other(7, 9, clock: past);
        await node.Append(node.Quake("today", 4.6, Minute));        // This party has written something itself today.
        var old = node.Quake("old", 7.2, Duration.Zero);
        await partner.Say(old with { What = ((EventFacts)old.What) with { At = past.Now - Minute } });
        await node.Settle();
        Assert.Empty(await node.Said());
        await node.CheckAll();
    }

    [Fact]
    public async Task What_comes_late_is_judged_when_it_is_heard_and_says_so()
    {
        await using var node = await WarnNode.Open();
        var slow = new StoppedClock(WarnNode.Noon - Hour);
        var partner = await node.Other(7, 9, clock: slow);
        await node.Append(node.Quake("today", 4.6, Minute, longitude: 0));
        await partner.Say(node.Quake("us1", 6.4, Duration.FromHours(2)));
        await node.Settle();
        Assert.Equal(WarnNode.Noon, ((WarningFacts)(await node.Warnings())[0].What!).Judgement!.Heard);
        await node.CheckAll();
    }

    [Fact]
    public async Task A_partner_cannot_spend_our_budget()
    {
        await using var node = await WarnNode.Open();
        var partner = await node.Other(7, 9);


        for (var i = 0; i < 12; i++) await partner.Say(PartnerNode.Indicator($"evil{i}.example"));
        for (var i = 0; i < 12; i++) await partner.Say(PartnerNode.Sighting(node, $"evil{i}.example"));
        await node.Append(PartnerNode.Indicator("ours.example"));
        await node.Append(PartnerNode.Sighting(node, "ours.example"));
        await node.Settle();

        var threads = (await node.Warnings()).Select(w => ((WarningFacts)w.What!).Thread).ToList();
        Assert.Contains(threads, thread => thread.StartsWith("sightings:fold-", StringComparison.Ordinal));
        Assert.False(threads[^1].StartsWith("sightings:fold-", StringComparison.Ordinal));
        await node.CheckAll();
    }

    [Fact]
    public async Task One_period_of_a_series_has_one_count_our_own_before_others()
    {
        await using var node = await WarnNode.Open(NoticingNode.Only("outbreaks", NoticingNode.ByReference));
        var (one, other) = (await node.Other(7, 9), await node.Other(8, 10));
        var monday = new LocalDate(2026, 2, 16);
        await one.Say(CountDrafts.Count("cholera", "Quang Nam", monday, 5));
        await other.Say(CountDrafts.Count("cholera", "Quang Nam", monday, 6));
        await node.Settle();
        Assert.Equal([5], await Counts(node));
        var own = await node.Append(CountDrafts.Count("cholera", "Quang Nam", monday, 7));
        await node.Settle();
        Assert.Equal([7], await Counts(node));
        await node.Withdraw(own.Address, own.LeafHash);
        await node.Settle();
        Assert.Equal([5], await Counts(node));
        await node.CheckAll();

        static async Task<long?[]> Counts(WarnNode node)
        {
            var read = new ReadSeries(node.Views, node.Records, node.Journal.Log);
            var series = Assert.Single(await read.List(WarnNode.Stop));
            Assert.Equal(1, series.Counts);
            return [.. (await read.Read(series.Id, 10, WarnNode.Stop))!.Periods.Select(p => p.Count)];
        }
    }

    [Fact]
    public async Task An_event_that_two_logs_grade_is_one_thread_and_the_worse_counts()
    {
        await using var node = await WarnNode.Open();
        var partner = await node.Other(7, 9);
        Draft Told(Severity severity, long version) => NoticingNode.Observation("flood", Category.Met, node.Clock.Now, "FL 1", 105, 21, severity, version: version);
        await node.Append(Told(Severity.Severe, 1));
        await partner.Say(Told(Severity.Extreme, 2));
        await partner.Say(Told(Severity.Minor, 2) with { Source = null });
        await node.Settle();
        Assert.Equal(["Alert Severe", "Update Extreme"], await node.Said());
        Assert.Single(await node.Threads());
        await node.CheckAll();
    }

    [Fact]
    public async Task Fires_are_of_hotspots_of_all_logs_each_once()
    {
        await using var node = await WarnNode.Open(NoticingNode.Only("fires",
            ("moderate: { hotspots: 30, radiative_power_mw: 200, people: 1000 }", "moderate: { hotspots: 6, radiative_power_mw: 0, people: 0 }")));
        var partner = await node.Other(7, 9);
        Draft Spot(int i) => NoticingNode.Observation("hotspot", Category.Fire, node.Clock.Now - Minute, $"spot {i}", 105 + i * 0.005, 21, numbers: new() { ["radiativePowerMw"] = 10 });
        for (var i = 0; i < 5; i++) await node.Append(Spot(i));
        for (var i = 0; i < 5; i++) await partner.Say(Spot(i));
        await node.Settle();
        Assert.Empty(await node.Said());
        await partner.Say(Spot(5));
        await node.Settle();
        Assert.Equal(["Alert Moderate"], await node.Said());
        Assert.Equal((5, 1), ((await node.LastEvidence()).Leaves.Count, (await node.LastEvidence()).Others![0].Leaves.Count));
        await node.CheckAll();
    }

    [Fact]
    public async Task Others_can_make_an_agencys_alert_worse_and_cannot_end_it()
    {
        await using var node = await WarnNode.Open(NoticingNode.Only("alerts"));
        var partner = await node.Other(7, 9);
        Draft Alert(string identifier, int minutesAgo, string message, Severity severity, string? references = null) => new()
        {
            Kind = Kind.Observation,
            What = new EventFacts
            {
                Type = "alert", Category = Category.Met, Severity = severity, Urgency = Urgency.Immediate, Certainty = Certainty.Observed, At = node.Clock.Now, Until = node.Clock.Now + Hour,
                Codes = new Dictionary<string, string>
                {
                    ["sender"] = "agency", ["identifier"] = identifier, ["sent"] = (node.Clock.Now - Minute * minutesAgo).ToString(), ["message"] = message, ["references"] = references ?? "",
                },
            },
        };
        var first = $"agency,one,{node.Clock.Now - Minute * 9}";
        await node.Append(Alert("one", 9, "Alert", Severity.Severe));
        await partner.Say(Alert("two", 8, "Cancel", Severity.Severe, first));
        await partner.Say(Alert("three", 7, "Update", Severity.Minor, first));
        await node.Settle();
        Assert.Equal(["Alert Severe"], await node.Said());
        await partner.Say(Alert("four", 6, "Update", Severity.Extreme, first));
        await node.Settle();
        Assert.Equal(["Alert Severe", "Update Extreme"], await node.Said());
        await node.Append(Alert("five", 5, "Cancel", Severity.Severe, first));
        await node.Settle();
        Assert.Equal("Cancel Extreme", (await node.Said())[^1]);
        await node.CheckAll();
    }

    /// <summary>Mints always the same id.</summary>
    sealed class SameId(Guid id) : Chance
    {
        public override void Fill(Span<byte> bytes)
        {
            bytes.Clear();
            id.TryWriteBytes(bytes, bigEndian: true, out _);
        }
    }
}
