using NodaTime;
using Tocsin.Node.Officers;
using Tocsin.Node.Ui;
using Tocsin.Share.Records;
using Xunit;

namespace Tocsin.Tests.Console;

/// <summary>What an open page is told of calls: that they go out, and that they wait no more.</summary>
public sealed class LiveCallsTests : IAsyncLifetime
{
    ConsoleNode node = null!;
    PageReader linh = null!, anton = null!;
    string called = "";

    public async Task InitializeAsync()
    {
        node = await ConsoleNode.Start(new Entry.SignIn());
        (linh, anton) = (new PageReader(node.Origin), new PageReader(node.Origin));
        called = (await node.AddOfficer("linh")).Id;
        await node.AddOfficer("anton");
        await linh.SignIn("linh");
        await anton.SignIn("anton");
    }

    public async Task DisposeAsync()
    {
        linh.Dispose();
        anton.Dispose();
        await node.DisposeAsync();
    }

    [Fact]
    public async Task A_call_is_taken_back_with_who_did_what_when_it_waits_no_more()
    {
        using var page = await LivePage.Show(node.Origin, "/shift", cookies: linh.Cookies);
        await page.Text("{", _ => true);
        var (surge, flood, gale, hail) = (await Call("Surge"), await Call("Flood"), await Call("Gale"), await Call("Hail"));
        await Told(page, hail);
        await anton.Post($"/warnings/{surge}/acknowledge");
        Assert.Equal(Answer(surge, "Officer anton: acknowledged it"), await Answered(page));
        await anton.Post($"/warnings/{flood}/close", $"/warnings/{flood}", fields: [("outcome", "real"), ("why", "It came and went.")]);
        Assert.Equal(Answer(flood, "Officer anton: closed it"), await Answered(page));
        await anton.Post($"/warnings/{gale}/cancel", $"/warnings/{gale}", fields: [("why", "The storm turned away.")]);
        Assert.Equal(Answer(gale, "Officer anton: cancelled it"), await Answered(page));
        await anton.Post($"/warnings/{hail}/shelve", $"/warnings/{hail}", fields: [("hours", "8"), ("why", "A known gauge.")]);
        Assert.Equal(Answer(hail, "Officer anton: shelved it"), await Answered(page));
    }

    [Fact]
    public async Task A_call_that_rings_anew_or_holds_no_longer_is_taken_back_too()
    {
        using var page = await LivePage.Show(node.Origin, "/shift", cookies: linh.Cookies);
        await page.Text("{", _ => true);
        var (surge, flood, squall) = (await Call("Surge"), await Call("Flood"), await Call("Squall"));
        await Told(page, squall);
        await node.Ring("Surge", Severity.Extreme, Deadline);
        Assert.Equal(Answer(surge, "a rule: issued it"), await Answered(page));
        await node.Tell(MessageType.Update, "Flood", Severity.Extreme, Deadline, Duration.FromHours(6));
        Assert.Equal(Answer(flood, "a rule: updated it"), await Answered(page));
        await node.Tell(MessageType.Update, "Squall", Severity.Severe, Deadline, Duration.FromHours(-1));
        Assert.Equal($$"""[{"thread":"{{squall}}"}]""", await Answered(page));
    }

    [Fact]
    public async Task A_shelf_that_ends_and_a_warning_that_holds_again_are_no_new_calls()
    {
        using var page = await LivePage.Show(node.Origin, "/shift", cookies: linh.Cookies);
        await page.Text("{", _ => true);
        var (hail, squall) = (await Call("Hail"), await Call("Squall"));
        await Told(page, squall);
        await anton.Post($"/warnings/{hail}/shelve", $"/warnings/{hail}", fields: [("hours", "8"), ("why", "A known gauge.")]);
        Assert.Equal(Answer(hail, "Officer anton: shelved it"), await Answered(page));
        await node.Tell(MessageType.Update, "Squall", Severity.Severe, Deadline, Duration.FromHours(-1));
        Assert.Equal($$"""[{"thread":"{{squall}}"}]""", await Answered(page));
        await anton.Post($"/warnings/{hail}/unshelve", $"/warnings/{hail}");
        await node.Tell(MessageType.Update, "Squall", Severity.Severe, Deadline, Duration.FromHours(6));
        var flood = await Call("Flood");
        var (word, _) = await page.Text("{", word => word.Contains("\"escalated\":[", StringComparison.Ordinal));
        Assert.Contains($"\"thread\":\"{flood}\"", word, StringComparison.Ordinal);
        Assert.DoesNotContain(hail, word, StringComparison.Ordinal);
        Assert.DoesNotContain(squall, word, StringComparison.Ordinal);
        await node.Node.Journal.Append(Escalation(hail, step: 1), default);
        await Told(page, hail);
    }

    [Fact]
    public async Task A_page_that_comes_back_hears_of_calls_that_were_answered_meanwhile()
    {
        var (surge, flood) = (await Call("Surge"), await Call("Flood"));
        await anton.Post($"/warnings/{surge}/acknowledge");
        await node.Settle();
        using var page = await LivePage.Open(node.Origin, linh.Cookies);
        await page.Say($$"""{"page":"/shift","since":1,"called":["{{surge}}","{{flood}}","no-such-thread",null]}""");
        Assert.Equal($$"""[{"thread":"{{surge}}","words":"Officer anton: acknowledged it"},{"thread":"no-such-thread"}]""", await Answered(page));
    }

    [Fact]
    public async Task Of_calls_that_a_page_asks_for_so_many_are_answered_and_no_more()
    {
        using var page = await LivePage.Open(node.Origin, linh.Cookies);
        string[] asked = [.. Enumerable.Range(0, ConsoleLimits.CallsToldMax + 1).Select(i => $"none-{i}")];
        await page.Say($$"""{"page":"/shift","since":1,"called":["{{string.Join("\",\"", asked)}}"]}""");
        Assert.Equal($$"""[{{string.Join(',', asked[..^1].Select(thread => $$"""{"thread":"{{thread}}"}"""))}}]""", await Answered(page));
    }

    static Duration Deadline => Duration.FromMinutes(5);

    async Task<string> Call(string headline)
    {
        var thread = await node.Ring(headline, Severity.Severe, Deadline);
        await node.Node.Journal.Append(Escalation(thread, step: 0), default);
        await node.Settle();
        return thread;
    }

    Draft Escalation(string thread, int step) => new()
    {
        Kind = Kind.Disposition, What = new DispositionFacts { Thread = thread, Action = DispositionAction.Escalate, Step = step, To = [called], Why = "It rang." },
    };

    static string Answer(string thread, string words) => $$"""[{"thread":"{{thread}}","words":"{{words}}"}]""";

    static Task Told(LivePage page, string thread) => page.Text("{", word => word.Contains("\"escalated\":[", StringComparison.Ordinal) && word.Contains($"\"thread\":\"{thread}\"", StringComparison.Ordinal));

    static async Task<string> Answered(LivePage page)
    {
        const string Beginning = "\"answered\":";
        var (word, _) = await page.Text("{", word => word.Contains(Beginning, StringComparison.Ordinal));
        return word[(word.IndexOf(Beginning, StringComparison.Ordinal) + Beginning.Length)..^1];
    }
}
