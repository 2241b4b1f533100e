using NodaTime;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Xunit;

namespace Tocsin.Tests.Warn.Shift;

public sealed class AuditTests
{
    static Draft Note(int number) => new()
    {
        Kind = Kind.Note, What = new NoteFacts(), Texts = [new TextBlock { Description = $"{number}" }], Source = new Source { Officer = number % 2 == 0 ? "o-linh" : "o-minh" },
    };

    /// <summary>A node on which officers noted something between thousands of records of a feed, and its notes.</summary>
    static async Task<WarnNode> Open(int notes, int between)
    {
        var node = await WarnNode.Open("");
        for (var i = 0; i < notes; i++)
        {
            await node.Journal.Append([Note(i), .. Enumerable.Range(0, between).Select(n => node.Quake($"{i}-{n}", 2, Duration.FromHours(1)))], WarnNode.Stop);
            node.Clock.Pass(Duration.FromHours(1));
        }
        return node;
    }

    static async Task<List<AuditExcerpt>> All(WarnNode node, AuditRequest request)
    {
        var pages = new List<AuditExcerpt>();
        for (long? before = request.Before; pages.Count == 0 || before is not null; before = pages[^1].Before)
            pages.Add(await new AuditTrail(node.Journal.Log.Party, node.Records).Handle(request with { Before = before }, WarnNode.Stop));
        return pages;
    }

    static string[] Words(IEnumerable<AuditExcerpt> pages) => [.. pages.SelectMany(page => page.Entries).Select(entry => entry.Record.Texts[0].Description!)];

    [Theory]
    [InlineData(3, long.MaxValue)]
    [InlineData(1, 700)]
    [InlineData(100, 1)]
    [InlineData(7, 2_000)]
    [InlineData(7, 2_001)]
    public async Task Page_after_page_comes_to_the_beginning_and_names_each_deed_once(int most, long looked)
    {
        await using var node = await Open(notes: 7, between: looked == 1 ? 3 : 900);
        var pages = await All(node, new AuditRequest { Most = most, LookedMax = looked });
        Assert.Equal(["6", "5", "4", "3", "2", "1", "0"], Words(pages));
        Assert.All(pages, page => Assert.True(page.Entries.Count <= most));
        if (looked < 10_000) Assert.True(pages.Count >= await node.Records.Arrived(WarnNode.Stop) / looked);
    }

    [Fact]
    public async Task What_was_written_long_before_the_time_asked_for_is_not_looked_at()
    {
        await using var node = await WarnNode.Open("");
        for (var day = 0; day < 6; day++)
        {
            await node.Append(Note(day));
            node.Clock.Pass(Duration.FromDays(1));
        }
        var excerpt = await new AuditTrail(node.Journal.Log.Party, node.Records).Handle(new AuditRequest { Most = 10, Since = WarnNode.Noon + Duration.FromDays(4) }, WarnNode.Stop);
        Assert.Equal(["5", "4"], Words([excerpt]));
        Assert.Equal(WarnNode.Noon + Duration.FromDays(2), excerpt.Reached);    // A clock may have been set back by a day.
        Assert.Null(excerpt.Before);
    }

    [Fact]
    public async Task An_officers_deeds_of_some_days_are_found_however_much_came_since()
    {
        await using var node = await Open(notes: 6, between: 1_000);
        var request = new AuditRequest { Most = 10, LookedMax = 500, Officer = "o-linh", Since = WarnNode.Noon + Duration.FromHours(1), Until = WarnNode.Noon + Duration.FromHours(4) };
        Assert.Equal(["2"], Words(await All(node, request)));
        Assert.Equal(["4", "2", "0"], Words(await All(node, request with { Since = null, Until = null })));
        Assert.Empty(Words(await All(node, request with { Kind = Kind.Handover })));
        // What came after the first page changes nothing about those behind it.
        var first = await new AuditTrail(node.Journal.Log.Party, node.Records).Handle(new AuditRequest { Most = 2 }, WarnNode.Stop);
        await node.Append(Note(9));
        Assert.Equal(["3", "2", "1", "0"], Words(await All(node, new AuditRequest { Most = 2, Before = first.Before })));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-5)]
    public async Task A_number_before_the_beginning_finds_nothing(long before)
    {
        await using var node = await Open(notes: 1, between: 0);
        var page = await new AuditTrail(node.Journal.Log.Party, node.Records).Handle(new AuditRequest { Most = 10, Before = before }, WarnNode.Stop);
        Assert.True(page is { Entries.Count: 0, Before: null, Reached: null });
    }
}
