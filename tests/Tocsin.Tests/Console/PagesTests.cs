using System.Net;
using Tocsin.Share.Records;
using Xunit;

namespace Tocsin.Tests.Console;

public sealed class PagesTests : IAsyncLifetime
{
    ConsoleNode node = null!;
    PageReader browser = null!;

    public async Task InitializeAsync()
    {
        node = await ConsoleNode.Start();
        browser = new PageReader(node.Origin);
    }

    public async Task DisposeAsync()
    {
        browser.Dispose();
        await node.DisposeAsync();
    }

    [Fact]
    public async Task The_duty_page_lists_the_open_warnings_the_worst_first()
    {
        await node.Warn("Heavy rain", Severity.Moderate);
        await node.Warn("Storm surge", Severity.Extreme);
        await node.Settle();
        var page = await browser.Read("/");
        Assert.Contains("Coast Guard of Tests", page, StringComparison.Ordinal);
        Assert.InRange(page.IndexOf("Storm surge", StringComparison.Ordinal), 1, page.IndexOf("Heavy rain", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_warnings_page_says_why_it_rang_and_what_can_be_done()
    {
        var id = await node.Warn("Storm surge");
        await node.Settle();
        var page = await browser.Read($"/warnings/{id}");
        Assert.Contains("Because of Storm surge.", page, StringComparison.Ordinal);
        Assert.Contains($"/warnings/{id}/acknowledge", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_records_page_proves_its_place_in_the_log()
    {
        var stored = Assert.IsType<Tocsin.Share.Logs.Appended.Stored>((await node.Observe(1))[0]);
        await node.Settle();
        var page = await browser.Read($"/records/{stored.Leaf.Id}");
        Assert.Contains("hotspot 0", page, StringComparison.Ordinal);
        Assert.Contains("data-proof=\"Verified\"", page, StringComparison.Ordinal);
        Assert.Contains(stored.LeafHash.ToBase64Url(), page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_are_counted_and_paged()
    {
        await node.Observe(230);
        await node.Settle();
        var first = await browser.Read("/records?kind=observation");
        Assert.Contains("100 of 230", first, StringComparison.Ordinal);
        Assert.Contains("rel=\"next\"", first, StringComparison.Ordinal);
        var last = await browser.Read("/records?kind=observation&page=3");
        Assert.Contains("30 of 230", last, StringComparison.Ordinal);
        Assert.DoesNotContain("rel=\"next\"", last, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/records?bbox=1,2,3", "is not west,south,east,north")]
    [InlineData("/records?since=yesterday", "is no day such as")]
    [InlineData("/records?page=5000", "narrow it down")]
    public async Task A_search_that_makes_no_sense_is_refused_in_a_sentence(string address, string sentence) =>
        Assert.Contains(sentence, await browser.Read(address), StringComparison.Ordinal);

    [Theory]
    [InlineData("/warnings/none", HttpStatusCode.NotFound)]
    [InlineData("/records/none", HttpStatusCode.NotFound)]
    [InlineData("/warnings/none/cap.xml", HttpStatusCode.NotFound)]
    [InlineData("/new", HttpStatusCode.OK)]
    public async Task What_is_not_there_is_not_found(string address, HttpStatusCode status) =>
        Assert.Equal(status, (await browser.Get(address)).StatusCode);

    [Fact]
    public async Task A_warning_is_a_cap_document_too() => Assert.Contains("<event>Storm surge</event>", System.Text.Encoding.UTF8.GetString(await CapDocument()), StringComparison.Ordinal);

    [Api.CapSchemaFact]
    public async Task Its_document_keeps_the_schema_of_OASIS() => Api.Xmllint.Validate(await CapDocument(), "cap.xml");

    async Task<byte[]> CapDocument()
    {
        var id = await node.Warn("Storm surge");
        await node.Settle();
        var answer = await browser.Get($"/warnings/{id}/cap.xml");
        Assert.Equal("application/cap+xml", answer.Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    [Fact]
    public async Task The_timeline_has_an_hour_for_each_of_seven_days_and_counts_by_level()
    {
        await node.Observe(3);
        await node.Warn("Storm surge", Severity.Extreme);
        await node.Settle();
        using var series = System.Text.Json.JsonDocument.Parse(await browser.Read("/live/timeline"));
        Assert.Equal(168, series.RootElement.GetProperty("at").GetArrayLength());
        Assert.Equal(3, series.RootElement.GetProperty("records").EnumerateArray().Sum(count => count.GetInt64()));
        Assert.Equal(5, series.RootElement.GetProperty("warnings").GetArrayLength());
        Assert.Equal(1, series.RootElement.GetProperty("warnings")[4].EnumerateArray().Sum(count => count.GetInt64()));
    }

    [Fact]
    public async Task Areas_of_open_warnings_are_geojson()
    {
        var area = new NetTopologySuite.Geometries.Envelope(106, 107, 20, 21);
        var id = await node.Warn("Storm surge", area: NetTopologySuite.Geometries.GeometryFactory.Default.ToGeometry(area));
        await node.Warn("A point", Severity.Minor);
        await node.Settle();
        using var areas = System.Text.Json.JsonDocument.Parse(await browser.Read("/live/areas"));
        var only = Assert.Single(areas.RootElement.GetProperty("features").EnumerateArray());
        Assert.Equal($$"""{"warning":"{{id}}","severity":3,"exercise":false}""", only.GetProperty("properties").GetRawText());
        Assert.Equal("Polygon", only.GetProperty("geometry").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("ha noi")]
    [InlineData("Hà Nội")]
    [InlineData("Hanoi, VN")]
    public async Task Places_are_found_however_they_are_typed(string words)
    {
        using var found = System.Text.Json.JsonDocument.Parse(await browser.Read($"/live/places?words={Uri.EscapeDataString(words)}"));
        Assert.Equal("VN", found.RootElement[0].GetProperty("country").GetString());
        Assert.InRange(found.RootElement[0].GetProperty("lat").GetDouble(), 20.9, 21.2);
    }
}
