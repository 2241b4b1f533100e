using System.Diagnostics;
using System.Text.Json;
using Tocsin.Share.Records;
using Tocsin.Tests.Console;
using Xunit;
using Xunit.Abstractions;

namespace Tocsin.Tests.Browser;

/// <summary>A bad night on the duty page: more warnings and dots than anybody can read. Times are printed; they are judged by an idle machine alone.</summary>
[Collection(ChromiumTests.Name)]
public sealed class ScalePageTests(Chromium chromium, ITestOutputHelper output)
{
    const int Warnings = 10_000, Dots = 50_000;

    // How long the browser took from each frame to the next, while something was done with the page.
    const string Frames = """
        () => {
          const times = []; let last = performance.now(), goes = true;
          const tick = now => { times.push(now - last); last = now; if (goes) requestAnimationFrame(tick); };
          requestAnimationFrame(tick);
          window.framesEnd = () => { goes = false; times.sort((a, b) => a - b); return [times.length, times[times.length >> 1], times[Math.floor(times.length * 0.95)], times[times.length - 1]]; };
        }
        """;

    [BrowserFact]
    public async Task Ten_thousand_open_warnings_and_fifty_thousand_dots_are_a_page_that_one_can_work_with()
    {
        await using var node = await ConsoleNode.Start();
        var now = node.Node.Sources.Clock.Now();
        await node.Node.Journal.Append([.. Enumerable.Range(0, Warnings).Select(i => GaleDrafts.Warning(i, now))], default);
        await node.Observe(Dots);
        await node.Settle();
        using var client = new HttpClient();
        await client.GetStringAsync(new Uri(node.Origin));
        await node.Warn("One more", Severity.Extreme);
        await node.Settle();
        var watch = Stopwatch.StartNew();
        Assert.Contains("200 of 10,001", await client.GetStringAsync(new Uri(node.Origin)), StringComparison.Ordinal);
        output.WriteLine($"the page, after a change: {watch.ElapsedMilliseconds} ms on the server");

        watch.Restart();
        var page = await chromium.Open(node.Origin);
        await page.Live();
        await page.MapReady();
        output.WriteLine($"opened, live and with its map drawn: {watch.ElapsedMilliseconds} ms");

        var map = (await page.Locator("#map").BoundingBoxAsync())!;
        await page.EvaluateAsync(Frames);
        for (var i = 0; i < 8; i++)
        {
            await page.Mouse.MoveAsync(map.X + map.Width / 2, map.Y + map.Height / 2);
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(map.X + map.Width / 2 + (i % 2 == 0 ? 120 : -120), map.Y + map.Height / 2 + (i % 2 == 0 ? 60 : -60), new() { Steps = 12 });
            await page.Mouse.UpAsync();
            await page.Mouse.WheelAsync(0, i % 2 == 0 ? -240 : 240);
        }
        Print("dragging and zooming the map", await page.EvaluateAsync<JsonElement>("framesEnd()"));

        await page.EvaluateAsync(Frames);
        for (var i = 0; i < 30; i++) await page.Keyboard.PressAsync("j");
        Print("30 rows down by the keyboard", await page.EvaluateAsync<JsonElement>("framesEnd()"));
        Assert.Equal(1, await page.Locator("[data-rows] tr[tabindex='0']").CountAsync());
        await page.Locator("#map:not([data-selected=''])").Expect().ToHaveAttributeAsync("data-warnings", new System.Text.RegularExpressions.Regex(@"^\d{1,4} of 10001$"));
        output.WriteLine($"dots drawn: warnings {await page.Locator("#map").GetAttributeAsync("data-warnings")}, records {await page.Locator("#map").GetAttributeAsync("data-records")}");

        watch.Restart();
        await node.Warn("And one more", Severity.Extreme);
        await page.Locator("tr", new() { HasText = "And one more" }).First.WaitForAsync();
        output.WriteLine($"a new warning on the page: {watch.ElapsedMilliseconds} ms");
        await page.Context.CloseAsync();    // Its map would go on beside the tests that come after.
    }

    void Print(string what, JsonElement frames) => output.WriteLine(FormattableString.Invariant(
        $"{what}: {frames[0].GetDouble():0} frames, {frames[1].GetDouble():0} ms (p50), {frames[2].GetDouble():0} ms (p95), {frames[3].GetDouble():0} ms at most"));
}
