using NodaTime;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Tests.Warn.Partners;
using Tocsin.Warn;
using Xunit;
using static Tocsin.Tests.Warn.Noticing.CountDrafts;
using static Tocsin.Tests.Warn.Noticing.NoticingNode;

namespace Tocsin.Tests.Warn.Noticing;

/// <summary>Where the word on a count that stands is erased or taken back alone, the newest before it stands again: live as after a rebuild.</summary>
public sealed class ErasedCorrectionTests
{
    static readonly LocalDate Monday = new(2026, 2, 16);

    static readonly string Weekly = Only("outbreaks", ByReference, ("fresh_for: 28d ", "fresh_for: 14d "));

    static async Task<WarnNode> Usual()
    {
        var node = await WarnNode.Open(Weekly);
        for (var week = 7; week >= 1; week--) await node.Append(Count("cholera", "Quang Nam", Monday.PlusWeeks(-week), 2 + week % 2));
        return node;
    }

    static Draft Week(long count, string place = "Quang Nam") => Count("cholera", place, Monday, count);

    /// <summary>The same period told under another name: no revision of the other.</summary>
    static Draft Apart(long count, string name)
    {
        var draft = Week(count);
        return draft with { Source = draft.Source! with { Key = new SourceKey("count", "Agency", [name], null) } };
    }

    static Draft Revision(long count, Appended.Stored of, string place = "Quang Nam") => Week(count, place) with
    {
        Source = Apart(count, $"revision of {of.Address.Index} by {count}, {place}").Source, References = [new(Relation.Revises, of.Address.Log, of.Address.Index, of.LeafHash)],
    };

    /// <summary>What is known of counts is what the journal makes of them from the beginning.</summary>
    static Task CheckCounts(WarnNode node) => Check(node, "count/", "countplace/", "earlier/", "series/", "alike/");

    /// <summary>And so are the outbreaks that are open; no message is missing in the log, or said otherwise there.</summary>
    static async Task CheckOutbreaks(WarnNode node)
    {
        await CheckCounts(node);
        await Check(node, "o/");
        var (_, judging) = await node.Rebuild(TestWorld.Atlas);
        Assert.Empty(judging.Named);
    }

    static async Task Check(WarnNode node, params string[] families)
    {
        var again = new MemoryViews(node.Views);
        var judge = new CheckJudging(node.Journal, node.Records, new Identity(new byte[Identity.SecretBytes])).Followers(again, TestWorld.Atlas, node.Clock)[0];
        again.Apply(await judge.Follow(await node.Records.ReadAfter(0, (int)await node.Views.Cursor(judge.Name, WarnNode.Stop), WarnNode.Stop), WarnNode.Stop));
        foreach (var family in families)
            Assert.Equal(await Rows(again, family), await Rows(node.Views, family));

        static async Task<string> Rows(IViews views, string family) =>
            string.Join('\n', (await views.ByKey("judge", family, family + '\uFFFF', int.MaxValue, WarnNode.Stop)).Select(row => $"{row.Key} {row.Text}"));
    }

    static async Task<long?> Known(WarnNode node)
    {
        var read = new ReadSeries(node.Views, node.Records, node.Journal.Log);
        var quang = (await read.List(WarnNode.Stop)).Single(each => each.Subject.Place == "Quang Nam");
        return (await read.Read(quang.Id, 3, WarnNode.Stop))!.Periods.LastOrDefault(period => period.Start == Monday)?.Count;
    }

    [Fact]
    public async Task A_false_correction_that_rang_is_cancelled_with_its_erasure()
    {
        await using var node = await Usual();
        await node.Append(Week(3));
        var high = await node.Append(Week(40));
        await node.Settle();
        Assert.Equal(["Alert Extreme"], await node.Said());
        await node.Erase(node.Journal, high);
        await node.Settle();
        Assert.Equal("Cancel Extreme: Cholera, Quang Nam: 3 cases in the week of 2026-02-16; 2.6 expected, 4.2 the threshold (EARS C1).", (await node.Why())[^1]);
        Assert.Equal(3, await Known(node));
        await CheckOutbreaks(node);
    }

    [Fact]
    public async Task An_erased_correction_that_had_cancelled_rings_again()
    {
        await using var node = await Usual();
        await node.Append(Week(12));
        var low = await node.Append(Week(3));
        await node.Settle();
        await node.Erase(node.Journal, low);
        await node.Settle();
        Assert.Equal(["Alert Severe", "Cancel Severe", "Alert Severe"], await node.Said());
        Assert.Single(await node.Threads());
        Assert.Equal(12, await Known(node));
        await CheckCounts(node);
        // What comes next is judged as ever.
        await node.Append(Apart(2, "by telephone"));
        await node.Settle();
        Assert.Equal("Cancel Severe", (await node.Said())[^1]);
        await CheckCounts(node);
    }

