using System.Net;
using System.Text.Json.Nodes;
using Tocsin.Node.Officers;
using Xunit;

namespace Tocsin.Tests.Officers;

public sealed class PasskeyTests : IAsyncLifetime
{
    readonly SoftAuthenticator authenticator = new();
    OfficerNode node = null!;
    Browser browser = null!;
    Officer officer = null!;

    public async Task InitializeAsync()
    {
        node = await OfficerNode.Start();
        browser = new Browser(node.Origin);
        officer = await node.Add("linh");
        await browser.SignIn("linh", OfficerNode.Password);
    }

    public async Task DisposeAsync()
    {
        authenticator.Dispose();
        browser.Dispose();
        await node.DisposeAsync();
    }

    [Fact]
    public async Task An_officer_adds_a_passkey_and_signs_in_with_it_alone()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await AddPasskey(node.Origin)).StatusCode);
        using var other = new Browser(node.Origin);
        for (var time = 0; time < 2; time++)
        {
            var answer = await SignIn(other, node.Origin);
            Assert.Equal("/records", answer.Headers.Location!.OriginalString);
            Assert.Equal($"{officer.Id} Officer linh officer Passkey", await other.Read("/"));
        }
    }

    [Fact]
    public async Task A_passkey_made_for_another_site_is_refused()
    {
        var answer = await AddPasskey("https://evil.example");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("That passkey was not made for this page, or not in time. Try again.\n", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_passkey_used_on_another_site_or_without_a_challenge_is_refused()
    {
        await AddPasskey(node.Origin);
        using var other = new Browser(node.Origin);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignIn(other, "https://evil.example", fragment: "1")).StatusCode);
        var stale = await other.Post("/passkeys/sign-in", new() { ["credential"] = "{}" });
        Assert.Equal("/sign-in?problem=passkey", stale.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_passkey_works_while_the_password_waits()
    {
        await AddPasskey(node.Origin);
        using var other = new Browser(node.Origin);
        for (var wrong = 0; wrong < 10; wrong++) await other.SignIn("linh", "not the password");
        Assert.Equal("/records", (await SignIn(other, node.Origin)).Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_disabled_officers_passkey_is_refused()
    {
        await AddPasskey(node.Origin);
        await node.With<DisableOfficer, DisableOfficer.Outcome>(disable => disable.Run("linh"));
        using var other = new Browser(node.Origin);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignIn(other, node.Origin, fragment: "1")).StatusCode);
    }

    [Fact]
    public async Task Removing_a_passkey_ends_it_and_the_sessions()
    {
        await AddPasskey(node.Origin);
        var passkey = Assert.Single(await node.With<Passkeys, IReadOnlyList<(string Id, string Label, DateTimeOffset Created)>>(
            passkeys => passkeys.List(officer.Id)));
        Assert.Equal("the key on my ring", passkey.Label);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Post("/passkeys/remove", new() { ["id"] = "AAAA" })).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await browser.Post("/passkeys/remove", new() { ["id"] = passkey.Id })).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignIn(browser, node.Origin, fragment: "1")).StatusCode);
    }

    [Fact]
    public async Task The_options_ask_for_a_verified_person_and_name_nobody()
    {
        var creation = JsonNode.Parse(await (await browser.Post("/passkeys/creation-options", [])).Content.ReadAsStringAsync())!;
        Assert.Equal("localhost", (string?)creation["rp"]!["id"]);
        Assert.Equal("required", (string?)creation["authenticatorSelection"]!["userVerification"]);
        Assert.Equal("required", (string?)creation["authenticatorSelection"]!["residentKey"]);
        var request = JsonNode.Parse(await Options(browser))!;
        Assert.Equal("required", (string?)request["userVerification"]);
        Assert.Empty(request["allowCredentials"]!.AsArray());
    }

    [Fact]
    public async Task A_node_opened_by_number_says_why_it_has_no_passkeys()
    {
        using var byNumber = new Browser($"http://127.0.0.1:{node.Port}");
        var answer = await byNumber.Post("/passkeys/sign-in-options", []);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("open this page as localhost", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_its_token_no_passkey_form_is_read()
    {
        foreach (var path in new[] { "sign-in-options", "sign-in", "creation-options", "add", "remove" })
            Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostRaw($"/passkeys/{path}", [], node.Origin)).StatusCode);
    }

    async Task<HttpResponseMessage> AddPasskey(string origin)
    {
        var options = await (await browser.Post("/passkeys/creation-options", [])).Content.ReadAsStringAsync();
        return await browser.Post("/passkeys/add",
            new() { ["credential"] = authenticator.Create(options, origin), ["label"] = "the key on my ring" });
    }

    async Task<HttpResponseMessage> SignIn(Browser from, string origin, string? fragment = null)
    {
        var credential = authenticator.Get(await Options(from), origin);
        return await from.Post("/passkeys/sign-in", new() { ["credential"] = credential, ["returnTo"] = "/records" }, fragment);
    }

    static async Task<string> Options(Browser from) =>
        await (await from.Post("/passkeys/sign-in-options", [])).Content.ReadAsStringAsync();
}
