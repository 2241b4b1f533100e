using NodaTime;
using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Tests.Console;
using Xunit;

namespace Tocsin.Tests.Share.Relays;

/// <summary>What one says in a circle is passed on to another, as far as marking and author allow; what its author does with it since follows.</summary>
public sealed class RelayTests(RelayNodes nodes) : IClassFixture<RelayNodes>
{
    [Fact]
    public async Task A_stranger_to_the_author_reads_whose_word_it_is_and_by_whom_it_came()
    {
        var said = await nodes.Say("Cholera in the port", Tlp.Green);
        var relay = await nodes.Relayed(said.Address);
        var record = (await RelayNodes.Read(nodes.Gamma, relay))!;
        var from = record.Relayed!;
        Assert.Equal((said.Address, said.LeafHash, "Agency of Alpha", Tlp.Green), (from.Address, from.LeafHash, from.Author, from.Leaf.Marking));
        Assert.Equal((Kind.Relay, Tlp.Amber, nodes.Beta.Node.Log.Party), (record.Leaf.Kind, record.Leaf.Marking, record.Address.Log.Party));
        Assert.Equal(("Cholera in the port", "the port", "Alpha's clinic", "report"), (record.Texts[0].Headline, record.Where!.Name, record.Source!.Publisher, ((EventFacts)record.What!).Type));
        Assert.Empty(record.Leaf.References);
        Assert.DoesNotContain(nodes.Gamma.Node.Register.Circles, circle => circle.Id == nodes.Origin.Id);
        Assert.Null(nodes.Gamma.Node.Register.Chain(nodes.Alpha.Node.Own.Id));

        // Neither who else is in the circle of origin, nor who cosigned there.
        var content = System.Text.Encoding.UTF8.GetString((await nodes.Gamma.Node.Records.Read(relay, RelayNodes.Stop))!.Content.Span);
        Assert.DoesNotContain(nodes.Beta.Node.Own.Id, content, StringComparison.Ordinal);
        await nodes.Gamma.Node.Settle(RelayNodes.Stop);
        var found = Assert.Single(await nodes.Gamma.Node.Views.Search(new RecordQuery { Words = "cholera port", Kind = "relay" }, RelayNodes.Stop));
        Assert.Equal((relay, "report"), (found.Address, found.Type));
        var line = await nodes.Line(nodes.Gamma, relay);
        Assert.Equal((RecordState.Current, null), (line.State, line.Fault));
        Assert.Equal(relay, Assert.IsType<Publishing.Already>(await nodes.Relay(said.Address)).Address);
        var taken = new WithdrawRecord(nodes.Of(nodes.Beta, nodes.Onward), nodes.Beta.Node.Records, nodes.Beta.Node.Views);
        Assert.IsType<Withdrawing.Withdrawn>(await taken.Withdraw(relay, "of our own will", RelayNodes.Stop));
        Assert.Contains("taken back", Assert.IsType<Publishing.Refused>(await nodes.Relay(said.Address)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_that_are_left_out_are_not_told_and_their_names_neither()
    {
        var said = await nodes.Say("Schweigen ist Gold", Tlp.Clear, new Personal("tracing", Instant.FromUtc(2099, 1, 1, 0, 0), new Dictionary<string, string> { ["name"] = "Erika Mustermann" }));
        Assert.IsType<Publishing.Refused>(await nodes.Relay(said.Address, "what"));
        Assert.Contains("data on persons", Assert.IsType<Publishing.Refused>(await nodes.Relay(nodes.Onward, said.Address, withPersonal: true)).Reason, StringComparison.Ordinal);
        var relay = await nodes.Relayed(said.Address, "text", "source");
        var record = (await RelayNodes.Read(nodes.Gamma, relay))!;
        Assert.Equal((0, null, null, "the port"), (record.Texts.Count, record.Source, record.Personal, record.Where!.Name));
        Assert.Equal(5, record.Relayed!.Leaf.Digests.Length);
        Assert.Equal(3, record.Leaf.Digests.Length);
        var content = System.Text.Encoding.UTF8.GetString((await nodes.Gamma.Node.Records.Read(relay, RelayNodes.Stop))!.Content.Span);
        foreach (var word in new[] { "Gold", "clinic", "Mustermann", "\"personal\"" }) Assert.DoesNotContain(word, content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Amber_goes_with_its_authors_consent_to_that_circle_and_no_other_and_comes_back_when_that_is_taken_back()
    {
        var said = await nodes.Say("An amber word", Tlp.Amber);
        Assert.Contains("author's consent", Assert.IsType<Publishing.Refused>(await nodes.Relay(said.Address)).Reason, StringComparison.Ordinal);

        var elsewhere = await RelayNodes.Found(nodes.Beta, nodes.Gamma, "elsewhere", Tlp.Amber);
        await nodes.Consent(said, elsewhere);
        Assert.Contains("author's consent", Assert.IsType<Publishing.Refused>(await nodes.Relay(said.Address)).Reason, StringComparison.Ordinal);

        var other = await nodes.Say("Another amber word", Tlp.Amber);
        await nodes.Consent(other, nodes.Onward);
        Assert.Contains("author's consent", Assert.IsType<Publishing.Refused>(await nodes.Relay(said.Address)).Reason, StringComparison.Ordinal);

        var early = await nodes.Consent(said, nodes.Onward);
        await nodes.Withdraw(early);
        Assert.Contains("author's consent", Assert.IsType<Publishing.Refused>(await nodes.Relay(said.Address)).Reason, StringComparison.Ordinal);

        var consent = await nodes.Consent(said, nodes.Onward);
        var relay = await nodes.Relayed(said.Address);
        var record = (await RelayNodes.Read(nodes.Gamma, relay))!;
        Assert.Equal((consent, nodes.Onward.Id.ToBase64Url()), (record.Relayed!.Consent!.Address, record.Relayed.Consent.Facts.Circle));
        Assert.Equal(0, await nodes.Tend());

        await nodes.Withdraw(consent);
        Assert.Equal(1, await nodes.Tend());
        Assert.Equal(0, await nodes.Tend());
        await RelayNodes.Stands(nodes.Gamma, relay, RecordState.Withdrawn);
        Assert.Contains("author's consent", Assert.IsType<Publishing.Refused>(await nodes.Relay(said.Address)).Reason, StringComparison.Ordinal);
        await nodes.Consent(said, nodes.Onward);
        Assert.NotEqual(relay, await nodes.Relayed(said.Address));
        await RelayNodes.Rebuild(nodes.Beta);
        await RelayNodes.Rebuild(nodes.Gamma);
    }

    [Theory]
    [InlineData(Tlp.AmberStrict)]
    [InlineData(Tlp.Red)]
    public async Task Stricter_marks_never_go_and_nobody_can_consent(Tlp marking)
    {
        var said = await nodes.Say($"Marked {marking}", marking);
        Assert.Contains("never passed on", Assert.IsType<Publishing.Refused>(await nodes.Relay(said.Address)).Reason, StringComparison.Ordinal);
        await nodes.Alpha.Node.Settle(RelayNodes.Stop);
        var consenting = await new ConsentToRelay(nodes.Of(nodes.Alpha, nodes.Origin), nodes.Alpha.Node.Records, nodes.Alpha.Node.Views).Consent(said.Address, nodes.Onward.Id, withPersonal: false, "o-1", RelayNodes.Stop);
        Assert.Contains("whoever agrees", Assert.IsType<Consenting.Refused>(consenting).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_on_persons_goes_only_where_the_consent_says_so()
    {
        var said = await nodes.Say("A case", Tlp.Amber, new Personal("tracing", Instant.FromUtc(2099, 1, 1, 0, 0), new Dictionary<string, string> { ["name"] = "Max Beispiel" }));
        await nodes.Consent(said, nodes.Onward);
        Assert.Contains("data on persons", Assert.IsType<Publishing.Refused>(await nodes.Relay(nodes.Onward, said.Address, withPersonal: true)).Reason, StringComparison.Ordinal);
        await nodes.Consent(said, nodes.Onward, withPersonal: true);
        var relay = Assert.IsType<Publishing.Published>(await nodes.Relay(nodes.Onward, said.Address, withPersonal: true)).Address;
        await RelayNodes.Until(nodes.Gamma, relay, record => record?.Personal?.Data["name"] == "Max Beispiel");

        // Its author erases that group: it goes everywhere, and the rest stays.
        await nodes.Erase(said.Address, Group.Personal);
        Assert.Equal(1, await nodes.Tend());
        await RelayNodes.Until(nodes.Gamma, relay, record => record is { Personal: null, What: not null, Texts.Count: 1 });
        Assert.Equal(0, await nodes.Tend());
    }

    [Fact]
    public async Task What_its_author_withdraws_or_erases_goes_at_the_third_partys_too()
    {
        var (taken, gone) = (await nodes.Say("Taken back", Tlp.Green), await nodes.Say("Siebenundzwanzig", Tlp.Green));
        var (first, second) = (await nodes.Relayed(taken.Address), await nodes.Relayed(gone.Address));
        await nodes.Withdraw(taken.Address);
        await nodes.Erase(gone.Address);
        Assert.Equal(2, await nodes.Tend());
        await RelayNodes.Stands(nodes.Gamma, first, RecordState.Withdrawn);
        await RelayNodes.Stands(nodes.Gamma, second, RecordState.Erased);
        await RelayNodes.Until(nodes.Gamma, second, record => record is { What: null, Relayed: null });
        await nodes.Gamma.Node.Settle(RelayNodes.Stop);
        Assert.Empty(await nodes.Gamma.Node.Views.Search(new RecordQuery { Words = "Siebenundzwanzig", IncludeEnded = true }, RelayNodes.Stop));
        Assert.IsType<Publishing.NotFound>(await nodes.Relay(gone.Address));
        Assert.IsType<Publishing.Refused>(await nodes.Relay(taken.Address));

        // What was taken back may have to be erased still.
        await nodes.Erase(taken.Address);
        Assert.Equal(1, await nodes.Tend());
        await RelayNodes.Until(nodes.Gamma, first, record => record is { What: null });
        Assert.Equal(0, await nodes.Tend());
        await RelayNodes.Rebuild(nodes.Beta);
    }

    [Fact]
    public async Task What_its_author_says_anew_is_shown_and_relayed_anew_it_takes_the_formers_place()
    {
        var key = "revised-1";
        var said = await nodes.Say("Three cases", Tlp.Green, key: key);
        var relay = await nodes.Relayed(said.Address);
        var anew = await nodes.Say("Thirty cases", Tlp.Green, key: key);
        Assert.Equal(2, anew.Leaf.Revision);
        Assert.Equal(0, await nodes.Tend());
        Assert.True((await nodes.Line(nodes.Beta, relay)).IsRevised);
        Assert.Contains("relay what stands now", Assert.IsType<Publishing.Refused>(await nodes.Relay(said.Address)).Reason, StringComparison.Ordinal);
        var next = await nodes.Relayed(anew.Address);
        await RelayNodes.Stands(nodes.Gamma, relay, RecordState.Withdrawn);
        Assert.Equal((false, false), ((await nodes.Line(nodes.Beta, relay)).IsRevised, (await nodes.Line(nodes.Beta, next)).IsRevised));

        // A withdrawal names the newest revision alone; what was relayed of a former one goes with it.
        var (old, oldKey) = (await nodes.Say("One boat", Tlp.Green, key: "revised-2"), "revised-2");
        var oldRelay = await nodes.Relayed(old.Address);
        var newer = await nodes.Say("Two boats", Tlp.Green, key: oldKey);
        await nodes.Withdraw(newer.Address);
        Assert.Equal(1, await nodes.Tend());
        await RelayNodes.Stands(nodes.Gamma, oldRelay, RecordState.Withdrawn);
        await RelayNodes.Rebuild(nodes.Beta);
    }

    [Fact]
    public async Task Only_what_another_said_in_another_circle_is_relayed_and_no_relay_of_it()
    {
        var said = await nodes.Say("Passed on once", Tlp.Green);
        var relay = await nodes.Relayed(said.Address);
        Assert.Contains("already", Assert.IsType<Publishing.Refused>(await nodes.Relay(nodes.Origin, said.Address, withPersonal: false)).Reason, StringComparison.Ordinal);
        Assert.Contains("published anew", Assert.IsType<Publishing.Refused>(await nodes.Relay(relay)).Reason, StringComparison.Ordinal);
        var third = await RelayNodes.Found(nodes.Gamma, nodes.Alpha, "third", Tlp.Amber);
        await nodes.Gamma.Node.Settle(RelayNodes.Stop);
        var again = await new RelayRecord(nodes.Gamma.Node.Sharing.House, nodes.Of(nodes.Gamma, third), third.Current!.Terms()).Relay(relay, [], withPersonal: false, RelayNodes.Stop);
        Assert.Contains("a relay is not passed on", Assert.IsType<Publishing.Refused>(again).Reason, StringComparison.Ordinal);
    }

    /// <summary>A node that keeps to no rule passes on what is marked TLP:RED: it cannot be kept from it, and everybody sees it.</summary>
    [Fact]
    public async Task Who_relays_against_a_marking_is_seen_and_it_counts_for_nothing()
    {
        var said = await nodes.Say("Red word", Tlp.Red);
        var stored = (await nodes.Beta.Node.Records.Read(said.Address, RelayNodes.Stop))!;
        Tocsin.Share.Relays.ProveLeaf proofs = new(nodes.Beta.Node.Sharing.House);
        var breach = Assert.IsType<Appended.Stored>(await nodes.Of(nodes.Beta, nodes.Onward).Append(new Draft
        {
            Kind = Kind.Relay, What = stored.Read().Value.What!, Marking = Tlp.Red, PassedOn = new PassedOn(stored.Content, new RelayGroup((await proofs.Prove(stored, RelayNodes.Stop)).Value)),
        }, RelayNodes.Stop));
        await CircleNode.Until(async () => await nodes.Gamma.Node.Records.Read(breach.Address, RelayNodes.Stop) is { Content.Length: > 0 });
        var line = await nodes.Line(nodes.Gamma, breach.Address);
        Assert.Equal((RecordState.Invalid, null, nodes.Beta.Node.Log.Party), (line.State, line.From, line.Address.Log.Party));
        Assert.Equal("relayed against its marking: what is marked TLP:RED is never passed on", line.Fault);
        Assert.Equal(RecordState.Invalid, (await nodes.Gamma.Node.Views.Row(breach.Address, RelayNodes.Stop))!.State);
        Assert.Empty(await nodes.Gamma.Node.Views.Search(new RecordQuery { Words = "Red word", IncludeEnded = true }, RelayNodes.Stop));
        await RelayNodes.Rebuild(nodes.Gamma);
    }

    /// <summary>The whole node: its rule publishes what a partner's record in the circle raised.</summary>
    [Fact]
    public async Task A_rule_of_a_whole_node_publishes()
    {
        var beta = nodes.Beta.Node;
        await beta.Settle(RelayNodes.Stop);
        var rules = Tocsin.Warn.Rules.RuleBook.DefaultText().Replace("    kind: earthquake\n", "    kind: earthquake\n    publish: onward\n", StringComparison.Ordinal);
        Assert.IsType<Tocsin.Warn.Adopting.Done>(await new Tocsin.Warn.AdoptRules(beta.Journal, beta.Views, beta.Records) { CircleFault = beta.CircleFault }.Handle(rules, "o-1", RelayNodes.Stop));
        await beta.Settle(RelayNodes.Stop);
        Assert.IsType<Appended.Stored>(await nodes.Of(nodes.Gamma, nodes.Onward).Append(new Draft
        {
            Kind = Kind.Observation, Where = new Where { Geometry = new NetTopologySuite.Geometries.Point(121.65, 24.17) }, Source = new Source { Key = new SourceKey("usgs", "us", ["published"], null) },
            What = new EventFacts
            {
                Type = "earthquake", Category = Category.Geo, At = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()) - Duration.FromMinutes(5),
                Numbers = new Dictionary<string, double> { ["magnitude"] = 6.8, ["depthKm"] = 10 },
            },
        }, RelayNodes.Stop));
        await CircleNode.Until(async () => (await nodes.Gamma.Node.Views.Search(new RecordQuery { Kind = "warning", Circle = nodes.Onward.Id }, RelayNodes.Stop)).Any(row => row.Address.Log.Party == beta.Log.Party));
        await RelayNodes.Rebuild(nodes.Beta);
    }

    /// <summary>Alpha sees it, beta passes it on, and gamma, who shares nothing with alpha, is warned.</summary>
    [Fact]
    public async Task What_is_passed_on_rings_at_the_third_partys_and_not_twice_at_the_seconds()
    {
        var said = Assert.IsType<Appended.Stored>(await nodes.Of(nodes.Alpha, nodes.Origin).Append(new Draft
        {
            Kind = Kind.Observation, Marking = Tlp.Green, Where = new Where { Geometry = new NetTopologySuite.Geometries.Point(121.5, 25.05) }, Source = new Source { Key = new SourceKey("usgs", "us", ["relayed"], null) },
            What = new EventFacts
            {
                Type = "earthquake", Category = Category.Geo, At = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()) - Duration.FromMinutes(5),
                Numbers = new Dictionary<string, double> { ["magnitude"] = 6.8, ["depthKm"] = 10 },
            },
        }, RelayNodes.Stop));
        await RelayNodes.Holds(nodes.Beta, said.Address);
        var relay = await nodes.Relayed(said.Address);
        foreach (var node in new[] { nodes.Beta, nodes.Gamma }) await node.Node.Settle(RelayNodes.Stop);
        Assert.Contains(await Cited(nodes.Gamma), address => address == relay);
        Assert.Contains(await Cited(nodes.Beta), address => address == said.Address);
        Assert.DoesNotContain(await Cited(nodes.Beta), address => address == relay);
        await RelayNodes.Rebuild(nodes.Gamma);
    }

    /// <summary>A gauge and a ship of alpha's stand among the stations and vessels of gamma, who knows them from beta alone.</summary>
    [Fact]
    public async Task What_is_passed_on_stands_among_stations_and_vessels()
    {
        var at = Instant.FromUtc(2026, 1, 2, 3, 4);
        Draft[] drafts =
        [
            Passed("ship", Tocsin.Share.Doors.AisDoor.PositionType, at, new() { ["mmsi"] = "574001230" }, new() { ["speedKnots"] = 12 }),
            Passed("gauge", "water-level", at, new() { ["station"] = "P.1" }, new() { ["levelMetres"] = 4 }),
        ];
        foreach (var draft in drafts)
        {
            var said = Assert.IsType<Appended.Stored>(await nodes.Of(nodes.Alpha, nodes.Origin).Append(draft, RelayNodes.Stop));
            await RelayNodes.Holds(nodes.Beta, said.Address);
            await nodes.Relayed(said.Address);
        }
        await nodes.Gamma.Node.Settle(RelayNodes.Stop);
        var near = await new Tocsin.Warn.VesselsNear(nodes.Gamma.Node.Views, nodes.Gamma.Node.World.Countries).Handle(Tocsin.Warn.SeaIncident.Of(110, 8, at), 10, RelayNodes.Stop);
        Assert.Equal("574001230", Assert.Single(near.Vessels).Mmsi);
        Assert.Contains("P.1", Assert.Single(await nodes.Gamma.Node.Views.ByKey("stations", "s/", "s0", 10, RelayNodes.Stop)).Text, StringComparison.Ordinal);
        await RelayNodes.Rebuild(nodes.Gamma);
    }

    static Draft Passed(string key, string type, Instant at, Dictionary<string, string> codes, Dictionary<string, double> numbers) => new()
    {
        Kind = Kind.Observation, Marking = Tlp.Green, What = new EventFacts { Type = type, Category = Category.Transport, At = at, Codes = codes, Numbers = numbers },
        Where = new Where { Geometry = new NetTopologySuite.Geometries.Point(110, 8) { SRID = 4326 } }, Source = new Source { Publisher = "Alpha's port", Key = new SourceKey("port", "alpha", [key], null) },
    };

    /// <summary>All that a node's warnings rest on; each of them can be made again.</summary>
    static async Task<IReadOnlyList<RecordAddress>> Cited(SharingNode node)
    {
        var (cited, replay) = (new List<RecordAddress>(), new Tocsin.Warn.ReplayWarning(node.Node.Records, node.Node.World));
        foreach (var row in await node.Node.Views.Search(new RecordQuery { Kind = "warning", Circle = node.Node.Log.Circle }, RelayNodes.Stop))
        {
            Assert.IsType<Tocsin.Warn.Replaying.Same>(await replay.Handle(row.Address, RelayNodes.Stop));
            cited.AddRange(((WarningFacts)(await RelayNodes.Read(node, row.Address))!.What!).Judgement!.Evidence.Addresses());
        }
        return cited;
    }

    [Fact]
    public async Task Nothing_of_an_exercise_goes_into_a_real_circle()
    {
        var drill = await RelayNodes.Found(nodes.Alpha, nodes.Beta, "drill", Tlp.Clear, exercise: true);
        var said = Assert.IsType<Appended.Stored>(await nodes.Of(nodes.Alpha, drill).Append(
            new Draft { Kind = Kind.Note, What = new NoteFacts(), Texts = [new TextBlock { Headline = "rehearsed" }] }, RelayNodes.Stop));
        await RelayNodes.Holds(nodes.Beta, said.Address);
        Assert.Contains("never enters a real circle", Assert.IsType<Publishing.Refused>(await nodes.Relay(said.Address)).Reason, StringComparison.Ordinal);
    }
}
