using System.Net;
using System.Text.RegularExpressions;
using NodaTime;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Xunit;
using static Tocsin.Tests.Console.GaugeDrafts;

namespace Tocsin.Tests.Console;

/// <summary>The list of stations that measure, and a station's page.</summary>
public sealed partial class StationPagesTests : ConsolePages
{
    Instant now;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        now = node.Node.Sources.Clock.Now();
    }

    async Task<IReadOnlyList<Appended>> Tell(params Draft[] drafts)
    {
        var told = await node.Node.Journal.Append(drafts, default);
        await node.Settle();
        return told;
    }

    async Task<string> Address(string words) => Link().Match(await reader.Read("/stations?words=" + Uri.EscapeDataString(words))).Groups[1].Value;

    [Fact]
    public async Task Without_measurements_the_list_says_how_a_station_is_known()
    {
        Assert.Contains("A station is known from its first measurement on", await reader.Read("/stations"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await reader.Get("/stations/no-such-station")).StatusCode);
    }

    [Fact]
    public async Task The_list_says_of_each_station_what_stands()
    {
        var dose = Gauge(now, 0.2, 1, "R.3", own: null);
        dose = dose with { What = (EventFacts)dose.What with { Type = "dose-rate", Category = Category.CBRNE, Numbers = new Dictionary<string, double> { ["doseRateMicrosievertsPerHour"] = 0.2 } } };
        await Tell(Gauge(now, 4, 3), Gauge(now, 4.5, 2), Gauge(now, 9, 2, "Sông Hàn"), Gauge(now, 1, 2, "dry", own: null), dose);
        var page = WebUtility.HtmlDecode(await reader.Read("/stations"));
        Assert.Contains("4 of 4 stations, by publisher and name", page, StringComparison.Ordinal);
        Assert.Equal(["dry | 1 | – | no level is known", "P.1 | 4.5 | 5 | under its level", "R.3 | 0.2 | 1 | under its level", "Sông Hàn | 9 | 5 | Alarm: Severe"], Rows(page));
        Assert.Equal(["Sông Hàn | 9 | 5 | Alarm: Severe"], Rows(WebUtility.HtmlDecode(await reader.Read("/stations?words=song+WATER"))));
        Assert.Equal(["R.3 | 0.2 | 1 | under its level"], Rows(await reader.Read("/stations?words=dose")));
        Assert.Contains("No station matches.", await reader.Read("/stations?words=volcano"), StringComparison.Ordinal);
        Assert.Empty(Rows(await reader.Read("/stations?page=2147483647")));
    }

    [Fact]
    public async Task Many_stations_come_in_pages()
    {
        await Tell([.. Enumerable.Range(0, 120).Select(i => Gauge(now, i, 1, $"S {i:000}"))]);
        var first = await reader.Read("/stations");
        Assert.Contains("50 of 120 stations", first, StringComparison.Ordinal);
        Assert.Contains("href=\"/stations?page=2\"", first, StringComparison.Ordinal);
        Assert.Equal(20, Rows(await reader.Read("/stations?page=3")).Count);
    }

    [Fact]
    public async Task A_stations_page_has_every_measurement_the_level_and_what_the_rule_says()
    {
        await Tell(Gauge(now, 4, 30), Gauge(now, 4.8, 29), Gauge(now, 5.2, 28), Gauge(now, 6.2, 27), Gauge(now, 4.9, 20));
        var page = WebUtility.HtmlDecode(await reader.Read(await Address("P.1")));
        Assert.Contains("<h1>Water level, P.1</h1>", page, StringComparison.Ordinal);
        Assert.Contains("Vu Gia river · Water · in m", page, StringComparison.Ordinal);
        Assert.Contains("Judged by the rule <a href=\"/rules\">river-levels</a>", page, StringComparison.Ordinal);
        Assert.Equal(["4.9 5 Quiet 0", "6.2 5 Alarm 3", "5.2 5 Alarm 2", "4.8 5 Quiet 0", "4 5 Quiet 0"], Measured().Matches(page).Select(row => string.Join(' ', row.Groups.Cast<System.Text.RegularExpressions.Group>().Skip(1))));
        Assert.Contains("data-lines=\"1:3\"", page, StringComparison.Ordinal);
        Assert.Contains("Nothing was measured for 7 h", page, StringComparison.Ordinal);
        Assert.Contains("data-series=\"levels\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_shows_so_many_measurements_and_no_more()
    {
        await Tell([.. Enumerable.Range(1, 1_001).Select(i => Gauge(now, 4 + i % 3, i))]);
        var address = await Address("P.1");
        Assert.Equal(168, Measured().Count(await reader.Read(address)));
        Assert.Equal(48, Measured().Count(await reader.Read(address + "?latest=48")));
        Assert.Equal(1_000, Measured().Count(await reader.Read(address + "?latest=all")));
        Assert.Contains("aria-current=\"true\">168</a>", await reader.Read(address + "?latest=-1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_measurement_is_on_the_page_and_in_the_list_within_a_second()
    {
        await Tell(Gauge(now, 4, 2));
        using var one = await LivePage.Show(node.Origin, await Address("P.1"));
        using var list = await LivePage.Show(node.Origin, "/stations");
        await one.Text("<article id=\"station\"", _ => true);
        await list.Text("<div id=\"station-table\"", _ => true);
        await Promptly.Once(TimeSpan.FromSeconds(1), async attempt =>
        {
            var (metres, at) = (7.5 + attempt, now + Duration.FromSeconds(attempt));
            await node.Node.Journal.Append([Gauge(at, metres, 1)], default);
            var (_, onPage) = await one.Text("<article id=\"station\"", html => html.Contains(FormattableString.Invariant($"data-value=\"{metres}\""), StringComparison.Ordinal));
            var (_, inList) = await list.Text("<div id=\"station-table\"", html => html.Contains(FormattableString.Invariant($"<b>{metres}</b>"), StringComparison.Ordinal));
            return onPage > inList ? onPage : inList;
        });
    }

    [Fact]
    public async Task Corrections_count_and_what_was_taken_back_is_on_no_page()
    {
        var told = (Appended.Stored)(await Tell(Gauge(now, 4, 2)))[0];
        await Tell(Gauge(now, 4.2, 2));
        var address = await Address("P.1");
        Assert.Equal("4.2 5 Quiet 0", string.Join(' ', Assert.Single(Measured().Matches(await reader.Read(address))).Groups.Cast<System.Text.RegularExpressions.Group>().Skip(1)));
        var other = (Appended.Stored)(await Tell(Gauge(now, 9, 1)))[0];
        await Tell(new Draft { Kind = Kind.Withdrawal, What = new WithdrawalFacts("wrong"), References = [new(Relation.Ends, other.Address.Log, other.Address.Index, other.LeafHash)] });
        Assert.Single(Measured().Matches(await reader.Read(address)));
        var erase = new Tocsin.Share.EraseRecord(node.Node.Journal, node.Node.Records, node.Node.Views);
        Assert.IsType<Tocsin.Share.Erasing.Erased>(await erase.Erase(told.Address, [], "asked for", default));
        await node.Settle();
        Assert.Equal(HttpStatusCode.NotFound, (await reader.Get(address)).StatusCode);
        Assert.Contains("A station is known from its first measurement on", await reader.Read("/stations"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_languages_say_it_in_their_own_words()
    {
        await Tell(Gauge(now, 4, 2), Gauge(now, 9, 1));
        var address = await Address("P.1");
        foreach (var (tag, words) in new[] { ("ru", "Уровень воды, P.1|Тревога|Порог"), ("vi", "Mực nước, P.1|Báo động|Ngưỡng") })
        {
            using var other = new PageReader(node.Origin);
            await other.Post("/language", fields: [("language", tag)]);
            var page = WebUtility.HtmlDecode(await other.Read(address));
            Assert.All(words.Split('|'), word => Assert.Contains(word, page, StringComparison.Ordinal));
        }
    }

    static List<string> Rows(string page) => [.. Row().Matches(page).Select(row => string.Join(" | ", row.Groups.Cast<System.Text.RegularExpressions.Group>().Skip(1)))];

    [GeneratedRegex("<a href=\"(/stations/[^\"]+)\">")]
    private static partial Regex Link();

    [GeneratedRegex("<tr id=\"n-[^>]*>\\s*<td class=\"what\"><a [^>]*>([^<]*)</a>.*?<b>([^<]*)</b> [^<]*</td>\\s*<td class=\"num right\">([^<]*)</td>\\s*<td class=\"state\"><span[^>]*>([^<]*)</span>", RegexOptions.Singleline)]
    private static partial Regex Row();

    [GeneratedRegex("data-value=\"([^\"]*)\"(?: data-limit=\"([^\"]*)\")?\\s+data-state=\"([^\"]*)\" data-level=\"([^\"]*)\"")]
    private static partial Regex Measured();
}
