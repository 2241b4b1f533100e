using System.Net;
using System.Text.Json;
using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Tests.Warn.Neighbours;
using Tocsin.Tests.Warn.Noticing;
using Tocsin.Warn;
using Xunit;

namespace Tocsin.Tests.Console;

/// <summary>Warnings that rest on several places: the sums under a border's, and their areas on the map.</summary>
public sealed class BorderPagesTests : ConsolePages
{
    const int Weeks = 40;

    static readonly (string Name, string Country, double Longitude, double Latitude)[] Towns =
    [
        ("Lao Cai", "VN", 103.97, 22.48), ("Hekou", "CN", 103.96, 22.51), ("Lang Son", "VN", 106.76, 21.85),
        ("Pingxiang", "CN", 106.76, 22.10), ("Mong Cai", "VN", 107.97, 21.53), ("Dongxing", "CN", 107.97, 21.55),
    ];

    /// <summary>Both sides of the border count two or three cases a week; in the last week there are many more in the two towns at the sea.</summary>
    async Task<IReadOnlyList<Tocsin.Warn.Threads.WarningThread>> Ring(string rules)
    {
        Assert.IsType<Adopting.Done>(await new AdoptRules(node.Node.Journal, node.Node.Views, node.Node.Records).Handle(rules, null, default));
        var monday = node.Node.Sources.Clock.Now().InUtc().Date.PlusDays(-6).Previous(IsoDayOfWeek.Monday);
        var drafts = new List<Draft>();
        for (var week = Weeks; week >= 0; week--)
            foreach (var (name, country, longitude, latitude) in Towns)
            {
                var count = 2 + (week * 7919 + name.Length) % 3 + (week == 0 && longitude > 107 ? 30 : 0);
                drafts.Add(CountDrafts.Count("cholera", name, monday.PlusWeeks(-week), count) with { Where = new Where { Name = name, Country = country, Geometry = new Point(longitude, latitude) } });
            }
        Assert.All(await node.Node.Journal.Append(drafts, default), appended => Assert.IsType<Appended.Stored>(appended));
        await node.Settle();
        return await new ListWarnings(node.Node.Views).Handle(10, default);
    }

    [Fact]
    public async Task A_border_s_warning_shows_the_sums_it_rests_on_with_expectation_threshold_and_alarm()
    {
        var thread = Assert.Single(await Ring(BorderLand.Rules("border", "border-outbreak", BorderLand.BorderTerms.Replace("[VN, LA]", "[VN, CN]", StringComparison.Ordinal))));
        var page = WebUtility.HtmlDecode(await reader.Read($"/warnings/{thread.Id}"));
        Assert.Contains("The counts of its places together", page, StringComparison.Ordinal);
        Assert.Contains("id=\"series-plot\"", page, StringComparison.Ordinal);
        var rows = System.Text.RegularExpressions.Regex.Matches(page, "<tr id=\"p-[^>]*data-count=\"(\\d+)\"\\s+data-expected=\"([\\d.]+)\"\\s+data-threshold=\"([\\d.]+)\" data-state=\"(\\w+)\"");
        Assert.InRange(rows.Count, 30, Weeks + 1);
        // It speaks of as many places as had told when it last had something to say: five of six at least.
        var newest = rows[0].Groups;
        Assert.Equal("Alarm", newest[4].Value);
        Assert.InRange(int.Parse(newest[1].Value, System.Globalization.CultureInfo.InvariantCulture), 30 + 5 * 2, 60 + 6 * 4);
        Assert.InRange(double.Parse(newest[2].Value, System.Globalization.CultureInfo.InvariantCulture), 10, 24);
        Assert.DoesNotContain("href=\"/series/\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sums_are_shown_no_longer_once_a_count_among_them_is_erased()
    {
        var thread = Assert.Single(await Ring(BorderLand.Rules("border", "border-outbreak", BorderLand.BorderTerms.Replace("[VN, LA]", "[VN, CN]", StringComparison.Ordinal))));
        Assert.Contains("id=\"series-plot\"", await reader.Read($"/warnings/{thread.Id}"), StringComparison.Ordinal);
        var erase = new EraseRecord(node.Node.Journal, node.Node.Records, node.Node.Views);
        Assert.IsType<Erasing.Erased>(await erase.Erase(thread.Entries[^1].Message!.Judgement!.Evidence.Addresses().First(), [], "asked for", default));
        await node.Settle();
        Assert.DoesNotContain("id=\"series-plot\"", await reader.Read($"/warnings/{thread.Id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_s_area_is_on_the_map_of_its_warning_and_holds_its_places()
    {
        var thread = Assert.Single(await Ring(BorderLand.Clusters.Replace("max_share: 0.3", "max_share: 0.5", StringComparison.Ordinal)));
        var page = WebUtility.HtmlDecode(await reader.Read($"/warnings/{thread.Id}"));
        Assert.Contains("Mong Cai", page, StringComparison.Ordinal);
        Assert.InRange(thread.Longitude!.Value, 107.5, 108.5);
        using var areas = JsonDocument.Parse(await reader.Read("/live/areas"));
        var only = Assert.Single(areas.RootElement.GetProperty("features").EnumerateArray());
        Assert.Equal(thread.Id, only.GetProperty("properties").GetProperty("warning").GetString());
        var ring = only.GetProperty("geometry").GetProperty("coordinates")[0].EnumerateArray().Select(point => new Coordinate(point[0].GetDouble(), point[1].GetDouble())).ToArray();
        var area = new Polygon(new LinearRing(ring));
        foreach (var (name, _, longitude, latitude) in Towns) Assert.True(area.Covers(new Point(longitude, latitude)) == longitude > 107, name);
    }
}
