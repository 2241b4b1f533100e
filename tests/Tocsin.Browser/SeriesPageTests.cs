using System.Diagnostics;
using Microsoft.Playwright;
using NodaTime;
using Tocsin.Tests.Console;
using Tocsin.Tests.Warn.Noticing;
using Xunit;

namespace Tocsin.Tests.Browser;

/// <summary>The pages of series, with their chart.</summary>
[Collection(ChromiumTests.Name)]
public sealed class SeriesPageTests(Chromium chromium) : IAsyncLifetime
{
    ConsoleNode node = null!;
    LocalDate? monday;

    LocalDate Monday => monday ??= node.Node.Sources.Clock.Now().InUtc().Date.PlusDays(-6).Previous(IsoDayOfWeek.Monday);

    public async Task InitializeAsync()
    {
        node = await ConsoleNode.Start();
        await node.Node.Journal.Append([
            .. Enumerable.Range(1, 60).Reverse().Except([20, 21]).Select(week => CountDrafts.Count("cholera", "Hue", Monday.PlusWeeks(-week), 2 + week % 2)),
            CountDrafts.Count("cholera", "Hue", Monday, 12)], default);
        await node.Settle();
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    Task<IPage> Series() => chromium.OpenFirstChart(node.Origin, "c", "series");

    [BrowserFact]
    public async Task No_page_violates_a_rule_of_axe_in_the_dark_and_in_the_light()
    {
        var page = await Series();
        const string Warning = "/warnings?words=cholera";
        foreach (var path in new[] { "", "/series", Warning })
        {
            if (path.Length > 0) await page.GotoAsync(node.Origin + path);
            if (path == Warning)
            {
                await page.Locator("td.what a").ClickAsync();
                await page.Locator(".plot canvas").WaitForAsync();
                await page.Locator(".series-chart summary").ClickAsync();
                await page.MapReady();
            }
            await page.ViolatesNothing();
        }
    }

    [BrowserFact]
    public async Task The_arrow_keys_go_from_period_to_period_and_Enter_opens_the_record()
    {
        var page = await Series();
        var plot = page.Locator(".plot");
        await plot.Expect().ToHaveAttributeAsync("aria-valuetext", new System.Text.RegularExpressions.Regex($"First day: {Monday:uuuu-MM-dd} · Count: 12 .*Alarm"));
        await plot.FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Locator(".readout").Expect().ToContainTextAsync($"First day: {Monday.PlusWeeks(-1):uuuu-MM-dd} · Count: 3");
        await page.Keyboard.PressAsync("Home");
        await plot.Expect().ToHaveAttributeAsync("aria-valuenow", "1");
        await plot.Expect().ToHaveAttributeAsync("aria-valuetext", new System.Text.RegularExpressions.Regex($"First day: {Monday.PlusWeeks(-60):uuuu-MM-dd} .*not judged: the series is too short"));
        await page.Keyboard.PressAsync("End");
        await plot.Expect().ToHaveAttributeAsync("aria-valuenow", "59");
        await page.Keyboard.PressAsync("Enter");
        await page.Arrives("**/records/*");
        await page.Locator("#record").Expect().ToContainTextAsync("12 cases: cholera");
    }

    [BrowserFact]
    public async Task A_new_count_is_in_table_and_chart_within_a_second()
    {
        var page = await Series();
        await Promptly.Once(TimeSpan.FromSeconds(1), async attempt =>
        {
            var watch = Stopwatch.StartNew();
            await node.Node.Journal.Append([CountDrafts.Count("cholera", "Hue", Monday, 77 + attempt)], default);
            await page.Locator($".plot[aria-valuetext*='Count: {77 + attempt}']").WaitForAsync();
            return watch.Elapsed;
        });
        Assert.Equal(1, await page.Locator(".plot canvas").CountAsync());
    }

    [BrowserFact]
    public async Task The_range_is_in_the_address_and_what_is_missing_is_said()
    {
        var page = await Series();
        await page.Locator(".ranges a", new() { HasText = "52" }).ClickAsync();
        await page.Arrives("**?periods=52");
        await page.Locator("#periods tbody tr[data-period]").Expect().ToHaveCountAsync(52);
        await page.Locator(".plot").Expect().ToHaveAttributeAsync("aria-valuemax", "52");
        await page.Locator("#periods .gap").Expect().ToHaveTextAsync("2 periods without a count: not known, not zero");
    }

    [BrowserFact]
    public async Task Paper_is_white_and_has_chart_and_table()
    {
        var page = await Series();
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await page.EvaluateAsync("dispatchEvent(new Event('beforeprint'))");
        await page.Locator("html").Expect().ToHaveAttributeAsync("data-bs-theme", "light");
        await page.Locator(".plot canvas").Expect().ToBeVisibleAsync();
        await page.Locator("#periods").Expect().ToBeVisibleAsync();
        await page.Locator(".ranges").Expect().ToBeHiddenAsync();
        Assert.InRange((await page.Locator(".plot canvas").BoundingBoxAsync())!.Width, 1, 700);
        await page.EvaluateAsync("dispatchEvent(new Event('afterprint'))");
        await page.Locator("html").Expect().ToHaveAttributeAsync("data-bs-theme", "dark");
    }

    [BrowserFact]
    public async Task No_bar_is_wider_than_the_page_in_any_language()
    {
        foreach (var language in new[] { "en", "ru", "vi" })
        {
            var page = await chromium.Open(node.Origin + "/series");
            await page.Context.SetExtraHTTPHeadersAsync([new("Accept-Language", language)]);
            await page.ReloadAsync();
            foreach (var width in new[] { 1920, 1600, 1440, 1366, 1280, 1110, 900, 390 })
            {
                await page.SetViewportSizeAsync(width, 900);
                Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth") <= 0, $"{language} at {width} px");
            }
            await page.Context.CloseAsync();
        }
    }
}
