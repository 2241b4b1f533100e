using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Xunit;
using ThreadState = Tocsin.Warn.Threads.ThreadState;

namespace Tocsin.Tests.Warn;

public sealed class OfficerTests
{
    [Fact]
    public async Task Of_two_who_close_at_once_the_second_is_told_who_was_first()
    {
        await using var node = await WarnNode.Open();
        await node.Append(node.Quake("a", 6.4, Duration.FromHours(1)));
        await node.Settle();
        var thread = Assert.Single(await node.Threads()).Id;

        var close = new CloseWarning(node.Journal, node.Records, node.Views);
        Assert.IsType<Closing.Done>(await close.Handle(thread, Outcome.Real, "Confirmed by phone.", "o-1", WarnNode.Stop));
        var second = Assert.IsType<Closing.Already>(await close.Handle(thread, Outcome.FalseAlarm, "Nobody felt it.", "o-2", WarnNode.Stop));
        Assert.Equal(("o-1", Outcome.Real), (second.Officer, second.Outcome));
        await node.Settle();
        Assert.Equal((ThreadState.Closed, Outcome.Real, "o-1"), (await new ShowWarning(node.Views).Handle(thread, WarnNode.Stop)) is var t ? (t!.State, t.Outcome, t.ClosedBy) : default);
        Assert.Equal("o-1", Assert.IsType<Taking.Closed>(await new TakeWarning(node.Journal, node.Records, node.Views).Handle(thread, "o-3", WarnNode.Stop)).Officer);
    }

    [Fact]
    public async Task What_rings_anew_is_acknowledged_and_closed_anew()
    {
        await using var node = await WarnNode.Open();
        await node.Append(node.Quake("first", 6.1, Duration.FromHours(3), longitude: 121.6777, latitude: 24.0, depthKm: 12));
        await node.Settle();
        var thread = Assert.Single(await node.Threads()).Id;
        var (acknowledge, close) = (new AcknowledgeWarning(node.Journal, node.Records, node.Views), new CloseWarning(node.Journal, node.Records, node.Views));
        Assert.IsType<Acknowledging.Done>(await acknowledge.Handle(thread, "o-1", WarnNode.Stop));
        Assert.Equal("o-1", Assert.IsType<Acknowledging.Already>(await acknowledge.Handle(thread, "o-2", WarnNode.Stop)).Officer);
        Assert.IsType<Closing.Done>(await close.Handle(thread, Outcome.Real, "Done.", "o-1", WarnNode.Stop));
        await node.Append(node.Quake("second", 7.3, Duration.FromHours(1)));
        await node.Settle();
        Assert.Equal(ThreadState.New, Assert.Single(await node.Threads()).State);
        Assert.IsType<Acknowledging.Done>(await acknowledge.Handle(thread, "o-2", WarnNode.Stop));
        Assert.IsType<Closing.Done>(await close.Handle(thread, Outcome.Real, "Done again.", "o-2", WarnNode.Stop));
        await node.Settle();
        var shown = await new ShowWarning(node.Views).Handle(thread, WarnNode.Stop);
        Assert.Equal(["o-1", "o-1", "o-2", "o-2"], shown!.Entries.Where(e => e.Disposition is not null).Select(e => e.Officer));
    }

    [Fact]
    public async Task Nothing_is_done_to_a_thread_that_is_not_there()
    {
        await using var node = await WarnNode.Open();
        Assert.IsType<Acknowledging.NotFound>(await new AcknowledgeWarning(node.Journal, node.Records, node.Views).Handle("x", "o-1", WarnNode.Stop));
        Assert.IsType<Taking.NotFound>(await new TakeWarning(node.Journal, node.Records, node.Views).Handle("x", "o-1", WarnNode.Stop));
        Assert.IsType<Closing.NotFound>(await new CloseWarning(node.Journal, node.Records, node.Views).Handle("x", Outcome.Real, "Why.", "o-1", WarnNode.Stop));
        Assert.IsType<Closing.Refused>(await new CloseWarning(node.Journal, node.Records, node.Views).Handle("x", Outcome.Real, " ", "o-1", WarnNode.Stop));
        Assert.IsType<Noting.NotFound>(await new AddNote(node.Journal, node.Records).Handle(new RecordAddress(node.Journal.Log, 999), "Words.", "en", "o-1", WarnNode.Stop));
    }

