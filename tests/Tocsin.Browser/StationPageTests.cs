using System.Diagnostics;
using Microsoft.Playwright;
using NodaTime;
using Tocsin.Tests.Console;
using Xunit;

namespace Tocsin.Tests.Browser;

/// <summary>The pages of stations that measure, with their chart.</summary>
[Collection(ChromiumTests.Name)]
public sealed class StationPageTests(Chromium chromium) : IAsyncLifetime
{
    ConsoleNode node = null!;
    Instant now;

    public async Task InitializeAsync()
    {
        node = await ConsoleNode.Start();
        now = node.Node.Sources.Clock.Now();
        await node.Node.Journal.Append([.. Enumerable.Range(1, 60).Reverse().Except([20, 21, 22, 23]).Select(hour => GaugeDrafts.Gauge(now, hour == 1 ? 6.4 : 3 + hour % 4 * 0.5, hour))], default);
        await node.Settle();
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    Task<IPage> Station() => chromium.OpenFirstChart(node.Origin, "m", "stations");

    [BrowserFact]
    public async Task No_page_violates_a_rule_of_axe_in_the_dark_and_in_the_light()
    {
        var page = await Station();
        foreach (var path in new[] { "", "/stations" })
        {
            if (path.Length > 0) await page.GotoAsync(node.Origin + path);
            await page.ViolatesNothing();
        }
    }

    [BrowserFact]
    public async Task The_arrow_keys_go_from_measurement_to_measurement_and_Enter_opens_the_record()
    {
        var page = await Station();
        var plot = page.Locator(".plot");
        await plot.Expect().ToHaveAttributeAsync("aria-valuetext", new System.Text.RegularExpressions.Regex("Value, m: 6.4 · Level: 5 · Verdict: Alarm: Severe"));
        await plot.FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Locator(".readout").Expect().ToContainTextAsync("Value, m: 4 · Level: 5 · Verdict: under its level");
        await page.Keyboard.PressAsync("Home");
        await plot.Expect().ToHaveAttributeAsync("aria-valuenow", "1");
        await page.Keyboard.PressAsync("End");
        await plot.Expect().ToHaveAttributeAsync("aria-valuenow", "56");
        await page.Keyboard.PressAsync("Enter");
        await page.Arrives("**/records/*");
        await page.Locator("#record").Expect().ToContainTextAsync("P.1");
    }

    [BrowserFact]
    public async Task A_new_measurement_is_in_table_and_chart_within_a_second_and_what_is_missing_is_said()
    {
        var page = await Station();
        await page.Locator("#periods .gap").Expect().ToHaveTextAsync("Nothing was measured for 5 h");
        await Promptly.Once(TimeSpan.FromSeconds(1), async attempt =>
        {
            var (watch, metres) = (Stopwatch.StartNew(), 7.7 + attempt);
            await node.Node.Journal.Append([GaugeDrafts.Gauge(now + NodaTime.Duration.FromSeconds(attempt), metres, 0)], default);
            await page.Locator(FormattableString.Invariant($".plot[aria-valuetext*='Value, m: {metres:0.0}']")).WaitForAsync();
            return watch.Elapsed;
        });
        Assert.Equal(1, await page.Locator(".plot canvas").CountAsync());
        await page.Locator(".ranges a", new() { HasText = "48" }).ClickAsync();
        await page.Arrives("**?latest=48");
        await page.Locator("#periods tbody tr[data-period]").Expect().ToHaveCountAsync(48);
    }

    [BrowserFact]
    public async Task Paper_is_white_and_has_chart_and_table()
    {
        var page = await Station();
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await page.EvaluateAsync("dispatchEvent(new Event('beforeprint'))");
        await page.Locator("html").Expect().ToHaveAttributeAsync("data-bs-theme", "light");
        await page.Locator(".plot canvas").Expect().ToBeVisibleAsync();
        await page.Locator("#periods").Expect().ToBeVisibleAsync();
        await page.Locator(".ranges").Expect().ToBeHiddenAsync();
        Assert.InRange((await page.Locator(".plot canvas").BoundingBoxAsync())!.Width, 1, 700);
    }
}
