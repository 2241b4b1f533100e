using NodaTime;
using Tocsin.Share.Views;
using Xunit;
using static Tocsin.Tests.Share.Collections.CollectionDesk;

namespace Tocsin.Tests.Share.Collections;

/// <summary>Nothing is skipped and nothing comes twice, whatever the objects' dates are and whoever writes meanwhile.</summary>
public sealed class PageObjectsTests
{
    [Fact]
    public async Task A_thousand_objects_of_one_date_come_once_each_in_pages_of_seven_while_others_come_in()
    {
        await using var desk = await OpenPrivate();
        await desk.Judge(Enumerable.Range(0, 1_000).Select(i => Malware(i)));
        await desk.Follow();
        using var end = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            var written = 1_000;
            while (!end.IsCancellationRequested)
            {
                await desk.Judge(Enumerable.Range(written, 5).Select(i => Malware(i)));
                written += 5;
                await desk.Follow();
            }
            return written;
        });
        var read = new List<string>();
        var (after, added) = (default(ObjectPlace), new List<Instant>());
        try
        {
            for (var (more, pages) = (true, 0); more; pages++)
            {
                Assert.InRange(pages, 0, 10_000);
                var page = await desk.Read(All(7) with { After = after });
                Assert.InRange(page.Texts.Count, 1, 7);
                read.AddRange(page.Objects.Select(each => each.Id));
                added.AddRange(page.Objects.Select(each => each.Added));
                (after, more) = (page.Next, page.More);
                if (read.Count > 1_200) await end.CancelAsync();
            }
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAny(writing);
        }
        var written = await writing;
        var rest = await desk.Read(All() with { After = after, Most = 10_000 });
        read.AddRange(rest.Objects.Select(each => each.Id));
        Assert.Equal(Enumerable.Range(0, written).Select(i => $"malware--{Uuid(i)}"), read);
        // The dates tell them apart too: whoever goes by them loses none.
        Assert.Equal(added.Distinct().Order(), added);
    }

    [Fact]
    public async Task By_the_dates_alone_it_comes_to_the_same()
    {
        await using var desk = await OpenPrivate();
        await desk.Judge(Enumerable.Range(0, 50).Select(i => Malware(i)));
        await desk.Follow();
        var (read, after) = (new List<string>(), default(Instant?));
        while (await desk.Read(All(7) with { AddedAfter = after }) is { Objects: [.., var last] } page)
        {
            Assert.InRange(read.Count, 0, 50);
            read.AddRange(page.Objects.Select(each => each.Id));
            after = last.Added;
        }
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"malware--{Uuid(i)}"), read);
    }

    [Fact]
    public async Task Types_ids_and_versions_choose_and_the_pages_hold_the_order()
    {
        await using var desk = await OpenPrivate();
        await desk.Judge(Enumerable.Range(0, 30).Select(i => i % 3 == 0 ? Malware(i) : Object("tool", Uuid(i), $"\"created\":\"{When}\",\"modified\":\"{When}\",\"name\":\"A tool\"")));
        await desk.Judge(Malware(0, "2017-01-01T00:00:00.000Z"), Malware(3, "2017-01-01T00:00:00.123456Z"));
        await desk.Follow();
        async Task<List<string>> Paged(ObjectQuery query)
        {
            var ids = new List<string>();
            for (var (after, more) = (default(ObjectPlace), true); more;)
            {
                Assert.InRange(ids.Count, 0, 100);
                var page = await desk.Read(query with { After = after });
                ids.AddRange(page.Objects.Select(each => $"{each.Type} {Convert.ToInt32(each.Id.Split("--")[1][..8], 16)} {each.Version.InUtc().Year}"));
                (after, more) = (page.Next, page.More);
            }
            return ids;
        }
        Assert.Equal(["malware 6 2016", "malware 9 2016", "malware 12 2016", "malware 15 2016", "malware 18 2016", "malware 21 2016", "malware 24 2016", "malware 27 2016", "malware 0 2017", "malware 3 2017"], await Paged(All(4) with { Types = ["malware"] }));
        Assert.Equal(30, (await Paged(All(4) with { Types = ["malware", "tool"] })).Count);
        Assert.Equal(32, (await Paged(All(4) with { Versions = new(true, false, false, []) })).Count);
        Assert.Equal(["malware 0 2016", "malware 3 2016"], (await Paged(All(4) with { Versions = new(false, true, false, []) })).Where(each => each is "malware 0 2016" or "malware 3 2016"));
        Assert.Equal(["malware 0 2016", "malware 0 2017"], await Paged(All(1) with { Ids = [$"malware--{Uuid(0)}"], Versions = new(false, true, true, []) }));
        Assert.Equal(["malware 3 2017"], await Paged(All(1) with { Versions = new(false, false, false, [Instant.FromUtc(2017, 1, 1, 0, 0) + Duration.FromNanoseconds(123_456_000L)]) }));
        Assert.Equal(["tool 1 2016"], await Paged(All(4) with { Ids = [$"malware--{Uuid(0)}", $"tool--{Uuid(1)}"], Types = ["tool"] }));
        Assert.Empty(await Paged(All(4) with { Ids = [$"malware--{Uuid(0)}"], Types = ["tool"] }));
    }

    [Fact]
    public async Task What_one_record_makes_stays_in_one_page_unless_it_is_larger_than_the_page()
    {
        await using var desk = await Open();
        // In a circle marked AMBER an object that bears no marking gets one, and its definition goes before the first of them.
        await desk.Judge(Malware(1), Malware(2));
        await desk.Judge(Object("indicator", Uuid(3), $"\"created\":\"{When}\",\"modified\":\"{When}\",\"pattern\":\"[ipv4-addr:value = '192.0.2.1']\",\"pattern_type\":\"stix\",\"valid_from\":\"{When}\""));
        await desk.Follow();
        var whole = (await desk.Read(All())).Objects.Select(each => each.Type).ToList();
        Assert.Equal(["marking-definition", "malware", "malware", "indicator"], whole);
        var (one, two) = (await desk.Read(All(1)), await desk.Read(All(3)));
        Assert.Equal(["marking-definition"], one.Objects.Select(each => each.Type));
        Assert.Equal(["malware"], (await desk.Read(All(1) with { After = one.Next })).Objects.Select(each => each.Type));
        Assert.Equal((3, true), (two.Objects.Count, two.More));
        Assert.Equal(ObjectPlace.Behind(two.Objects[^1].Place.Arrival), two.Next);
    }

    [Fact]
    public async Task A_question_that_no_index_answers_looks_so_far_and_no_further()
    {
        await using var desk = await OpenPrivate();
        await desk.Judge(Enumerable.Range(0, 5_000).Select(i => Malware(i)));
        await desk.Judge(Enumerable.Range(5_000, 5_100).Select(i => Malware(i)));
        await desk.Judge(Malware(20_000, "2018-01-01T00:00:00.000Z"));
        await desk.Follow();
        var query = All(10) with { Versions = new(false, false, false, [Instant.FromUtc(2018, 1, 1, 0, 0)]) };
        var first = await desk.Read(query);
        Assert.Equal((0, true), (first.Objects.Count, first.More));
        var second = await desk.Read(query with { After = first.Next });
        Assert.Equal((1, false), (second.Objects.Count, second.More));
    }

    [Theory]
    [InlineData(7, false)]
    [InlineData(1_000, false)]
    [InlineData(1_000, true)]
    public async Task Forty_types_or_ids_come_whole_though_each_is_looked_through_a_little_at_a_time(int most, bool isLookedFor)
    {
        await using var desk = await OpenPrivate();
        await desk.Judge(Enumerable.Range(0, 900).Select(i => i % 9 == 0 ? Object("tool", Uuid(i), $"\"created\":\"{When}\",\"modified\":\"{When}\",\"name\":\"A tool\"") : Malware(i)));
        await desk.Follow();
        var query = All(most) with { Types = ["malware", "tool", .. Enumerable.Range(0, 38).Select(i => $"x-{i}")], Versions = isLookedFor ? new(false, true, false, []) : VersionMatch.Last };
        var (read, pages) = (new List<string>(), 0);
        for (var (after, more) = (default(ObjectPlace), true); more; pages++)
        {
            Assert.InRange(pages, 0, 1_000);
            var page = await desk.Read(query with { After = after });
            Assert.InRange(page.Objects.Count, 0, most);
            read.AddRange(page.Objects.Select(each => each.Id));
            (after, more) = (page.Next, page.More);
        }
        Assert.Equal(Enumerable.Range(0, 900).Select(i => $"{(i % 9 == 0 ? "tool" : "malware")}--{Uuid(i)}"), read);
        Assert.InRange(pages, 1, 900 / Math.Min(most, 100) + 2);
    }

    [Fact]
    public async Task Who_asks_for_what_came_after_the_last_question_misses_nothing_though_the_list_lags_behind()
    {
        await using var desk = await OpenPrivate();
        await desk.Judge(Malware(1));
        // It arrived long ago, and was asked for in vain since.
        desk.Desk.Store.Clock.Pass(TimeSpan.FromHours(-2));
        await desk.Judge(Malware(2));
        var asked = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        Assert.Empty((await desk.Read(All() with { AddedAfter = asked - Duration.FromHours(1) })).Objects);
        await desk.Follow();
        Assert.Equal(2, (await desk.Read(All() with { AddedAfter = asked })).Objects.Count);
    }
}
