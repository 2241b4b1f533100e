using NodaTime;
using Tocsin.Log;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Xunit;

namespace Tocsin.Tests.Contracts;

/// <summary>What every store of views keeps.</summary>
public abstract class ViewsContract
{
    static readonly CancellationToken Stop = CancellationToken.None;
    static readonly Origin Log = new Batches(1).Log;
    static readonly Instant Noon = Instant.FromUtc(2026, 1, 2, 12, 0);

    protected abstract StoreUnderTest Create();

    [Fact]
    public async Task A_cursor_moves_with_its_effects_or_neither_does()
    {
        await using var store = Create();
        Assert.Equal(0, await store.Views.Cursor("a", Stop));
        var changes = new ViewChanges();
        changes.Put("v", new ViewDocument("k", 1, "text", null));
        Assert.True(await store.Views.Advance("a", 0, 5, changes, Stop));
        var late = new ViewChanges();
        late.Put("v", new ViewDocument("k", 2, "late", null));
        Assert.False(await store.Views.Advance("a", 0, 6, late, Stop));
        Assert.False(await store.Views.Advance("a", 4, 6, late, Stop));
        Assert.True(await store.Views.Advance("b", 0, 1, new ViewChanges(), Stop));
        await store.Reopen();
        Assert.Equal((5, 1), (await store.Views.Cursor("a", Stop), await store.Views.Cursor("b", Stop)));
        Assert.Equal("text", (await store.Views.Document("v", "k", Stop))!.Text);
    }

    [Fact]
    public async Task Several_cursors_move_together_in_the_order_of_their_steps_or_none_does()
    {
        await using var store = Create();
        FollowerStep Step(string follower, long from, long to, string text)
        {
            var changes = new ViewChanges();
            changes.Put("v", new ViewDocument("k", to, text, null));
            return new FollowerStep(follower, from, to, changes);
        }
        Assert.True(await store.Views.Advance([Step("a", 0, 5, "a's"), Step("b", 0, 3, "b's"), new FollowerStep("c", 0, 7, new ViewChanges())], Stop));
        Assert.Equal("b's", (await store.Views.Document("v", "k", Stop))!.Text);
        Assert.False(await store.Views.Advance([Step("a", 5, 6, "late"), Step("b", 2, 6, "late")], Stop));
        Assert.False(await store.Views.Advance([Step("a", 4, 6, "late"), Step("b", 3, 6, "late")], Stop));
        await store.Reopen();
        Assert.Equal((5, 3, 7), (await store.Views.Cursor("a", Stop), await store.Views.Cursor("b", Stop), await store.Views.Cursor("c", Stop)));
        Assert.Equal("b's", (await store.Views.Document("v", "k", Stop))!.Text);
        Assert.True(await store.Views.Advance([Step("b", 3, 6, "next"), Step("a", 5, 6, "last")], Stop));
        Assert.Equal("last", (await store.Views.Document("v", "k", Stop))!.Text);
    }

    [Fact]
    public async Task Who_names_a_value_is_found_by_role_and_value_alone()
    {
        await using var store = Create();
        var changes = new ViewChanges();
        changes.Name(ValueRole.Indicator, new NamedValue("domain", "evil.example"), 1, new RecordAddress(Log, 0));
        changes.Name(ValueRole.Sighting, new NamedValue("domain", "evil.example"), 2, new RecordAddress(Log, 1));
        changes.Name(ValueRole.Indicator, new NamedValue("url", "evil.example"), 3, new RecordAddress(Log, 2));
        changes.Name(ValueRole.Indicator, new NamedValue("domain", "evil.example"), 4, new RecordAddress(Log, 3));
        changes.Name(ValueRole.Indicator, new NamedValue("domain", "evil.example"), 4, new RecordAddress(Log, 3));
        Assert.True(await store.Views.Advance("a", 0, 4, changes, Stop));
        async Task<string> Of(ValueRole role, string type, string value, long by = 9, int most = 9) => string.Join(' ', (await store.Views.Holders(role, type, value, by, most, Stop)).Select(holder => holder.Arrival));
        foreach (var isReopened in (bool[])[false, true])
        {
            if (isReopened) await store.Reopen();
            Assert.Equal("4 1", await Of(ValueRole.Indicator, "domain", "evil.example"));
            Assert.Equal("2", await Of(ValueRole.Sighting, "domain", "evil.example"));
            Assert.Equal("3", await Of(ValueRole.Indicator, "url", "evil.example"));
            Assert.Equal("1", await Of(ValueRole.Indicator, "domain", "evil.example", by: 3));
            Assert.Equal("4", await Of(ValueRole.Indicator, "domain", "evil.example", most: 1));
            Assert.Empty(await Of(ValueRole.Indicator, "domain", "evil.exampl"));
        }
        Assert.Equal(new RecordAddress(Log, 3), (await store.Views.Holders(ValueRole.Indicator, "domain", "evil.example", 9, 1, Stop))[0].Address);
    }

