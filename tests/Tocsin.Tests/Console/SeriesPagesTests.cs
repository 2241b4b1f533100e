using System.Net;
using System.Text.RegularExpressions;
using NodaTime;
using Tocsin.Formats.CaseCounts;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Tests.Warn.Noticing;
using Xunit;

namespace Tocsin.Tests.Console;

/// <summary>The list of series, a series' page, and the counts under a warning.</summary>
public sealed partial class SeriesPagesTests : ConsolePages
{
    LocalDate? monday;

    /// <summary>The Monday of the last week that is over: of one test the same, though midnight passes.</summary>
    LocalDate Monday => monday ??= node.Node.Sources.Clock.Now().InUtc().Date.PlusDays(-6).Previous(IsoDayOfWeek.Monday);

    /// <summary>So many weeks of two or three cases, and the last one.</summary>
    async Task<IReadOnlyList<Appended>> Tell(string topic, string place, int weeks, long last, params int[] missing)
    {
        var told = await node.Node.Journal.Append([
            .. Enumerable.Range(1, weeks).Reverse().Except(missing).Select(week => CountDrafts.Count(topic, place, Monday.PlusWeeks(-week), 2 + week % 2)),
            CountDrafts.Count(topic, place, Monday, last)], default);
        await node.Settle();
        return told;
    }

    async Task<string> Address(string words) => Link().Match(await reader.Read("/series?words=" + Uri.EscapeDataString(words))).Groups[1].Value;

    [Fact]
    public async Task Without_counts_the_list_says_how_a_series_begins()
    {
        Assert.Contains("A series begins with its first count", await reader.Read("/series"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await reader.Get("/series/no-such-series")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await reader.Get("/live/leaves/999999")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await reader.Get("/live/leaves/-1")).StatusCode);
    }

