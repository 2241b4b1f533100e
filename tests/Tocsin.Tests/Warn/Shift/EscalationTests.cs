using NodaTime;
using Tocsin.Warn;
using Tocsin.Warn.Shift;
using Xunit;

namespace Tocsin.Tests.Warn.Shift;

public sealed class EscalationTests
{
    const string Roster = """
        version: 1
        zone: UTC
        people: [{ officer: linh }, { officer: minh }, { officer: thu }]
        shifts: [{ name: all, days: any, from: 00:00, to: 24:00, on: [linh, minh] }]
        then: [thu]
        """;

    static readonly Dictionary<string, string> Pseudonyms = new() { ["linh"] = "o-linh", ["minh"] = "o-minh", ["thu"] = "o-thu" };

    internal static async Task<WarnNode> Open(string? roster = Roster)
    {
        var node = await WarnNode.Open();
        if (roster is not null) Assert.IsType<AdoptingRoster.Done>(await new AdoptRoster(node.Journal, node.Records, node.Views).Handle(roster, Pseudonyms, new HashSet<string> { "browser" }, "o-admin", WarnNode.Stop));
        await node.Append(node.Quake("a", 6.4, Duration.FromHours(1)));     // Severe: 15 minutes to acknowledge.
        await node.Settle();
        return node;
    }

    static EscalateWarnings Worker(WarnNode node, params string[] administrators) => new(node.Journal, node.Records, node.Views, node.Clock, () => new Staff(["o-linh", "o-minh", "o-thu", .. administrators], [.. administrators]));

    /// <summary>One round, and what it called: "0: o-linh".</summary>
    static async Task<string[]> Tick(WarnNode node, EscalateWarnings worker)
    {
        var called = await worker.Tick(WarnNode.Stop);
        await node.Settle();
        return [.. called.Select(c => $"{c.Call.Step}: {string.Join(' ', c.Call.To)}")];
    }

    [Fact]
    public async Task It_goes_from_one_to_the_next_and_then_to_the_administrators()
    {
        await using var node = await Open();
        var worker = Worker(node, "o-admin");
        Assert.Equal(["0: o-linh"], await Tick(node, worker));
        Assert.Empty(await Tick(node, worker));
        node.Clock.Pass(Duration.FromMinutes(14));
        Assert.Empty(await Tick(node, worker));
        node.Clock.Pass(Duration.FromMinutes(1));
        Assert.Equal(["1: o-linh o-minh"], await Tick(node, worker));
        node.Clock.Pass(Duration.FromMinutes(15));
        Assert.Equal(["2: o-linh o-minh o-thu"], await Tick(node, worker));
        node.Clock.Pass(Duration.FromMinutes(15));
        Assert.Equal(["3: o-linh o-minh o-thu o-admin"], await Tick(node, worker));
        node.Clock.Pass(Duration.FromMinutes(15));
        Assert.Empty(await Tick(node, worker));     // All were called: from now on once an hour.
        node.Clock.Pass(Duration.FromMinutes(45));
        Assert.Equal(["4: o-linh o-minh o-thu o-admin"], await Tick(node, worker));
        var thread = Assert.Single(await node.Threads());
        Assert.Equal((4, node.Clock.Now), (thread.Step, thread.CalledAt));
        Assert.IsType<Acknowledging.Done>(await new AcknowledgeWarning(node.Journal, node.Records, node.Views).Handle(thread.Id, "o-minh", WarnNode.Stop));
        await node.Settle();
        node.Clock.Pass(Duration.FromHours(9));
        Assert.Empty(await Tick(node, worker));
    }