    [Fact]
    public async Task A_name_that_is_written_later_is_found_and_one_of_an_erased_record_is_not()
    {
        await using var store = Create();
        Assert.Empty(await store.Views.Holders(ValueRole.Indicator, "cidr", "192.0.2.0/24", 9, 9, Stop));
        Assert.Equal(default, await store.Views.NetworkLengths(Stop));
        var first = new ViewChanges();
        first.Name(ValueRole.Indicator, new NamedValue("cidr", "192.0.2.0/24"), 1, new RecordAddress(Log, 0));
        first.Name(ValueRole.Sighting, new NamedValue("cidr", "10.0.0.0/8"), 2, new RecordAddress(Log, 1));
        Assert.True(await store.Views.Advance("a", 0, 2, first, Stop));
        Assert.Single(await store.Views.Holders(ValueRole.Indicator, "cidr", "192.0.2.0/24", 9, 9, Stop));
        var known = await store.Views.NetworkLengths(Stop);
        Assert.Equal((true, false, false), (known.Has(isSix: false, 24), known.Has(isSix: false, 8), known.Has(isSix: true, 24)));
        var erasing = new ViewChanges();
        erasing.Forget(new RecordAddress(Log, 0));
        Assert.True(await store.Views.Advance("a", 2, 3, erasing, Stop));
        Assert.Empty(await store.Views.Holders(ValueRole.Indicator, "cidr", "192.0.2.0/24", 9, 9, Stop));
        Assert.DoesNotContain(await store.Views.LogicalRows(Stop).ToListAsync(), line => line.Contains("192.0.2.0", StringComparison.Ordinal));
    }

    /// <summary>Between a commit and the first question for a value the store may end.</summary>
    [Fact]
    public async Task A_store_that_was_opened_anew_before_anything_was_asked_knows_every_name_and_hears_of_later_ones()
    {
        await using var store = Create();
        var first = new ViewChanges();
        first.Name(ValueRole.Indicator, new NamedValue("cidr", "192.0.2.0/24"), 1, new RecordAddress(Log, 0));
        first.Name(ValueRole.Indicator, new NamedValue("domain", "evil.example"), 2, new RecordAddress(Log, 1));
        Assert.True(await store.Views.Advance("a", 0, 2, first, Stop));
        await store.Reopen();
        var second = new ViewChanges();
        second.Name(ValueRole.Indicator, new NamedValue("domain", "worse.example"), 3, new RecordAddress(Log, 2));
        Assert.True(await store.Views.Advance("a", 2, 3, second, Stop));
        foreach (var (type, value) in ((string, string)[])[("cidr", "192.0.2.0/24"), ("domain", "evil.example"), ("domain", "worse.example")])
            Assert.Equal(type + value, type + ((await store.Views.Holders(ValueRole.Indicator, type, value, 9, 9, Stop)).Count == 1 ? value : " not found"));
        Assert.Empty(await store.Views.Holders(ValueRole.Indicator, "domain", "good.example", 9, 9, Stop));
        Assert.True((await store.Views.NetworkLengths(Stop)).Has(isSix: false, 24));
    }

