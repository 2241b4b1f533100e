using Tocsin.Tests.Console;
using Xunit;

namespace Tocsin.Tests.Browser;

[Collection(ChromiumTests.Name)]
public sealed class ReportPageTests(Chromium chromium) : IAsyncLifetime
{
    ConsoleNode node = null!;

    public async Task InitializeAsync() => node = await ConsoleNode.Start();

    public async Task DisposeAsync() => await node.DisposeAsync();

    [BrowserFact]
    public async Task A_reload_keeps_the_draft()
    {
        var page = await chromium.Open(node.Origin + "/new");
        await page.Locator("[name=headline]").FillAsync("Oil slick near the harbour");
        await page.ReloadAsync();
        await page.Locator("[name=headline]").Expect().ToHaveValueAsync("Oil slick near the harbour");
        await page.Locator("[data-draft-says]").Expect().ToHaveTextAsync("Draft restored");
    }

    [BrowserFact]
    public async Task A_warning_is_written_and_sent_without_a_mouse()
    {
        var page = await chromium.Open(node.Origin + "/new");
        await page.Locator("[name=headline]").Expect().ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Shift+Tab");
        await page.Keyboard.PressAsync("ArrowDown"); // From a report to a warning.
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Oil slick near the harbour");
        for (var field = 0; field < 5; field++) await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Haiphong");
        await page.Keyboard.PressAsync("Control+Enter");
        await page.Arrives("**/warnings/officer:*");
        await page.Locator("#warning h1").Expect().ToHaveTextAsync("Oil slick near the harbour");
    }

    [BrowserFact]
    public async Task What_is_wrong_is_said_and_what_was_typed_stays()
    {
        var page = await chromium.Open(node.Origin + "/new");
        await page.Locator("[name=headline]").FillAsync("Oil slick");
        await page.Locator("[name=place]").FillAsync("Nowhereville-on-Sea");
        await page.Keyboard.PressAsync("Control+Enter");
        await page.Locator("#report .problem").Expect().ToContainTextAsync("No place begins with 'Nowhereville-on-Sea'");
        await page.Locator("[name=headline]").Expect().ToHaveValueAsync("Oil slick");
    }
}