    [Fact]
    public async Task An_officer_warns_updates_cancels_and_notes()
    {
        await using var node = await WarnNode.Open();
        var issue = new IssueWarning(node.Journal, node.Records, node.Views, node.Clock, Chance.System);
        var issued = Assert.IsType<Issuing.Done>(await issue.Handle(Flood(node), WarnNode.Stop));
        await node.Settle();
        Assert.IsType<Issuing.Done>(await issue.Handle(Flood(node) with { Message = MessageType.Update, Thread = issued.Thread, Severity = Severity.Extreme }, WarnNode.Stop));
        Assert.IsType<Noting.Done>(await new AddNote(node.Journal, node.Records).Handle(issued.Address, "Called the mayor.", "en", "o-2", WarnNode.Stop));
        await node.Settle();
        Assert.IsType<Issuing.Refused>(await issue.Handle(Flood(node) with { Message = MessageType.Cancel, Thread = issued.Thread, Status = CapStatus.Test }, WarnNode.Stop));
        Assert.IsType<Issuing.Done>(await issue.Handle(Flood(node) with { Message = MessageType.Cancel, Thread = issued.Thread }, WarnNode.Stop));
        Assert.IsType<Issuing.NotFound>(await issue.Handle(Flood(node) with { Message = MessageType.Cancel, Thread = "none" }, WarnNode.Stop));
        await node.Settle();
        var shown = await new ShowWarning(node.Views).Handle(issued.Thread, WarnNode.Stop);
        Assert.Equal((4, true, Severity.Extreme), (shown!.Entries.Count, shown.IsCancelled, shown.Severity));
        Assert.Equal("Called the mayor.", shown.Entries[2].Text);
        Assert.Equal("Red River above 11 m", shown.Headline);
        Assert.IsType<Replaying.ByAnOfficer>(await new ReplayWarning(node.Records, TestWorld.Atlas).Handle(issued.Address, WarnNode.Stop));
    }

    [Fact]
    public async Task A_warning_that_is_not_right_is_refused_with_each_fault()
    {
        await using var node = await WarnNode.Open();
        var (issue, now) = (new IssueWarning(node.Journal, node.Records, node.Views, node.Clock, Chance.System), node.Clock.Now);
        var flood = Flood(node);
        (WarningRequest Request, string Fault)[] table =
        [
            (flood with { At = now + Duration.FromMinutes(16) }, "It cannot have been observed at 2026-03-01T12:16:00Z: that lies more than 15 minutes ahead."),
            (flood with { Until = now }, "It ceased to hold at 2026-03-01T12:00:00Z already."),
            (flood with { Until = flood.At, Message = MessageType.Cancel, Thread = "t" }, "It ceases to hold before it begins."),
            (flood with { Where = new Where { Geometry = new Point(21, 105) } }, "The area leaves the world: longitudes run from -180 to 180, latitudes from -90 to 90, longitude first."),
            (flood with { Event = " " }, "What happens is said in 1 to 100 characters."),
            (flood with { Why = new string('x', 501) }, "Why it is issued is said in 1 to 500 characters."),
            (flood with { Message = MessageType.Update }, "An update or a cancellation names the thread that it is about."),
            (flood with { Thread = "t" }, "A new warning begins a thread of its own."),
            (flood with { Texts = [new TextBlock { Language = "english" }] }, "'english' is no language tag of RFC 5646."),
            (flood with { Texts = [new TextBlock(), new TextBlock()] }, "Each language has one block of words."),
        ];
        foreach (var (request, fault) in table)
            Assert.Contains(fault, Assert.IsType<Issuing.Refused>(await issue.Handle(request, WarnNode.Stop)).Why);
        Assert.IsType<Issuing.Done>(await issue.Handle(flood with { Certainty = Certainty.Likely, At = now + Duration.FromHours(1) }, WarnNode.Stop));
    }

