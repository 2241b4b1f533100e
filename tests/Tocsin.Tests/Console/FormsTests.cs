using System.Net;
using Tocsin.Node.Officers;
using Xunit;

namespace Tocsin.Tests.Console;

public sealed class FormsTests : IAsyncLifetime
{
    ConsoleNode node = null!;
    PageReader linh = null!, anton = null!;

    public async Task InitializeAsync()
    {
        node = await ConsoleNode.Start(new Entry.SignIn());
        await node.AddOfficer("linh");
        await node.AddOfficer("anton", Roles.Analyst);
        (linh, anton) = (new PageReader(node.Origin), new PageReader(node.Origin));
        await linh.SignIn("linh");
        await anton.SignIn("anton");
    }

    public async Task DisposeAsync()
    {
        linh.Dispose();
        anton.Dispose();
        await node.DisposeAsync();
    }

    async Task<string> Warned()
    {
        var id = await node.Warn("Storm surge");
        await node.Settle();
        return id;
    }

    [Fact]
    public async Task To_acknowledge_answers_the_list_as_it_is_now()
    {
        var id = await Warned();
        var answer = await linh.Post($"/warnings/{id}/acknowledge");
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("<header id=\"topbar\"", html, StringComparison.Ordinal);
        Assert.Contains("ack. Officer linh", html, StringComparison.Ordinal);
        Assert.DoesNotContain("data-acknowledge", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_without_a_script_is_sent_to_the_page()
    {
        var answer = await linh.Post($"/warnings/{await Warned()}/take", script: false);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/", answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Of_two_who_close_at_once_the_second_sees_who_was_first()
    {
        var id = await Warned();
        var page = $"/warnings/{id}";
        await linh.Post($"{page}/close", page, fields: [("outcome", "real"), ("why", "It came and went.")]);
        var second = await anton.Post($"{page}/close", page, fields: [("outcome", "false-alarm"), ("why", "Nothing there.")]);
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        var html = await second.Content.ReadAsStringAsync();
        Assert.Contains("Officer linh was faster and closed it", html, StringComparison.Ordinal);
        Assert.Contains("<article id=\"warning\"", html, StringComparison.Ordinal);
        Assert.Contains("It came and went.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_acknowledges_second_is_told_in_a_sentence()
    {
        var id = await Warned();
        await linh.Post($"/warnings/{id}/acknowledge");
        var second = await anton.Post($"/warnings/{id}/acknowledge");
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.StartsWith("Officer linh was faster and acknowledged it at ", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_not_the_pages_own_is_refused()
    {
        var answer = await linh.Post($"/warnings/{await Warned()}/acknowledge", token: "made up");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("reload the page", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_auditor_looks_and_changes_nothing()
    {
        await node.AddOfficer("vera", Roles.Auditor);
        using var vera = new PageReader(node.Origin);
        await vera.SignIn("vera");
        var id = await Warned();
        Assert.Contains("Storm surge", await vera.Read("/"), StringComparison.Ordinal);
        foreach (var path in new[] { $"/warnings/{id}/acknowledge", $"/warnings/{id}/cancel", "/reports" })
        {
            var answer = await vera.Post(path);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Contains("does not allow that", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_warning_that_is_cancelled_needs_a_reason()
    {
        var page = $"/warnings/{await Warned()}";
        var refused = await linh.Post($"{page}/cancel", page, fields: [("why", "")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("Why it is issued is said", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var done = await linh.Post($"{page}/cancel", page, fields: [("why", "The storm turned away.")]);
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Contains("The storm turned away.", await done.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning_goes_out_with_the_place_that_was_named()
    {
        var answer = await linh.Post("/reports", "/new", fields:
            [("says", "warning"), ("headline", "Oil slick near the harbour"), ("category", "Env"), ("severity", "Severe"), ("urgency", "Immediate"), ("certainty", "Observed"), ("place", "Hải Phòng"), ("radiusKm", "25"), ("expiresHours", "24")]);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var page = await linh.Read(answer.Headers.Location!.ToString());
        Assert.Contains("Oil slick near the harbour", page, StringComparison.Ordinal);
        Assert.Contains("data-lat=\"20.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_that_is_not_right_comes_back_as_it_was_with_all_that_is_wrong()
    {
        var answer = await linh.Post("/reports", "/new", fields: [("says", "report"), ("headline", ""), ("description", "Kept <as typed>"), ("lon", "190"), ("lat", "1"), ("expiresHours", "999")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.StartsWith("<form id=\"report\"", html, StringComparison.Ordinal);
        foreach (var sentence in new[] { "Say in a few words what happens.", "The longitude is a number", "It holds for 1 to 168 hours.", "Kept <as typed>" }) Assert.Contains(sentence, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_demonstration_there_is_nothing_to_pause()
    {
        var answer = await linh.Post("/demo/pause");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("No demonstration runs at this node.\n", await answer.Content.ReadAsStringAsync());
    }
}
