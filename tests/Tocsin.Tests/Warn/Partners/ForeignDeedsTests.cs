using NodaTime;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Tests.Warn.Noticing;
using Tocsin.Warn;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Shift;
using Xunit;

namespace Tocsin.Tests.Warn.Partners;

/// <summary>Only this party's private log gives rules, rosters, watches, dispositions, handovers and shelving, and makes threads. The same kinds from
/// partners, and from this party in a circle, are indexed and have no effect.</summary>
public sealed class ForeignDeedsTests
{
    static readonly Duration Minute = Duration.FromMinutes(1);

    /// <summary>Logs that are not the private one.</summary>
    public static TheoryData<byte?> Others => [(byte?)9, (byte?)null];

    static async Task<(WarnNode Node, Journal Other)> Open(byte? party, string? rules = null)
    {
        var node = await WarnNode.Open(rules);
        return (node, await node.Other(7, party));
    }

    static async Task IsIndexed(WarnNode node, Appended.Stored record) => Assert.Equal(record.Leaf.Kind.Name, (await node.Views.Row(record.Address, WarnNode.Stop))!.Kind);

    [Theory, MemberData(nameof(Others))]
    public async Task Rules(byte? party)
    {
        var (node, other) = await Open(party);
        await using var _ = node;
        var rules = await other.Say(new Draft { Kind = Kind.Rules, What = new RulesFacts(RuleBook.DefaultText().Replace("min_magnitude: 4.5", "min_magnitude: 9", StringComparison.Ordinal)) });
        await node.Append(node.Quake("one", 6.4, Minute));
        await node.Settle();
        Assert.Equal(["Alert Severe 6.4"], await node.Said());
        await IsIndexed(node, rules);
        Assert.Equal(node.Journal.Log, (await ShiftViews.RulesInForce(node.Views, node.Records, WarnNode.Stop))!.Value.Record.Address.Log);
        Assert.IsType<Adopting.Unchanged>(await new AdoptRules(node.Journal, node.Views, node.Records).Handle(RuleBook.DefaultText(), null, WarnNode.Stop));
        await node.CheckAll();
    }

    [Theory, MemberData(nameof(Others))]
    public async Task A_roster(byte? party)
    {
        var (node, other) = await Open(party);
        await using var _ = node;
        var roster = await other.Say(new Draft { Kind = Kind.Roster, What = new RosterFacts("version: 1") });
        await node.Settle();
        await IsIndexed(node, roster);
        Assert.Null(await node.Views.Document(ShiftFollower.FollowerName, ShiftFollower.RosterKey, WarnNode.Stop));
        await node.CheckAll();
    }

    [Theory, MemberData(nameof(Others))]
    public async Task A_watch(byte? party)
    {
        var (node, other) = await Open(party, "");
        await using var _ = node;
        var watch = await other.Say(new Draft { Kind = Kind.Watch, What = new WatchFacts { Name = "all", Owner = "o" } });
        await other.Say(node.Flood("one"));
        await node.Append(node.Flood("two"));
        await node.Follow();
        await IsIndexed(node, watch);
        Assert.Empty(await node.Warnings());
        Assert.Empty(await node.Watches());
    }

    [Theory, MemberData(nameof(Others))]
    public async Task Withdrawing_our_watch(byte? party)
    {
        var (node, other) = await Open(party, "");
        await using var _ = node;
        var id = await node.Watch(WatchNodes.Asking(WatchNodes.Hanoi));
        var row = (await node.Views.Row(node.Journal.Log, id, WarnNode.Stop))!;
        await other.Say(new Draft { Kind = Kind.Withdrawal, What = new WithdrawalFacts("no"), References = [new(Relation.Ends, row.Address.Log, row.Address.Index, row.LeafHash)] });
        await other.Say(node.Flood("one"));
        await node.Follow();
        Assert.Single(await node.Warnings());
    }

    [Theory, MemberData(nameof(Others))]
    public async Task Dispositions(byte? party)
    {
        foreach (var action in new[] { DispositionAction.Acknowledge, DispositionAction.Take, DispositionAction.Close, DispositionAction.Escalate, DispositionAction.Shelve })
        {
            var (node, other) = await Open(party);
            await using var _ = node;
            await node.Append(node.Quake("one", 6.4, Minute));
            await node.Settle();
            var (warning, thread) = ((await node.Warnings())[0], (await node.Threads())[0]);
            var deed = await other.Say(new Draft
            {
                Kind = Kind.Disposition,
                What = new DispositionFacts { Thread = thread.Id, Action = action, Outcome = Outcome.FalseAlarm, Why = "not ours", Until = node.Clock.Now + Duration.FromDays(1), Step = 3, To = ["x"] },
                References = [new(Relation.About, warning.Address.Log, warning.Address.Index, warning.LeafHash)],
            });
            await node.Append(node.Quake("worse", 7.2, Minute));
            await node.Settle();
            thread = (await node.Threads())[0];
            Assert.Equal((Tocsin.Warn.Threads.ThreadState.New, null, null, 2), (thread.State, thread.ShelvedUntil, thread.Step, thread.Entries.Count));
            Assert.Single(await ShiftViews.Unanswered(node.Views, node.Clock.Now, WarnNode.Stop));
            await IsIndexed(node, deed);
            await node.CheckAll();
        }
    }