    [Fact]
    public async Task Rows_come_in_the_order_of_their_arrival_by_whatever_is_asked()
    {
        await using var store = Create();
        var other = new Origin(Hash.Of([7]), Log.Party, 1);
        RecordRow Point(int arrival, double longitude, double latitude) =>
            Row(arrival) with { At = Noon - Duration.FromHours(arrival), Point = (longitude, latitude), IsPoint = true, Boxes = [new Box(longitude, latitude, longitude, latitude)] };
        await Put(store, Point(1, 10, 10) with { Kind = "incident", Severity = Severity.Severe }, Point(2, 11, 10), Row(3) with { At = Noon }, Point(4, 179.9, -17), Point(5, -179.9, -17),
            Row(6) with { Point = (10.5, 10.5), Boxes = [new Box(10, 10, 11, 11)] }, Row(7) with { State = RecordState.Erased }, Point(8, 10, 10) with { Address = new RecordAddress(other, 0) });
        RecordQuery Query() => new() { Order = RecordOrder.Arrival };
        Assert.Equal([1, 2, 3, 4, 5, 6, 8], await Find(store, Query()));
        Assert.Equal([8, 6, 5], await Find(store, Query() with { Order = RecordOrder.LastArrival, Most = 3 }));
        Assert.Equal([4, 3, 2, 1], await Find(store, Query() with { Order = RecordOrder.LastArrival, BeforeArrival = 5 }));
        Assert.Equal([3, 4], await Find(store, Query() with { AfterArrival = 2, BeforeArrival = 5 }));
        Assert.Equal([1], await Find(store, Query() with { Kind = "incident" }));
        Assert.Equal([1], await Find(store, Query() with { AtLeast = Severity.Severe }));
        Assert.Equal([8], await Find(store, Query() with { Circles = [other.Circle] }));
        Assert.Equal([1, 2, 3, 4, 5, 6, 8], await Find(store, Query() with { Circles = [other.Circle, Log.Circle] }));
        Assert.Empty(await Find(store, Query() with { Circles = [] }));
        Assert.Empty(await Find(store, new RecordQuery { Circles = [] }));
        Assert.Equal([1, 6, 8], await Find(store, Query() with { Box = new Box(9, 9, 10.5, 11) }));
        Assert.Equal([6], await Find(store, Query() with { Box = new Box(10.4, 10.4, 10.6, 10.6) }));
        Assert.Equal([4, 5], await Find(store, Query() with { Box = new Box(179, -18, -179, -16) }));
        Assert.Equal([1, 2], await Find(store, Query() with { Since = Noon - Duration.FromHours(2), Until = Noon }));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], await Find(store, Query() with { IncludeEnded = true }));
        Assert.Equal([true, true, false], (await store.Views.Search(Query() with { Most = 3 }, Stop)).Select(row => row.IsPoint));
    }

    [Fact]
    public async Task What_is_common_is_found_in_the_order_of_its_arrival_as_what_is_rare_is()
    {
        await using var store = Create();
        // More than any bound up to which a store would rather take an index: half of them in the box, one in a thousand of a rare kind.
        const int Rows = 45_000;
        await Put(store, [.. Enumerable.Range(1, Rows).Select(i => i == 8_500 ? Row(i) with { Point = (45, 0.5), Boxes = [new Box(44, 0, 46, 1)] } : Row(i) with
        {
            Kind = i % 1_000 == 0 ? "incident" : "observation", At = Noon + Duration.FromSeconds(Rows - i),
            Point = (i % 2 * 50, i % 7), IsPoint = true, Boxes = [new Box(i % 2 * 50, i % 7, i % 2 * 50, i % 7)],
        })]);
        var query = new RecordQuery { Order = RecordOrder.Arrival, AfterArrival = 9_000, Most = 3 };
        Assert.Equal([9_001, 9_003, 9_005], await Find(store, query with { Box = new Box(40, -1, 60, 8) }));
        // A box of few cells is looked into: what comes first in it may be a shape.
        Assert.Equal([8_499, 8_500, 8_501], await Find(store, query with { AfterArrival = 8_498, Box = new Box(44, -1, 51, 8) }));
        Assert.Equal([8_500, 8_501, 8_503], await Find(store, query with { AfterArrival = 8_499, Box = new Box(44, -1, 51, 8) }));
        Assert.Empty(await Find(store, query with { AfterArrival = Rows, Box = new Box(44, -1, 51, 8) }));
        Assert.Equal([9_002, 9_004, 9_006], await Find(store, query with { Box = new Box(-1, -1, 1, 8) }));
        Assert.Equal([10_000, 11_000, 12_000], await Find(store, query with { Kind = "incident" }));
        Assert.Equal([9_001, 9_002, 9_003], await Find(store, query with { Kind = "observation" }));
        Assert.Equal([10_000, 11_000], await Find(store, query with { Kind = "incident", Box = new Box(-1, -1, 60, 8), Since = Noon + Duration.FromSeconds(Rows - 11_500) }));
        Assert.Equal([9_000, 8_999, 8_998], await Find(store, query with { Order = RecordOrder.LastArrival, AfterArrival = 0, BeforeArrival = 9_001, Circles = [Log.Circle] }));
    }

    [Fact]
    public async Task Rows_are_found_by_kind_category_and_time_newest_first()
    {
        await using var store = Create();
        await Put(store, Row(1) with { At = Noon, Kind = "observation", Category = Category.Geo },
            Row(2) with { At = Noon.PlusTicks(1) + Duration.FromHours(1), Kind = "incident", Category = Category.Met },
            Row(3) with { At = Noon - Duration.FromHours(1), Kind = "observation", Category = Category.Met },
            Row(4) with { State = RecordState.Invalid, At = Noon });
        Assert.Equal([2, 1, 3], await Find(store, new RecordQuery()));
        Assert.Equal([2, 4, 1, 3], await Find(store, new RecordQuery { IncludeEnded = true }));
        Assert.Equal([1, 3], await Find(store, new RecordQuery { Kind = "observation" }));
        Assert.Equal([2, 3], await Find(store, new RecordQuery { Category = Category.Met }));
        Assert.Equal([2, 1], await Find(store, new RecordQuery { Since = Noon }));
        Assert.Equal([3], await Find(store, new RecordQuery { Until = Noon }));
        Assert.Equal([2], await Find(store, new RecordQuery { Most = 1 }));
        Assert.Equal([2, 3], await Find(store, new RecordQuery { AfterArrival = 1 }));
        Assert.Equal([new HourCount(Noon, "observation", Severity.Unknown, 1)],
            await store.Views.CountByHour(Noon, Noon + Duration.FromHours(1), Stop));
    }

    [Fact]
    public async Task A_search_is_counted_whatever_its_limit()
    {
        await using var store = Create();
        await Put(store, Row(1) with { Kind = "observation" }, Row(2) with { Kind = "observation" }, Row(3) with { Kind = "incident" });
        Assert.Equal(2, await store.Views.Count(new RecordQuery { Kind = "observation", Most = 1 }, Stop));
        Assert.Equal(3, await store.Views.Count(new RecordQuery(), Stop));
    }

    [Fact]
    public async Task Points_are_the_newest_events_and_later_ones_say_what_they_replaced()
    {
        await using var store = Create();
        var id = new Guid("01893726-0000-7000-8000-000000000001");
        await Put(store, Row(1) with { Id = id, Point = (105, 10), At = Noon, Severity = Severity.Minor }, Row(2) with { At = Noon },
            Row(3) with { Point = (106, 11), At = Noon + Duration.FromHours(1), IsExercise = true });
        Assert.Equal([new RecordPoint(3, (106, 11), Severity.Unknown, true), new RecordPoint(1, (105, 10), Severity.Minor, false)], await store.Views.Points(0, 10, Stop));
        Assert.Equal([3], (await store.Views.Points(0, 1, Stop)).Select(point => point.Arrival));

        await Put(store, Row(4) with { Id = id, Revision = 2, Point = (105.1, 10), At = Noon });
        await Change(store, changes => changes.Mark(Row(1).Address, RecordState.Superseded));
        Assert.Equal([(1L, false), (4L, true)], (await store.Views.Points(3, 10, Stop)).OrderBy(point => point.Arrival).Select(point => (point.Arrival, point.Point is not null)));
    }

    [Fact]
    public async Task Boxes_are_found_on_both_sides_of_the_antimeridian()
    {
        await using var store = Create();
        await Put(store, Row(1) with { Boxes = [new Box(105, 10, 106, 11)] },
            Row(2) with { Boxes = [new Box(-180, -18, -178, -17), new Box(177, -18, 180, -17)] },
            Row(3) with { Boxes = [new Box(179, -17.5, 179, -17.5)] }, Row(4));
        Assert.Equal([1], await Find(store, new RecordQuery { Box = new Box(100, 0, 110, 20) }));
        Assert.Equal([3, 2], await Find(store, new RecordQuery { Box = new Box(178, -18, -179, -17) }));
        Assert.Equal([2], await Find(store, new RecordQuery { Box = new Box(-179.5, -20, -170, 0) }));
        Assert.Empty(await Find(store, new RecordQuery { Box = new Box(0, 0, 10, 10) }));
        Assert.Equal([1], await Find(store, new RecordQuery { Box = new Box(106, 11, 106, 11) }));
    }

    [Fact]
    public async Task Points_and_boxes_are_found_as_plain_comparison_finds_them()
    {
        await using var store = Create();
        const int Seed = 5;     // Retype it to replay.
        var chance = new Random(Seed);
        double Degree(int most) => Math.Round(chance.NextDouble() * 2 * most - most, chance.Next(3));
        var rows = Enumerable.Range(1, 400).Select(i =>
        {
            var (west, south) = i switch { 1 => (-180, -90), 2 => (180, 90), 3 => (180, -90), 4 => (0, 0), _ => (Degree(180), Degree(90)) };
            var (width, height) = i % 3 == 0 ? (Math.Min(chance.Next(8), 180 - west), Math.Min(chance.Next(8), 90 - south)) : (0, 0);
            return Row(i) with { Point = (west, south), Boxes = [new Box(west, south, west + width, south + height)] };
        }).ToList();
        await Put(store, [.. rows]);
        for (var asked = 0; asked < 300; asked++)
        {
            var (west, south) = (Degree(180), Degree(90));
            var east = asked % 4 == 0 ? Degree(180) : Math.Min(180, Math.Round(west + chance.Next(40) / 10.0, 2));
            var box = asked switch { 0 => new Box(-180, -90, 180, 90), 1 => new Box(180, -90, -180, 90), _ => new Box(west, south, east, Math.Min(90, Math.Round(south + chance.Next(60) / 10.0, 2))) };
            var expected = rows.Where(row => row.Boxes[0].South <= box.North && row.Boxes[0].North >= box.South
                && (box.West <= box.East ? row.Boxes[0].West <= box.East && row.Boxes[0].East >= box.West : row.Boxes[0].West <= box.East || row.Boxes[0].East >= box.West));
            Assert.Equal(expected.Select(row => (int)row.Arrival).Order(), (await Find(store, new RecordQuery { Box = box, Most = 1_000 })).Order());
        }
    }

    [Theory]
    [InlineData("Lũ lụt ở Đà Nẵng", "da nang")]
    [InlineData("Lũ lụt ở Đà Nẵng", "NẴNG lu")]
    [InlineData("Straßensperrung in Köln", "strassen koln")]
    [InlineData("Землетрясение: Йошкар-Ола", "йошкар")]
    [InlineData("น้ำท่วมกรุงเทพมหานคร", "กรุงเทพ")]
    [InlineData("น้ำท่วมกรุงเทพมหานคร", "น้ำ")]
    [InlineData("ນ້ຳຖ້ວມ ວຽງຈັນ", "ວຽງຈັນ")]
    [InlineData("ទឹកជំនន់នៅភ្នំពេញ", "ភ្នំពេញ")]
    [InlineData("四川省地震预警", "地震")]
    [InlineData("四川省地震预警", "震")]
    [InlineData("四川省地震预警", "四川省地")]
    [InlineData("台風 Typhoon 台北", "typhoon 台")]
    [InlineData("chikungunya outbreak", "chik")]
    public async Task Words_are_found_in_every_script(string text, string query)
    {
        await using var store = Create();
        await Put(store, Row(1) with { Words = text }, Row(2) with { Words = "something else 別 อื่น" });
        Assert.Equal([1], await Find(store, new RecordQuery { Words = query }));
    }

    [Theory]
    [InlineData("flood")]
    [InlineData("\"flood\"")]
    [InlineData("flood*")]
    [InlineData("flood\"*")]
    [InlineData("flood' --")]
    [InlineData("(flood)")]
    [InlineData("-flood")]
    [InlineData("text:flood", 0)]
    [InlineData("flood OR quake", 0)]
    [InlineData("flood AND near", 0)]
    [InlineData("NEAR(flood near)", 0)]
    [InlineData("flood \"or\"", 0)]
    [InlineData("%", 0)]
    [InlineData("*", 0)]
    [InlineData("\"", 0)]
    [InlineData("\0\ud800", 0)]
    public async Task A_query_is_words_and_never_syntax(string query, int found = 1)
    {
        await using var store = Create();
        await Put(store, Row(1) with { Words = "flood" }, Row(2) with { Words = "地 quake" });
        Assert.Equal(found, (await store.Views.Search(new RecordQuery { Words = query }, Stop)).Count);
        Assert.Empty(await store.Views.Search(new RecordQuery { Words = string.Join(' ', Enumerable.Repeat("flood quake", 5_000)) }, Stop));
        Assert.Equal(2, (await store.Views.Search(new RecordQuery { Words = "  " }, Stop)).Count);
    }

    [Fact]
    public async Task A_row_is_given_back_whole_and_the_newest_revision_by_its_id()
    {
        await using var store = Create();
        var row = Row(1) with
        {
            Type = "earthquake", Category = Category.Geo, Severity = Severity.Severe, Headline = "M 6", Place = "Đà Nẵng", Publisher = "USGS",
            Point = (108.2, 16.1), Marking = Tlp.Amber, IsExercise = true, Status = CapStatus.Exercise, Revision = 2,
        };
        await Put(store, row, Row(2) with { Id = row.Id, Revision = 1 });
        var given = (await store.Views.Row(row.Address, Stop))!;
        Assert.Equal(row with { Boxes = given.Boxes }, given);
        Assert.Equal(1, (await store.Views.Row(row.Address.Log, row.Id, Stop))!.Arrival);
        Assert.Null(await store.Views.Row(Row(3).Address, Stop));
    }

    [Fact]
    public async Task Marks_stay_until_a_record_is_forgotten_and_then_nothing_brings_it_back()
    {
        await using var store = Create();
        var row = Row(1) with { Words = "cholera", Headline = "cholera", Boxes = [new Box(1, 2, 3, 4)], Status = CapStatus.Exercise };
        await Put(store, row, Row(2));
        await Change(store, changes => changes.Mark(row.Address, RecordState.Superseded));
        await Change(store, changes => changes.Index(row with { Words = "plague" }));
        Assert.Equal(RecordState.Superseded, (await store.Views.Row(row.Address, Stop))!.State);
        Assert.Empty(await Find(store, new RecordQuery { Words = "cholera", IncludeEnded = true }));
        Assert.Equal([1], await Find(store, new RecordQuery { Words = "plague", IncludeEnded = true }));

        await Change(store, changes => changes.Put("v", new ViewDocument("mine", 1, "plague", row.Address)), changes => changes.Put("v", new ViewDocument("other", 1, "x", Row(2).Address)));
        await Change(store, changes => changes.Forget(row.Address));
        await Change(store, changes => changes.Mark(row.Address, RecordState.Withdrawn));
        await Change(store, changes => changes.Put("v", new ViewDocument("late", 1, "plague", row.Address)));
        await Change(store, changes => changes.Index(row with { Words = "plague" }));      // As where a part of it is erased after the whole.
        var forgotten = (await store.Views.Row(row.Address, Stop))!;
        Assert.Equal((RecordState.Erased, "", CapStatus.Actual), (forgotten.State, forgotten.Headline, forgotten.Status));
        Assert.Empty(await Find(store, new RecordQuery { Words = "plague", IncludeEnded = true }));
        Assert.Empty(await Find(store, new RecordQuery { Box = new Box(0, 0, 9, 9), IncludeEnded = true }));
        Assert.Equal(["other"], (await store.Views.ByKey("v", "", "~", 10, Stop)).Select(document => document.Key));
        var rows = await store.Views.LogicalRows(Stop).ToListAsync();
        Assert.DoesNotContain(rows, each => each.Contains("plague", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_record_that_arrives_anew_keeps_one_row_and_its_mark()
    {
        await using var store = Create();
        await Put(store, Row(1) with { Words = "flood", Point = (5, 5), Boxes = [new Box(5, 5, 5, 5)] }, Row(2) with { Words = "flood" });
        await Change(store, changes => changes.Mark(Row(1).Address, RecordState.Superseded));
        await Put(store, Row(1) with { Arrival = 7, Words = "cholera", Point = (50, 5), Boxes = [new Box(50, 5, 51, 6)] });
        Assert.Equal((7L, RecordState.Superseded), (await store.Views.Row(Row(1).Address, Stop)) is { } row ? (row.Arrival, row.State) : default);
        Assert.Equal([2], await Find(store, new RecordQuery { Words = "flood", IncludeEnded = true }));
        Assert.Equal([7], await Find(store, new RecordQuery { Words = "cholera", IncludeEnded = true }));
        Assert.Empty(await Find(store, new RecordQuery { Box = new Box(0, 0, 10, 10), IncludeEnded = true }));
        await Put(store, Row(1) with { Arrival = 3, Words = "plague", Point = (60, 5), Boxes = [new Box(60, 5, 60, 5)] });
        Assert.Equal([7], await Find(store, new RecordQuery { Words = "plague", Box = new Box(60, 5, 60, 5), IncludeEnded = true }));
        Assert.Empty(await Find(store, new RecordQuery { Words = "cholera", IncludeEnded = true }));
        Assert.Empty(await Find(store, new RecordQuery { Box = new Box(50, 5, 51, 6), IncludeEnded = true }));
        Assert.Equal(2, (await store.Views.Search(new RecordQuery { IncludeEnded = true }, Stop)).Count);
    }

    [Theory]
    [InlineData(RecordState.Erased)]
    [InlineData(RecordState.Invalid)]
    public async Task What_was_said_of_a_record_while_its_content_lacked_holds_once_that_comes(RecordState lacking)
    {
        await using var store = Create();
        await Put(store, Row(1) with { State = lacking }, Row(2) with { State = lacking }, Row(3) with { State = lacking });
        await Change(store, changes => changes.Mark(Row(1).Address, RecordState.Withdrawn));
        await Change(store, changes => changes.Mark(Row(2).Address, RecordState.Superseded));
        foreach (var place in (int[])[1, 2, 3]) Assert.Equal(lacking, (await store.Views.Row(Row(place).Address, Stop))!.State);
        await Put(store, Row(1) with { Arrival = 11 }, Row(2) with { Arrival = 12 }, Row(3) with { Arrival = 13 });
        RecordState[] expected = [RecordState.Withdrawn, RecordState.Superseded, RecordState.Current];
        for (var place = 1; place <= 3; place++) Assert.Equal(expected[place - 1], (await store.Views.Row(Row(place).Address, Stop))!.State);
    }

    [Fact]
    public async Task What_was_said_of_a_record_before_it_came_holds_once_it_comes()
    {
        await using var store = Create();
        await Change(store, changes => changes.Mark(Row(1).Address, RecordState.Withdrawn));
        await Change(store, changes =>
        {
            changes.Mark(Row(2).Address, RecordState.Superseded);
            changes.Mark(Row(2).Address, RecordState.Withdrawn);
            changes.Index(Row(2));
        });
        Assert.Null(await store.Views.Row(Row(1).Address, Stop));
        await store.Reopen();
        await Put(store, Row(1), Row(3));
        Assert.Equal([RecordState.Withdrawn, RecordState.Withdrawn, RecordState.Current], await Task.WhenAll(((int[])[1, 2, 3]).Select(async place => (await store.Views.Row(Row(place).Address, Stop))!.State)));
        // Its content may come later still.
        await Change(store, changes => changes.Mark(Row(4).Address, RecordState.Withdrawn));
        await Put(store, Row(4) with { State = RecordState.Erased });
        Assert.Equal(RecordState.Erased, (await store.Views.Row(Row(4).Address, Stop))!.State);
        await Put(store, Row(4) with { Arrival = 9 });
        Assert.Equal(RecordState.Withdrawn, (await store.Views.Row(Row(4).Address, Stop))!.State);
        Assert.DoesNotContain(await store.Views.LogicalRows(Stop).ToListAsync(), row => row.StartsWith("early", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Documents_are_found_by_key_and_by_rank()
    {
        await using var store = Create();
        await Change(store, changes =>
        {
            foreach (var (key, rank) in new[] { ("b", 1), ("a", 9), ("ab", 3), ("c", -5), ("é", 3) }) changes.Put("v", new ViewDocument(key, rank, key, null));
            changes.Put("w", new ViewDocument("a", 100, "another view's", null));
            changes.Put("v", new ViewDocument("b", 2, "anew", null));
            changes.Remove("v", "c");
            changes.Remove("v", "nothing");
        });
        Assert.Equal(["a", "ab", "b", "é"], (await store.Views.ByKey("v", "", "\uffff", 10, Stop)).Select(d => d.Key));
        Assert.Equal(["ab", "b"], (await store.Views.ByKey("v", "ab", "c", 10, Stop)).Select(d => d.Key));
        Assert.Equal(["a"], (await store.Views.ByKey("v", "", "z", 1, Stop)).Select(d => d.Key));
        Assert.Equal(["a", "ab", "é", "b"], (await store.Views.ByRank("v", 10, Stop)).Select(d => d.Key));
        Assert.Equal(new ViewDocument("b", 2, "anew", null), await store.Views.Document("v", "b", Stop));
        Assert.Null(await store.Views.Document("v", "c", Stop));
    }

    static RecordRow Row(long arrival) => new()
    {
        Arrival = arrival, Address = new RecordAddress(Log, arrival * 10), LeafHash = Hash.Of([(byte)arrival]), Id = new Guid((int)arrival, 0, 0, new byte[8]),
        Revision = 1, Kind = "observation", State = RecordState.Current, Issued = Noon, At = Noon,
    };

    static Task Put(StoreUnderTest store, params RecordRow[] rows) => Change(store, changes => Array.ForEach(rows, changes.Index));

    static async Task Change(StoreUnderTest store, params Action<ViewChanges>[] steps)
    {
        var changes = new ViewChanges();
        foreach (var step in steps) step(changes);
        var cursor = await store.Views.Cursor("test", Stop);
        Assert.True(await store.Views.Advance("test", cursor, cursor + 1, changes, Stop));
    }

    static async Task<IEnumerable<int>> Find(StoreUnderTest store, RecordQuery query) =>
        (await store.Views.Search(query, Stop)).Select(row => (int)row.Arrival);
}
