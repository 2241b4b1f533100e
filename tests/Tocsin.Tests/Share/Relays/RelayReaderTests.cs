using System.Text;
using NodaTime;
using Tocsin.Log;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Xunit;

namespace Tocsin.Tests.Share.Relays;

/// <summary>A relay is believed by nothing but what it proves; one that goes against its marking is kept, flagged and counts for nothing.</summary>
public sealed class RelayReaderTests
{
    static readonly string[] AllButPersonal = [Group.What, Group.Where, Group.Text, Group.Source];

    static Draft Said(Tlp marking, Kind? kind = null) => new()
    {
        Kind = kind ?? Kind.Note, What = kind == Kind.Rules ? new RulesFacts("version: 1") : new NoteFacts(), Marking = marking, Texts = [new TextBlock { Headline = "words" }], Where = new Where { Name = "here" },
        Personal = new Personal("tracing", Instant.FromUtc(2099, 1, 1, 0, 0), new Dictionary<string, string> { ["name"] = "Erika" }),
    };

    static byte[] Without(ForgedRelay forged, params string[] groups) => ForgedRelay.Joined(ForgedRelay.Disclosures(forged.Original.Content, [.. Group.All.Except(groups)]));

    static byte[] Usual(ForgedRelay forged) => ForgedRelay.Joined(ForgedRelay.Disclosures(forged.Original.Content, AllButPersonal));

    [Fact]
    public void It_holds_with_and_without_consent()
    {
        var green = new ForgedRelay(Said(Tlp.Green));
        var record = green.Read(green.Relay(new RelayGroup(green.Proven), Usual(green))).Value;
        Assert.Equal(("words", "here", null, "Agency of Alpha"), (record.Texts[0].Headline, record.Where!.Name, record.Personal, record.Relayed!.Author));
        Assert.IsType<NoteFacts>(record.What);
        var amber = new ForgedRelay(Said(Tlp.Amber));
        Assert.Equal(1, amber.Read(amber.Relay(new RelayGroup(amber.Proven) { Consent = amber.ProvenConsent }, Usual(amber))).Value.Relayed!.Consent!.Address.Index);
    }

    [Fact]
    public void No_byte_of_it_can_be_changed_and_no_byte_of_what_it_proves()
    {
        var forged = new ForgedRelay(Said(Tlp.Amber));
        var relay = forged.Relay(new RelayGroup(forged.Proven) { Consent = forged.ProvenConsent }, Usual(forged));
        for (var at = 0; at < relay.Content.Length; at++)
        {
            var changed = (byte[])relay.Content.Clone();
            changed[at] ^= 1;
            Assert.False(forged.Read(relay, changed).IsValue, $"byte {at} can be changed");
        }
        // The relayer salts and seals whatever it likes: what it makes of the original's bytes is not proved.
        var leaf = forged.Original.LeafBytes;
        for (var at = 0; at < leaf.Length; at++)
        {
            var changed = (byte[])leaf.Clone();
            changed[at] ^= 1;
            var again = forged.Relay(new RelayGroup(forged.Proven with { Leaf = System.Buffers.Text.Base64Url.EncodeToString(changed) }) { Consent = forged.ProvenConsent }, Usual(forged));
            Assert.False(forged.Read(again).IsValue, $"byte {at} of the original leaf can be changed");
        }
    }

    [Theory]
    [InlineData(Tlp.Amber, "author's consent")]
    [InlineData(Tlp.AmberStrict, "TLP:AMBER+STRICT is never passed on")]
    [InlineData(Tlp.Red, "TLP:RED is never passed on")]
    public void Against_its_marking_it_does_not_count(Tlp marking, string why)
    {
        var forged = new ForgedRelay(Said(marking));
        Refused("relayed against its marking", forged, forged.Relay(new RelayGroup(forged.Proven), Usual(forged), marking: Tlp.Red));
        Refused(why, forged, forged.Relay(new RelayGroup(forged.Proven), Usual(forged), marking: Tlp.Red));
    }

    [Fact]
    public void Nor_marked_laxer_nor_real_of_an_exercise_nor_of_another_kind_nor_with_persons_nor_in_its_own_circle()
    {
        var green = new ForgedRelay(Said(Tlp.Green));
        Refused("TLP:CLEAR is laxer than TLP:GREEN", green, green.Relay(new RelayGroup(green.Proven), Usual(green), marking: Tlp.Clear));
        Refused("data on persons", green, green.Relay(new RelayGroup(green.Proven)));
        Refused("stands in this circle already", green, green.Relay(new RelayGroup(green.Proven), Usual(green), into: new Origin(green.Author.Circle, Hash.Of([3]), 1)));
        var drill = new ForgedRelay(Said(Tlp.Green), isExercise: true);
        Refused("never enters a real circle", drill, drill.Relay(new RelayGroup(drill.Proven), Usual(drill)));
        Assert.True(drill.Read(drill.Relay(new RelayGroup(drill.Proven), Usual(drill), intoExercise: true)).Value.Leaf.Exercise);
        var rules = new ForgedRelay(Said(Tlp.Green, Kind.Rules));
        Refused("concerns its own circle alone", rules, rules.Relay(new RelayGroup(rules.Proven), Usual(rules)));
    }

