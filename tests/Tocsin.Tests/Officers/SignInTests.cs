using System.Net;
using Tocsin.Node.Officers;
using Xunit;

namespace Tocsin.Tests.Officers;

public sealed class SignInTests : IAsyncLifetime
{
    OfficerNode node = null!;
    Browser browser = null!;

    public async Task InitializeAsync()
    {
        node = await OfficerNode.Start();
        browser = new Browser(node.Origin);
    }

    public async Task DisposeAsync()
    {
        browser.Dispose();
        await node.DisposeAsync();
    }

    [Fact]
    public async Task An_officer_signs_in_and_is_known_by_pseudonym_name_and_role()
    {
        var officer = await node.Add("linh", Roles.Officer | Roles.Analyst);
        var answer = await browser.SignIn("LINH", OfficerNode.Password, "/records?kind=warning#w3");
        Assert.Equal("/records?kind=warning#w3", answer.Headers.Location!.OriginalString);
        Assert.Equal($"{officer.Id} Officer linh officer,analyst Password", await browser.Read("/"));
    }

    [Fact]
    public async Task The_session_cookie_is_strict_and_holds_no_name()
    {
        await node.Add("linh");
        var answer = await browser.SignIn("linh", OfficerNode.Password);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("tocsin-session-", StringComparison.Ordinal));
        Assert.EndsWith("; path=/; samesite=strict; httponly", cookie, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("linh", "not the password")]
    [InlineData("nobody", OfficerNode.Password)]
    [InlineData("", "")]
    public async Task Whatever_was_wrong_the_answer_is_the_same(string name, string password)
    {
        await node.Add("linh");
        var page = await browser.SignIn(name, password, "/records");
        Assert.Equal("/sign-in?problem=not-right&returnTo=%2Frecords", page.Headers.Location!.OriginalString);
        var script = await browser.SignIn(name, password, fragment: "1");
        Assert.Equal(HttpStatusCode.Unauthorized, script.StatusCode);
        Assert.Equal(SignInProblem.NotRight.Sentence() + "\n", await script.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("\\\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("~/x")]
    [InlineData("/\t/evil.example")]
    [InlineData("")]
    public async Task Sign_in_leads_nowhere_else(string returnTo)
    {
        await node.Add("linh");
        Assert.Equal("/", (await browser.SignIn("linh", OfficerNode.Password, returnTo)).Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        await node.Add("linh");
        var answer = await browser.PostRaw("/sign-in/password", new() { ["name"] = "linh", ["password"] = OfficerNode.Password }, node.Origin);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("reload the page", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_wrong_passwords_make_the_account_wait_and_the_wait_doubles()
    {
        await node.Add("linh");
        for (var wrong = 0; wrong < 10; wrong++) await browser.SignIn("linh", "not the password");
        Assert.False(await Enters());
        node.Clock.Pass(TimeSpan.FromSeconds(61));
        await browser.SignIn("linh", "not the password");
        node.Clock.Pass(TimeSpan.FromSeconds(61));
        Assert.False(await Enters());
        node.Clock.Pass(TimeSpan.FromSeconds(60));
        Assert.True(await Enters());
        await browser.SignIn("linh", "not the password");
        Assert.True(await Enters()); // The right one began the count anew.
    }

    [Fact]
    public async Task Guesses_made_at_once_all_count()
    {
        await node.Add("linh");
        await browser.Get("/token"); // One antiforgery cookie for all.
        await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => browser.SignIn("linh", "not the password")));
        await browser.SignIn("linh", "not the password");
        Assert.False(await Enters());
    }

    [Fact]
    public async Task Disabling_ends_open_sessions_at_once()
    {
        await node.Add("linh");
        await browser.SignIn("linh", OfficerNode.Password);
        await node.With<DisableOfficer, DisableOfficer.Outcome>(disable => disable.Run("linh"));
        Assert.Equal("/sign-in?returnTo=%2Frecords", (await browser.Get("/records")).Headers.Location!.OriginalString);
        Assert.False(await Enters());
    }

    [Fact]
    public async Task Another_password_ends_open_sessions_at_once()
    {
        await node.Add("linh");
        await browser.SignIn("linh", OfficerNode.Password);
        await node.With<ChangePassword, ChangePassword.Outcome>(change => change.Set("linh", "eleven owls at dusk"));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/")).StatusCode);
    }

    [Fact]
    public async Task A_session_lasts_a_shift_unused()
    {
        await node.Add("linh");
        await browser.SignIn("linh", OfficerNode.Password);
        node.Clock.Pass(TimeSpan.FromHours(12.1));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/")).StatusCode);
    }

    [Fact]
    public async Task A_session_in_use_slides_and_ends_after_a_day()
    {
        await node.Add("linh");
        await browser.SignIn("linh", OfficerNode.Password);
        for (var hour = 7; hour <= 21; hour += 7)
        {
            node.Clock.Pass(TimeSpan.FromHours(7));
            Assert.Equal(HttpStatusCode.OK, (await browser.Get("/")).StatusCode);
        }
        node.Clock.Pass(TimeSpan.FromHours(3.1));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/")).StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_needs_the_token()
    {
        await node.Add("linh");
        await browser.SignIn("linh", OfficerNode.Password);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostRaw("/sign-out", [], node.Origin)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/")).StatusCode);
        await browser.Post("/sign-out", []);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/")).StatusCode);
    }

    async Task<bool> Enters() =>
        (await browser.SignIn("linh", OfficerNode.Password)).Headers.Location!.OriginalString == "/";
}
