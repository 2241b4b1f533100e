using System.Text.RegularExpressions;
using Tocsin.Share.Records;
using Tocsin.Tests.Console;
using Xunit;

namespace Tocsin.Tests.Browser;

/// <summary>What the map draws where many things lie in one place.</summary>
[Collection(ChromiumTests.Name)]
public sealed class MapDotsTests(Chromium chromium)
{
    [BrowserFact]
    public async Task The_worst_of_several_warnings_stands_for_them_and_a_selected_one_for_itself()
    {
        await using var node = await ConsoleNode.Start();
        foreach (var severity in new[] { Severity.Minor, Severity.Extreme, Severity.Moderate }) await node.Warn($"Gale {severity}", severity);
        await node.Settle();
        var page = await chromium.Open(node.Origin + "/#map=5/20.86/106.68");
        await page.Live();
        await page.MapReady();
        var map = page.Locator("#map");
        await map.Expect().ToHaveAttributeAsync("data-warnings", "1 of 3");
        var box = (await map.BoundingBoxAsync())!;
        await page.Mouse.ClickAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await page.Locator("tr[aria-selected=true]").Expect().ToContainTextAsync("Gale Extreme");
        await page.Keyboard.PressAsync("j");
        await page.Locator("tr[aria-selected=true]").Expect().ToContainTextAsync("Gale Moderate");
        await map.Expect().ToHaveAttributeAsync("data-warnings", "2 of 3");
        await page.EvaluateAsync("location.hash = 'map=13/20.86/106.68'");
        await map.Expect().ToHaveAttributeAsync("data-warnings", "3 of 3");
        await page.Context.CloseAsync();
    }

    [BrowserFact]
    public async Task Several_records_in_one_place_are_one_dot_that_says_how_many_and_comes_nearer()
    {
        await using var node = await ConsoleNode.Start();
        await node.Observe(300);
        await node.Settle();
        var page = await chromium.Open(node.Origin + "/#map=5/10.01/104");
        await page.Live();
        await page.MapReady();
        var map = page.Locator("#map");
        await map.Expect().ToHaveAttributeAsync("data-records", new Regex(@"^(9\d|1[0-4]\d) of 300$"));
        var box = (await map.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + box.Width / 2 + 30, box.Y + box.Height / 2 + 30);
        await page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await page.Locator("#map canvas").Expect().ToHaveAttributeAsync("title", new Regex(@"^\d records here: a click comes nearer$"));
        await page.Mouse.ClickAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await page.Arrives("**/#map=7/**");
        await page.EvaluateAsync("location.hash = 'map=12/10.01/104'");
        await map.Expect().ToHaveAttributeAsync("data-records", "300 of 300");
        await page.Context.CloseAsync();
    }
}
