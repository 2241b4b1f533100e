using System.Net;
using NodaTime;
using Tocsin.Node.Delivery;
using Tocsin.Node.Officers;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Shift;
using Xunit;
using CalledOut = Tocsin.Node.Delivery.Delivery;

namespace Tocsin.Tests.Console;

/// <summary>The console's side of the shift: handing over, shelving, the roster, and calls that went out.</summary>
public sealed class ShiftPagesTests : IAsyncLifetime
{
    ConsoleNode node = null!;
    PageReader linh = null!, minh = null!, admin = null!, vera = null!;

    public async Task InitializeAsync()
    {
        node = await ConsoleNode.Start(new Entry.SignIn());
        (linh, minh, admin, vera) = (await Reader("linh", Roles.Officer), await Reader("minh", Roles.Officer), await Reader("admin", Roles.Administrator), await Reader("vera", Roles.Auditor));
    }

    public async Task DisposeAsync()
    {
        foreach (var reader in new[] { linh, minh, admin, vera }) reader.Dispose();
        await node.DisposeAsync();
    }

    async Task<PageReader> Reader(string name, Roles roles)
    {
        await node.AddOfficer(name, roles);
        var reader = new PageReader(node.Origin);
        await reader.SignIn(name);
        return reader;
    }

    static async Task<string> Text(PageReader reader, string path) => WebUtility.HtmlDecode(await reader.Read(path));

    static async Task<string> Text(HttpResponseMessage answer) => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

    [Fact]
    public async Task A_shift_is_handed_over_by_one_and_signed_by_the_other()
    {
        await node.Warn("Storm surge");
        await node.Settle();
        Assert.Contains("No roster is in force.", await Text(linh, "/shift"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await minh.Post("/shift/sign", "/shift", script: false)).StatusCode);

        var given = await linh.Post("/shift/handover", "/shift", script: false, fields: [("words", "The Da river is rising.")]);
        Assert.Equal("/shift?done=given", given.Headers.Location?.ToString());
        var own = await Text(linh, "/shift?done=given");
        Assert.Contains("You gave it: the officer who comes on shift signs it.", own, StringComparison.Ordinal);
        Assert.Contains("open 1 · in hand 0 · shelved 0 · silent 0 · notes 0", own, StringComparison.Ordinal);
        Assert.DoesNotContain("action=\"/shift/sign\"", own, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await linh.Post("/shift/sign", "/shift", script: false)).StatusCode);
        var waiting = await Text(minh, "/shift");
        Assert.Contains("The Da river is rising.", waiting, StringComparison.Ordinal);
        Assert.Contains("action=\"/shift/sign\"", waiting, StringComparison.Ordinal);
        Assert.DoesNotContain("action=\"/shift/sign\"", await Text(vera, "/shift"), StringComparison.Ordinal);