    [Fact]
    public void Nor_without_the_facts_or_with_words_that_its_author_did_not_say()
    {
        var (forged, other) = (new ForgedRelay(Said(Tlp.Green)), new ForgedRelay(Said(Tlp.Green) with { Texts = [new TextBlock { Headline = "other words" }] }));
        Refused("leaves out the facts", forged, forged.Relay(new RelayGroup(forged.Proven), Without(forged, Group.What, Group.Personal)));
        Refused("not among those that the original leaf commits to", forged,
            forged.Relay(new RelayGroup(forged.Proven), ForgedRelay.Joined([.. ForgedRelay.Disclosures(forged.Original.Content, Group.What), .. ForgedRelay.Disclosures(other.Original.Content, Group.Text)])));
        Refused("not among those", forged, forged.Relay(new RelayGroup(forged.Proven), ForgedRelay.Joined([.. ForgedRelay.Disclosures(forged.Original.Content, Group.What), Encoding.UTF8.GetBytes("""["aGVyZSBpcyBzYWx0IG9uZQ","other",{}]""")])));
        var sealedRelay = forged.Relay(new RelayGroup(forged.Proven), Usual(forged));
        var stripped = ForgedRelay.Joined(ForgedRelay.Disclosures(sealedRelay.Content, AllButPersonal));
        Assert.Contains("does not say what it passes on", forged.Read(sealedRelay, stripped).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Nor_where_the_proof_is_another_ones()
    {
        var (forged, other) = (new ForgedRelay(Said(Tlp.Green)), new ForgedRelay(Said(Tlp.Green)));
        Refused("another party's", forged, forged.Relay(new RelayGroup(forged.Proven with { Party = other.Party }), Usual(forged)));
        Refused("not proved", forged, forged.Relay(new RelayGroup(forged.Proven with { Proof = other.Proven.Proof, Party = other.Party }), Usual(forged)));
        Refused("not proved", forged, forged.Relay(new RelayGroup(forged.ProvenConsent with { Leaf = forged.Proven.Leaf }), Usual(forged)));
        Refused("not base64url", forged, forged.Relay(new RelayGroup(forged.Proven with { Leaf = "!" }), Usual(forged)));
        var keyless = new ForgedRelay(Said(Tlp.Green), party: document => document with { Keys = [.. document.Keys.Where(key => key.Use != PartyKey.Log)] });
        Refused("lists no key", keyless, keyless.Relay(new RelayGroup(keyless.Proven), Usual(keyless)));
    }

    [Fact]
    public void A_consent_counts_for_its_circle_its_record_and_its_author_alone()
    {
        var elsewhere = new ForgedRelay(Said(Tlp.Amber), consentTo: Hash.Of([9]).ToBase64Url());
        Refused("for another circle", elsewhere, elsewhere.Relay(new RelayGroup(elsewhere.Proven) { Consent = elsewhere.ProvenConsent }, Usual(elsewhere)));
        var target = Hash.Of([2]).ToBase64Url();
        var about = new ForgedRelay(Said(Tlp.Amber), consent: new Draft { Kind = Kind.Consent, What = new ConsentFacts(target) });
        Refused("about another record", about, about.Relay(new RelayGroup(about.Proven) { Consent = about.ProvenConsent }, Usual(about)));
        var (forged, other) = (new ForgedRelay(Said(Tlp.Amber)), new ForgedRelay(Said(Tlp.Amber)));
        Refused("no consent of the author's", forged, forged.Relay(new RelayGroup(forged.Proven) { Consent = other.ProvenConsent }, Usual(forged)));
        Refused("does not say to which circle", forged, forged.Relay(new RelayGroup(forged.Proven) { Consent = forged.ProvenConsent with { What = null } }, Usual(forged)));
        Refused("the consent to the relay does not count", forged, forged.Relay(new RelayGroup(forged.Proven) { Consent = forged.Proven }, Usual(forged)));
    }

    static void Refused(string why, ForgedRelay forged, Tocsin.Share.Logs.SealedRecord relay) => Assert.Contains(why, forged.Read(relay).Reason, StringComparison.Ordinal);
}