    [Fact]
    public async Task Each_call_is_a_record_that_an_auditor_sees()
    {
        await using var node = await Open();
        await Tick(node, Worker(node));
        node.Clock.Pass(Duration.FromMinutes(15));
        await Tick(node, Worker(node));
        var page = await new AuditTrail(node.Journal.Log.Party, node.Records).Handle(new AuditRequest { Most = 10 }, WarnNode.Stop);
        Assert.Null(page.Before);
        var entries = page.Entries.Reverse().ToList();
        Assert.Equal(["rules", "roster", "escalate", "escalate"], entries.Select(e => e.Deed));
        Assert.Equal((null, "Nobody acknowledged it within 15 min: it rings again, and goes to the next in the roster."), (entries[3].Officer, entries[3].Why));
        Assert.Equal(["o-linh", "o-minh"], entries[3].To);
        Assert.Equal(["roster"], (await new AuditTrail(node.Journal.Log.Party, node.Records).Handle(new AuditRequest { Officer = "o-admin", Most = 10 }, WarnNode.Stop)).Entries.Select(e => e.Deed));
        Assert.IsType<Tocsin.Share.Views.Rebuilding.Same>(await node.Rebuild());
    }

    [Fact]
    public async Task A_clock_that_is_set_back_neither_repeats_nor_loses_a_call()
    {
        await using var node = await Open();
        var worker = Worker(node);
        await Tick(node, worker);
        await Tick(node, worker);
        node.Clock.Pass(Duration.FromMinutes(10));
        Assert.Empty(await Tick(node, worker));
        node.Clock.Now -= Duration.FromHours(6);
        for (var i = 0; i < 5; i++) Assert.Empty(await Tick(node, worker));
        node.Clock.Pass(Duration.FromMinutes(5));
        Assert.Equal(["1: o-linh o-minh"], await Tick(node, worker));      // Fifteen minutes have passed, whatever the wall says.
        for (var i = 0; i < 5; i++) Assert.Empty(await Tick(node, worker));
        node.Clock.Pass(Duration.FromMinutes(15));
        Assert.Equal(["2: o-linh o-minh o-thu"], await Tick(node, worker));
    }

    [Fact]
    public async Task A_clock_that_jumps_ahead_makes_no_storm()
    {
        await using var node = await Open();
        var worker = Worker(node);
        await Tick(node, worker);
        node.Clock.Now += Duration.FromHours(20);
        Assert.Equal(["1: o-linh o-minh"], await Tick(node, worker));
        for (var i = 0; i < 5; i++) Assert.Empty(await Tick(node, worker));
        node.Clock.Now -= Duration.FromHours(20);
        for (var i = 0; i < 5; i++) Assert.Empty(await Tick(node, worker));
        node.Clock.PassUnseen(Duration.FromMinutes(15));
        Assert.Equal(["2: o-linh o-minh o-thu"], await Tick(node, worker));
    }

    [Fact]
    public async Task A_new_process_goes_on_where_the_old_one_was_even_with_the_clock_set_back()
    {
        await using var node = await Open();
        await Tick(node, Worker(node));
        node.Clock.Pass(Duration.FromMinutes(15));
        Assert.Equal(["1: o-linh o-minh"], await Tick(node, Worker(node)));
        node.Clock.Now -= Duration.FromDays(3);
        var worker = Worker(node);
        Assert.Empty(await Tick(node, worker));
        node.Clock.Pass(Duration.FromMinutes(15));
        Assert.Equal(["2: o-linh o-minh o-thu"], await Tick(node, worker));
    }

    [Fact]
    public async Task Before_the_threads_have_read_a_call_it_is_not_made_twice()
    {
        await using var node = await Open();
        Assert.Single(await Worker(node).Tick(WarnNode.Stop));
        Assert.Empty(await Worker(node).Tick(WarnNode.Stop));     // Another process, or the same after a crash: the log knows the key.
    }

