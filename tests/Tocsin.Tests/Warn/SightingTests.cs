using NodaTime;
using Tocsin.Log;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Tests.Stores;
using Xunit;

namespace Tocsin.Tests.Warn;

public sealed class SightingTests
{
    [Theory]
    [InlineData("domain", "evil.example", "domain", "evil.example", true)]
    [InlineData("domain", "evil.example", "domain", "a.b.evil.example", true)]
    [InlineData("domain", "evil.example", "domain", "notevil.example", false)]
    [InlineData("domain", "evil.example", "url", "http://www.evil.example/login", true)]
    [InlineData("domain", "evil.example", "email", "x@evil.example", true)]
    [InlineData("url", "http://evil.example/a", "url", "http://evil.example/b", false)]
    [InlineData("cidr", "192.0.2.0/24", "ipv4", "192.0.2.77", true)]
    [InlineData("cidr", "192.0.2.0/24", "ipv4", "192.0.3.0", false)]
    [InlineData("cidr", "192.0.2.64/26", "url", "http://192.0.2.127/x", true)]
    [InlineData("cidr", "2001:db8::/32", "ipv6", "2001:db8:1::5", true)]
    [InlineData("ipv4", "192.0.2.7", "ipv4", "192.0.2.7", true)]
    [InlineData("ipv4", "192.0.2.7", "endpoint", "192.0.2.7:443", true)]
    [InlineData("cidr", "2001:db8::/32", "endpoint", "[2001:db8::7]:443", true)]
    [InlineData("domain", "evil.example", "endpoint", "www.evil.example:443", true)]
    [InlineData("endpoint", "192.0.2.7:443", "ipv4", "192.0.2.7", false)]
    [InlineData("sha256", "ab", "sha256", "ab", true)]
    [InlineData("sha256", "ab", "md5", "ab", false)]
    public async Task Indicator_and_sighting_find_each_other_whichever_comes_first(string knownType, string known, string metType, string met, bool rings)
    {
        foreach (var sightingFirst in (bool[])[false, true])
        {
            await using var node = await WarnNode.Open();
            Draft[] drafts = [Indicator(knownType, known), Sighting(node, metType, met, Duration.FromHours(2))];
            foreach (var draft in sightingFirst ? drafts.Reverse() : drafts)
            {
                await node.Append(draft);
                await node.Settle();
            }
            Assert.Equal(rings ? ["Alert Severe"] : [], await node.Said());
            await EarthquakeTests.EveryWarningReplays(node);
        }
    }

    [Fact]
    public async Task Many_sightings_are_one_thread_that_never_names_the_value()
    {
        await using var node = await WarnNode.Open();
        await node.Append(Indicator("domain", "evil.example"));
        for (var i = 1; i <= 7; i++)
        {
            await node.Append(Sighting(node, "domain", $"h{i}.evil.example", Duration.FromMinutes(1)));
            node.Clock.Now += Duration.FromHours(1);
        }
        await node.Settle();
        Assert.Equal(["Alert Severe", "Update Severe"], await node.Said());
        foreach (var warning in await node.Warnings())
            Assert.DoesNotContain("evil.example", System.Text.Encoding.UTF8.GetString((await node.Records.Read(warning.Address, WarnNode.Stop))!.Content.Span), StringComparison.Ordinal);
        Assert.Equal("It goes on. Known malicious domain met 7 times in our own logs; one indicator names it, with a confidence of 80 %.", ((WarningFacts)(await node.Warnings())[1].What!).Why);
    }

    [Theory]
    [InlineData(20, 0, 0, false)]
    [InlineData(80, -5, 5, true)]
    [InlineData(80, -5, -3, false)]
    [InlineData(80, 1, 5, false)]
    public async Task An_indicator_counts_only_while_it_holds_and_is_sure(int confidence, int fromHours, int untilHours, bool rings)
    {
        await using var node = await WarnNode.Open();
        var indicator = Indicator("domain", "evil.example");
        await node.Append(indicator with
        {
            What = (IndicatorFacts)indicator.What with
            {
                ConfidencePercent = confidence,
                From = fromHours == 0 ? null : node.Clock.Now + Duration.FromHours(fromHours), Until = untilHours == 0 ? null : node.Clock.Now + Duration.FromHours(untilHours),
            },
        });
        await node.Append(Sighting(node, "domain", "evil.example", Duration.FromHours(1)));
        await node.Settle();
        Assert.Equal(rings, (await node.Said()).Length == 1);
    }

