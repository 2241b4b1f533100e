using NetTopologySuite.Geometries;
using Tocsin.Tests.Console;
using Xunit;

namespace Tocsin.Tests.Browser;

/// <summary>The vessels near an incident, on its page.</summary>
[Collection(ChromiumTests.Name)]
public sealed class VesselsPanelTests(Chromium chromium) : IAsyncLifetime
{
    ConsoleNode node = null!;
    string thread = "";

    public async Task InitializeAsync()
    {
        node = await ConsoleNode.Start();
        await node.Vessels(NodaTime.Instant.FromUnixTimeSeconds(node.Node.Sources.Clock.GetUtcNow().ToUnixTimeSeconds()), 110, 8);
        thread = await node.Warn("Oil on the water", area: new Point(110, 8) { SRID = 4326 });
        await node.Settle();
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [BrowserFact]
    public async Task The_panel_violates_no_rule_of_axe_in_the_dark_and_in_the_light()
    {
        var page = await chromium.Open($"{node.Origin}/warnings/{thread}");
        await page.Locator("#vessels tbody tr").Expect().ToHaveCountAsync(2);
        await page.ViolatesNothing();
    }

    [BrowserFact]
    public async Task Who_went_dark_comes_first_and_its_record_is_one_click_away()
    {
        var page = await chromium.Open($"{node.Origin}/warnings/{thread}");
        var first = page.Locator("#vessels tbody tr").First;
        await first.Expect().ToHaveAttributeAsync("data-mmsi", "273316280");
        await first.Locator(".odd").Expect().ToContainTextAsync("It was under way and said nothing from");
        Assert.True(await page.EvaluateAsync<bool>("document.querySelector('.sheet').scrollWidth <= document.querySelector('.sheet').clientWidth"), "the table is wider than its sheet");
        await first.Locator(".odd a").ClickAsync();
        await page.Locator("#record").Expect().ToContainTextAsync("273316280");
        await page.Locator("#vessels").Expect().ToBeVisibleAsync();
    }
}
