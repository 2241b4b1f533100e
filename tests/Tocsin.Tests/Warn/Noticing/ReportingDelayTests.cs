using System.Text.Json;
using NodaTime;
using Tocsin.Log;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Tests.Warn.Neighbours;
using Tocsin.Tests.Warn.Partners;
using Tocsin.Warn;
using Tocsin.Warn.Following;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;
using Xunit;
using static Tocsin.Tests.Warn.Noticing.CountDrafts;
using static Tocsin.Tests.Warn.Noticing.NoticingNode;

namespace Tocsin.Tests.Warn.Noticing;

/// <summary>A source whose weekly table gives half of the newest week's cases, four fifths of the one before, and then all.</summary>
public sealed class ReportingDelayTests
{
    const int Weeks = 24;
    const string Alpha = "parameters: { alpha: 0.005 }";

    static readonly LocalDate First = new(2025, 9, 1);

    static string Rules(string completeness) => Only("outbreaks", (Alpha, $"parameters: {{ alpha: 0.005{completeness} }}"));

    static long Usual(int week) => 30 + week * 7919 % 7;

    /// <summary>The table of a week: Monday noon, after the week's end.</summary>
    static async Task Table(WarnNode node, int week, long newest)
    {
        node.Clock.Now = First.PlusWeeks(week + 1).AtMidnight().InUtc().ToInstant() + Duration.FromHours(12);
        if (week > 1) await node.Tell(Count("cholera", "Quang Nam", First.PlusWeeks(week - 2), Usual(week - 2)));
        if (week > 0) await node.Tell(Count("cholera", "Quang Nam", First.PlusWeeks(week - 1), Usual(week - 1) * 4 / 5));
        await node.Tell(Count("cholera", "Quang Nam", First.PlusWeeks(week), newest));
    }

    static async Task<WarnNode> Grown(string rules, long newest)
    {
        var node = await WarnNode.Open(rules);
        for (var week = 0; week < Weeks; week++) await Table(node, week, Usual(week) / 2);
        await Table(node, Weeks, newest);
        await node.Settle();
        return node;
    }

    [Theory]
    [InlineData("")]
    [InlineData(", completeness: auto")]
    public async Task A_node_finds_out_how_late_reports_come_and_judges_by_it(string completeness)
    {
        await using var node = await Grown(Rules(completeness), newest: 40);
        var warning = Assert.Single(await node.Warnings());
        var facts = (WarningFacts)warning.What!;
        Assert.InRange(facts.Numbers!["reportedShare"], 0.45, 0.52);
        Assert.InRange(facts.Numbers["expected"], 14, 18);
        Assert.Matches("As earlier counts grew, (4[5-9]|5[0-2]) % of the cases are reported by now", facts.Why);
        // The counts that stand, and what was said of them before.
        Assert.Equal(Weeks + 1 + 2 * (Weeks - 1) + 1, facts.Judgement!.Evidence.Leaves.Count);
        Assert.IsType<Replaying.Same>(await new ReplayWarning(node.Records, TestWorld.Atlas).Handle(warning.Address, WarnNode.Stop));
        var reading = await new ReadSeries(node.Views, node.Records, node.Journal.Log).Read((await new ReadSeries(node.Views, node.Records, node.Journal.Log).List(WarnNode.Stop)).Single().Id, 5, WarnNode.Stop);
        Assert.Equal(facts.Numbers["expected"], reading!.Periods[^1].Expected!.Value, 0.001);
        Assert.InRange(reading.Periods[^3].Expected!.Value, 28, 38);
        await node.Check();
    }

    [Fact]
    public async Task It_is_quiet_where_the_half_is_usual_and_where_nobody_is_to_reckon_with_it()
    {
        await using var usual = await Grown(Rules(""), newest: 16);
        Assert.Empty(await usual.Said());
        await using var off = await Grown(Rules(", completeness: none"), newest: 40);
        Assert.Empty(await off.Said());
        await using var told = await Grown(Rules(", completeness: [0.5, 0.8]"), newest: 40);
        Assert.Single(await told.Said());
        await told.Check();
    }