    [Theory, MemberData(nameof(Others))]
    public async Task Shelving_a_rule(byte? party)
    {
        var (node, other) = await Open(party);
        await using var _ = node;
        await other.Say(new Draft { Kind = Kind.Disposition, What = new DispositionFacts { Rule = "earthquakes", Action = DispositionAction.Shelve, Until = node.Clock.Now + Duration.FromDays(1), Why = "no" } });
        await node.Append(node.Quake("one", 6.4, Minute));
        await node.Settle();
        Assert.Single(await node.Said());
        Assert.Empty(await ShiftViews.Shelves(node.Views, WarnNode.Stop));
        await node.CheckAll();
    }

    [Theory, MemberData(nameof(Others))]
    public async Task A_handover_its_signature_and_notes(byte? party)
    {
        var (node, other) = await Open(party, NoticingNode.Only("sightings", ("categories: [Infra, Security]", "budget: 1\n    categories: [Infra, Security]")));
        await using var _ = node;
        var own = Assert.IsType<HandingOver.Done>(await new HandOver(node.Journal, node.Records, node.Views, node.Clock).Leave(null, "en", "o-1", WarnNode.Stop));
        await node.Settle();
        foreach (var value in new[] { "a.example", "b.example" })
        {
            await node.Append(PartnerNode.Indicator(value));
            await node.Append(PartnerNode.Sighting(node, value));
            var empty = Array.Empty<string>();
            await other.Say(new Draft
            {
                Kind = Kind.Handover, What = new HandoverFacts { Open = empty, InHand = empty, Shelved = empty, ShelvedRules = empty, Silent = empty, Notes = [] },
                Source = new Source { Officer = "theirs" },
            });
        }
        var record = await node.Records.Read(own.Address, WarnNode.Stop);
        var leaf = record!.Read().Value.LeafHash;
        await other.Say(new Draft { Kind = Kind.Disposition, What = new DispositionFacts { Action = DispositionAction.Sign }, References = [new(Relation.About, own.Address.Log, own.Address.Index, leaf)] });
        await other.Say(new Draft { Kind = Kind.Note, What = new NoteFacts(), References = [new(Relation.About, own.Address.Log, own.Address.Index, leaf)] });
        await node.Settle();
        var handover = (await ShiftViews.Handover(node.Views, WarnNode.Stop))!;
        Assert.Equal(("o-1", null), (handover.From, handover.SignedAt));
        Assert.Empty(await ShiftViews.Notes(node.Views, WarnNode.Stop));
        Assert.StartsWith("sightings:fold-", ((WarningFacts)(await node.Warnings())[^1].What!).Thread, StringComparison.Ordinal);     // No shift of ours has ended.
        await node.CheckAll();
    }

    [Theory, MemberData(nameof(Others))]
    public async Task A_message_and_a_note_in_our_thread(byte? party)
    {
        var (node, other) = await Open(party);
        await using var _ = node;
        await node.Append(node.Quake("one", 6.4, Minute));
        await node.Settle();
        var (warning, thread) = ((await node.Warnings())[0], (await node.Threads())[0]);
        var cancel = await other.Say(PartnerNode.Warning(node, thread.Id, MessageType.Cancel));
        await other.Say(new Draft
        {
            Kind = Kind.Note, What = new NoteFacts(), Texts = [new TextBlock { Description = "theirs" }], References = [new(Relation.About, warning.Address.Log, warning.Address.Index, warning.LeafHash)],
        });
        await node.Settle();
        thread = Assert.Single(await node.Threads());
        Assert.Equal((false, 1), (thread.IsCancelled, thread.Entries.Count));
        await IsIndexed(node, cancel);
        await node.CheckAll();
    }

    [Fact]
    public async Task What_is_audited_is_what_this_party_did()
    {
        await using var node = await WarnNode.Open();
        await (await node.Other(7, 9)).Say(PartnerNode.Warning(node, "theirs"));
        await (await node.Other(8, null)).Say(PartnerNode.Warning(node, "ours", officer: "o-1"));
        await node.Settle();
        var page = await new AuditTrail(node.Journal.Log.Party, node.Records).Handle(new AuditRequest { Most = 10 }, WarnNode.Stop);
        Assert.Equal(["ours"], page.Entries.Where(e => e.Deed == "alert").Select(e => e.About));
    }

    [Fact]
    public async Task A_source_is_heard_by_this_partys_logs_alone()
    {
        await using var node = await WarnNode.Open();
        await (await node.Other(7, 9)).Say(node.Quake("theirs", 3, Minute));
        await node.Step(new SourcesFollower(node.Journal.Log.Party, node.Records, node.Views));
        await node.Settle();
        Assert.Empty(await ShiftViews.Sources(node.Views, WarnNode.Stop));
        Assert.Empty(await SourcesFollower.All(node.Views, WarnNode.Stop));
        await (await node.Other(8, null)).Say(node.Quake("ours", 3, Minute));
        await node.Step(new SourcesFollower(node.Journal.Log.Party, node.Records, node.Views));
        await node.Settle();
        Assert.Equal("us", Assert.Single(await ShiftViews.Sources(node.Views, WarnNode.Stop)).Publisher);
        Assert.Equal("us", Assert.Single(await SourcesFollower.All(node.Views, WarnNode.Stop)).Publisher);
    }
}