    [Fact]
    public async Task The_list_says_of_each_series_what_stands()
    {
        await Tell("cholera", "Quảng Nam", weeks: 8, last: 12);
        await Tell("cholera", "Hue", weeks: 8, last: 3);
        await Tell("plague", "Hue", weeks: 1, last: 1);
        await Tell("measles", "Hue", weeks: 8, last: 4);
        await node.Node.Journal.Append([Deaths("Hue")], default);
        await node.Settle();
        var page = WebUtility.HtmlDecode(await reader.Read("/series"));
        Assert.Contains("5 of 5 series, by name", page, StringComparison.Ordinal);
        Assert.Equal(
            ["Cholera | Hue | no rule", "Cholera | Hue | as expected", "Cholera | Quảng Nam | Alarm", "Measles | Hue | as expected", "Plague | Hue | not judged: the series is too short"],
            Rows(page).OrderBy(row => row.Split(" | ")[0], StringComparer.Ordinal).ThenBy(row => row.Split(" | ")[1], StringComparer.Ordinal).ThenByDescending(row => row, StringComparer.Ordinal));

        Assert.Equal(["Cholera | Quảng Nam | Alarm"], Rows(WebUtility.HtmlDecode(await reader.Read("/series?words=quang+CHOLERA"))));
        Assert.Equal(["Cholera | Quảng Nam | Alarm"], Rows(WebUtility.HtmlDecode(await reader.Read("/series?state=outbreak"))));
        Assert.Equal(["Cholera | Hue | no rule"], Rows(await reader.Read("/series?words=deaths")));
        Assert.Contains("No series match.", await reader.Read("/series?words=malaria"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_series_come_in_pages()
    {
        await node.Node.Journal.Append([.. Enumerable.Range(0, 120).Select(i => CountDrafts.Count("dengue", $"District {i:000}", Monday, i))], default);
        await node.Settle();
        var first = await reader.Read("/series");
        Assert.Contains("50 of 120 series", first, StringComparison.Ordinal);
        Assert.Contains("href=\"/series?page=2\"", first, StringComparison.Ordinal);
        var last = await reader.Read("/series?page=3&words=district");
        Assert.Equal("Dengue | District 100 | not judged: the series is too short", Rows(last)[0]);
        Assert.Equal(20, Rows(last).Count);
        Assert.DoesNotContain("page=4", last, StringComparison.Ordinal);
        Assert.Empty(Rows(await reader.Read("/series?page=2147483647")));
        // One more comes in at its place, and the list counts it.
        await node.Node.Journal.Append([CountDrafts.Count("dengue", "District 000b", Monday, 1)], default);
        await node.Settle();
        Assert.Equal("Dengue | District 000b | not judged: the series is too short", Rows(await reader.Read("/series"))[1]);
        Assert.Contains("50 of 121 series", await reader.Read("/series"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_series_page_has_every_period_and_says_which_are_missing()
    {
        await Tell("cholera", "Hue", weeks: 70, last: 12, missing: [13, 14, 30]);
        var address = await Address("cholera");
        var page = await reader.Read(address);
        Assert.Equal(68, Period().Count(page));
        Assert.Contains("<h1>Cholera, Hue</h1>", page, StringComparison.Ordinal);
        Assert.Contains("68 periods with a count", page, StringComparison.Ordinal);
        Assert.Contains("Judged by the rule <a href=\"/rules\">outbreaks</a>", page, StringComparison.Ordinal);
        Assert.Matches($"data-period=\"{Monday:uuuu-MM-dd}\" data-count=\"12\"[^>]*data-state=\"Alarm\"", page);
        Assert.Equal([$"{Monday.PlusWeeks(-14):uuuu-MM-dd}: 2 periods without a count", $"{Monday.PlusWeeks(-30):uuuu-MM-dd}: 1 period without a count"], Gap().Matches(page).Select(gap => $"{gap.Groups[1].Value}: {gap.Groups[2].Value}"));
        Assert.Contains("not judged: the series is too short", page, StringComparison.Ordinal);

        Assert.Equal(52, Period().Count(await reader.Read(address + "?periods=52")));
        Assert.Equal(68, Period().Count(await reader.Read(address + "?periods=all")));
        Assert.Contains("aria-current=\"true\">104</a>", await reader.Read(address + "?periods=-1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_shows_so_many_periods_and_no_more()
    {
        var today = node.Node.Sources.Clock.Now().InUtc().Date;
        await node.Node.Journal.Append([.. Enumerable.Range(1, Tocsin.Warn.ReadSeries.PeriodsMax + 1).Select(day => CountDrafts.Count("flu", "Hue", today.PlusDays(-day), 20 + day % 3, CountPeriod.Day))], default);
        await node.Settle();
        var page = await reader.Read(await Address("flu") + "?periods=all");
        Assert.Equal(1_000, Period().Count(page));
        Assert.Contains("The latest 1,000 of 1,001 periods are shown.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("First day", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_period_leads_to_its_record()
    {
        var told = await Tell("cholera", "Hue", weeks: 8, last: 12);
        var page = await reader.Read(await Address("cholera"));
        var link = Leaf().Match(page).Groups[1].Value;
        Assert.Equal($"/records/{((Appended.Stored)told[^1]).Leaf.Id}", (await reader.Get(link)).Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_new_count_is_on_the_page_and_in_the_list_within_a_second()
    {
        await Tell("cholera", "Hue", weeks: 8, last: 3);
        using var one = await LivePage.Show(node.Origin, await Address("cholera"));
        using var list = await LivePage.Show(node.Origin, "/series");
        await one.Text("<article id=\"series\"", _ => true);
        await list.Text("<div id=\"series-table\"", _ => true);
        await Promptly.Once(TimeSpan.FromSeconds(1), async attempt =>
        {
            var count = 31 + attempt;
            await node.Node.Journal.Append([CountDrafts.Count("cholera", "Hue", Monday, count)], default);
            var (_, onPage) = await one.Text("<article id=\"series\"", html => html.Contains($"data-count=\"{count}\"", StringComparison.Ordinal));
            var (_, inList) = await list.Text("<div id=\"series-table\"", html => html.Contains($"<b>{count}</b>", StringComparison.Ordinal));
            return onPage > inList ? onPage : inList;
        });
    }

    [Fact]
    public async Task A_warning_that_rests_on_counts_shows_them_and_its_own_period()
    {
        await Tell("cholera", "Hue", weeks: 8, last: 12);
        var storm = await node.Warn("Storm surge");
        await node.Settle();
        var id = Regex.Match(await reader.Read("/warnings?words=cholera"), "/warnings/(outbreaks:[0-9a-f]+)").Groups[1].Value;
        var page = await reader.Read($"/warnings/{id}");
        Assert.Contains($"<a href=\"{await Address("cholera")}\">Cholera, Hue</a>", page, StringComparison.Ordinal);
        Assert.Equal($"{Monday:uuuu-MM-dd}", Assert.Single(Marked().Matches(page)).Groups[1].Value);
        Assert.DoesNotContain("data-series", await reader.Read($"/warnings/{storm}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_taken_back_or_erased_is_on_no_page()
    {
        await Tell("cholera", "Hue", weeks: 2, last: 3);
        var told = (Appended.Stored)(await node.Node.Journal.Append([CountDrafts.Count("plague", "Nowhere", Monday, 9)], default))[0];
        await node.Settle();
        var address = await Address("plague");
        Assert.Contains("Plague", await reader.Read("/series"), StringComparison.Ordinal);
        await node.Node.Journal.Append([new Draft { Kind = Kind.Withdrawal, What = new WithdrawalFacts("wrong"), References = [new(Relation.Ends, told.Address.Log, told.Address.Index, told.LeafHash)] }], default);
        await node.Settle();
        Assert.DoesNotContain("Plague", await reader.Read("/series"), StringComparison.Ordinal);
        Assert.Contains("1 of 1 series", await reader.Read("/series"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await reader.Get(address)).StatusCode);
    }

    [Fact]
    public async Task Other_languages_say_it_in_their_own_words()
    {
        await Tell("cholera", "Hue", weeks: 8, last: 12);
        var address = await Address("cholera");
        foreach (var (tag, words) in new[] { ("ru", "Ожидалось|Тревога|по неделям ISO|9 периодов с числом"), ("vi", "Dự kiến|Báo động|tuần ISO|9 kỳ có số liệu") })
        {
            using var other = new PageReader(node.Origin);
            await other.Post("/language", fields: [("language", tag)]);
            var page = WebUtility.HtmlDecode(await other.Read(address));
            Assert.All(words.Split('|'), word => Assert.Contains(word, page, StringComparison.Ordinal));
        }
    }

    static Draft Deaths(string place)
    {
        var draft = CountDrafts.Count("cholera", place, new LocalDate(2020, 1, 6), 1);
        var facts = (CountFacts)draft.What! with { Measure = Measure.Deaths };
        return draft with { What = facts, Source = draft.Source! with { Key = new SourceKey("count", "Agency", ["deaths"], null) } };
    }

    static List<string> Rows(string page) => [.. Row().Matches(page).Select(row => $"{row.Groups[1].Value} | {row.Groups[2].Value} | {row.Groups[3].Value}")];

    [GeneratedRegex("""<td class="what"><a href="/series/[^"]+">([^<]+)</a>.*?<td class="where">([^<]*)</td>.*?class="verdict"[^>]*>([^<]*)<""", RegexOptions.Singleline)]
    private static partial Regex Row();

    [GeneratedRegex("""<td class="what"><a href="(/series/[^"]+)">""")]
    private static partial Regex Link();

    [GeneratedRegex("<tr id=\"p-")]
    private static partial Regex Period();

    [GeneratedRegex("""data-gap="([^"]+)"><td colspan="6">([^:<]+):""")]
    private static partial Regex Gap();

    [GeneratedRegex("""data-period="([^"]+)"[^>]*data-marked""")]
    private static partial Regex Marked();

    [GeneratedRegex("""href="(/live/leaves/\d+)">""")]
    private static partial Regex Leaf();
}