    [Fact]
    public async Task A_withdrawn_indicator_names_nothing_any_more()
    {
        await using var node = await WarnNode.Open();
        var indicator = await node.Append(Indicator("domain", "evil.example"));
        await node.Append(new Draft { Kind = Kind.Withdrawal, What = new WithdrawalFacts("wrong"), References = [new(Relation.Ends, node.Journal.Log, indicator.Address.Index, indicator.LeafHash)] });
        await node.Append(Sighting(node, "domain", "evil.example", Duration.FromHours(1)));
        await node.Settle();
        Assert.Empty(await node.Said());
    }

    [Theory]
    [InlineData("cidr", "0.0.0.0/0")]
    [InlineData("cidr", "10.0.0.0/7")]
    [InlineData("cidr", "::/0")]
    public void A_network_that_is_too_wide_to_name_anything_covers_nothing(string type, string value) => Assert.Null(CandidateKeys.Under(type, value));

    [Fact]
    public void A_top_level_domain_covers_its_own_host_alone()
    {
        var (from, below) = CandidateKeys.Under("domain", "example")!.Value;
        Assert.True(Covers(CandidateKeys.Place("url", "http://example/x")!));
        Assert.False(Covers(CandidateKeys.Place("domain", "evil.example")!));
        bool Covers(string place) => string.CompareOrdinal(place + "/1", from) >= 0 && string.CompareOrdinal(place + "/1", below) < 0;
    }

    [Fact]
    public async Task The_newest_holders_of_a_value_are_found_first()
    {
        await using var store = new SqliteStore();
        var changes = new ViewChanges();
        var log = new Origin(Hash.Of([1]), Hash.Of([2]), 1);
        for (var arrival = 1L; arrival <= ValueIndex.HoldersMax + 5; arrival++)
            changes.Name(ValueRole.Sighting, new NamedValue("domain", "evil.example"), arrival, new RecordAddress(log, arrival));
        await store.Views.Advance("a", 0, 1, changes, WarnNode.Stop);
        var found = await ValueIndex.Find(store.Views, ValueRole.Sighting, "domain", "evil.example", ValueIndex.HoldersMax + 3, WarnNode.Stop);
        Assert.Equal(ValueIndex.HoldersMax, found.Count);
        Assert.Equal([1_003L, 1_002, 1_001], found.Take(3).Select(holder => holder.Arrival));
        Assert.Equal([2L, 1], (await ValueIndex.Find(store.Views, ValueRole.Sighting, "domain", "evil.example", 2, WarnNode.Stop)).Select(holder => holder.Arrival));
    }

    [Fact]
    public void The_most_specific_key_comes_first() => Assert.Equal(
        [("url", "http://a.b.example/x"), ("domain", "a.b.example"), ("domain", "b.example")],
        CandidateKeys.Above("url", "http://a.b.example/x", default));

    [Fact]
    public void Networks_are_looked_for_only_at_lengths_that_some_indicator_has()
    {
        var known = default(PrefixLengths).With("192.0.2.0/24").With("10.0.0.0/8").With("192.0.2.7/32").With("2001:db8::/32").With("2001:db8::1/128").With("nothing");
        Assert.Equal([("ipv4", "192.0.2.7"), ("cidr", "192.0.2.7/32"), ("cidr", "192.0.2.0/24"), ("cidr", "192.0.0.0/8")], CandidateKeys.Above("ipv4", "192.0.2.7", known));
        Assert.Equal([("ipv6", "2001:db8::5"), ("cidr", "2001:db8::5/128"), ("cidr", "2001:db8::4/127"), ("cidr", "2001:db8::/32")], CandidateKeys.Above("ipv6", "2001:db8::5", known));
        Assert.Equal([("endpoint", "192.0.2.7:443"), ("ipv4", "192.0.2.7"), ("cidr", "192.0.2.7/32"), ("cidr", "192.0.2.0/24"), ("cidr", "192.0.0.0/8")], CandidateKeys.Above("endpoint", "192.0.2.7:443", known));
        Assert.Equal(1 + 25, CandidateKeys.Above("ipv4", "192.0.2.7", PrefixLengths.All).Count());
        Assert.Equal(1 + 113, CandidateKeys.Above("ipv6", "2001:db8::5", PrefixLengths.All).Count());
    }

    static Draft Indicator(string type, string value) => new()
    {
        Kind = Kind.Indicator,
        What = new IndicatorFacts { Type = type, Value = value, Category = Category.Infra, Severity = Severity.Severe, ConfidencePercent = 80 },
    };

    static Draft Sighting(WarnNode node, string type, string value, Duration ago) => new()
    {
        Kind = Kind.Sighting,
        What = new SightingFacts { Type = type, Value = value, At = node.Clock.Now - ago },
    };
}