    [Fact]
    public async Task Where_nobody_is_on_duty_it_goes_to_the_administrators_and_says_so()
    {
        await using var node = await Open(Roster.Replace("days: any", "days: [mon]", StringComparison.Ordinal).Replace("then: [thu]", "", StringComparison.Ordinal));   // The first of March 2026 is a Sunday.
        var call = Assert.Single(await Worker(node, "o-admin").Tick(WarnNode.Stop)).Call;
        Assert.Equal((true, "It rang, and nobody is on duty: it goes to the administrators."), (call.IsLoud, call.Why.Text));
        Assert.Equal(["o-admin"], call.To.AsEnumerable());
    }

    [Fact]
    public async Task Whoever_may_not_sign_in_any_more_is_not_called_and_the_gap_is_said()
    {
        await using var node = await Open();
        async Task<Call> Next(params string[] officers)
        {
            var worker = new EscalateWarnings(node.Journal, node.Records, node.Views, node.Clock, () => new Staff([.. officers], ["o-admin"]));
            await worker.Tick(WarnNode.Stop);   // A new worker waits from its first look on.
            node.Clock.Pass(Duration.FromHours(1));
            var call = Assert.Single(await worker.Tick(WarnNode.Stop)).Call;
            await node.Settle();
            return call;
        }
        // Both on duty have left: the next in the roster is called at once, and it is said aloud why.
        var first = Assert.Single(await new EscalateWarnings(node.Journal, node.Records, node.Views, node.Clock, () => new Staff(["o-thu"], ["o-admin"])).Tick(WarnNode.Stop)).Call;
        Assert.Equal((0, true, "It rang, and nobody on duty may sign in any more: it goes to the next in the roster."), (first.Step, first.IsLoud, first.Why.Text));
        Assert.Equal(["o-thu"], first.To.AsEnumerable());
        await node.Settle();
        // One of them is back: nobody who has left is ever called.
        Assert.Equal(["o-minh", "o-thu"], (await Next("o-minh", "o-thu")).To.AsEnumerable());
        var last = await Next();
        Assert.Equal((true, "Nobody acknowledged it within 15 min, and nobody on duty may sign in any more: it goes to the administrators."), (last.IsLoud, last.Why.Text));
        Assert.Equal(["o-admin"], last.To.AsEnumerable());
    }

    [Fact]
    public async Task Where_nobody_can_be_called_the_log_says_so()
    {
        await using var node = await Open(Roster.Replace("days: any", "days: [mon]", StringComparison.Ordinal).Replace("then: [thu]", "", StringComparison.Ordinal));
        var call = Assert.Single(await Worker(node).Tick(WarnNode.Stop)).Call;
        Assert.True(call is { IsLoud: true, To.IsEmpty: true, Why.Text: "It rang, nobody is on duty, and there is no administrator: nobody could be called." }, call.Why.Text);
    }

    [Fact]
    public async Task Without_a_roster_the_deadline_alone_calls_the_administrators()
    {
        await using var node = await Open(roster: null);
        var worker = Worker(node, "o-admin");
        Assert.Empty(await Tick(node, worker));
        Assert.Empty(await Tick(node, Worker(node)));
        node.Clock.Pass(Duration.FromMinutes(15));
        Assert.Equal(["1: o-admin"], await Tick(node, worker));
    }