    [Fact]
    public async Task An_erased_word_is_no_longer_reckoned_with()
    {
        await using var node = await WarnNode.Open(Rules(""));
        node.Clock.Now = First.PlusWeeks(1).AtMidnight().InUtc().ToInstant();
        var first = await node.Append(Count("cholera", "Quang Nam", First, 7_654_321));
        await node.Tell(Count("cholera", "Quang Nam", First, 20));
        await node.Settle();
        Assert.NotEmpty(await node.Views.ByKey("judge", "earlier/", "earlier0", 10, WarnNode.Stop));
        Assert.NotEmpty(node.FilesOfViewsHolding("7654321"));
        await node.Erase(node.Journal, first);
        await node.Settle();
        Assert.Empty(node.FilesOfViewsHolding("7654321"));
        Assert.Empty(await node.Views.ByKey("judge", "earlier/", "earlier0", 10, WarnNode.Stop));
        await node.Check();
    }

    [Fact]
    public async Task What_is_left_after_an_erasure_is_what_a_rebuild_finds_however_many_words_there_were()
    {
        await using var node = await WarnNode.Open(Rules(""));
        node.Clock.Now = First.PlusWeeks(1).AtMidnight().InUtc().ToInstant();
        var told = new List<Appended.Stored>();
        for (var i = 0; i < CountGrowth.WordsMax + 4; i++)
        {
            node.Clock.Pass(Duration.FromMinutes(1 + i % 3));
            told.Add(await node.Append(Count("cholera", "Quang Nam", First, 20 + i)));
            await node.Settle();
        }
        await node.Erase(node.Journal, told[5]);
        await node.Settle();
        var words = (await node.Views.ByKey("judge", "earlier/", "earlier0", 10, WarnNode.Stop)).SelectMany(page => JsonDocument.Parse(page.Text).RootElement.GetProperty("counts").EnumerateArray());
        Assert.Equal(told.SkipLast(1).Where(each => each != told[5]).Select(each => each.Address.Index), words.Select(word => word.GetProperty("index").GetInt64()));
        await node.Check();
    }

    [Fact]
    public async Task A_word_whose_content_comes_after_its_correction_s_does_not_stand()
    {
        await using var node = await WarnNode.Open(Rules(""));
        var partner = await node.Other(circle: 7, party: 9);
        var (first, second) = (await partner.Say(Count("cholera", "Quang Nam", First, 20)), await partner.Say(Count("cholera", "Quang Nam", First, 30)));
        var content = (await node.Records.Read(first.Address, WarnNode.Stop))!.Content.ToArray();
        await node.Records.Erase(first.Address, default, forgetIdentity: false, WarnNode.Stop);
        await node.Settle();
        Assert.Equal((30, 0), await Known(node));
        await node.Records.Fill(partner.Log, [(first.Address.Index, content)], WarnNode.Stop);
        await node.Settle();
        Assert.Equal((30, 1), await Known(node));
        // Once more, as when more of its content comes.
        await node.Records.Fill(partner.Log, [(first.Address.Index, content)], WarnNode.Stop);
        await node.Settle();
        Assert.Equal((30, 1), await Known(node));
        await node.CheckAll();
        await partner.Withdraw(first);
        await node.Settle();
        Assert.Equal((30, 0), await Known(node));
        await node.CheckAll();
    }

    [Fact]
    public async Task Each_log_s_earlier_words_have_documents_of_their_own()
    {
        await using var node = await WarnNode.Open(Rules(""));
        foreach (var journal in new[] { node.Journal, await node.Other(circle: 7, party: 9) })
            for (var i = 0; i < 3; i++) await journal.Say(Count("cholera", "Quang Nam", First, 20 + i));
        await node.Settle();
        var documents = await node.Views.ByKey("judge", "earlier/", "earlier0", 10, WarnNode.Stop);
        Assert.Equal([2, 2], documents.Select(page => JsonDocument.Parse(page.Text).RootElement.GetProperty("counts").GetArrayLength()));
        await node.CheckAll();
    }

