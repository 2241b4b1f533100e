using NodaTime;
using Tocsin.Node.Officers;
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
        var surge = await Call("Surge");
        await Told(page, surge);
        await node.Ring("Surge", Severity.Extreme, Duration.FromMinutes(5));
        Assert.Equal(Answer(surge, "a rule: updated it"), await Answered(page));
        var brief = await Call("Squall", Duration.FromSeconds(2));
        await Told(page, brief);
        Assert.Equal($$"""[{"thread":"{{brief}}"}]""", await Answered(page));
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

    async Task<string> Call(string headline, Duration? holds = null)
    {
        var thread = await node.Ring(headline, Severity.Severe, Duration.FromMinutes(5), holds);
        await node.Node.Journal.Append(new Draft { Kind = Kind.Disposition, What = new DispositionFacts { Thread = thread, Action = DispositionAction.Escalate, Step = 0, To = [called], Why = "It rang." } }, default);
        await node.Settle();
        return thread;
    }

    static string Answer(string thread, string words) => $$"""[{"thread":"{{thread}}","words":"{{words}}"}]""";

    static Task Told(LivePage page, string thread) => page.Text("{", word => word.Contains("\"escalated\":[", StringComparison.Ordinal) && word.Contains($"\"thread\":\"{thread}\"", StringComparison.Ordinal));

    static async Task<string> Answered(LivePage page)
    {
        const string Beginning = "\"answered\":";
        var (word, _) = await page.Text("{", word => word.Contains(Beginning, StringComparison.Ordinal));
        return word[(word.IndexOf(Beginning, StringComparison.Ordinal) + Beginning.Length)..^1];
    }
}
