using Microsoft.Playwright;
using Tocsin.Node.Officers;
using Tocsin.Share.Logs;
using Tocsin.Tests.Console;
using Xunit;

namespace Tocsin.Tests.Browser;

/// <summary>Everybody can use every page: axe finds nothing, in the dark and in the light.</summary>
[Collection(ChromiumTests.Name)]
public sealed class AccessTests(Chromium chromium)
{
    [BrowserFact]
    public async Task No_page_violates_a_rule_of_axe()
    {
        await using var node = await ConsoleNode.Start();
        var warning = await node.Warn("Storm surge");
        await node.Warn("Heavy rain", Tocsin.Share.Records.Severity.Minor);
        var record = ((Appended.Stored)(await node.Observe(30))[0]).Leaf.Id;
        await node.Settle();
        foreach (var path in new[] { "/", $"/warnings/{warning}", "/records", $"/records/{record}", "/new" })
        {
            var page = await chromium.Open(node.Origin + path);
            await page.Live();
            if (path != "/records") await page.MapReady();
            await Check(page, $"{path} in the dark");
            await page.Locator("[data-theme-toggle]").ClickAsync();
            await Check(page, $"{path} in the light");
            await page.Context.CloseAsync();
        }
    }

    static async Task Check(IPage page, string what)
    {
        var found = await page.Violations();
        Assert.True(found.Length == 0, $"{what}: {string.Join("; ", found)}");
    }

    [BrowserFact]
    public async Task Nothing_comes_from_elsewhere_and_nothing_breaks_the_rules_of_the_pages()
    {
        await using var node = await ConsoleNode.Start();
        var page = await chromium.Open("about:blank");
        var (foreign, errors) = (new List<string>(), new List<string>());
        page.Request += (_, request) => { if (!request.Url.StartsWith(node.Origin, StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)) foreign.Add(request.Url); };
        page.Console += (_, message) => { if (message.Type == "error") errors.Add(message.Text); };
        await page.GotoAsync(node.Origin);
        await page.Live();
        await page.MapReady();
        Assert.Empty(foreign);
        Assert.Empty(errors);
    }

    [BrowserFact]
    public async Task The_partys_name_is_not_cut_beside_the_rest_of_the_bar_in_any_language()
    {
        await using var node = await ConsoleNode.Start(new Entry.SignIn(), party: "Sample Coast Guard of Examplia");
        await node.AddOfficer("nguyen-thi-linh", Roles.Officer | Roles.Administrator);
        for (var i = 0; i < 12; i++) await node.Warn($"Storm surge {i}", (Tocsin.Share.Records.Severity)(i % 4));
        await node.Settle();
        foreach (var language in new[] { "en", "ru", "vi" })
        {
            var page = await chromium.Open(node.Origin);
            await page.Context.SetExtraHTTPHeadersAsync([new("Accept-Language", language)]);
            await page.ReloadAsync();
            await page.Locator("[name=name]").FillAsync("nguyen-thi-linh");
            await page.Locator("[name=password]").FillAsync(ConsoleNode.Password);
            await page.Keyboard.PressAsync("Enter");
            await page.Live();
            foreach (var width in new[] { 1920, 1800, 1600, 1500, 1440, 1400, 1366, 1280 })
            {
                await page.SetViewportSizeAsync(width, 900);
                var lacks = await page.EvaluateAsync<int>("(whose => Math.max(whose.scrollWidth - whose.clientWidth, whose.scrollHeight - whose.clientHeight))(document.querySelector('.whose'))");
                Assert.True(lacks <= 0, $"{language} at {width} px: {lacks} px are cut");
            }
            await page.Context.CloseAsync();
        }
    }

    [BrowserFact]
    public async Task A_password_signs_in_and_out()
    {
        await using var node = await ConsoleNode.Start(new Entry.SignIn());
        await node.AddOfficer("linh");
        var page = await chromium.Open(node.Origin + "/records");
        await page.Locator("[name=name]").FillAsync("linh");
        await page.Locator("[name=password]").FillAsync(ConsoleNode.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.Arrives("**/records");
        await page.Live();
        await page.Locator("#topbar .officer").Expect().ToContainTextAsync("Officer linh");
        await page.Locator("#topbar .officer summary").ClickAsync();
        await page.Locator("#topbar .officer button").ClickAsync();
        await page.Arrives("**/sign-in*");
        Assert.Empty(await page.Violations());
    }
}