    [Fact]
    public async Task A_warning_is_updated_where_a_worse_word_stands_again()
    {
        await using var node = await Usual();
        await node.Append(Week(40));
        await node.Append(Week(3));
        var middle = await node.Append(Apart(12, "by telephone"));
        await node.Settle();
        Assert.Equal(["Alert Extreme", "Cancel Extreme", "Alert Severe"], await node.Said());
        await node.Erase(node.Journal, middle);
        await node.Settle();
        // The word before it is the correction, not what that had corrected.
        Assert.Equal(("Cancel Severe", 3), ((await node.Said())[^1], await Known(node)));
        await CheckCounts(node);
    }

    [Fact]
    public async Task A_whole_erasure_leaves_nothing_and_says_nothing()
    {
        await using var node = await Usual();
        var (first, second) = (await node.Append(Week(12)), await node.Append(Week(13)));
        await node.Settle();
        await node.Append(new Draft
        {
            Kind = Kind.Erasure, What = new ErasureFacts([], "asked to"), References = [.. new[] { second, first }.Select(each => new Reference(Relation.Ends, each.Address.Log, each.Address.Index, each.LeafHash))],
        });
        foreach (var each in new[] { second, first }) await node.Records.Erase(each.Address, default, forgetIdentity: true, WarnNode.Stop);
        await node.Settle();
        Assert.Equal(["Alert Severe"], await node.Said());
        Assert.Null(await Known(node));
        await CheckOutbreaks(node);
    }

    [Fact]
    public async Task A_record_that_is_taken_back_counts_in_none_of_its_revisions()
    {
        await using var node = await Usual();
        foreach (var count in new[] { 40, 2 }) await node.Append(Week(count));
        var last = await node.Append(Week(3));
        await node.Settle();
        await node.Withdraw(last.Address, last.LeafHash);
        await node.Settle();
        Assert.Equal(["Alert Extreme", "Cancel Extreme"], await node.Said());
        Assert.Null(await Known(node));
        await node.CheckAll();
        // Erased after that it changes nothing more.
        await node.Erase(node.Journal, last);
        await node.Settle();
        Assert.Equal(2, (await node.Said()).Length);
        Assert.Null(await Known(node));
        await CheckCounts(node);
    }

    [Fact]
    public async Task A_count_whose_text_alone_is_erased_stays()
    {
        await using var node = await Usual();
        var high = await node.Append(Week(12) with { Texts = [new TextBlock { Description = "by telephone" }] });
        await node.Settle();
        var erasure = new ErasureFacts([Group.Text], "asked to");
        await node.Append(new Draft { Kind = Kind.Erasure, What = erasure, References = [new(Relation.Ends, high.Address.Log, high.Address.Index, high.LeafHash)] });
        await node.Records.Erase(high.Address, erasure.Remaining((await node.Records.Read(high.Address, WarnNode.Stop))!.Content.Span), forgetIdentity: false, WarnNode.Stop);
        await node.Settle();
        Assert.Equal((1, 12), ((await node.Said()).Length, await Known(node)));
        await node.CheckAll();
    }

    /// <summary>Words on one period in every order of telling, revising, moving to another place, erasing and taking back: live and rebuilt are the same. The number is the seed.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Whatever_is_told_revised_and_erased_a_rebuild_finds_the_same(int seed)
    {
        await using var node = await Usual();
        var (chance, revisions) = (new Random(seed), new Dictionary<Appended.Stored, Appended.Stored>());
        var (logs, told) = (new[] { node.Journal, await node.Other(circle: 7, party: 9) }, new List<(Journal Log, Appended.Stored Leaf)>());
        for (var i = 0; i < 40; i++)
        {
            var log = logs[chance.Next(2)];
            var mine = told.Where(each => each.Log == log).ToList();
            var some = mine.Count == 0 ? default : mine[chance.Next(mine.Count)].Leaf;
            // Who revises, revises the newest revision.
            while (some is not null && revisions.TryGetValue(some, out var newer)) some = newer;
            switch (mine.Count == 0 ? 0 : chance.Next(6))
            {
                case 0 or 1:
                    told.Add((log, await log.Say(Apart(chance.Next(30), $"word {i}"))));
                    break;
                case 2 or 3:
                    told.Add((log, revisions[some!] = await log.Say(Revision(chance.Next(30), some!, chance.Next(3) == 0 ? "Hue" : "Quang Nam"))));
                    break;
                case 4:
                    await node.Erase(log, mine[chance.Next(mine.Count)].Leaf);
                    break;
                default:
                    await log.Say(new Draft { Kind = Kind.Withdrawal, What = new WithdrawalFacts("wrong"), References = [new(Relation.Ends, some!.Address.Log, some.Address.Index, some.LeafHash)] });
                    break;
            }
            if (chance.Next(3) == 0) await node.Settle();
        }
        await node.Settle();
        await CheckCounts(node);
    }
}
