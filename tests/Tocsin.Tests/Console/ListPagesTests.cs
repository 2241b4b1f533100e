using System.Net;
using System.Text.RegularExpressions;
using Tocsin.Node.Officers;
using Tocsin.Share.Records;
using Xunit;

namespace Tocsin.Tests.Console;

/// <summary>The lists with filters in their addresses: warnings, records, sources, the audit.</summary>
public sealed partial class ListPagesTests : IAsyncLifetime
{
    ConsoleNode node = null!;
    PageReader linh = null!;

    public async Task InitializeAsync()
    {
        node = await ConsoleNode.Start(new Entry.SignIn());
        await node.AddOfficer("linh", Roles.Officer | Roles.Administrator);
        linh = new PageReader(node.Origin);
        await linh.SignIn("linh");
    }

    public async Task DisposeAsync()
    {
        linh.Dispose();
        await node.DisposeAsync();
    }

    [Theory]
    [InlineData("", "Storm surge, Heavy rain, Fog")]
    [InlineData("?min=3", "Storm surge")]
    [InlineData("?words=heavy+haiphong", "Heavy rain")]
    [InlineData("?words=hai+noi", "")]
    [InlineData("?category=Health", "")]
    [InlineData("?category=Met&state=new", "Storm surge, Fog")]
    [InlineData("?state=acknowledged", "Heavy rain")]
    [InlineData("?state=closed", "Drizzle")]
    [InlineData("?state=all", "Storm surge, Heavy rain, Fog, Drizzle")]
    [InlineData("?since=2001-01-01&until=2001-01-02", "")]
    [InlineData("?since=2001-01-01", "Storm surge, Heavy rain, Fog")]
    [InlineData("?rule=earthquakes", "")]
    public async Task Warnings_are_found(string query, string headlines)
    {
        var rain = await node.Warn("Heavy rain", Severity.Moderate);
        await node.Warn("Fog", Severity.Minor);
        var drizzle = await node.Warn("Drizzle", Severity.Minor);
        await node.Warn("Storm surge", Severity.Extreme);
        await node.Settle();
        Assert.Equal(HttpStatusCode.OK, (await linh.Post($"/warnings/{rain}/acknowledge")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await linh.Post($"/warnings/{drizzle}/close", fields: [("outcome", "real"), ("why", "it was wet")])).StatusCode);
        Assert.Equal(headlines, string.Join(", ", Headlines().Matches(await linh.Read("/warnings" + query)).Select(match => match.Groups[1].Value)));
    }

    [Theory]
    [InlineData("/warnings?state=sleeping", "&#x27;sleeping&#x27; is none of the choices")]
    [InlineData("/warnings?category=Weather", "is none of the choices")]
    [InlineData("/warnings?since=yesterday", "is no day such as")]
    [InlineData("/records?category=Weather", "is none of the choices")]
    [InlineData("/records?place=Nowhereville-on-Sea", "No place begins with")]
    [InlineData("/records?place=Haiphong&km=9999999", "The distance is a number of kilometres")]
    [InlineData("/audit?deed=dreams", "is none of the choices")]
    [InlineData("/audit?until=never", "is no day such as")]
    public async Task A_search_that_makes_no_sense_is_refused_in_a_sentence(string address, string sentence) =>
        Assert.Contains(sentence.Replace("&#x27;", "'", StringComparison.Ordinal), WebUtility.HtmlDecode(await linh.Read(address)), StringComparison.Ordinal);

    [Fact]
    public async Task Records_are_found_around_a_place_and_by_category()
    {
        await node.Warn("At Haiphong");
        await node.Observe(3); // At 100 degrees east, 10 north.
        await node.Settle();
        var near = await linh.Read("/records?place=hai+phong&km=50&kind=warning");
        Assert.Contains("At Haiphong", near, StringComparison.Ordinal);
        Assert.Contains("1 of 1 record,", near, StringComparison.Ordinal);
        Assert.DoesNotContain("hotspot 0", await linh.Read("/records?place=hai+phong&km=50"), StringComparison.Ordinal);
        Assert.Contains("3 of 3 records", await linh.Read("/records?category=Fire"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dot_of_the_map_leads_to_its_record()
    {
        var stored = Assert.IsType<Tocsin.Share.Logs.Appended.Stored>((await node.Observe(1))[0]);
        await node.Settle();
        Assert.Equal($"/records/{stored.Leaf.Id}", (await linh.Get($"/live/records/{stored.Arrival}")).Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.NotFound, (await linh.Get("/live/records/999999")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await linh.Get("/live/records/0")).StatusCode);
    }

    [Fact]
    public async Task Who_was_heard_is_listed_with_how_much()
    {
        await node.Node.Journal.Append([.. Enumerable.Range(0, 3).Select(i => new Draft
        {
            Kind = Kind.Observation,
            What = new EventFacts { Type = "hotspot", Category = Category.Fire, At = node.Node.Sources.Clock.Now() },
            Source = new Source { Publisher = "Fire watch", Key = new SourceKey("firms", "viirs", [$"{i}"], null) },
        })], default);
        await node.Settle();
        var page = await linh.Read("/sources");
        Assert.Matches("""records\?words=Fire%20watch">Fire watch</a></td>\s*<td>firms</td>""", page);
        Assert.Matches("""<td class="num right">3</td>""", page);
    }

    [Fact]
    public async Task The_audit_says_who_did_what_and_is_for_those_who_may()
    {
        var id = await node.Warn("Storm surge");
        await node.Settle();
        await linh.Post($"/warnings/{id}/acknowledge");
        await linh.Post($"/warnings/{id}/note", $"/warnings/{id}", fields: [("words", "Harbour master informed")]);
        var page = await linh.Read("/audit");
        Assert.Matches("<b>Officer linh</b></td>\\s*<td>acknowledged it</td>", page);
        Assert.Contains("Harbour master informed", page, StringComparison.Ordinal);
        Assert.Contains("put rules in force", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Harbour master", await linh.Read("/audit?deed=disposition"), StringComparison.Ordinal);
        Assert.DoesNotContain("acknowledged it", await linh.Read("/audit?officer=local"), StringComparison.Ordinal);

        await node.AddOfficer("anton");
        await node.AddOfficer("vera", Roles.Auditor);
        using var anton = new PageReader(node.Origin);
        using var vera = new PageReader(node.Origin);
        await anton.SignIn("anton");
        await vera.SignIn("vera");
        Assert.Equal(HttpStatusCode.Forbidden, (await anton.Get("/audit")).StatusCode);
        Assert.DoesNotContain("/audit", await anton.Read("/"), StringComparison.Ordinal);
        Assert.Contains("acknowledged it", await vera.Read("/audit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_stands_on_the_warnings_page_with_its_writer()
    {
        var id = await node.Warn("Storm surge");
        await node.Settle();
        var answer = await linh.Post($"/warnings/{id}/note", $"/warnings/{id}", fields: [("words", "Harbour master informed")]);
        Assert.Matches("<b>Officer linh</b> noted\\s*<q>Harbour master informed</q>", await answer.Content.ReadAsStringAsync());
        Assert.Contains("A note has 1 to 4,000 characters.", await (await linh.Post($"/warnings/{id}/note", $"/warnings/{id}", fields: [("words", " ")])).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [GeneratedRegex("""<td class="what"><a href="/warnings/[^"]+">([^<]+)</a>""")]
    private static partial Regex Headlines();
}
