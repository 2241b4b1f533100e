using System.Diagnostics;
using Tocsin.Node.Ui;
using Tocsin.Share.Records;
using Tocsin.Tests.Console;
using Xunit;

namespace Tocsin.Tests.Browser;

[Collection(ChromiumTests.Name)]
public sealed class DutyPageTests(Chromium chromium) : IAsyncLifetime
{
    ConsoleNode node = null!;

    public async Task InitializeAsync() => node = await ConsoleNode.Start();

    public async Task DisposeAsync() => await node.DisposeAsync();

    [BrowserFact]
    public async Task A_warning_is_on_the_page_within_a_second_and_announced()
    {
        var page = await chromium.Open(node.Origin);
        await page.Live();
        await Promptly.Once(TimeSpan.FromSeconds(1), async attempt =>
        {
            var (watch, headline) = (Stopwatch.StartNew(), $"Storm surge {attempt}");
            await node.Warn(headline, Severity.Extreme);
            await page.Locator("#warnings tbody tr", new() { HasText = headline }).WaitForAsync();
            var took = watch.Elapsed;
            await page.Locator("#announce").Expect().ToHaveTextAsync($"Extreme warning: {headline}");
            await page.Locator("#topbar [data-level='4'] b").Expect().ToHaveTextAsync($"{attempt + 1}");
            return took;
        });
    }

    [BrowserFact]
    public async Task One_key_acknowledges()
    {
        await node.Warn("Storm surge");
        await node.Settle();
        var page = await chromium.Open(node.Origin);
        await page.Live();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("a");
        await page.Locator("#warnings tbody tr .state").Expect().ToContainTextAsync("ack.");
        await page.Locator("[data-acknowledge]").Expect().ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task A_click_on_the_map_selects_the_row()
    {
        var errors = new List<string>();
        await node.Warn("Storm surge");
        await node.Observe(20);
        await node.Settle();
        var page = await chromium.Open(node.Origin + "/#map=7/20.86/106.68");
        page.PageError += (_, error) => errors.Add(error);
        await page.MapReady();
        await page.WaitForTimeoutAsync(800); // The dot is drawn with the next frames.
        var map = (await page.Locator("#map canvas").BoundingBoxAsync())!;
        await page.Mouse.ClickAsync(map.X + map.Width / 2, map.Y + map.Height / 2);
        await page.Locator("#warnings tbody tr").Expect().ToHaveAttributeAsync("aria-selected", "true");
        Assert.Empty(errors);
    }

    [BrowserFact]
    public async Task A_lost_node_greys_the_page_says_how_old_it_is_and_comes_back()
    {
        await node.Warn("Storm surge");
        await node.Settle();
        var page = await chromium.Open(node.Origin);
        await page.Live();
        var origin = node.Origin;
        var folder = await node.Halt();
        await page.Locator("#linkbar").Expect().ToContainTextAsync("No contact with the node. What you see is", new() { Timeout = 15_000 });
        await page.Locator("body[data-link='lost']").WaitForAsync();
        node = await ConsoleNode.Start(at: folder, urls: origin);
        await page.Locator("body[data-link='live']").WaitForAsync(new() { Timeout = 20_000 });
        await page.Locator("#linkbar").Expect().ToBeHiddenAsync();
        await node.Warn("Second surge");
        await page.Locator("#warnings tbody tr", new() { HasText = "Second surge" }).WaitForAsync();
    }
}

[Collection(ChromiumTests.Name)]
public sealed class ExercisePageTests(Chromium chromium)
{
    [BrowserFact]
    public async Task An_exercise_cannot_be_mistaken()
    {
        await using var node = await ConsoleNode.Start(options: new ConsoleOptions("test", NodaTime.DateTimeZone.Utc, "Blue Shield 26"));
        await node.Warn("Storm surge", status: CapStatus.Exercise);
        await node.Settle();
        var page = await chromium.Open(node.Origin);
        await page.Locator(".banner.exercise").Expect().ToHaveTextAsync("EXERCISE Blue Shield 26: nothing here is real.");
        await page.Locator("#warnings tbody tr .exercise-word").Expect().ToHaveTextAsync("EXERCISE");
        Assert.Empty(await page.Violations());
    }
}
