using System.Net;
using Tocsin.Node.Officers;
using Tocsin.Node.Ui;
using Tocsin.Warn;
using Tocsin.Warn.Rules;
using Xunit;

namespace Tocsin.Tests.Console;

/// <summary>Rules, officers and one's own account, by page.</summary>
public sealed class AdministrationTests : IAsyncLifetime
{
    const string NewPassword = "nine quiet otters by night";

    ConsoleNode node = null!;
    PageReader admin = null!, linh = null!;

    public async Task InitializeAsync()
    {
        node = await ConsoleNode.Start(new Entry.SignIn());
        await node.AddOfficer("admin", Roles.Administrator);
        await node.AddOfficer("linh");
        (admin, linh) = (new PageReader(node.Origin), new PageReader(node.Origin));
        await admin.SignIn("admin");
        await linh.SignIn("linh");
    }

    public async Task DisposeAsync()
    {
        admin.Dispose();
        linh.Dispose();
        await node.DisposeAsync();
    }

    [Fact]
    public async Task Rules_come_into_force_by_an_administrators_form_and_stay_when_the_node_opens_again()
    {
        var text = RuleBook.DefaultText().Replace("min_magnitude: 4.5", "min_magnitude: 5.5", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await linh.Post("/rules/adopt", "/rules", script: false, fields: [("yaml", text)])).StatusCode);
        var answer = await admin.Post("/rules/adopt", "/rules", script: false, fields: [("yaml", text.Replace("\n", "\r\n", StringComparison.Ordinal))]);
        Assert.Equal("/rules?done=adopted", answer.Headers.Location?.ToString());
        var page = await admin.Read("/rules?done=adopted");
        Assert.Contains("magnitude 5.5 or more", page, StringComparison.Ordinal);
        Assert.Contains("Officer admin", page, StringComparison.Ordinal);
        Assert.Equal("/rules?done=unchanged", (await admin.Post("/rules/adopt", "/rules", script: false, fields: [("yaml", text)])).Headers.Location?.ToString());
        Assert.Equal(text, await File.ReadAllTextAsync(node.Node.Folder.Rules));

        node = await ConsoleNode.Start(new Entry.SignIn(), at: await node.Halt());
        using var later = new PageReader(node.Origin);
        await later.SignIn("admin");
        Assert.Contains("magnitude 5.5 or more", await later.Read("/rules"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_administrators_the_second_sees_what_the_first_changed_before_it_is_undone()
    {
        await node.AddOfficer("thu", Roles.Administrator);
        using var thu = new PageReader(node.Origin);
        await thu.SignIn("thu");
        string With(string magnitude) => RuleBook.DefaultText().Replace("min_magnitude: 4.5", $"min_magnitude: {magnitude}", StringComparison.Ordinal);
        var based = Based(await admin.Read("/rules"));
        Assert.Equal("/rules?done=adopted", (await thu.Post("/rules/adopt", "/rules", script: false, fields: [("yaml", With("5.5"))])).Headers.Location?.ToString());

        // What is wrong with a text, or a trial of it, does not make it one of the newer rules.
        var trial = await admin.Post("/rules/try", "/rules", fields: [("yaml", "version: 2"), ("based", based)]);
        Assert.Equal(based, Based(await trial.Content.ReadAsStringAsync()));
        var stale = await admin.Post("/rules/adopt", "/rules", script: false, fields: [("yaml", With("6.5")), ("based", based)]);
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        var page = WebUtility.HtmlDecode(await stale.Content.ReadAsStringAsync());
        Assert.Contains("Officer thu put another version in force on", page, StringComparison.Ordinal);
        Assert.Matches("<del>− +min_magnitude: 4.5</del>", page);
        Assert.Matches("<ins>\\+ +min_magnitude: 5.5</ins>", page);
        Assert.Contains("min_magnitude: 6.5", page, StringComparison.Ordinal);
        Assert.Contains("magnitude 5.5 or more", await admin.Read("/rules"), StringComparison.Ordinal);
        Assert.Equal(With("5.5"), await File.ReadAllTextAsync(node.Node.Folder.Rules));
        // Knowing that, the second may adopt it all the same.
        Assert.Equal("/rules?done=adopted", (await admin.Post("/rules/adopt", "/rules", script: false, fields: [("yaml", With("6.5")), ("based", Based(page))])).Headers.Location?.ToString());
        // A form that does not say on what it is based is refused.
        Assert.Equal(HttpStatusCode.Conflict, (await admin.Post("/rules/adopt", "/rules", script: false, fields: [("yaml", With("7.5")), ("based", "")])).StatusCode);

        static string Based(string page) => System.Text.RegularExpressions.Regex.Match(page, "name=\"based\" value=\"([^\"]+)\"").Groups[1].Value;
    }

    [Fact]
    public async Task Of_two_that_come_at_once_the_log_takes_one()
    {
        var adopt = new AdoptRules(node.Node.Journal, node.Node.Views, node.Node.Records);
        var rows = await node.Node.Views.Search(new() { Kind = Tocsin.Share.Records.Kind.Rules.Name, Most = 10 }, default);
        var kept = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var all = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => adopt.Handle(
            RuleBook.DefaultText() + $"# {i}\n", "o-1", rows[0].Id, (text, _) => { kept.Enqueue(text); return Task.CompletedTask; }, default)));
        var done = Assert.Single(all.OfType<Adopting.Done>());
        Assert.Equal(7, all.OfType<Adopting.Stale>().Count());
        Assert.Contains(kept, text => text.EndsWith('\n'));
        await node.Settle();
        Assert.Equal(2, await node.Node.Views.Count(new() { Kind = Tocsin.Share.Records.Kind.Rules.Name }, default));
        Assert.All(all.OfType<Adopting.Stale>(), stale => Assert.Equal(done.Address, stale.InForce));
    }

