using System.Net;
using System.Net.WebSockets;
using System.Text;
using Tocsin.Node.Officers;
using Xunit;

namespace Tocsin.Tests.Officers;

public sealed class GuardTests : IAsyncLifetime
{
    OfficerNode node = null!;
    Browser browser = null!;

    public async Task InitializeAsync()
    {
        node = await OfficerNode.Start();
        browser = new Browser(node.Origin);
        await node.Add("linh");
        await node.Add("vera", Roles.Auditor);
    }

    public async Task DisposeAsync()
    {
        browser.Dispose();
        await node.DisposeAsync();
    }

    [Fact]
    public async Task Nobody_signed_in_means_the_sign_in_page_for_a_page_and_a_sentence_for_a_script()
    {
        Assert.Equal("/sign-in?returnTo=%2Frecords%3Fkind%3Dnote", (await browser.Get("/records?kind=note")).Headers.Location!.OriginalString);
        Assert.Equal("/sign-in", (await browser.Get("/")).Headers.Location!.OriginalString);
        var script = await browser.Get("/records", ("X-Fragment", "1"));
        Assert.Equal(HttpStatusCode.Unauthorized, script.StatusCode);
        Assert.Equal("Nobody is signed in: sign in, and try again.\n", await script.Content.ReadAsStringAsync());
        using var live = await browser.Open(node.Origin);
        Assert.Equal(HttpStatusCode.Unauthorized, live.HttpStatusCode);
    }

    [Fact]
    public async Task A_role_that_does_not_allow_it_is_told_so()
    {
        await browser.SignIn("vera", OfficerNode.Password);
        var answer = await browser.PostRaw("/ack", [], node.Origin);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("Your role (auditor) does not allow that; ask an administrator.\n", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("evil.example:7400", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost.evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("192.168.1.7", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1:1", HttpStatusCode.OK)]
    [InlineData("[::1]", HttpStatusCode.OK)]
    [InlineData("LOCALHOST", HttpStatusCode.OK)]
    public async Task A_rebound_name_does_not_reach_the_node(string host, HttpStatusCode expected) =>
        Assert.Equal(expected, (await browser.Get("/sign-in", ("Host", host))).StatusCode);

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost:1", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.OK)]
    public async Task A_post_from_another_page_is_refused(string? origin, HttpStatusCode expected)
    {
        await browser.SignIn("linh", OfficerNode.Password);
        Assert.Equal(expected, (await browser.PostRaw("/ack", [], origin)).StatusCode);
    }

    [Fact]
    public async Task A_live_channel_from_another_page_is_refused()
    {
        await browser.SignIn("linh", OfficerNode.Password);
        using var foreign = await browser.Open("https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, foreign.HttpStatusCode);
        using var own = await browser.Open(node.Origin);
        Assert.Equal(WebSocketState.Open, own.State);
    }

    [Fact]
    public async Task An_open_live_channel_learns_that_its_session_has_ended()
    {
        await browser.SignIn("linh", OfficerNode.Password);
        using var live = await browser.Open(node.Origin);
        Assert.Equal("holds", await Ask(live));
        await node.With<DisableOfficer, DisableOfficer.Outcome>(disable => disable.Run("linh"));
        Assert.Equal("ended", await Ask(live));
    }

    [Fact]
    public async Task Every_answer_carries_the_policy_refusals_included()
    {
        foreach (var answer in new[] { await browser.Get("/sign-in"), await browser.Get("/", ("Host", "evil.example")) })
        {
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("same-origin", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    static async Task<string> Ask(ClientWebSocket live)
    {
        await live.SendAsync("?"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, default);
        var answer = new byte[8];
        var got = await live.ReceiveAsync(answer, default);
        return Encoding.UTF8.GetString(answer, 0, got.Count);
    }
}