    [Theory]
    [InlineData(EarlierCounts.DocumentsMax, EarlierCounts.DocumentsMax)]
    [InlineData(EarlierCounts.DocumentsMax + 1, 0)]
    public async Task Words_in_too_many_documents_are_not_reckoned_with(int documents, int found)
    {
        await using var node = await WarnNode.Open("");
        var desk = new Desk(JudgeFollower.FollowerName, node.Views);
        var (earlier, page) = (new EarlierCounts(desk, await LogTable.Load(desk, node.Records, WarnNode.Stop)), new CountPageName("series", 1_000_040));
        for (var i = 0; i < documents; i++)
        {
            var address = new RecordAddress(node.Journal.Log, (long)i * Limits.BundleRecords);
            await earlier.Keep(page, new CountEntry(2_600, address.Index, "", 1, null) { Time = WarnNode.Noon }, address, WarnNode.Stop);
        }
        Assert.Equal(found, (await earlier.Of(page, node.Journal.Log, WarnNode.Stop)).Count());
        Assert.Empty(await earlier.Of(page with { Number = page.Number + 1 }, node.Journal.Log, WarnNode.Stop));
    }

    [Theory]
    [InlineData(CountGrowth.WordsMax, CountGrowth.WordsMax)]
    [InlineData(CountGrowth.WordsMax + 1, 9)]
    [InlineData(600, 11)]
    public void Where_there_are_many_words_they_are_cut_to_the_last_of_ever_longer_times(int words, int left)
    {
        var log = new Origin(Hash.Of([1]), Hash.Of([2]), 1);
        SeriesCount Word(int i) => new(2_600, i, null, new RecordAddress(log, i), default) { Told = WarnNode.Noon + Duration.FromMinutes(i) };
        var needed = CountGrowth.Needed([Word(words)], [.. Enumerable.Range(0, words).Reverse().Select(Word)]);
        Assert.Equal(left, needed.Count);
        Assert.Equal(words - 1, needed[^1].Address.Index);
        Assert.Equal(needed, needed.OrderBy(word => word.Address.Index));
    }

    static async Task<(long Stands, int Earlier)> Known(WarnNode node)
    {
        var read = new ReadSeries(node.Views, node.Records, node.Journal.Log);
        var reading = await read.Read((await read.List(WarnNode.Stop)).Single().Id, 5, WarnNode.Stop);
        var earlier = await node.Views.ByKey("judge", "earlier/", "earlier0", 10, WarnNode.Stop);
        return (reading!.Periods.Single().Count!.Value, earlier.Sum(page => JsonDocument.Parse(page.Text).RootElement.GetProperty("counts").GetArrayLength()));
    }

    [Theory]
    [InlineData("[0, 0.5]")]
    [InlineData("[1.5]")]
    [InlineData("sometimes")]
    public void What_completeness_may_be_is_said(string completeness) =>
        Assert.Contains(Assert.IsType<RulesRead.Bad>(RulesReader.Read(Rules($", completeness: {completeness}"))).Faults, fault => fault.Reason.StartsWith("completeness is auto, none, or shares", StringComparison.Ordinal));

    [Fact]
    public void Sums_of_places_have_no_completeness()
    {
        string Border(string completeness) => BorderLand.Border.Replace("alpha: 0.005 }", $"alpha: 0.005, completeness: {completeness} }}", StringComparison.Ordinal);
        Assert.IsType<RulesRead.Good>(RulesReader.Read(Border("none")));
        Assert.Contains(Assert.IsType<RulesRead.Bad>(RulesReader.Read(Border("[0.5]"))).Faults, fault => fault.Reason.EndsWith("border-outbreak has no completeness", StringComparison.Ordinal));
    }
}