    [Fact]
    public async Task The_relief_who_signed_is_called_first()
    {
        await using var node = await Open();
        var handover = new HandOver(node.Journal, node.Records, node.Views, node.Clock);
        Assert.IsType<HandingOver.Done>(await handover.Leave(null, "en", "o-linh", WarnNode.Stop));
        await node.Settle();
        Assert.IsType<Signing.Done>(await handover.Sign("o-thu", WarnNode.Stop));
        await node.Settle();
        Assert.Equal(["0: o-thu"], await Tick(node, Worker(node)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_clock_set_back_in_the_middle_of_a_shelf_ends_it_neither_early_nor_never(bool wasCalled)
    {
        await using var node = await Open();
        var (worker, thread) = (Worker(node), Assert.Single(await node.Threads()).Id);
        if (wasCalled) Assert.Equal(["0: o-linh"], await Tick(node, worker));
        Assert.IsType<Shelving.Done>(await new ShelveWarning(node.Journal, node.Records, node.Views, node.Clock).Thread(thread, node.Clock.Now + Duration.FromHours(2), "Known.", "o-linh", WarnNode.Stop));
        await node.Settle();
        Assert.Empty(await Tick(node, worker));
        node.Clock.Pass(Duration.FromHours(1));
        Assert.Empty(await Tick(node, worker));
        node.Clock.Now -= Duration.FromHours(6);
        Assert.Empty(await Tick(node, worker));
        node.Clock.Pass(Duration.FromMinutes(59));
        Assert.Empty(await Tick(node, worker));
        node.Clock.Pass(Duration.FromMinutes(1));
        if (wasCalled) Assert.Empty(await Tick(node, worker));  // By the wall its deadline lies ahead again: a pause at most.
        if (wasCalled) node.Clock.Pass(Duration.FromMinutes(15));
        Assert.Equal([wasCalled ? "1: o-linh o-minh" : "0: o-linh"], await Tick(node, worker));
        Assert.Empty(await Tick(node, worker));
        node.Clock.Pass(Duration.FromMinutes(15));
        Assert.Single(await Tick(node, worker));
    }

    [Fact]
    public async Task What_holds_no_more_is_not_even_looked_at_and_is_not_called_again_when_the_clock_is_set_back()
    {
        await using var node = await Open();
        var (worker, until) = (Worker(node), Assert.Single(await node.Threads()).Until);
        Assert.Equal(["0: o-linh"], await Tick(node, worker));
        Assert.Single(await ShiftViews.Unanswered(node.Views, until, WarnNode.Stop));
        Assert.Empty(await ShiftViews.Unanswered(node.Views, until + Duration.FromSeconds(1), WarnNode.Stop));
        var before = node.Clock.Now;
        node.Clock.Now = until + Duration.FromHours(1);
        Assert.Empty(await Tick(node, worker));
        node.Clock.Now = before;
        Assert.Empty(await Tick(node, worker));     // Its first call stands in the log.
        node.Clock.Pass(Duration.FromMinutes(15));
        Assert.Equal(["1: o-linh o-minh"], await Tick(node, worker));
        // An update that moves its end leaves one entry, and an acknowledgement none.
        await node.Append(node.Quake("a", 7.9, Duration.FromHours(1), version: 9));
        await node.Settle();
        Assert.Single(await node.Views.ByKey(Tocsin.Warn.Threads.ThreadsFollower.UnansweredView, "", "\uFFFF", 10, WarnNode.Stop));
        Assert.IsType<Acknowledging.Done>(await new AcknowledgeWarning(node.Journal, node.Records, node.Views).Handle(Assert.Single(await node.Threads()).Id, "o-minh", WarnNode.Stop));
        await node.Settle();
        Assert.Empty(await node.Views.ByKey(Tocsin.Warn.Threads.ThreadsFollower.UnansweredView, "", "\uFFFF", 10, WarnNode.Stop));
        Assert.IsType<Tocsin.Share.Views.Rebuilding.Same>(await node.Rebuild());
    }

    [Fact]
    public async Task A_shelved_warning_calls_nobody_until_the_end()
    {
        await using var node = await Open();
        var (worker, thread) = (Worker(node), Assert.Single(await node.Threads()).Id);
        Assert.IsType<Shelving.Done>(await new ShelveWarning(node.Journal, node.Records, node.Views, node.Clock).Thread(thread, node.Clock.Now + Duration.FromHours(2), "A drill.", "o-linh", WarnNode.Stop));
        await node.Settle();
        Assert.Empty(await Tick(node, worker));
        node.Clock.Pass(Duration.FromMinutes(119));
        Assert.Empty(await Tick(node, worker));
        node.Clock.Pass(Duration.FromMinutes(1));
        Assert.Equal(["0: o-linh"], await Tick(node, worker));
    }
}
