using Microsoft.Playwright;
using Tocsin.Share.Parties;
using Tocsin.Share.Sync;
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
        await page.Arrives("**/circles");
        await page.Live();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await page.Arrives("**/circles/*");
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

/// <summary>What the console shows of a partner whose log does not verify, while an officer looks on.</summary>
[Collection(ChromiumTests.Name)]
public sealed class ForkPageTests(Chromium chromium) : IAsyncLifetime
{
    CircleNode node = null!;

    public async Task InitializeAsync() => node = await CircleNode.Start();

    public async Task DisposeAsync() => await node.DisposeAsync();

    [BrowserFact]
    public async Task A_fork_turns_the_page_red_while_it_is_open_and_its_evidence_convicts_without_this_node()
    {
        var sentence = $"Ministry of Beta ({PartyNames.Short(node.Beta.Node.Own.Id)}) signed two different histories of its log, both of 7 records.";
        var page = await chromium.Open($"{node.Console.Origin}/circles/{node.Id}");
        await page.Live();
        await page.Locator("tbody tr", new() { HasText = "Ministry of Beta" }).WaitForAsync();
        Assert.Equal(0, await page.Locator(".problem, tr[data-fault], .bad").CountAsync());

        await node.Fork();
        var (alarm, row) = (page.Locator("#circle > .problem[role=alert]"), page.Locator("tr[data-fault]"));
        await alarm.Expect().ToHaveTextAsync([sentence]);
        await row.Expect().ToHaveCountAsync(1);
        await row.Expect().ToContainTextAsync("Ministry of Beta");
        await row.Locator(".bad").Expect().ToHaveTextAsync(["Does not verify", "stopped"]);
        foreach (var _ in new[] { "dark", "light" })
        {
            Assert.True(await IsRed(alarm, "backgroundColor") || await IsRed(alarm, "borderLeftColor"), "the sentence stands on red, or has a red edge");
            foreach (var word in await row.Locator(".bad").AllAsync()) Assert.True(await IsRed(word, "color"), $"'{await word.TextContentAsync()}' is red");
            await page.EvaluateAsync("document.querySelector('[data-theme-toggle]').click()");
        }
        await page.ViolatesNothing();

        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator(".evidence a[download]").ClickAsync());
        var evidence = ForkEvidence.Read(await File.ReadAllBytesAsync(await download.PathAsync())).Value;
        Assert.Null(evidence.Verify(node.Gamma.Node.Register.KeysEver(evidence.Log)));

        foreach (var path in new[] { "/circles", "/" })
        {
            await page.GotoAsync(node.Console.Origin + path);
            await page.Live();
            await page.Locator(path == "/" ? ".partners .fault" : "tr[data-fault] .bad").First.Expect().ToContainTextAsync(sentence);
        }
    }

    /// <summary>Whether a colour has clearly more red than green and blue.</summary>
    static Task<bool> IsRed(ILocator of, string property) =>
        of.EvaluateAsync<bool>("(e, property) => { const [r, g, b] = getComputedStyle(e)[property].match(/[\\d.]+/g).map(Number); return r > 1.5 * g && r > 1.5 * b; }", property);
}
