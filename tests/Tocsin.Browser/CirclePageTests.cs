using Tocsin.Tests.Console;
using Xunit;

namespace Tocsin.Tests.Browser;

/// <summary>The pages of circles, in a circle of three of which one member is silent and one is convicted.</summary>
[Collection(ChromiumTests.Name)]
public sealed class CirclePageTests(Chromium chromium) : IAsyncLifetime
{
    CircleNode node = null!;

    public async Task InitializeAsync()
    {
        node = await CircleNode.Start();
        await node.Propose("Outbreaks, and what causes them");
        await node.Convict();
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [BrowserFact]
    public async Task No_page_violates_a_rule_of_axe_in_the_dark_and_in_the_light_and_none_is_wider_than_the_window()
    {
        var warning = await node.Console.Warn("Storm surge");
        await node.Console.Settle();
        var page = await chromium.Open(node.Console.Origin);
        await page.Live();
        await page.Keyboard.PressAsync("p");
        await page.WaitForURLAsync("**/circles");
        await page.Live();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/circles/*");
        foreach (var path in new[] { "/circles", $"/circles/{node.Id}", $"/circles/{node.Drill.Id.ToBase64Url()}", $"/warnings/{warning}", "/" })
        {
            await page.GotoAsync(node.Console.Origin + path);
            await page.Live();
            if (path.StartsWith("/warnings", StringComparison.Ordinal)) await page.Locator("#share > summary").ClickAsync();
            await page.ViolatesNothing();
            await page.SetViewportSizeAsync(390, 844);
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth") <= 0, $"{path} at 390 px");
            if (path == "/") Assert.True((await page.Locator(".duty-list .scroll").BoundingBoxAsync())!.Height > 40, "the warnings are below what is said of partners");
            await page.SetViewportSizeAsync(1440, 900);
        }
    }
}
