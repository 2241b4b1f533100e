using Microsoft.Playwright;
using NodaTime;
using Tocsin.Node.Officers;
using Tocsin.Share.Records;
using Tocsin.Tests.Console;
using Tocsin.Warn;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Shift;
using Xunit;

namespace Tocsin.Tests.Browser;

/// <summary>The shift as an officer works with it.</summary>
[Collection(ChromiumTests.Name)]
public sealed class ShiftPageTests(Chromium chromium) : IAsyncLifetime
{
    ConsoleNode node = null!;
    IPage page = null!;
    string officer = "";

    public async Task InitializeAsync()
    {
        if (!File.Exists(BrowserFactAttribute.Chromium)) return;
        node = await ConsoleNode.Start(new Entry.SignIn());
        officer = (await node.AddOfficer("linh", Roles.Officer | Roles.Administrator)).Id;
        page = await chromium.Open(node.Origin);
        await page.Locator("[name=name]").FillAsync("linh");
        await page.Locator("[name=password]").FillAsync(ConsoleNode.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.Live();
    }

    public async Task DisposeAsync()
    {
        if (node is null) return;
        await page.Context.CloseAsync();
        await node.DisposeAsync();
    }

    const string Roster = """
        version: 1
        zone: Asia/Ho_Chi_Minh
        people:
          - officer: linh
        shifts:
          - name: day
            days: any
            from: 06:00
            to: 18:00
            on: [linh]
          - name: night
            days: [mon, tue, wed, thu, fri]
            from: 18:00
            to: 06:00
            on: [linh]
        """;

    const string Silence = """

          - name: usgs-silent
            kind: silence
            scheme: usgs
            publisher: any
            overdue_after: 10m
            severity: minor
            acknowledge_within: { extreme: 5m, severe: 15m, moderate: 1h, minor: 8h }
        """;

    async Task<string> Fill()
    {
        var (records, views, clock) = (node.Node.Records, node.Node.Views, node.Node.Sources.Clock);
        await node.Ring("Storm surge", Severity.Extreme, Duration.FromMinutes(5));
        var taken = await node.Warn("Heavy rain in the hills", Severity.Moderate);
        var shelved = await node.Warn("Gauge at Hoa Binh reads nothing", Severity.Minor);
        await node.Warn("Storm drill", Severity.Severe, CapStatus.Exercise);
        await node.Settle();
        await new AdoptRules(node.Node.Journal, views, records).Handle(RuleBook.DefaultText() + Silence, officer, default);
        await new AdoptRoster(node.Node.Journal, records, views).Handle(Roster, new Dictionary<string, string> { ["linh"] = officer }, new HashSet<string>(), officer, default);
        await new TakeWarning(node.Node.Journal, records, views).Handle(taken, officer, default);
        await node.Settle();
        var shelve = new ShelveWarning(node.Node.Journal, records, views, clock);
        await shelve.Thread(shelved, clock.Now() + Duration.FromHours(8), "The gauge is being mended.", officer, default);
        await shelve.Rule("earthquakes", clock.Now() + Duration.FromHours(24), "A drill with a shaking table.", officer, default);
        await new HandOver(node.Node.Journal, records, views, clock).Leave("The Da river is rising; look at Hoa Binh every hour.", "en", "rule-of-tests", default);
        await node.Settle();
        return shelved;
    }

    [BrowserFact]
    public async Task No_page_of_the_shift_violates_a_rule_of_axe()
    {
        var shelved = await Fill();
        foreach (var hours in new[] { 1, 2 })
        {
            await new EscalateWarnings(node.Node.Journal, node.Node.Records, node.Node.Views, new Ahead(Duration.FromHours(hours)), () => new Staff([], [officer])).Tick(default);
            await node.Settle();
        }
        foreach (var path in new[] { "/shift", "/roster", "/deliveries", "/rules", "/sources", "/me", $"/warnings/{shelved}" })
        {
            await page.GotoAsync(node.Origin + path);
            await page.Live();
            foreach (var theme in new[] { "dark", "light" })
            {
                var found = await page.Violations();
                Assert.True(found.Length == 0, $"{path} ({theme}): {string.Join("; ", found)}");
                if (Environment.GetEnvironmentVariable("TOCSIN_SHOTS") is { } shots) await page.ScreenshotAsync(new() { Path = Path.Combine(shots, $"{path.Split('/')[1]}-{theme}.png") });
                await page.EvaluateAsync("document.querySelector('[data-theme-toggle]').click()");
            }
        }
    }

    [BrowserFact]
    public async Task A_shift_is_taken_over_and_handed_over_without_leaving_its_page()
    {
        await Fill();
        await page.Keyboard.PressAsync("s");
        await page.Arrives("**/shift");
        await page.Live();
        await page.Locator("#open-title .num").Expect().ToHaveTextAsync("2");
        await page.Locator(".shelf-row", new() { HasText = "Rule earthquakes" }).GetByRole(AriaRole.Button).ClickAsync();
        await page.Locator(".done").Expect().ToHaveTextAsync("It is off the shelf.");
        await page.Locator("form[action='/shift/sign'] button").ClickAsync();
        await page.Locator(".done").Expect().ToHaveTextAsync("The shift is yours.");
        await page.Live();
        // What comes meanwhile is shown, and what is being typed stays.
        await page.Locator("[name=words]").FillAsync("All quiet.");
        await node.Warn("Flash flood", Severity.Severe);
        await page.Locator("#open-title .num").Expect().ToHaveTextAsync("3");
        await page.Locator("[name=words]").Expect().ToHaveValueAsync("All quiet.");
        await page.Locator("form[action='/shift/handover'] button").ClickAsync();
        await page.Locator(".history li").First.Expect().ToContainTextAsync("All quiet.");
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        // On paper: the lists, and none of the forms.
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.False(await page.Locator("form[action='/shift/handover']").IsVisibleAsync());
        Assert.True(await page.Locator("#open-title").IsVisibleAsync());
        if (Environment.GetEnvironmentVariable("TOCSIN_SHOTS") is { } shots) await page.PdfAsync(new() { Path = Path.Combine(shots, "shift.pdf") });
    }

    [BrowserFact]
    public async Task A_call_comes_up_with_the_warning_its_severity_its_deadline_and_the_way_to_it()
    {
        var id = await node.Ring("Storm surge", Severity.Extreme, Duration.FromMinutes(5));
        await node.Settle();
        await page.GotoAsync(node.Origin + "/shift");
        await page.Live();
        var called = new EscalateWarnings(node.Node.Journal, node.Node.Records, node.Node.Views, new Ahead(Duration.FromHours(1)), () => new Staff([], [officer]));
        Assert.Single(await called.Tick(default));
        var dialog = page.Locator("#call");
        await dialog.WaitForAsync();
        await dialog.Locator("h2").Expect().ToHaveTextAsync("You are called");
        await dialog.Expect().ToContainTextAsync("Storm surge");
        await dialog.Locator(".chip").Expect().ToHaveTextAsync("Extreme");
        await dialog.Locator("time").Expect().ToContainTextAsync("left");
        Assert.EndsWith($"/warnings/{Uri.EscapeDataString(id)}", await dialog.Locator("a").GetAttributeAsync("href"), StringComparison.Ordinal);
        Assert.False(await page.EvaluateAsync<bool>("document.getElementById('call').contains(document.activeElement)"));
        await page.Locator("#open-title").Expect().ToBeVisibleAsync();
        Assert.Empty(await page.Violations());
        await dialog.GetByRole(AriaRole.Button).ClickAsync();
        await dialog.Expect().ToBeHiddenAsync();
        await page.Locator("#shift-board .called").Expect().ToContainTextAsync("Called: Officer linh");
    }

    [BrowserFact]
    public async Task A_call_that_another_officer_answers_says_who_for_a_while_and_goes()
    {
        var (journal, records, views) = (node.Node.Journal, node.Node.Records, node.Node.Views);
        var anton = await node.AddOfficer("anton");
        var (surge, flood) = await Called();
        var dialog = page.Locator("#call");
        var (first, second) = (dialog.Locator("li", new() { HasText = "Storm surge" }), dialog.Locator("li", new() { HasText = "Flood" }));
        await first.HoverAsync();       // What the pointer is on stays until it is left.
        await new AcknowledgeWarning(journal, records, views).Handle(surge, anton.Id, default);
        await first.Expect().ToContainTextAsync("Officer anton: acknowledged it");
        await first.Locator("time").Expect().ToBeHiddenAsync();
        await dialog.Locator("h2").Expect().ToHaveTextAsync("You are called");
        Assert.Empty(await page.Violations());
        await second.HoverAsync();
        await first.Expect().ToHaveCountAsync(0);
        await second.Locator("time").Expect().ToBeVisibleAsync();
        await second.HoverAsync();
        await new TakeWarning(journal, records, views).Handle(flood, anton.Id, default);
        await dialog.Expect().ToContainTextAsync("Officer anton: took it in hand");
        await dialog.Locator("h2").Expect().ToHaveTextAsync("No longer called");
        await page.Mouse.MoveAsync(0, 0);
        await dialog.Expect().ToBeHiddenAsync();
    }

    [BrowserFact]
    public async Task A_call_that_was_answered_stays_while_the_keyboard_is_in_it()
    {
        var (surge, _) = await Called();
        var dialog = page.Locator("#call");
        var (first, second) = (dialog.Locator("li", new() { HasText = "Storm surge" }), dialog.Locator("li", new() { HasText = "Flood" }));
        await first.Locator("a").FocusAsync();
        await new AcknowledgeWarning(node.Node.Journal, node.Node.Records, node.Node.Views).Handle(surge, officer, default);
        await first.Expect().ToContainTextAsync("acknowledged it");
        await second.HoverAsync();
        await node.Tell(MessageType.Update, "Flood", Severity.Severe, Duration.FromMinutes(5), Duration.FromHours(-1));
        await second.Expect().ToContainTextAsync("No longer called");
        await page.Mouse.MoveAsync(0, 0);
        await second.Expect().ToHaveCountAsync(0);   // Answered later, gone earlier.
        await first.Locator("a").Expect().ToBeFocusedAsync();
        await page.EvaluateAsync("document.activeElement.blur()");
        await dialog.Expect().ToBeHiddenAsync();
    }

    /// <summary>A page of the shift on which the officer is called for two warnings; their threads.</summary>
    async Task<(string Surge, string Flood)> Called()
    {
        var called = (await node.Ring("Storm surge", Severity.Extreme, Duration.FromMinutes(5)), await node.Ring("Flood", Severity.Severe, Duration.FromMinutes(5)));
        await node.Settle();
        await page.GotoAsync(node.Origin + "/shift");
        await page.Live();
        var escalate = new EscalateWarnings(node.Node.Journal, node.Node.Records, node.Node.Views, new Ahead(Duration.FromHours(1)), () => new Staff([], [officer]));
        Assert.Equal(2, (await escalate.Tick(default)).Count);
        await page.Locator("#call li").Expect().ToHaveCountAsync(2);
        return called;
    }

    [BrowserFact]
    public async Task Every_warning_for_which_officers_are_called_at_once_comes_up()
    {
        foreach (var headline in new[] { "Storm surge", "Flood", "Landslide" }) await node.Ring(headline, Severity.Severe, Duration.FromMinutes(5));
        await node.Settle();
        await page.GotoAsync(node.Origin + "/shift");
        await page.Live();
        Assert.Equal(3, (await new EscalateWarnings(node.Node.Journal, node.Node.Records, node.Node.Views, new Ahead(Duration.FromHours(1)), () => new Staff([], [officer])).Tick(default)).Count);
        await page.Locator("#call li").Expect().ToHaveCountAsync(3);
        foreach (var headline in new[] { "Storm surge", "Flood", "Landslide" }) await page.Locator("#call").Expect().ToContainTextAsync(headline);
        Assert.Empty(await page.Violations());
    }

    [BrowserFact]
    public async Task Sound_and_notifications_are_the_officers_choice_and_remembered()
    {
        await page.GotoAsync(node.Origin + "/me");
        await page.Live();
        Assert.NotEqual("granted", await page.EvaluateAsync<string>("Notification.permission"));
        await page.Locator("[data-sound]").Expect().ToHaveTextAsync("Sound on");
        await page.Locator("[data-sound]").ClickAsync();
        await page.Context.GrantPermissionsAsync(["notifications"]);
        await page.ReloadAsync();
        await page.Live();
        await page.Locator("[data-sound]").Expect().ToHaveTextAsync("Sound off");
        await page.Locator("[data-notify]").Expect().ToHaveTextAsync("Allow notifications");    // A browser's leave is not yet the officer's wish.
        await page.Locator("[data-notify]").ClickAsync();
        await page.Locator("[data-notify]").Expect().ToHaveTextAsync("Notifications on");
        await page.ReloadAsync();
        await page.Locator("[data-notify]").Expect().ToHaveAttributeAsync("aria-pressed", "true");
    }

    /// <summary>The machine's clock, some time ahead.</summary>
    sealed class Ahead(Duration by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by.ToTimeSpan();
    }
}
