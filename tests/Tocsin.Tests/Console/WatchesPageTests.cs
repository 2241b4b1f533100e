using System.Net;
using Tocsin.Node.Officers;
using Xunit;

namespace Tocsin.Tests.Console;

public sealed class WatchesPageTests : IAsyncLifetime
{
    ConsoleNode node = null!;
    PageReader linh = null!, auditor = null!;

    public async Task InitializeAsync()
    {
        node = await ConsoleNode.Start(new Entry.SignIn());
        await node.AddOfficer("linh");
        await node.AddOfficer("karim", Roles.Auditor);
        (linh, auditor) = (new PageReader(node.Origin), new PageReader(node.Origin));
        await linh.SignIn("linh");
        await auditor.SignIn("karim");
    }

    public async Task DisposeAsync()
    {
        linh.Dispose();
        auditor.Dispose();
        await node.DisposeAsync();
    }

    [Fact]
    public async Task A_watch_is_previewed_added_changed_and_removed()
    {
        (string, string)[] fields = [("name", "Near <Hanoi>"), ("category", "Met"), ("lon", "105.8"), ("lat", "21"), ("radiusKm", "50")];
        var preview = await (await linh.Post("/watches/preview", "/watches", fields: fields)).Content.ReadAsStringAsync();
        Assert.StartsWith("<form id=\"watch\"", preview, StringComparison.Ordinal);
        Assert.Contains("Nothing was added.", preview, StringComparison.Ordinal);
        Assert.Contains("There are no watches.", await linh.Read("/watches"), StringComparison.Ordinal);

        Assert.Equal("/watches?done=added", (await linh.Post("/watches/add", "/watches", script: false, fields: fields)).Headers.Location?.ToString());
        var page = await linh.Read("/watches?done=added");
        foreach (var words in new[] { "Near &lt;Hanoi&gt;", "within 50 km of 105.8, 21", "Officer linh", "The watch stands from here on." }) Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.Equal("/watches?done=unchanged", (await linh.Post("/watches/add", "/watches", script: false, fields: fields)).Headers.Location?.ToString());
        Assert.Equal("/watches?done=changed", (await linh.Post("/watches/add", "/watches", script: false, fields: [.. fields, ("severity", "Severe")])).Headers.Location?.ToString());

        var action = System.Text.RegularExpressions.Regex.Match(await linh.Read("/watches"), "/watches/[0-9a-f-]{36}/remove").Value;
        Assert.Equal("/watches?done=removed", (await linh.Post(action, "/watches", script: false)).Headers.Location?.ToString());
        Assert.Contains("There are no watches.", await linh.Read("/watches"), StringComparison.Ordinal);
        Assert.Equal("/watches?done=gone", (await linh.Post(action, "/watches", script: false)).Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_watch_takes_several_categories_and_kinds_and_says_how_severe_its_warnings_are()
    {
        await node.Observe(2);
        await node.Settle();
        (string, string)[] fields = [("name", "Many"), ("category", "Fire"), ("category", "Met"), ("kind", "observation"), ("kind", "incident"), ("raises", "Severe")];
        var preview = await (await linh.Post("/watches/preview", "/watches", fields: fields)).Content.ReadAsStringAsync();
        Assert.Contains("records found: 2;", preview, StringComparison.Ordinal);
        Assert.Equal(4, System.Text.RegularExpressions.Regex.Count(preview, "type=\"checkbox\"[^>]* checked"));
        Assert.Matches("<option value=\"Severe\" selected[^>]*>Severe</option>", preview[preview.IndexOf("name=\"raises\"", StringComparison.Ordinal)..]);
        Assert.Contains("records found: 0;", await (await linh.Post("/watches/preview", "/watches", fields: [("name", "Many"), ("category", "Health"), ("category", "Met")])).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("/watches?done=added", (await linh.Post("/watches/add", "/watches", script: false, fields: fields)).Headers.Location?.ToString());
        Assert.Contains("Observation, Incident; Fire, Weather; rings as at least Severe", await linh.Read("/watches"), StringComparison.Ordinal);
        await node.Observe(1, "wildfire");
        await node.Settle();
        Assert.Matches("data-level=\"3\"[^>]*>\\s*<td class=\"severity\">", await linh.Read("/warnings"));
    }

    [Theory]
    [InlineData("is none of the choices", "category=Weather")]
    [InlineData("is none of the choices", "category=Met,category=3")]
    [InlineData("is none of the choices", "category=Met,raises=Awful")]
    [InlineData("does not look at records of the kind", "kind=warning")]
    [InlineData("A circle of 0 km cannot be watched", "lon=105,lat=21,radiusKm=0")]
    [InlineData("A circle needs longitude, latitude and a radius", "lon=105")]
    [InlineData("A border needs the code of a country and kilometres", "border=VN")]
    [InlineData("The shape on the map does not read", "polygon=nonsense")]
    [InlineData("A watch has one area", "lon=105,lat=21,radiusKm=5,countries=VN")]
    [InlineData("is no country", "countries=QQ")]
    [InlineData("would ring for every record", "")]
    public async Task What_cannot_be_meant_comes_back_with_the_reason(string reason, string filled)
    {
        (string, string)[] fields = [("name", "bad"), .. filled.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pair => (pair.Split('=')[0], pair.Split('=')[1]))];
        foreach (var path in new[] { "/watches/add", "/watches/preview" })
            foreach (var isScript in new[] { true, false })
            {
                var answer = await linh.Post(path, "/watches", script: isScript, fields: fields);
                Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
                Assert.Contains(reason, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
            }
    }

    [Fact]
    public async Task An_auditor_sees_the_watches_and_orders_none()
    {
        Assert.DoesNotContain("<form id=\"watch\"", await auditor.Read("/watches"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.Post("/watches/add", "/watches", fields: [("name", "n"), ("category", "Met")])).StatusCode);
    }
}
