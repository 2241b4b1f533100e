using System.Text;
using System.Text.Json;
using Tocsin.Share;
using Tocsin.Share.Collections;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Views;
using Xunit;
using static Tocsin.Tests.Share.Collections.CollectionDesk;

namespace Tocsin.Tests.Share.Collections;

/// <summary>What collections list of what was met.</summary>
public sealed class CollectionSightingTests
{
    const string Met = "time,indicator,source\n2018-02-06T10:00:00Z,www.evil.example,ISP\n";

    static async Task Import(CollectionDesk desk, string name, string text)
    {
        var report = await new Importer(desk.Desk.Journal, desk.Desk.Terms, TimeProvider.System).Import(new MemoryStream(Encoding.UTF8.GetBytes(text)), name, new ImportOptions(), Desk.Stop);
        Assert.Equal((1L, 0), (report.Accepted, report.Refused.Count));
        await desk.Follow();
    }

    static async Task<List<JsonElement>> Listed(CollectionDesk desk, string type) =>
        [.. (await desk.Read(All() with { Types = [type] })).Texts.Select(text => JsonDocument.Parse(text).RootElement)];

    static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    [Fact]
    public async Task A_sighting_is_listed_with_the_indicator_that_it_met_and_with_the_next_once_that_is_erased()
    {
        await using var desk = await Open();
        await Import(desk, "a.txt", "evil.example\n");
        await Import(desk, "b.txt", "evil.example\n");
        await Import(desk, "s.csv", Met);
        var indicators = (await Listed(desk, "indicator")).ConvertAll(each => Text(each, "id"));
        var told = Assert.Single(await Listed(desk, "sighting"));
        Assert.Equal((2, indicators[0]), (indicators.Count, Text(told, "sighting_of_ref")));
        Assert.Equal(Text(Assert.Single(await Listed(desk, "observed-data")), "id"), told.GetProperty("observed_data_refs")[0].GetString());
        Assert.Contains(told.GetProperty("where_sighted_refs")[0].GetString(), (await Listed(desk, "identity")).Select(each => Text(each, "id")));
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());

        Assert.IsType<Erasing.Erased>(await desk.Desk.Erase.Erase(await desk.Address(indicators[0]), [], "a mistake", Desk.Stop));
        // Whoever has read to the end reads it again.
        var end = (await desk.Read(All())).Next;
        await desk.Follow();
        Assert.Equal(indicators[1], Text(JsonDocument.Parse(Assert.Single((await desk.Read(All() with { After = end, Types = ["sighting"] })).Texts)).RootElement, "sighting_of_ref"));
        Assert.Equal(indicators[1], Text(Assert.Single(await Listed(desk, "sighting")), "sighting_of_ref"));
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());

        Assert.IsType<Erasing.Erased>(await desk.Desk.Erase.Erase(await desk.Address(indicators[1]), [], "a mistake", Desk.Stop));
        await desk.Follow();
        Assert.Empty(await Listed(desk, "sighting"));
        Assert.Single(await Listed(desk, "observed-data"));
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
    }

    [Theory]
    [InlineData(SightedIndicators.LookedAtMax - 1, 1)]
    [InlineData(SightedIndicators.LookedAtMax, 0)]
    public async Task So_many_indicators_are_looked_at_for_one_sighting_and_none_again_for_reading_it(int ended, int met)
    {
        await using var desk = await Open();
        await desk.Judge(Enumerable.Range(1, ended).Select(i => Indicator(i, ",\"valid_until\":\"2017-01-01T00:00:00Z\"")));
        await desk.Judge(Indicator(ended + 1, ""));
        await desk.Follow();
        await Import(desk, "s.csv", Met);
        var (reads, counting) = Reads.Of(desk.Desk.Store.Records);
        var page = await new PageObjects(desk.Desk.Store.Views, counting, new CollectionCircles(Tocsin.Log.Hash.Of("private"u8), _ => false)).Read(All() with { Types = ["sighting", "observed-data"] }, Desk.Stop);
        Assert.Equal((met + 1, met), (page.Texts.Count, reads.Count));

        static string Indicator(int number, string more) => Object("indicator", Uuid(number),
            $"\"created\":\"{When}\",\"modified\":\"{When}\",\"pattern\":\"[domain-name:value = 'www.evil.example']\",\"pattern_type\":\"stix\",\"valid_from\":\"2016-01-01T00:00:00Z\"{more}");
    }

    /// <summary>Counts the records that are read one by one.</summary>
    public class Reads : System.Reflection.DispatchProxy
    {
        IRecords records = null!;

        public int Count { get; private set; }

        public static (Reads Reads, IRecords Records) Of(IRecords records)
        {
            var proxy = Create<IRecords, Reads>();
            ((Reads)proxy).records = records;
            return ((Reads)proxy, proxy);
        }

        protected override object? Invoke(System.Reflection.MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(IRecords.Read)) Count++;
            return targetMethod.Invoke(records, args);
        }
    }

    [Fact]
    public async Task One_that_is_erased_leaves_with_what_was_observed()
    {
        await using var desk = await Open();
        await Import(desk, "a.txt", "evil.example\n");
        await Import(desk, "s.csv", Met);
        Assert.IsType<Erasing.Erased>(await desk.Desk.Erase.Erase(await desk.Address(Text(Assert.Single(await Listed(desk, "sighting")), "id")), [], "a mistake", Desk.Stop));
        await desk.Follow();
        Assert.Empty(await Listed(desk, "sighting"));
        Assert.Empty(await Listed(desk, "observed-data"));
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
    }

    [Fact]
    public async Task One_that_is_withdrawn_is_revoked_with_what_was_observed()
    {
        await using var desk = await Open();
        await Import(desk, "a.txt", "evil.example\n");
        await Import(desk, "s.csv", Met);
        await desk.Withdraw(desk.Desk.Journal, await desk.Address(Text(Assert.Single(await Listed(desk, "sighting")), "id")));
        await desk.Follow();
        foreach (var type in (string[])["sighting", "observed-data"]) Assert.True(Assert.Single(await Listed(desk, type)).GetProperty("revoked").GetBoolean());
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
    }

    [Fact]
    public async Task One_that_came_before_its_indicator_is_an_observation_alone()
    {
        await using var desk = await Open();
        await Import(desk, "s.csv", Met);
        await Import(desk, "a.txt", "evil.example\n");
        Assert.Empty(await Listed(desk, "sighting"));
        Assert.Single(await Listed(desk, "observed-data"));
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
    }

    [Fact]
    public async Task A_telephone_number_that_was_met_is_listed_where_an_indicator_says_it()
    {
        await using var desk = await Open();
        await Import(desk, "s.csv", "time,indicator,source\n2018-02-06T10:00:00Z,+442079460018,ISP\n");
        Assert.Empty(await Listed(desk, "observed-data"));
        await Import(desk, "a.txt", "+442079460018\n");
        await Import(desk, "t.csv", "time,indicator,source\n2018-02-06T11:00:00Z,+442079460018,ISP\n");
        Assert.Equal("[phone-number:value = '+442079460018']", Text(Assert.Single(await Listed(desk, "indicator")), "pattern"));
        Assert.Equal("2018-02-06T11:00:00.000Z", Text(Assert.Single(await Listed(desk, "sighting")), "first_seen"));
        Assert.Equal("+442079460018", Text(Assert.Single(await Listed(desk, "phone-number")), "value"));
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
    }
}
