using Tocsin.Log;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Xunit;

namespace Tocsin.Tests.Share.Parties;

public sealed class CharterRulesTests
{
    readonly PartyWorld world = new();
    readonly TestParty[] parties;
    readonly Charter genesis;

    public CharterRulesTests()
    {
        parties = world.Parties(5);
        genesis = world.Genesis(parties[..4]) with { Quorum = 3 };
    }

    [Fact]
    public void Each_change_alone_is_fair()
    {
        Charter[] fair =
        [
            genesis.Joined(parties[4].Id, world.Now), genesis.Removed(parties[0].Id, world.Now), genesis.Left(parties[0].Id, world.Now), genesis.Renamed("other", world.Now),
            genesis.Repurposed("other", world.Now), genesis.Marked(Tlp.Red, world.Now), genesis.Marked(Tlp.Clear, world.Now), genesis.Deciding(4, world.Now),
            genesis.Deciding(null, world.Now), genesis.Granting(history: true, world.Now),
        ];
        Assert.All(fair, charter =>
        {
            Assert.Null(CharterRules.Fault(charter));
            Assert.Null(CharterRules.Refutes(genesis, charter));
        });
    }

    [Fact]
    public void Two_things_changed_are_refused_with_a_sentence_that_says_which()
    {
        var named = genesis.Renamed("other", world.Now);
        Assert.Equal("the charter changes two things: name, and tlp", CharterRules.Refutes(genesis, named with { Tlp = "RED" }));
        Assert.Equal($"the charter changes two things: quorum, and {parties[4].Id} joins", CharterRules.Refutes(genesis, genesis.Joined(parties[4].Id, world.Now) with { Quorum = 4 }));
        var (first, second) = (genesis.Members[0], genesis.Members[1]);
        Assert.Equal($"the charter changes two things: {first} goes, and {second} goes", CharterRules.Refutes(genesis, genesis.Removed(first, world.Now) with { Members = [.. genesis.Members.Skip(2)] }));
        Assert.Equal("the charter changes 3 things, name and purpose among them", CharterRules.Refutes(genesis, named with { Tlp = "RED", Purpose = "other" }));
    }

    [Fact]
    public void A_quorum_that_is_set_is_more_than_half()
    {
        Assert.Null(CharterRules.Refutes(genesis, genesis.Deciding(4, world.Now)));
        Assert.Equal("a quorum of 2 is not more than half of the 4 members and at most all of them", CharterRules.Refutes(genesis, genesis.Deciding(2, world.Now)));
        Assert.NotNull(CharterRules.Refutes(genesis, genesis.Deciding(5, world.Now)));
        // A quorum that has become too high or low with the members is left as it is when something else changes.
        var fewer = genesis.Removed(genesis.Members[0], world.Now);
        fewer = fewer.Removed(fewer.Members[0], world.Now);
        Assert.Null(CharterRules.Refutes(fewer, fewer.Renamed("other", world.Now)));
        Assert.Null(CharterRules.Fault(fewer.Renamed("other", world.Now)));
    }

    [Fact]
    public void What_never_changes_does_not()
    {
        var named = genesis.Renamed("other", world.Now);
        Assert.Equal("a circle's exercise never changes", CharterRules.Refutes(genesis, named with { Exercise = true }));
        Assert.Equal("a circle's nonce never changes", CharterRules.Refutes(genesis, named with { Nonce = "AAAAAAAAAAAAAAAAAAAAAA" }));
        Assert.Equal("a circle's succeeds never changes", CharterRules.Refutes(genesis, named with { Succeeds = genesis.CircleId() }));
        Assert.Equal("the charter changes nothing", CharterRules.Refutes(genesis, named with { Name = genesis.Name }));
        Assert.Equal("the charter of epoch 3 does not follow epoch 1", CharterRules.Refutes(genesis, named with { Epoch = 3 }));
    }

