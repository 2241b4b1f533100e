using System.Text.Json;
using Microsoft.Playwright;
using Tocsin.Node.Officers;
using Tocsin.Share.Records;
using Tocsin.Tests.Console;
using Xunit;

namespace Tocsin.Tests.Browser;

/// <summary>The pages beside duty, as an administrator on duty uses them.</summary>
[Collection(ChromiumTests.Name)]
public sealed class AdministrationPagesTests(Chromium chromium) : IAsyncLifetime
{
    ConsoleNode node = null!;
    IPage page = null!;

    public async Task InitializeAsync()
    {
        if (!File.Exists(BrowserFactAttribute.Chromium)) return;
        node = await ConsoleNode.Start(new Entry.SignIn());
        await node.AddOfficer("linh", Roles.Officer | Roles.Administrator);
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

    [BrowserFact]
    public async Task No_page_violates_a_rule_of_axe_in_the_dark_and_in_the_light()
    {
        await node.Warn("Storm surge", Severity.Extreme);
        await node.Warn("Storm drill", Severity.Minor, CapStatus.Exercise);
        await node.Observe(3);
        await node.Settle();
        foreach (var path in new[] { "/warnings", "/sources", "/series", "/watches", "/rules", "/officers", "/me", "/audit" })
        {
            await page.GotoAsync(node.Origin + path);
            await page.Live();
            if (path == "/officers") await page.Locator(".menu.wide summary").ClickAsync();
            if (path == "/rules") await page.Locator("#topbar .places summary").ClickAsync();
            await page.ViolatesNothing();
        }
    }

    [BrowserFact]
    public async Task The_list_of_warnings_is_worked_by_keys_and_fills_by_itself()
    {
        await page.Keyboard.PressAsync("w");
        await page.Arrives("**/warnings");
        await page.Live();
        await node.Warn("Storm surge");
        await page.Locator("#warning-table tbody tr", new() { HasText = "Storm surge" }).WaitForAsync();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("a");
        await page.Locator("#warning-table td.state").Expect().ToHaveTextAsync("ack. Officer linh");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#warning h1").Expect().ToHaveTextAsync("Storm surge");
    }

    [BrowserTheory]
    [InlineData("ru", "Предупреждения", "1 предупреждение")]
    [InlineData("vi", "Cảnh báo", "1 cảnh báo")]
    public async Task A_language_is_chosen_in_the_top_bar_and_the_script_speaks_it_too(string tag, string title, string counted)
    {
        await node.Warn("Storm surge");
        await node.Settle();
        await page.Locator("#topbar > .menu.right:not(.officer) summary").ClickAsync();
        await page.Locator($"button[lang={tag}]").ClickAsync();
        await page.Locator($"html[lang={tag}]").WaitForAsync();
        await page.Live();
        await page.Locator("#warnings h2").Expect().ToHaveTextAsync(title);
        await page.Locator("[data-timeline-says]").Expect().ToContainTextAsync(counted);
        // Nothing is pushed off the page's edge by longer words.
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        Assert.Empty(await page.Violations());
    }

    [BrowserFact]
    public async Task Rules_are_tried_on_the_page_and_a_fault_leads_to_its_place()
    {
        await page.GotoAsync(node.Origin + "/rules");
        await page.Live();
        await page.Locator("[data-trial] button:not([formaction])").ClickAsync();
        await page.Locator("#trial-title").WaitForAsync();
        await page.Locator(".trial").Expect().ToContainTextAsync("0 messages would have been given.");
        await page.Locator("#yaml").FillAsync("version: 2\nrules: []\n");
        await page.Locator("[data-trial] button:not([formaction])").ClickAsync();
        await page.Locator("#faults button").First.ClickAsync();
        await page.Locator("#yaml").Expect().ToBeFocusedAsync();
        Assert.Equal("2", await page.EvaluateAsync<string>("(f => f.value.slice(f.selectionStart, f.selectionEnd))(document.getElementById('yaml'))"));
        Assert.Empty(await page.Violations());
    }

    [BrowserFact]
    public async Task A_passkey_is_added_to_ones_account()
    {
        await page.GotoAsync(node.Origin + "/me");
        var devices = await page.Context.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new() { ["options"] = JsonSerializer.SerializeToElement(new
        {
            protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true, automaticPresenceSimulation = true,
        }) });
        await page.Locator("[name=label]").FillAsync("the key on my ring");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".keys b").Expect().ToHaveTextAsync("the key on my ring");
        Assert.Empty(await page.Violations());
        await page.Locator(".keys button").ClickAsync();
        await page.Arrives("**/sign-in*");
    }

    [BrowserFact]
    public async Task A_box_drawn_on_the_map_is_searched_and_a_dot_opens_its_record()
    {
        await node.Warn("Storm surge");
        await node.Settle();
        await page.GotoAsync(node.Origin + "/records?words=surge");
        await page.Live();
        await page.MapReady();
        await page.WaitForTimeoutAsync(800); // The dot is drawn with the next frames.
        var map = (await page.Locator("#map canvas").BoundingBoxAsync())!;
        await page.Locator("[data-box]").ClickAsync();
        await page.Mouse.ClickAsync(map.X + map.Width / 2 - 60, map.Y + map.Height / 2 - 60);
        await page.WaitForTimeoutAsync(400); // Two clicks, not a double one.
        await page.Mouse.ClickAsync(map.X + map.Width / 2 + 60, map.Y + map.Height / 2 + 60);
        await page.Arrives("**bbox=*");
        await page.Locator("#records tbody tr").Expect().ToHaveCountAsync(1);
        await page.MapReady();
        await page.WaitForTimeoutAsync(800);
        map = (await page.Locator("#map canvas").BoundingBoxAsync())!;
        await page.Mouse.ClickAsync(map.X + map.Width / 2, map.Y + map.Height / 2);
        await page.Locator("#record h1").Expect().ToHaveTextAsync("Storm surge");
    }
}

/// <summary>A theory that needs the machine's Chromium, as <see cref="BrowserFactAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = new BrowserFactAttribute().Skip;
}