        Assert.Equal("/shift?done=signed", (await minh.Post("/shift/sign", "/shift", script: false)).Headers.Location?.ToString());
        var signed = await Text(minh, "/shift?done=signed");
        Assert.Contains("The shift is yours.", signed, StringComparison.Ordinal);
        Assert.Contains("<dt>Took the last handover</dt><dd><b>Officer minh</b>", signed, StringComparison.Ordinal);
        var late = await linh.Post("/shift/sign", "/shift", script: true);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, late.StatusCode);
        Assert.Equal("Officer minh was faster and has taken the shift over.\n", await (await Third()).Content.ReadAsStringAsync());
        await linh.Post("/shift/handover", "/shift", script: false, fields: [("words", "")]);
        Assert.Equal([null, "minh"], (await new ListHandovers(node.Node.Records, node.Node.Views).Handle(10, default)).Select(line => line.Handover.To is null ? null : "minh"));

        async Task<HttpResponseMessage> Third()
        {
            var thu = await Reader("thu", Roles.Officer);
            using (thu) return await thu.Post("/shift/sign", "/shift");
        }
    }

    [Fact]
    public async Task What_is_past_its_deadline_and_whom_it_was_escalated_to_is_shown()
    {
        var id = await node.Ring("Storm surge", Severity.Severe, Duration.FromSeconds(1));
        await node.Settle();
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        var calls = new EscalateWarnings(node.Node.Journal, node.Node.Records, node.Node.Views, node.Node.Sources.Clock, () => new Staff([], ["o-1"]));
        await calls.Tick(default);      // The node's own may have been faster.
        await node.Settle();
        foreach (var path in new[] { "/shift", $"/warnings/{id}", "/", "/warnings" })
        {
            var page = await Text(linh, path);
            Assert.Contains(" late</time>", page, StringComparison.Ordinal);
            Assert.Matches("Called: (o-1|Officer admin)", page);
        }
        var shift = await Text(linh, "/shift");
        Assert.True(shift.IndexOf("id=\"overdue-tests-", StringComparison.Ordinal) is > 0 and var overdue && overdue < shift.IndexOf("id=\"open-title\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Words_that_are_too_long_stay_in_the_form()
    {
        var words = new string('x', AddNote.WordsCharsMax + 1);
        var answer = await linh.Post("/shift/handover", "/shift", script: false, fields: [("words", words)]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await Text(answer);
        Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.Contains("A word to the relief has at most 4,000 characters.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning_is_shelved_with_a_reason_and_an_end_and_taken_off_the_shelf()
    {
        var id = await node.Ring("Storm surge", Severity.Severe, Duration.FromMinutes(15));
        await node.Settle();
        var sheet = await Text(linh, $"/warnings/{id}");
        Assert.Contains(">14 min left</time>", sheet, StringComparison.Ordinal);
        Assert.Contains(">14 min left</time>", await Text(linh, "/"), StringComparison.Ordinal);
        foreach (var (hours, why) in new[] { ("0", "A drill."), ("745", "A drill."), ("x", "A drill."), ("8", "") })
        {
            var wrong = await linh.Post($"/warnings/{id}/shelve", $"/warnings/{id}", script: false, fields: [("hours", hours), ("why", why)]);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
            Assert.Contains($"name=\"why\" value=\"{why}\"", await Text(wrong), StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.OK, (await linh.Post($"/warnings/{id}/shelve", $"/warnings/{id}", script: true, fields: [("hours", "744"), ("why", "A known gauge.")])).StatusCode);
        sheet = await Text(linh, $"/warnings/{id}");
        Assert.Contains("<q>A known gauge.</q>", sheet, StringComparison.Ordinal);
        Assert.Contains("it kept 0 warnings silent", sheet, StringComparison.Ordinal);
        Assert.DoesNotContain(" left</time>", sheet, StringComparison.Ordinal);
        Assert.Contains("shelved until", await Text(linh, "/"), StringComparison.Ordinal);
        Assert.Contains("Storm surge", await Text(linh, "/warnings?state=shelved"), StringComparison.Ordinal);
        Assert.Contains($"action=\"/warnings/{Uri.EscapeDataString(id)}/unshelve\"", await Text(linh, "/shift"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await linh.Post($"/warnings/{id}/unshelve", "/shift", script: true)).StatusCode);
        Assert.DoesNotContain("Storm surge", await Text(linh, "/warnings?state=shelved"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await linh.Post($"/warnings/{id}/unshelve", "/shift", script: true)).StatusCode);
    }

    [Fact]
    public async Task A_rule_is_shelved_from_the_page_of_the_rules()
    {
        await admin.Post("/rules/adopt", "/rules", script: false, fields: [("yaml", RuleBook.DefaultText())]);
        var wrong = await linh.Post("/rules/earthquakes/shelve", "/rules", script: false, fields: [("hours", "900"), ("why", "A drill.")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var page = await Text(wrong);
        Assert.Contains("It is shelved for 1 to 744 hours.", page, StringComparison.Ordinal);
        Assert.Contains("name=\"why\" value=\"A drill.\"", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await linh.Post("/rules/nothing/shelve", "/rules", script: false, fields: [("hours", "1"), ("why", "A drill.")])).StatusCode);
        Assert.Equal("/rules?done=shelved", (await linh.Post("/rules/earthquakes/shelve", "/rules", script: false, fields: [("hours", "24"), ("why", "A drill.")])).Headers.Location?.ToString());
        Assert.Contains("<q>A drill.</q>", await Text(linh, "/rules"), StringComparison.Ordinal);
        var shelf = Assert.Single(await new ListShelves(node.Node.Records, node.Node.Views, node.Node.Sources.Clock).Rules(default));
        Assert.Equal(("earthquakes", "A drill.", 0), (shelf.Rule, shelf.Why, shelf.KeptSilent));
        Assert.Contains("Rule earthquakes", await Text(linh, "/shift"), StringComparison.Ordinal);
        Assert.Equal("/shift?done=unshelved", (await linh.Post("/rules/earthquakes/unshelve", "/shift", script: false)).Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.Conflict, (await linh.Post("/rules/earthquakes/unshelve", "/rules", script: false)).StatusCode);
    }

    [Fact]
    public async Task A_roster_is_adopted_by_an_administrator_and_says_who_is_on_duty()
    {
        const string roster = """
            version: 1
            zone: Asia/Ho_Chi_Minh
            people:
              - officer: linh
              - officer: minh
            shifts:
              - name: all
                days: any
                from: 06:00
                to: 06:00
                on: [linh]
            then: [minh]
            """;
        Assert.Equal(HttpStatusCode.Forbidden, (await linh.Post("/roster/adopt", "/roster", script: false, fields: [("yaml", roster)])).StatusCode);
        var wrong = await admin.Post("/roster/adopt", "/roster", script: false, fields: [("yaml", roster.Replace("name: all", "nome: all", StringComparison.Ordinal))]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var page = await Text(wrong);
        Assert.Contains("data-line=\"7\" data-column=\"5\">Line 7, column 5:", page, StringComparison.Ordinal);
        Assert.Contains("nome: all", page, StringComparison.Ordinal);
        Assert.Contains("there is no officer 'thu' here", await Text(await admin.Post("/roster/adopt", "/roster", script: false, fields: [("yaml", roster.Replace("minh", "thu", StringComparison.Ordinal))])), StringComparison.Ordinal);

        Assert.Equal("/roster?done=adopted", (await admin.Post("/roster/adopt", "/roster", script: false, fields: [("yaml", roster)])).Headers.Location?.ToString());
        Assert.Equal("/roster?done=unchanged", (await admin.Post("/roster/adopt", "/roster", script: false, fields: [("yaml", roster)])).Headers.Location?.ToString());
        var late = await admin.Post("/roster/adopt", "/roster", script: false, fields: [("yaml", roster.Replace("then: [minh]", "", StringComparison.Ordinal)), ("based", "")]);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("<ins>+ then: [\"minh\"]</ins>", await Text(late), StringComparison.Ordinal);
        page = await Text(linh, "/roster");
        Assert.Contains("<ol class=\"order\"><li>Officer linh</li><li>Officer minh</li></ol>", page, StringComparison.Ordinal);
        Assert.Contains("officer: \"linh\"", page, StringComparison.Ordinal);
        Assert.Contains("<b>Officer linh</b>", await Text(linh, "/shift"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_is_overdue_says_so()
    {
        var text = RuleBook.DefaultText() + """

              - name: usgs-silent
                kind: silence
                scheme: usgs
                publisher: any
                overdue_after: 10m
                severity: minor
                acknowledge_within: { extreme: 5m, severe: 15m, moderate: 1h, minor: 8h }
            """;
        Assert.Equal("/rules?done=adopted", (await admin.Post("/rules/adopt", "/rules", script: false, fields: [("yaml", text)])).Headers.Location?.ToString());
        Assert.Contains("Rings when usgs was not heard for 10 min.", await Text(linh, "/rules"), StringComparison.Ordinal);
        var page = await Text(linh, "/sources");
        Assert.Contains("usgs-silent", page, StringComparison.Ordinal);
        Assert.Contains("<td colspan=\"2\">never</td>", page, StringComparison.Ordinal);
        Assert.Contains(">9 min left</time>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_that_went_out_are_shown_with_what_became_of_them()
    {
        var id = await node.Warn("Storm surge");
        await node.Settle();
        var now = node.Node.Sources.Clock.Now();
        var log = node.Node.Log.ToString();
        node.Node.Deliveries.Add(
        [
            new CalledOut("dead", log, 0, id, "local", "mail-linh", now, DeliveryState.Dead, 10, now, "550 no such mailbox. It was tried 10 times."),
            new CalledOut("waiting", log, 0, id, "local", "duty-room", now, DeliveryState.Waiting, 3, now + Duration.FromHours(1), "The server did not answer."),
        ], now);
        Assert.Equal(HttpStatusCode.Forbidden, (await linh.Get("/deliveries")).StatusCode);
        foreach (var reader in new[] { admin, vera })
        {
            var page = await Text(reader, "/deliveries");
            Assert.Contains("<b class=\"delivery\">given up</b>", page, StringComparison.Ordinal);
            Assert.Contains("550 no such mailbox. It was tried 10 times.", page, StringComparison.Ordinal);
            Assert.Contains("Tried next at", page, StringComparison.Ordinal);
            Assert.Equal(reader == admin, page.Contains("Try a channel", StringComparison.Ordinal));
        }
        var answer = await admin.Post("/deliveries/test", "/deliveries", script: false, fields: [("channel", "mail-linh")]);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is no channel 'mail-linh'.", await Text(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_call_that_nobody_takes_is_told_in_a_sentence_and_written_nowhere()
    {
        await File.WriteAllTextAsync(node.Node.Folder.Channels, "version: 1\nchannels:\n  - name: duty-room\n    kind: webhook\n    url: http://127.0.0.1:9/tocsin\n    secret: \"sixteen characters\"\n");
        File.SetUnixFileMode(node.Node.Folder.Channels, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var before = await node.Node.Records.Arrived(default);
        var answer = await admin.Post("/deliveries/test", "/deliveries", script: false, fields: [("channel", "duty-room")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("The test call by duty-room was not taken.", await Text(answer), StringComparison.Ordinal);
        Assert.Empty(node.Node.Deliveries.Latest(10));
        Assert.Equal(before, await node.Node.Records.Arrived(default));
    }
}
