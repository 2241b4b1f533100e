using Tocsin.Log;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Tests.Log;
using Xunit;

namespace Tocsin.Tests.Share.Parties;

/// <summary>Papers in any order, in any pieces, any number of times: the same history.</summary>
public sealed class CircleOrderTests
{
    [Fact]
    public void The_order_in_which_papers_come_changes_nothing() => Replay.Seeds(60, chance =>
    {
        var story = new Story(chance);
        var expected = story.Tell(story.Papers, chance, latecomers: false);
        for (var again = 0; again < 4; again++)
        {
            var shuffled = story.Papers.Concat(story.Papers.Where(_ => chance.Next(3) == 0)).ToArray();
            chance.Shuffle(shuffled);
            Assert.Equal(expected, story.Tell(shuffled, chance, latecomers: true));
        }
    });

    [Fact]
    public void The_stories_hold_what_they_should()
    {
        var told = Enumerable.Range(0, 60).Select(seed => new Story(new Random(seed)) is var story ? story.Tell(story.Papers, new Random(seed), latecomers: false) : "").ToList();
        foreach (var word in new[] { "frozen True", "frozen False", "convicted ", "waits ", "\"do\":\"join\"", "\"do\":\"remove\"", "\"do\":\"leave\"", "\"do\":\"terms\"" })
            Assert.Contains(told, text => text.Contains(word, StringComparison.Ordinal));
        Assert.All(told, text => Assert.DoesNotContain("signature", text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_history_only_grows_until_it_freezes() => Replay.Seeds(40, chance =>
    {
        var story = new Story(chance);
        var papers = story.Papers.ToArray();
        chance.Shuffle(papers);
        var (circle, charters, frozen) = (new Circle(story.Genesis.Hash()), 0, false);
        foreach (var each in papers)
        {
            circle.Take(each, story.World.Chains);
            Assert.True(circle.Charters.Length >= charters || circle.IsFrozen, "epochs go back");
            Assert.True(circle.IsFrozen || !frozen, "a frozen circle thaws");
            (charters, frozen) = (circle.Charters.Length, circle.IsFrozen);
        }
    });

    /// <summary>A circle's life, made up by chance: fair changes, half-agreed ones, rivals, double signing, leaves, junk.</summary>
    sealed class Story
    {
        readonly TestParty[] parties;
        readonly List<CharterPapers> papers = [];

        public Story(Random chance)
        {
            parties = World.Parties(6);
            var founders = parties[..chance.Next(2, 5)];
            Genesis = World.Genesis(founders);
            if (chance.Next(2) == 0) Genesis = Genesis with { Quorum = founders.Length / 2 + 1 };
            Add(Genesis, founders[0], founders);
            var now = Genesis;
            for (var step = 0; step < 6 && now.Members.Count > 0; step++)
            {
                World.Clock.Pass(TimeSpan.FromMinutes(1));
                var members = parties.Where(party => now.IsMember(party.Id)).ToArray();
                if (chance.Next(3) == 0) Give(new CharterPapers(now.Sign(members[0].Id, members[0].Charter), []) with { Leaves = [members[^1].Leave(Genesis.Hash(), now.Epoch, World.Now, members[^1].Head(Genesis.Hash(), step))] });
                if (chance.Next(3) == 0) Add(Change(now, members, chance), members[chance.Next(members.Length)], Some(parties, chance));
                if (chance.Next(12) == 0) Add(now.Renamed($"rival {step}", World.Now), members[0], members);
                var next = Change(now, members, chance);
                Add(next, members[chance.Next(members.Length)], chance.Next(4) > 0 ? parties : Some(parties, chance), [members[0].Head(Genesis.Hash(), step, 1), members[^1].Head(Genesis.Hash(), step + 5)]);
                now = next;
            }
        }

        public PartyWorld World { get; } = new();
        public Charter Genesis { get; }
        public IReadOnlyList<CharterPapers> Papers => papers;

        /// <summary>What a circle says that was told these papers. Latecomers: some parties' documents come only after all the papers.</summary>
        public string Tell(IEnumerable<CharterPapers> told, Random chance, bool latecomers)
        {
            var circle = new Circle(Genesis.Hash());
            var late = latecomers ? Some(parties, chance).Select(party => party.Id).ToHashSet() : [];
            foreach (var each in told) circle.Take(each, party => late.Contains(party) ? null : World.Chains(party));
            circle.Recheck(World.Chains);
            return CircleText.Of(circle, [.. parties.Select(party => new Origin(Genesis.Hash(), party.Party(), 1))]);
        }

        Charter Change(Charter now, TestParty[] members, Random chance) => chance.Next(6) switch
        {
            0 or 1 when parties.FirstOrDefault(party => !now.IsMember(party.Id)) is { } joiner => now.Joined(joiner.Id, World.Now),
            2 when members.Length > 1 => now.Removed(members[chance.Next(members.Length)].Id, World.Now),
            3 when members.Length > 1 => now.Left(members[^1].Id, World.Now),
            4 => now.Granting(!now.History, World.Now),
            _ => now.Marked(now.Tlp == "RED" ? Tlp.Green : Tlp.Red, World.Now),
        };

        /// <summary>In pieces: each consent may come by itself.</summary>
        void Add(Charter charter, TestParty proposer, TestParty[] consenting, IReadOnlyList<string>? ends = null)
        {
            var whole = World.Papers(charter, proposer, ends ?? [], consenting);
            foreach (var consent in whole.Consents) Give(whole with { Consents = [consent] });
            Give(whole with { Consents = ["junk"] });
        }

        void Give(CharterPapers given) => papers.Add(given);

        static TestParty[] Some(TestParty[] parties, Random chance) => [.. parties.Where(_ => chance.Next(2) == 0)];
    }
}
