using System.Security.Cryptography;
using NodaTime;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Warn.Following;
using Xunit;

namespace Tocsin.Tests.Warn;

/// <summary>A partner shares a hash; what was met here in clear is held against it.</summary>
public sealed class HashedSightingTests
{
    static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    static readonly Charter Genesis = Charter.Genesis([PartyDocument.IdOf(Key).ToBase64Url()], "fraud", "Online fraud", Tlp.Amber, exercise: false, WarnNode.Noon, Chance.System);

    [Theory]
    [InlineData("phone", "+842438251234", "phone", "+842438251234", true)]
    [InlineData("phone", "+842438251234", "phone", "+842438251235", false)]
    [InlineData("iban", "GB29NWBK60161331926819", "iban", "GB29NWBK60161331926819", true)]
    [InlineData("account", "BIDVVNVX:1241", "account", "BIDVVNVX:1241", true)]
    [InlineData("wallet", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "wallet", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", true)]
    [InlineData("domain", "evil.example", "domain", "evil.example", true)]
    [InlineData("domain", "evil.example", "url", "http://www.evil.example/login", true)]
    [InlineData("domain", "evil.example", "domain", "notevil.example", false)]
    public async Task A_value_met_in_clear_meets_a_partners_hash_whichever_comes_first(string sort, string known, string metType, string met, bool rings)
    {
        foreach (var sightingFirst in (bool[])[false, true])
        {
            await using var node = await WarnNode.Open();
            await Join(node);
            var partner = await node.Other(Genesis.Hash(), party: 9);
            if (sort == "domain") await partner.Append(Indicator(ValueSalt.Of(Genesis), "domain", "other.example"), WarnNode.Stop);
            async Task Sight() => await node.Append(Sighting(node, metType, met));
            if (sightingFirst) await Sight();
            await node.Settle();
            await partner.Append(Indicator(ValueSalt.Of(Genesis), sort, known), WarnNode.Stop);
            await node.Settle();
            if (!sightingFirst) await Sight();
            await node.Settle();
            Assert.Equal(rings ? ["Alert Severe"] : [], await node.Said());
            if (rings) Assert.DoesNotContain(known, ((WarningFacts)(await node.Warnings())[0].What!).Why, StringComparison.Ordinal);
            await EarthquakeTests.EveryWarningReplays(node);
            Assert.IsType<Tocsin.Share.Views.Rebuilding.Same>(await node.Rebuild());
        }
    }

    /// <summary>The list of domains may be the first thing that ever comes.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_list_of_hashed_domains_counts_that_came_before_the_rules_and_before_the_charter_leaf(bool rulesFirst, bool charterFirst)
    {
        await using var node = await WarnNode.Open(rules: rulesFirst ? null : "");
        if (charterFirst) await Join(node);
        await (await node.Other(Genesis.Hash(), party: 9)).Append(Indicator(ValueSalt.Of(Genesis), "domain", "evil.example"), WarnNode.Stop);
        await node.Settle();
        if (!charterFirst) await Join(node);
        await node.Settle();
        if (!rulesFirst) await node.Adopt();
        await node.Append(Sighting(node, "url", "http://www.evil.example/login"));
        await node.Settle();
        Assert.Equal(["Alert Severe"], await node.Said());
        Assert.IsType<Tocsin.Share.Views.Rebuilding.Same>(await node.Rebuild());
    }

    [Theory]
    [InlineData("phone", "+842438251234", true)]
    [InlineData("iban", "GB29NWBK60161331926819", true)]
    [InlineData("account", "BIDVVNVX:124100", true)]
    [InlineData("wallet", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", true)]
    [InlineData("domain", "evil.example", false)] // as docs/spec/value-hash.md says
    public async Task What_was_met_before_the_rules_and_before_the_circle_was_joined_meets_its_hashes(string sort, string value, bool rings)
    {
        await using var node = await WarnNode.Open(rules: "");
        await node.Append(Sighting(node, sort, value));
        await node.Settle();
        await node.Adopt();
        await node.Settle();
        await Join(node);
        await node.Settle();
        await (await node.Other(Genesis.Hash(), party: 9)).Append(Indicator(ValueSalt.Of(Genesis), sort, value), WarnNode.Stop);
        await node.Settle();
        Assert.Equal(rings ? ["Alert Severe"] : [], await node.Said());
        await EarthquakeTests.EveryWarningReplays(node);
        Assert.IsType<Tocsin.Share.Views.Rebuilding.Same>(await node.Rebuild());
    }

    [Fact]
    public async Task What_was_met_in_an_exercise_is_not_remembered_under_a_circles_hashes()
    {
        await using var node = await WarnNode.Open();
        await (await node.Other(5, party: null, isExercise: true)).Append(Sighting(node, "phone", "+842438251234"), WarnNode.Stop);
        await node.Settle();
        await Join(node);
        await (await node.Other(Genesis.Hash(), party: 9)).Append(Indicator(ValueSalt.Of(Genesis), "phone", "+842438251234"), WarnNode.Stop);
        await node.Settle();
        Assert.Empty(await node.Said());
    }

    /// <summary>Whoever owns a domain can put any number of labels before it.</summary>
    [Theory]
    [InlineData("domain", "evil.example", 8, true)]
    [InlineData("domain", "evil.example", 40, true)]
    [InlineData("domain", "l1.l2.l3.l4.l5.l6.evil.example", 40, true)]     // the broadest seven end with eight labels
    [InlineData("domain", "l0.l1.l2.l3.l4.l5.l6.evil.example", 40, false)]
    public async Task A_hosts_many_labels_do_not_hide_the_domain_that_it_lies_below(string sort, string known, int labels, bool rings)
    {
        await using var node = await WarnNode.Open();
        await Join(node);
        await (await node.Other(Genesis.Hash(), party: 9)).Append(Indicator(ValueSalt.Of(Genesis), sort, known), WarnNode.Stop);
        await node.Append(Sighting(node, "domain", string.Concat(Enumerable.Repeat("x.", labels)) + "l0.l1.l2.l3.l4.l5.l6.evil.example"));
        await node.Settle();
        Assert.Equal(rings ? ["Alert Severe"] : [], await node.Said());
    }

    [Fact]
    public async Task A_hosts_many_labels_do_not_hide_it_from_a_domain_in_clear()
    {
        await using var node = await WarnNode.Open();
        await node.Append(new() { Kind = Kind.Indicator, What = new IndicatorFacts { Type = "domain", Value = "evil.example", Category = Category.Security, Severity = Severity.Severe, ConfidencePercent = 80 } });
        await node.Append(Sighting(node, "domain", string.Concat(Enumerable.Repeat("x.", 60)) + "evil.example"));
        await node.Settle();
        Assert.Equal(["Alert Severe"], await node.Said());
    }

    [Fact]
    public async Task Another_circles_hash_is_another()
    {
        await using var node = await WarnNode.Open();
        await Join(node);
        var partner = await node.Other(Genesis.Hash(), party: 9);
        var elsewhere = Charter.Genesis(Genesis.Members, "fraud", "Online fraud", Tlp.Amber, exercise: false, WarnNode.Noon, Chance.System);
        await partner.Append(Indicator(ValueSalt.Of(elsewhere), "phone", "+842438251234"), WarnNode.Stop);
        await node.Append(Sighting(node, "phone", "+842438251234"));
        await node.Settle();
        Assert.Empty(await node.Said());
    }

    [Fact]
    public async Task A_partners_charter_leaf_gives_no_salt()
    {
        await using var node = await WarnNode.Open();
        var partner = await node.Other(Genesis.Hash(), party: 9);
        await partner.Append(CharterLeaf(), WarnNode.Stop);
        await partner.Append(Indicator(ValueSalt.Of(Genesis), "phone", "+842438251234"), WarnNode.Stop);
        await node.Append(Sighting(node, "phone", "+842438251234"));
        await node.Settle();
        Assert.Empty(await node.Said());
    }

    /// <summary>The example of docs/spec/value-hash.md, made with Python's hmac and hashlib.</summary>
    [Fact]
    public void The_hash_is_that_of_the_specification()
    {
        var salt = ValueSalt.Of(Convert.ToBase64String(SHA256.HashData("circle"u8)).TrimEnd('=').Replace('+', '-').Replace('/', '_'), "AAECAwQFBgcICQoLDA0ODw");
        Assert.Equal(new NamedValue("hashed-phone", "hNhkfBUFhUA_sMXKeYnp2Wr7fKx4XyfmIvQ2a1P3w-U"), salt.Hash(new NamedValue("phone", "+442079460018")));
        Assert.Equal(new NamedValue("hashed-iban", "4-8gMq0QfeY2zw_Mul_in0tW8LfQyDZMlVRqT6zEE64"), salt.Hash(new NamedValue("iban", "GB29NWBK60161331926819")));
    }

    [Fact]
    public async Task No_more_circles_and_domains_are_hashed_than_the_limits_say()
    {
        await using var node = await WarnNode.Open();
        for (var i = 0; i <= HashedSightings.CirclesMax; i++) await Join(node, Charter.Genesis(Genesis.Members, $"c{i}", "", Tlp.Amber, exercise: false, WarnNode.Noon, Chance.System));
        await node.Settle();
        var hashed = new HashedSightings(new Desk(JudgeFollower.FollowerName, node.Views));
        Assert.Equal(HashedSightings.CirclesMax, (await hashed.Of("phone", "+442079460018", WarnNode.Stop)).Count);
        Assert.Empty(await hashed.Of("domain", "evil.example", WarnNode.Stop)); // no circle shares domains as hashes yet
        Assert.Empty(await hashed.Of("sha256", "ab", WarnNode.Stop));
        Assert.Equal(1, await HashedValueCircles.Beyond(node.Views, WarnNode.Stop));
    }

    static async Task Join(WarnNode node, Charter? charter = null) => await (await node.Other((charter ?? Genesis).Hash(), party: null)).Append(CharterLeaf(charter), WarnNode.Stop);

    static Draft CharterLeaf(Charter? charter = null) => new()
    {
        Kind = Kind.Charter, What = new DocumentFacts((charter ?? Genesis).Sign(PartyDocument.IdOf(Key).ToBase64Url(), Key)), Charter = (charter ?? Genesis).Hash(),
    };

    static Draft Indicator(ValueSalt salt, string sort, string value)
    {
        var hash = salt.Hash(new NamedValue(sort, value));
        return new()
        {
            Kind = Kind.Indicator,
            What = new IndicatorFacts { Type = hash.Type, Value = hash.Value, Category = Category.Security, Severity = Severity.Severe, ConfidencePercent = 80 },
        };
    }

    static Draft Sighting(WarnNode node, string type, string value) => new()
    {
        Kind = Kind.Sighting,
        What = new SightingFacts { Type = type, Value = value, At = node.Clock.Now - Duration.FromHours(1) },
    };
}
