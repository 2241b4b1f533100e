using System.Net;
using System.Text.RegularExpressions;
using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Share.Records;
using Xunit;

namespace Tocsin.Tests.Console;

/// <summary>The vessels near an incident, on its page.</summary>
public sealed partial class VesselsPanelTests : ConsolePages
{
    Instant now;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        now = Instant.FromUnixTimeSeconds(node.Node.Sources.Clock.Now().ToUnixTimeSeconds());
    }

    async Task<string> Report(double longitude, double latitude, Category category, string headline = "Attack on a ship")
    {
        var told = await node.Node.Journal.Append(new Draft
        {
            Kind = Kind.Incident, What = new EventFacts { Type = "report", Category = category, Severity = Severity.Severe, At = now - Duration.FromMinutes(30) },
            Where = new Where { Geometry = new Point(longitude, latitude) { SRID = 4326 } }, Texts = [new TextBlock { Headline = headline }],
        }, default);
        await node.Settle();
        return $"/records/{((Tocsin.Share.Logs.Appended.Stored)told).Leaf.Id}";
    }

    [Fact]
    public async Task On_the_page_of_an_attack_stand_the_vessels_near_it_also_those_of_which_one_hears_later()
    {
        var page = await Report(110, 8, Category.Security);
        Assert.Contains("0 vessels within 20 nautical miles", WebUtility.HtmlDecode(await reader.Read(page)), StringComparison.Ordinal);
        await node.Vessels(now, 110, 8);
        // An answer that took long is given again for a while.
        var text = "";
        await CircleNode.Until(async () => (text = Plain(await reader.Read(page))).Contains("2 vessels within 20 nautical miles", StringComparison.Ordinal));
        Assert.Equal(["273316280", "574001230"], Mmsi().Matches(await reader.Read(page)).Select(match => match.Groups[1].Value));
        Assert.Contains("SAMPLE TRADER 574001230 Vietnam · Cargo · 120 m long bound for DA NANG, arrival 03-02 06:30 UTC", text, StringComparison.Ordinal);
        Assert.Contains("It was under way and said nothing from", text, StringComparison.Ordinal);
        foreach (var (language, silent) in new[] { ("ru", "Шло и молчало с"), ("vi", "Đang chạy và im lặng từ") })
        {
            using var client = new HttpClient { DefaultRequestHeaders = { { "Accept-Language", language } } };
            Assert.Contains(silent, WebUtility.HtmlDecode(await client.GetStringAsync(node.Origin + page)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task On_land_there_is_no_panel_and_at_sea_only_where_there_are_vessels_or_it_is_a_matter_of_ships()
    {
        await node.Vessels(now, 110, 8);
        Assert.DoesNotContain("id=\"vessels\"", await reader.Read(await Report(103.5, 19.5, Category.Security)), StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"vessels\"", await reader.Read(await Report(112, 12, Category.Geo)), StringComparison.Ordinal);
        Assert.Contains("id=\"vessels\"", await reader.Read(await Report(112, 12, Category.Transport)), StringComparison.Ordinal);
        Assert.Contains("id=\"vessels\"", await reader.Read(await Report(110, 8, Category.Geo)), StringComparison.Ordinal);
        var thread = await node.Warn("Oil on the water", area: new Point(110, 8) { SRID = 4326 });
        await node.Settle();
        Assert.Contains("SAMPLE TRADER", await reader.Read($"/warnings/{thread}"), StringComparison.Ordinal);
    }

    static string Plain(string page) => Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(page, " ")), " ");

    [GeneratedRegex("data-mmsi=\"(\\d+)\"")]
    private static partial Regex Mmsi();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
