using Microsoft.Playwright;
using Tocsin.Tests.Console;
using Xunit;

namespace Tocsin.Tests.Browser;

/// <summary>One browser for all tests; each test has a window of its own with nothing remembered.</summary>
/// <remarks>It starts with the first test that is not skipped.</remarks>
public sealed class Chromium : IAsyncLifetime
{
    static readonly string[] Arguments =
        ["--no-sandbox", "--enable-unsafe-swiftshader", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    /// <summary>How long a page may take for anything on a machine that has other work: what must come sooner says so itself (<see cref="Promptly"/>).</summary>
    const int PatienceMilliseconds = 60_000;

    IPlaywright? playwright;
    IBrowser? browser;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
    }

    /// <summary>A page at an address of the node.</summary>
    public async Task<IPage> Open(string address)
    {
        playwright ??= await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        browser ??= await playwright.Chromium.LaunchAsync(new() { ExecutablePath = BrowserFactAttribute.Chromium, Headless = true, Args = Arguments });
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 }, ColorScheme = ColorScheme.Dark, ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(PatienceMilliseconds);
        var page = await context.NewPageAsync();
        await page.GotoAsync(address);
        return page;
    }
}

/// <summary>Tests that share the browser run one after another: the machine may have two cores.</summary>
[CollectionDefinition(Name)]
public sealed class ChromiumTests : ICollectionFixture<Chromium>
{
    public const string Name = "Chromium";
}