    [Fact]
    public void What_it_says_that_it_changes_is_what_it_changes()
    {
        Assert.StartsWith("the charter says 'terms', and what it changes is: ", CharterRules.Refutes(genesis, genesis.Joined(parties[4].Id, world.Now) with { Change = CharterChange.Terms }), StringComparison.Ordinal);
        Assert.NotNull(CharterRules.Refutes(genesis, genesis.Renamed("other", world.Now) with { Change = CharterChange.Join(parties[4].Id) }));
        Assert.NotNull(CharterRules.Refutes(genesis, genesis.Removed(parties[0].Id, world.Now) with { Change = CharterChange.Remove(parties[1].Id) }));
        Assert.NotNull(CharterRules.Refutes(genesis, genesis.Joined(parties[4].Id, world.Now) with { Change = CharterChange.Leave(parties[4].Id) }));
    }

    [Fact]
    public void A_charter_by_itself_keeps_its_form()
    {
        var next = genesis.Renamed("other", world.Now);
        Charter[] bad =
        [
            genesis with { V = 2 }, genesis with { Type = "party" }, genesis with { Epoch = 0 }, genesis with { Previous = genesis.CircleId() }, genesis with { Circle = genesis.CircleId() },
            genesis with { Change = CharterChange.Terms }, genesis with { Succeeds = genesis.CircleId() }, genesis with { Change = CharterChange.Succeed }, genesis.Succeeding("x"),
            genesis with { Nonce = "AAECAwQFBgcICQoLDA0OD" }, genesis with { Nonce = "AAECAwQFBgcICQoLDA0ODx" }, genesis with { Name = "" }, genesis with { Name = "a\nb" }, genesis with { Name = new string('n', 101) },
            genesis with { Purpose = new string('p', Limits.PurposeCharsMax + 1) }, genesis with { Purpose = "\t" }, genesis with { Tlp = "TLP:RED" }, genesis with { Tlp = "red" }, genesis with { Members = [] },
            genesis with { Members = [.. genesis.Members.Reverse()] }, genesis with { Members = [genesis.Members[0], genesis.Members[0]] }, genesis with { Members = ["x"] }, genesis with { Members = [null!] },
            genesis with { Quorum = 2 }, genesis with { Quorum = 5 }, genesis with { Quorum = 0 },
            next with { Circle = null }, next with { Previous = null }, next with { Previous = "x" }, next with { Change = null }, next with { Change = new("found") }, next with { Change = CharterChange.Succeed },
            next with { Change = new("join") }, next with { Change = new("join", "x") }, next with { Change = new("terms", parties[0].Id) }, next with { Succeeds = "x" },
        ];
        Assert.All(bad, charter => Assert.False(string.IsNullOrWhiteSpace(CharterRules.Fault(charter)), charter.Text()));
        Assert.Null(CharterRules.Fault(genesis.Succeeding(genesis.CircleId())));
        Assert.Throws<ArgumentException>(() => bad[0].Sign(parties[0].Id, parties[0].Charter));
    }

    [Theory]
    [InlineData(1, null, 1)]
    [InlineData(4, null, 4)]
    [InlineData(4, 3, 3)]
    [InlineData(5, 3, 3)]
    [InlineData(6, 3, 4)]
    [InlineData(2, 3, 2)]
    [InlineData(1, 3, 1)]
    public void A_quorum_stays_more_than_half_and_at_most_all_as_members_come_and_go(int members, int? quorum, int needed) =>
        Assert.Equal(needed, (genesis with { Members = [.. Enumerable.Range(0, members).Select(number => $"{number}")], Quorum = quorum }).Needed());

    [Fact]
    public void A_charter_of_the_most_members_with_the_longest_words_fits_its_note_and_one_more_member_does_not()
    {
        var many = genesis with
        {
            Quorum = null, Name = "n" + new string('\u2028', 99), Purpose = new string('\u2028', Limits.PurposeCharsMax), Tlp = "AMBER+STRICT", Exercise = true,
            Members = [.. Enumerable.Range(0, Limits.MembersMax).Select(number => Hash.Of([(byte)number, (byte)(number >> 8)]).ToBase64Url()).Order(StringComparer.Ordinal)],
        };
        var next = many.Removed(many.Members[0], world.Now) with { Members = many.Members, Quorum = Limits.MembersMax, Succeeds = genesis.CircleId(), History = true };
        Assert.True(Charter.Read(next.Sign(parties[0].Id, parties[0].Charter)).IsValue);
        Assert.Contains("1 to 1000 members", CharterRules.Fault(many with { Members = [.. many.Members, "zz"] }), StringComparison.Ordinal);
    }
}