    [Theory]
    [InlineData("a\nb\nc", "a\nb\nc", "")]
    [InlineData("a\nb\nc", "a\nx\nc", "-b +x")]
    [InlineData("a\nb\nc\nd", "b\nc\nd\ne", "-a +e")]
    [InlineData("", "a", "- +a")]
    [InlineData("a\na", "a\na\na", "+a")]
    public void Lines_that_went_and_came_are_told(string before, string after, string changes) =>
        Assert.Equal(changes, string.Join(' ', LineChanges.Between(before, after).Select(change => (change.IsNew ? '+' : '-') + change.Line)));

    [Theory]
    [InlineData("/rules/adopt", false)]
    [InlineData("/rules/try", false)]
    [InlineData("/rules/try", true)]
    public async Task Rules_that_do_not_read_are_refused_with_line_and_column_and_stay_in_the_editor(string path, bool script)
    {
        var answer = await admin.Post(path, "/rules", script, fields: [("yaml", RuleBook.DefaultText().Replace("min_magnitude: 4.5", "min_magnitude: 55", StringComparison.Ordinal))]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.Contains("data-line=\"13\" data-column=\"20\">Line 13, column 20:", page, StringComparison.Ordinal);
        Assert.Contains("earthquakes have magnitudes from -1 to 10", page, StringComparison.Ordinal);
        Assert.Contains("min_magnitude: 55", page, StringComparison.Ordinal);
        Assert.Equal(!script, page.StartsWith("<!DOCTYPE html>", StringComparison.Ordinal));
        Assert.False(File.Exists(node.Node.Folder.Rules));
    }

    [Fact]
    public async Task A_trial_tells_its_progress_and_what_it_found_and_writes_nothing()
    {
        await node.Observe(10);
        await node.Settle();
        var before = await node.Node.Records.Arrived(default);
        var answer = await linh.Post("/rules/try", "/rules", fields: [("yaml", RuleBook.DefaultText())]);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync()).TrimEnd().Split('\n');
        Assert.StartsWith("{\"share\":1,\"html\":", lines[^1], StringComparison.Ordinal);
        Assert.Contains("0 messages would have been given.", lines[^1], StringComparison.Ordinal);
        Assert.Contains("0 messages would have been given.", await (await linh.Post("/rules/try", "/rules", script: false, fields: [("yaml", RuleBook.DefaultText())])).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(before, await node.Node.Records.Arrived(default));
    }

    [Fact]
    public async Task An_administrator_adds_officers_gives_roles_and_shuts_them_out()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await linh.Get("/officers")).StatusCode);
        var added = await admin.Post("/officers/add", "/officers", script: false, fields: [("name", "vera"), ("display", "Vera V."), ("roles", "officer"), ("roles", "analyst"), ("password", ConsoleNode.Password)]);
        Assert.Equal("/officers?done=added", added.Headers.Location?.ToString());
        Assert.Contains("Duty officer, Analyst", await admin.Read("/officers"), StringComparison.Ordinal);
        using var vera = new PageReader(node.Origin);
        await vera.SignIn("vera");
        var id = await IdOf("vera");
        Assert.Equal("/officers?done=roles", (await admin.Post($"/officers/{id}/roles", "/officers", script: false, fields: [("roles", "auditor")])).Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.OK, (await vera.Get("/audit")).StatusCode);
        Assert.Equal("/officers?done=disabled", (await admin.Post($"/officers/{id}/disable", "/officers", script: false)).Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.Redirect, (await vera.Get("/")).StatusCode);
        Assert.Equal("/officers?done=enabled", (await admin.Post($"/officers/{id}/enable", "/officers", script: false)).Headers.Location?.ToString());
        Assert.Equal("/officers?done=password", (await admin.Post($"/officers/{id}/password", "/officers", script: false, fields: [("password", NewPassword)])).Headers.Location?.ToString());
        Assert.Equal("/officers?done=passkeys", (await admin.Post($"/officers/{id}/passkeys", "/officers", script: false)).Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("name", "linh", "There is an officer 'linh' already.")]
    [InlineData("name", "no body", "a name has letters, digits")]
    [InlineData("password", "short", "A password has at least 12 characters")]
    [InlineData("roles", "chief", "is not a role")]
    public async Task What_is_not_right_is_said_and_what_was_typed_stays_but_the_password(string field, string value, string sentence)
    {
        var fields = new Dictionary<string, string> { ["name"] = "vera", ["display"] = "Vera V.", ["roles"] = "officer", ["password"] = ConsoleNode.Password, [field] = value };
        var answer = await admin.Post("/officers/add", "/officers", script: false, token: null, [.. fields.Select(pair => (pair.Key, pair.Value))]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.Contains(sentence, page, StringComparison.Ordinal);
        Assert.Contains("value=\"Vera V.\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain(ConsoleNode.Password, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_administrator_stays_one()
    {
        var id = await IdOf("admin");
        foreach (var (verb, fields) in new[] { ("disable", Array.Empty<(string, string)>()), ("roles", [("roles", "officer")]) })
        {
            var answer = await admin.Post($"/officers/{id}/{verb}", "/officers", script: false, token: null, fields);
            Assert.Contains("This is the last administrator", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Ones_own_password_is_changed_by_whoever_knows_the_present_one()
    {
        using var other = new PageReader(node.Origin);
        await other.SignIn("linh");
        var wrong = await linh.Post("/me/password", "/me", script: false, fields: [("present", "not my password at all"), ("password", NewPassword)]);
        Assert.Contains("The present password is not right", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var weak = await linh.Post("/me/password", "/me", script: false, fields: [("present", ConsoleNode.Password), ("password", "short")]);
        Assert.Contains("A password has at least 12 characters", await weak.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var right = await linh.Post("/me/password", "/me", script: false, fields: [("present", ConsoleNode.Password), ("password", NewPassword)]);
        Assert.Equal("/me?done=password", right.Headers.Location?.ToString());
        Assert.Contains("Your new password holds.", await linh.Read("/me?done=password"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await other.Get("/")).StatusCode);
    }

    [Fact]
    public async Task A_report_that_is_not_right_comes_back_whole_without_a_script()
    {
        var answer = await linh.Post("/reports", "/new", script: false, fields: [("says", "report"), ("headline", "Oil slick"), ("place", "Nowhereville-on-Sea"), ("expiresHours", "24")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.StartsWith("<!DOCTYPE html>", page, StringComparison.Ordinal);
        Assert.Contains("app.", page, StringComparison.Ordinal);
        Assert.Contains("value=\"Oil slick\"", page, StringComparison.Ordinal);
        Assert.Contains("No place begins with", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ru", "Дежурство", "Нет места с названием на")]
    [InlineData("vi", "Trực ban", "Không có địa điểm nào bắt đầu bằng")]
    [InlineData("en", "Duty", "No place begins with")]
    public async Task A_choice_of_language_holds_for_pages_forms_and_pushes(string tag, string duty, string problem)
    {
        await node.Warn("Storm surge");
        await node.Settle();
        var chosen = await linh.Post("/language", "/records?words=x", script: false, fields: [("language", tag)]);
        Assert.Equal("/records?words=x", chosen.Headers.Location?.ToString());
        var page = await linh.Read("/");
        Assert.Contains($"<html lang=\"{tag}\"", page, StringComparison.Ordinal);
        Assert.Contains($">{duty}</a>", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains(problem, WebUtility.HtmlDecode(await linh.Read("/records?place=Nowhereville-on-Sea")), StringComparison.Ordinal);
        using var live = await LivePage.Show(node.Origin, "/", cookies: linh.Cookies);
        await live.Text("<header id=\"topbar\"", html => WebUtility.HtmlDecode(html).Contains($">{duty}</a>", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await linh.Post("/language", fields: [("language", "xx")])).StatusCode);
    }

    async Task<string> IdOf(string name)
    {
        var page = await admin.Read("/officers");
        var row = page[page.IndexOf($"<b>{name}</b>", StringComparison.Ordinal)..];
        var at = row.IndexOf("/officers/", StringComparison.Ordinal) + "/officers/".Length;
        return row[at..row.IndexOf('/', at)];
    }
}