    [Fact]
    public async Task A_report_is_a_record_and_no_warning()
    {
        await using var node = await WarnNode.Open();
        var report = new ReportIncident(node.Journal, node.Clock);
        var where = new Where { Geometry = new Point(105.8, 21) };
        Assert.IsType<Reporting.Done>(await report.Handle(new(Category.Fire, "Fire in a depot", Severity.Severe, node.Clock.Now, where, [], "o-1"), WarnNode.Stop));
        var refused = await report.Handle(new(Category.Fire, "Fire in a depot", Severity.Severe, node.Clock.Now + Duration.FromHours(1), where, [], "o-1"), WarnNode.Stop);
        Assert.Single(Assert.IsType<Reporting.Refused>(refused).Why);
        await node.Settle();
        Assert.Empty(await node.Said());
    }

    [Fact]
    public async Task An_erased_warning_leaves_no_word()
    {
        await using var node = await WarnNode.Open();
        var issue = new IssueWarning(node.Journal, node.Records, node.Views, node.Clock, Chance.System);
        var issued = Assert.IsType<Issuing.Done>(await issue.Handle(Flood(node), WarnNode.Stop));
        await node.Settle();
        var stored = (await node.Records.Read(issued.Address, WarnNode.Stop))!;
        await node.Append(new Draft { Kind = Kind.Erasure, What = new ErasureFacts([], "asked for"), References = [new(Relation.Ends, node.Journal.Log, issued.Address.Index, Tocsin.Log.MerkleTree.Leaf(stored.Leaf.Span))] });
        await node.Settle();
        Assert.Null(await new ShowWarning(node.Views).Handle(issued.Thread, WarnNode.Stop));
        Assert.DoesNotContain("Red River", string.Concat((await node.Views.ByKey("thread", "", "\uFFFF", 100, WarnNode.Stop)).Select(d => d.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning_of_which_one_group_is_erased_stays_without_it()
    {
        await using var node = await WarnNode.Open();
        var issue = new IssueWarning(node.Journal, node.Records, node.Views, node.Clock, Chance.System);
        var issued = Assert.IsType<Issuing.Done>(await issue.Handle(Flood(node), WarnNode.Stop));
        await node.Settle();
        Assert.NotEmpty(node.FilesOfViewsHolding("Red River above"));
        var stored = (await node.Records.Read(issued.Address, WarnNode.Stop))!;
        await node.Append(new Draft { Kind = Kind.Erasure, What = new ErasureFacts([Group.Text], "asked for"), References = [new(Relation.Ends, node.Journal.Log, issued.Address.Index, Tocsin.Log.MerkleTree.Leaf(stored.Leaf.Span))] });
        await node.Settle();
        var thread = (await new ShowWarning(node.Views).Handle(issued.Thread, WarnNode.Stop))!;
        Assert.Equal("Hanoi, Red River", Assert.Single(thread.Entries).Place);
        Assert.Null(thread.Entries[0].Text);
        Assert.Empty(node.FilesOfViewsHolding("Red River above"));
    }

    internal static WarningRequest Flood(WarnNode node) => new()
    {
        Message = MessageType.Alert, Category = Category.Met, Event = "Flood", Severity = Severity.Severe, Urgency = Urgency.Immediate, Certainty = Certainty.Observed,
        At = node.Clock.Now - Duration.FromMinutes(5), Until = node.Clock.Now + Duration.FromHours(12), Why = "The gauge at Hanoi stands above 11 m.",
        Where = new Where { Geometry = new Point(105.86, 21.03), Name = "Hanoi, Red River" },
        Texts = [new TextBlock { Language = "en", Headline = "Red River above 11 m" }, new TextBlock { Language = "vi", Headline = "Sông Hồng vượt 11 m" }],
        Officer = "o-1",
    };
}
