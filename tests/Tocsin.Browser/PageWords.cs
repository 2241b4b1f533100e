using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace Tocsin.Tests.Browser;

/// <summary>What tests say of a page.</summary>
static class PageWords
{
    /// <summary>Waits until the page's socket is open and the first fragments have come.</summary>
    public static Task Live(this IPage page) => page.Locator("body[data-link='live']").WaitForAsync();

    /// <summary>Waits until the map is drawn, at its resting place.</summary>
    public static Task MapReady(this IPage page) => page.Locator("body[data-map='ready']").WaitForAsync();

    /// <summary>Waits until the address is such, and its page loaded.</summary>
    /// <remarks>The browser is asked over and over: <see cref="IPage.WaitForURLAsync(string, PageWaitForURLOptions)"/> looks once and then waits for an event, which may come between the two.</remarks>
    /// <param name="page">The page.</param>
    /// <param name="address">The whole address: <c>**</c> stands for anything, <c>*</c> for anything without a slash.</param>
    public static async Task Arrives(this IPage page, string address)
    {
        var pattern = Regex.Escape(address).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal);
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"^{pattern}$"));
        await page.WaitForLoadStateAsync();
    }

    /// <summary>Goes by the keyboard from the first page to a list, and on to the chart of its first row.</summary>
    public static async Task<IPage> OpenFirstChart(this Chromium chromium, string origin, string key, string list)
    {
        var page = await chromium.Open(origin);
        await page.Live();
        await page.Keyboard.PressAsync(key);
        await page.Arrives($"**/{list}");
        await page.Live();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await page.Arrives($"**/{list}/*");
        await page.Live();
        await page.Locator(".plot canvas").WaitForAsync();
        return page;
    }

    /// <summary>axe finds nothing in the dark, nor in the light.</summary>
    public static async Task ViolatesNothing(this IPage page)
    {
        await page.Live();
        foreach (var theme in new[] { "dark", "light" })
        {
            var found = await page.Violations();
            Assert.True(found.Length == 0, $"{page.Url} ({theme}): {string.Join("; ", found)}");
            await page.EvaluateAsync("document.querySelector('[data-theme-toggle]').click()");    // An open menu may lie over it.
        }
    }

    /// <summary>axe's violations, each with the elements that it is about.</summary>
    public static async Task<string[]> Violations(this IPage page)
    {
        await page.EvaluateAsync(await File.ReadAllTextAsync(Axe()));
        var found = await page.EvaluateAsync<JsonElement>("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(' ')).join(', ')}`)");
        return [.. found.EnumerateArray().Select(violation => violation.GetString()!)];
    }

    public static ILocatorAssertions Expect(this ILocator locator) => Assertions.Expect(locator);

    static string Axe([CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "../../src/Tocsin.Node/Console/client/node_modules/axe-core/axe.min.js");
        Assert.True(File.Exists(path), "the console's client brings axe-core: build it with 'dotnet build'");
        return path;
    }
}
