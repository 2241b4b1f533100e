using Tocsin.Log;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Xunit;

namespace Tocsin.Tests.Share.Parties;

public sealed class CircleTests
{
    readonly PartyWorld world = new();
    readonly TestParty a, b, c, d, e;

    public CircleTests() => (a, b, c, d, e) = (world.Party("A"), world.Party("B"), world.Party("C"), world.Party("D"), world.Party("E"));

    [Fact]
    public void A_genesis_needs_every_founder()
    {
        var genesis = world.Genesis(a, b, c);
        var circle = new Circle(genesis.Hash());
        var waiting = Assert.IsType<Taking.Waiting>(circle.Take(world.Papers(genesis, a, a, b), world.Chains));
        Assert.Equal((3, c.Id), (waiting.Needed, Assert.Single(waiting.Lacking)));
        Assert.Null(circle.Genesis);
        Assert.Single(circle.Proposals);
        Assert.IsType<Taking.InForce>(circle.Take(world.Papers(genesis, b, c), world.Chains));
        Assert.Equal(genesis.Text(), circle.Current!.Text());
        Assert.IsType<Taking.Known>(circle.Take(world.Papers(genesis, a, a, b, c), world.Chains));
        Assert.Equal(genesis.Terms(), circle.Current!.Terms());
        Assert.Empty(circle.Proposals);
    }

    [Fact]
    public void A_version_is_told_after_the_state_that_it_numbers()
    {
        var (genesis, seen) = (world.Genesis(a, b), new List<(long Version, Hash? Charter)>());
        var circle = new Circle(genesis.Hash());
        circle.Take(world.Papers(genesis, a, a, b), party =>
        {
            seen.Add((circle.Version, circle.CurrentHash));     // What another thread would read while signatures are verified.
            return world.Chains(party);
        });
        Assert.Equal(genesis.Hash(), circle.CurrentHash);
        Assert.NotEmpty(seen);
        Assert.All(seen, read => Assert.True(read.Version < circle.Version && read.Charter is null));
    }

    [Fact]
    public void A_circle_of_one_is_founded_by_the_signature_under_its_charter()
    {
        var genesis = Charter.Private(a.Id, "A", world.Now, new PartyWorld.CountingChance());
        Assert.IsType<Taking.InForce>(new Circle(genesis.Hash()).Take(world.Papers(genesis, a), world.Chains));
        Assert.IsType<Taking.Refused>(new Circle(genesis.Hash()).Take(world.Papers(genesis, b), world.Chains));
    }

    [Fact]
    public void A_party_joins_with_the_quorum_and_its_own_consent()
    {
        var circle = Quorum(3, a, b, c, d);
        var joined = circle.Current!.Joined(e.Id, world.Now);
        Assert.Equal(e.Id, Assert.Single(Assert.IsType<Taking.Waiting>(circle.Take(world.Papers(joined, a, a, b, c, d), world.Chains)).Lacking));
        Assert.IsType<Taking.InForce>(circle.Take(world.Papers(joined, a, e), world.Chains));
        Assert.Equal((2, 5, 2), (circle.Current!.Epoch, circle.MembersNow.Length, circle.JoinedAt(e.Id)));
        Assert.Equal(1, circle.JoinedAt(a.Id));
        Assert.Equal(4, circle.Members(1).Count);
        Assert.Null(Quorum(3, a, b, c, d).JoinedAt(e.Id));
    }

    [Fact]
    public void One_fewer_than_the_quorum_is_not_enough_and_a_strangers_consent_counts_for_nothing()
    {
        var circle = Quorum(3, a, b, c, d);
        var renamed = circle.Current!.Renamed("other", world.Now);
        var waiting = Assert.IsType<Taking.Waiting>(circle.Take(world.Papers(renamed, a, a, b, e), world.Chains));
        Assert.Equal((3, 2), (waiting.Needed, waiting.Consented.Length));
        Assert.IsType<Taking.InForce>(circle.Take(world.Papers(renamed, a, c), world.Chains));
    }

    [Fact]
    public void Who_proposes_does_not_thereby_agree_and_must_be_a_member()
    {
        var circle = Quorum(3, a, b, c, d);
        var renamed = circle.Current!.Renamed("other", world.Now);
        Assert.Equal(2, Assert.IsType<Taking.Waiting>(circle.Take(world.Papers(renamed, a, b, c), world.Chains)).Consented.Length);
        var other = circle.Current!.Renamed("another", world.Now);
        Assert.Contains("no member", Assert.IsType<Taking.Refused>(circle.Take(world.Papers(other, e, a, b, c), world.Chains)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_is_removed_without_being_asked_and_its_log_ends_where_it_was_last_seen()
    {
        var circle = All(a, b, c);
        var removed = circle.Current!.Removed(c.Id, world.Now);
        // A consent to a removal says what was seen, be it nothing.
        Assert.Empty(Assert.IsType<Taking.Waiting>(circle.Take(world.Papers(removed, a, a, b), world.Chains)).Consented);
        circle.Take(world.Papers(removed, a, [c.Head(circle.Id, 7), c.Head(circle.Id, 3, 2)], [a]), world.Chains);
        Assert.IsType<Taking.InForce>(circle.Take(world.Papers(removed, a, [c.Head(circle.Id, 9), a.Head(circle.Id, 99)], [b]), world.Chains));
        Assert.DoesNotContain(c.Id, circle.MembersNow);
        Assert.Equal(9, circle.End(new Origin(circle.Id, c.Party(), 1))!.Size);
        Assert.Equal(3, circle.End(new Origin(circle.Id, c.Party(), 2))!.Size);
        Assert.Equal((0, MerkleTree.Empty), (circle.End(new Origin(circle.Id, c.Party(), 3))!.Size, circle.End(new Origin(circle.Id, c.Party(), 3))!.Root));
        Assert.Null(circle.End(new Origin(circle.Id, a.Party(), 1)));
        Assert.Null(circle.End(new Origin(circle.Id, e.Party(), 1)));
    }

    [Fact]
    public void A_head_that_its_author_did_not_sign_ends_no_log()
    {
        var circle = All(a, b, c);
        var removed = circle.Current!.Removed(c.Id, world.Now);
        var log = new Origin(circle.Id, c.Party(), 1);
        var forged = new NoteSigner(log.ToString(), a.Charter).Sign(new Checkpoint(log.ToString(), 1000, Hash.Of("x"u8))).ToString();
        Assert.IsType<Taking.InForce>(circle.Take(world.Papers(removed, a, [forged], [a, b]), world.Chains));
        Assert.Equal(0, circle.End(log)!.Size);
        // The key comes to be known later: then the same papers say more.
        circle.Take(world.Papers(removed, a, [c.Head(circle.Id, 5)], [a]), world.Chains);
        Assert.Equal(5, circle.End(log)!.Size);
    }

    [Fact]
    public void Of_a_circle_of_two_one_can_put_the_other_out_and_who_is_out_is_not_counted()
    {
        var circle = All(a, b);
        Assert.IsType<Taking.InForce>(circle.Take(world.Papers(circle.Current!.Removed(b.Id, world.Now), a, [], [a]), world.Chains));
        Assert.Equal(a.Id, Assert.Single(circle.MembersNow));
    }

    [Fact]
    public void Leaving_is_in_force_at_once_and_the_charter_follows_without_the_leaver()
    {
        var circle = All(a, b, c);
        var taking = circle.Take(circle.Papers(circle.Id)! with { Leaves = [c.Leave(circle.Id, 1, world.Now, c.Head(circle.Id, 12))] }, world.Chains);
        Assert.Equal(circle.Id, Assert.Single(taking.ToKeep));
        Assert.Equal(new[] { a.Id, b.Id }.Order(StringComparer.Ordinal), circle.MembersNow.AsEnumerable());
        Assert.True(circle.HasLeft(c.Id));
        Assert.Equal(12, circle.End(new Origin(circle.Id, c.Party(), 1))!.Size);
        var struck = circle.Current!.Left(c.Id, world.Now);
        Assert.IsType<Taking.InForce>(circle.Take(world.Papers(struck, b, a, b), world.Chains));
        Assert.Equal(2, circle.Current!.Members.Count);
        Assert.Contains("leave", circle.Papers(struck.Hash())!.Leaves!.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_is_struck_off_as_leaving_that_has_not_said_so()
    {
        var circle = All(a, b, c);
        var struck = circle.Current!.Left(c.Id, world.Now);
        Assert.Equal(c.Id, Assert.Single(Assert.IsType<Taking.Waiting>(circle.Take(world.Papers(struck, a, a, b), world.Chains)).Lacking));
        circle.Take(world.Papers(struck, a) with { Leaves = [a.Leave(circle.Id, 1, world.Now)] }, world.Chains);
        Assert.Equal(1, circle.Current!.Epoch);
        Assert.IsType<Taking.InForce>(circle.Take(world.Papers(struck, a) with { Leaves = [c.Leave(circle.Id, 1, world.Now)] }, world.Chains));
    }

    [Fact]
    public void Two_that_leave_at_once_hold_up_nobody()
    {
        var circle = All(a, b, c, d);
        circle.Take(circle.Papers(circle.Id)! with { Leaves = [c.Leave(circle.Id, 1, world.Now), d.Leave(circle.Id, 1, world.Now)] }, world.Chains);
        Assert.IsType<Taking.InForce>(circle.Take(world.Papers(circle.Current!.Left(c.Id, world.Now), a, a, b), world.Chains));
        Assert.IsType<Taking.InForce>(circle.Take(world.Papers(circle.Current!.Left(d.Id, world.Now), b, a, b), world.Chains));
        Assert.Equal(3, circle.Current!.Epoch);
    }

    [Fact]
    public void Who_was_removed_or_left_cannot_freeze_the_circle()
    {
        var circle = All(a, b, c);
        var genesis = circle.Current!;
        Assert.IsType<Taking.InForce>(circle.Take(world.Papers(genesis.Removed(c.Id, world.Now), a, [], [a, b]), world.Chains));
        Assert.IsType<Taking.Refused>(circle.Take(world.Papers(genesis.Left(c.Id, world.Now), c, c) with { Leaves = [c.Leave(circle.Id, 1, world.Now)] }, world.Chains));
        Assert.False(circle.IsFrozen);
    }

    [Fact]
    public void A_party_that_joins_again_is_a_member_whatever_it_said_before()
    {
        var circle = All(a, b, c);
        circle.Take(circle.Papers(circle.Id)! with { Leaves = [c.Leave(circle.Id, 1, world.Now, c.Head(circle.Id, 4))] }, world.Chains);
        circle.Take(world.Papers(circle.Current!.Left(c.Id, world.Now), a, a, b), world.Chains);
        Assert.IsType<Taking.InForce>(circle.Take(world.Papers(circle.Current!.Joined(c.Id, world.Now), a, a, b, c), world.Chains));
        Assert.Equal((3, 3), (circle.JoinedAt(c.Id), circle.MembersNow.Length));
        Assert.Equal(4, circle.End(new Origin(circle.Id, c.Party(), 1))!.Size);
        Assert.Null(circle.End(new Origin(circle.Id, c.Party(), 2)));
        Assert.False(circle.HasLeft(c.Id));
    }

    [Fact]
    public void Two_charters_of_one_epoch_freeze_the_circle_and_convict_who_agreed_to_both()
    {
        var circle = Quorum(2, a, b, c);
        var (one, other) = (circle.Current!.Renamed("one", world.Now), circle.Current!.Renamed("other", world.Now));
        Assert.IsType<Taking.InForce>(circle.Take(world.Papers(one, b, a, b), world.Chains));
        var frozen = Assert.IsType<Taking.Frozen>(circle.Take(world.Papers(other, c, a, c), world.Chains));
        Assert.True(circle.IsFrozen);
        Assert.Equal(1, circle.Current!.Epoch);
        Assert.Equal(circle.Rivals.Select(rival => rival.Text()), [frozen.First.Text(), frozen.Second.Text()]);
        var conviction = Assert.Single(frozen.Convictions);
        Assert.Equal(a.Id, conviction.Party);
        Assert.Null(Conviction.Read(conviction.Text()).Value.Verify());
        Assert.Empty(circle.Proposals);
        // What follows one of the two changes nothing, and the conviction is told once.
        var next = one.Renamed("next", world.Now);
        Assert.Empty(Assert.IsType<Taking.Frozen>(circle.Take(world.Papers(next, a, a, b, c), world.Chains)).Convictions);
        Assert.Single(circle.Convictions);
    }

    [Fact]
    public void A_frozen_circle_answers_who_joined_on_either_side_or_is_to_and_nobody_else()
    {
        var (circle, joiner, invited, stranger) = (Quorum(2, a, b, c), world.Party("D"), world.Party("E"), world.Party("F"));
        var (one, other) = (circle.Current!.Renamed("one", world.Now), circle.Current!.Renamed("other", world.Now));
        CharterPapers[] papers =
        [
            circle.Papers(circle.Id)!, world.Papers(one, b, a, b), world.Papers(one.Joined(joiner.Id, world.Now), a, a, b, joiner), world.Papers(other, c, a, c), world.Papers(other.Joined(invited.Id, world.Now), c),
            world.Papers(other.Joined(stranger.Id, world.Now), stranger, stranger),
        ];
        // In the order in which they came, and in that of their epochs, as after a restart.
        foreach (var order in new[] { papers, [papers[0], papers[1], papers[3], papers[5], papers[4], papers[2]], [.. papers.Reverse()] })
        {
            var again = new Circle(circle.Id);
            foreach (var each in order) again.Take(each, world.Chains);
            Assert.True(again.IsFrozen);
            Assert.All([a, b, c, joiner, invited], party => Assert.True(again.Answers(party.Id)));
            Assert.False(again.Answers(stranger.Id));
            // Who left before it froze is served no more.
            again.Take(papers[0] with { Leaves = [c.Leave(circle.Id, 1, world.Now)] }, world.Chains);
            Assert.False(again.Answers(c.Id));
        }
    }

    [Fact]
    public void A_charter_is_given_out_with_the_note_of_a_member_whoever_else_signed_the_same_text()
    {
        var (circle, joined) = (world.Circle(world.Genesis(a, b, c), a, b, c), new List<TestParty>());
        foreach (var joiner in world.Parties(8))
        {
            var next = circle.Current!.Joined(joiner.Id, world.Now);
            // Who is to join signs it as if proposing it, and may choose an id that comes first.
            circle.Take(world.Papers(next, joiner), world.Chains);
            Assert.Equal(1 + joined.Count, circle.Current!.Epoch);
            Assert.IsType<Taking.InForce>(circle.Take(world.Papers(next, a, [a, b, c, joiner, .. joined]), world.Chains));
            joined.Add(joiner);
        }
        var late = new Circle(circle.Id);
        foreach (var charter in circle.Charters) late.Take(circle.Papers(charter.Hash())!, world.Chains);
        Assert.Equal(circle.CurrentHash, late.CurrentHash);
    }

    [Fact]
    public void Two_proposals_of_one_member_convict_it_too()
    {
        var circle = Quorum(2, a, b, c);
        var (one, other) = (circle.Current!.Renamed("one", world.Now), circle.Current!.Renamed("other", world.Now));
        circle.Take(world.Papers(one, a), world.Chains);
        var conviction = Assert.Single(circle.Take(world.Papers(other, b, a), world.Chains).Convictions);
        Assert.Null(conviction.Verify());
        Assert.False(circle.IsFrozen);
    }

    [Fact]
    public void A_conviction_says_why_it_does_not_hold()
    {
        var circle = Quorum(2, a, b, c);
        var (one, other) = (circle.Current!.Renamed("one", world.Now), circle.Current!.Renamed("other", world.Now));
        Conviction Of(string first, string second) => new(a.Id, [a.Chain.Documents[0].Text], first, second);
        var consent = a.Consent(one, world.Now);
        Assert.Null(Of(consent, a.Consent(other, world.Now)).Verify());
        Assert.Null(Of(consent, other.Sign(a.Id, a.Charter)).Verify());
        string?[] refuted =
        [
            Of(consent, a.Consent(one, world.Now)).Verify(), Of(consent, one.Sign(a.Id, a.Charter)).Verify(), Of(consent, b.Consent(other, world.Now)).Verify(),
            Of(consent, a.Consent(one.Renamed("later", world.Now), world.Now)).Verify(), Of(consent, a.Consent(world.Genesis(a).Renamed("elsewhere", world.Now), world.Now)).Verify(),
            Of(consent, "nothing").Verify(), (Of(consent, a.Consent(other, world.Now)) with { Documents = [] }).Verify(), (Of(consent, a.Consent(other, world.Now)) with { Documents = [b.Chain.Newest!.Text] }).Verify(),
            Of(consent, new Consent(other.Hash().ToBase64Url(), other.CircleId(), 2, a.Id, world.Now).Sign(b.Charter)).Verify(),
            new Conviction(a.Id, [], a.Chain.Documents[0].Text, a.Chain.Documents[0].Text).Verify(), new Conviction(a.Id, [], a.Chain.Documents[0].Text, b.Chain.Newest!.Text).Verify(),
            new Conviction(a.Id, [], a.Chain.Documents[0].Text, consent).Verify(), new Conviction(a.Id, [], a.Chain.Documents[0].Text, a.Restate(document => document, world.Now)).Verify(),
        ];
        Assert.All(refuted, reason => Assert.False(string.IsNullOrWhiteSpace(reason)));
    }

    [Fact]
    public void What_is_missing_is_named_and_then_all_comes_into_force()
    {
        var genesis = world.Genesis(a, b);
        var (second, circle) = (genesis.Renamed("two", world.Now), new Circle(genesis.Hash()));
        var third = second.Renamed("three", world.Now);
        Assert.Equal(second.Hash(), Assert.IsType<Taking.Missing>(circle.Take(world.Papers(third, a, a, b), world.Chains)).Charter);
        Assert.Equal(genesis.Hash(), Assert.IsType<Taking.Missing>(circle.Take(world.Papers(second, a, a, b), world.Chains)).Charter);
        Assert.IsType<Taking.InForce>(circle.Take(world.Papers(genesis, a, a, b), world.Chains));
        Assert.Equal(3, circle.Current!.Epoch);
    }

    [Fact]
    public void A_party_whose_documents_are_missing_is_named_and_heard_when_they_come()
    {
        var genesis = world.Genesis(a, b);
        var circle = new Circle(genesis.Hash());
        Assert.Equal(a.Id, Assert.IsType<Taking.Missing>(circle.Take(world.Papers(genesis, a, a, b), _ => null)).Proposer);
        Assert.Equal(b.Id, Assert.Single(Assert.IsType<Taking.Waiting>(circle.Take(world.Papers(genesis, a, a, b), party => party == a.Id ? a.Chain : null)).Unverified));
        Assert.Equal(genesis.Hash(), Assert.Single(circle.Recheck(world.Chains).ToKeep));
        Assert.Equal(1, circle.Current!.Epoch);
        Assert.Empty(circle.Recheck(world.Chains).ToKeep);
    }

    [Fact]
    public void A_key_that_is_listed_later_makes_an_older_paper_count()
    {
        var circle = All(a, b);
        var fresh = TestParty.Key("fresh");
        var renamed = circle.Current!.Renamed("other", world.Now);
        var consent = new Consent(renamed.Hash().ToBase64Url(), renamed.CircleId(), 2, b.Id, world.Now).Sign(fresh);
        Assert.Equal(b.Id, Assert.Single(Assert.IsType<Taking.Waiting>(circle.Take(world.Papers(renamed, a, a) with { Consents = [a.Consent(renamed, world.Now), consent] }, world.Chains)).Unverified));
        b.Restate(document => document.WithKey(PartyKey.Charter, null, fresh), world.Now);
        circle.Recheck(world.Chains);
        Assert.Equal(2, circle.Current!.Epoch);
    }

    [Fact]
    public void Papers_that_do_not_belong_are_left_out_with_a_reason_and_the_rest_is_taken()
    {
        var genesis = world.Genesis(a, b);
        var papers = world.Papers(genesis, a, a, b) with { Leaves = ["no leave", a.Leave(Hash.Of("other"u8), 1, world.Now)] };
        var taking = new Circle(genesis.Hash()).Take(papers with { Consents = ["no consent", a.Consent(world.Genesis(a), world.Now), .. papers.Consents] }, world.Chains);
        Assert.IsType<Taking.InForce>(taking);
        Assert.Equal(4, taking.LeftOut.Length);
    }

    [Fact]
    public void A_charter_of_another_circle_or_with_two_changes_is_refused()
    {
        var circle = All(a, b);
        Assert.Contains("circle", Assert.IsType<Taking.Refused>(circle.Take(world.Papers(world.Genesis(a, b), a, a, b), world.Chains)).Reason, StringComparison.Ordinal);
        var two = circle.Current!.Renamed("other", world.Now) with { Tlp = Tlp.Red.Name() };
        Assert.Equal("the charter changes two things: name, and tlp", Assert.IsType<Taking.Refused>(circle.Take(world.Papers(two, a, a, b), world.Chains)).Reason);
        Assert.Equal(1, circle.Current!.Epoch);
    }

    [Fact]
    public void So_many_proposals_of_one_party_are_kept_and_no_more()
    {
        var circle = Quorum(2, a, b, c);
        for (var number = 0; number < Limits.ProposalsMax; number++) Assert.IsType<Taking.Waiting>(circle.Take(world.Papers(circle.Current!.Renamed($"{number}", world.Now), a), world.Chains));
        Assert.Contains("too much waits", Assert.IsType<Taking.Refused>(circle.Take(world.Papers(circle.Current!.Renamed("more", world.Now), a), world.Chains)).Reason, StringComparison.Ordinal);
        Assert.IsType<Taking.InForce>(circle.Take(world.Papers(circle.Current!.Renamed("fair", world.Now), b, b, c), world.Chains));
    }

    [Fact]
    public void What_another_wrote_in_a_partys_name_counts_against_nobody()
    {
        var circle = Quorum(2, a, b, c);
        for (var number = 0; number < 2 * Limits.ProposalsMax; number++)
            circle.Take(new CharterPapers(circle.Current!.Renamed($"{number}", world.Now).Sign(a.Id, b.Charter), []), world.Chains);
        Assert.Empty(circle.Proposals);
        Assert.IsType<Taking.InForce>(circle.Take(world.Papers(circle.Current!.Renamed("fair", world.Now), a, a, c), world.Chains));
    }

    [Fact]
    public void Forgeries_that_fill_what_may_wait_keep_out_nothing_that_is_verified()
    {
        var circle = Quorum(2, a, b, c);
        var purpose = new string('x', Limits.PurposeCharsMax);
        var members = Enumerable.Range(0, Limits.MembersMax).Select(number => Hash.Of([(byte)number, (byte)(number >> 8)]).ToBase64Url()).Order(StringComparer.Ordinal).ToArray();
        var forged = circle.Current!.Renamed("forged", world.Now) with { Members = members, Purpose = purpose };
        var lines = forged.Sign(a.Id, b.Charter)[(forged.Text().Length + 1)..];
        var isFull = false;
        for (var epoch = 2; !isFull; epoch++)
            isFull = circle.Take(new CharterPapers($"{(forged with { Epoch = epoch }).Text()}\n{lines}", []), world.Chains) is Taking.Refused { Reason: var reason } && reason.Contains("too much waits", StringComparison.Ordinal);
        var fair = circle.Current!.Renamed("fair", world.Now);
        Assert.IsType<Taking.Waiting>(circle.Take(world.Papers(fair, a, a), world.Chains));
        Assert.IsType<Taking.InForce>(circle.Take(world.Papers(fair, a, c), world.Chains));
    }

    [Fact]
    public void So_many_bytes_of_one_proposer_are_kept_and_no_more()
    {
        var circle = Quorum(2, a, b, c);
        var members = Enumerable.Range(0, Limits.MembersMax).Select(number => Hash.Of([(byte)number, (byte)(number >> 8)]).ToBase64Url()).Order(StringComparer.Ordinal).ToArray();
        var (next, bytes) = (circle.Current!.Renamed("next", world.Now) with { Members = members, Previous = Hash.Of("unheard of"u8).ToBase64Url() }, 0L);
        for (var epoch = 3; ; epoch++)
        {
            var papers = world.Papers(next with { Epoch = epoch }, a);
            var taking = circle.Take(papers, world.Chains);
            if ((bytes += papers.Charter.Length) <= Limits.ProposerBytesMax) Assert.IsType<Taking.Missing>(taking);
            else
            {
                Assert.Contains("too much waits", Assert.IsType<Taking.Refused>(taking).Reason, StringComparison.Ordinal);
                break;
            }
        }
        Assert.IsType<Taking.InForce>(circle.Take(world.Papers(circle.Current!.Renamed("fair", world.Now), b, b, c), world.Chains));
    }

    [Fact]
    public void So_many_consents_of_one_party_are_kept_and_no_more()
    {
        var circle = Quorum(2, a, b, c);
        var renamed = circle.Current!.Renamed("other", world.Now);
        for (var more = 0; more < Limits.ConsentsMax + 2; more++)
            circle.Take(world.Papers(renamed, a) with { Consents = [a.Consent(renamed, world.Now + NodaTime.Duration.FromSeconds(more))] }, world.Chains);
        Assert.Equal(Limits.ConsentsMax, circle.Papers(renamed.Hash())!.Consents.Count);
    }

    [Fact]
    public void So_much_may_wait_and_no_more()
    {
        var members = Enumerable.Range(0, Limits.MembersMax).Select(number => Hash.Of([(byte)number, (byte)(number >> 8)]).ToBase64Url()).ToArray();
        var genesis = world.Genesis(a) with { Members = [.. members.Order(StringComparer.Ordinal)] };
        var (circle, next, bytes) = (new Circle(genesis.Hash()), genesis.Renamed("next", world.Now), 0L);
        // Nobody's documents are known: the signature under one charter serves for all.
        var lines = next.Sign(a.Id, a.Charter)[(next.Text().Length + 1)..];
        for (var epoch = 2; ; epoch++)
        {
            var papers = new CharterPapers($"{(next with { Epoch = epoch }).Text()}\n{lines}", []);
            var taking = circle.Take(papers, _ => null);
            // A charter waits, and so does the signature under it.
            if ((bytes += 2 * papers.Charter.Length) <= Limits.WaitingBytesMax) Assert.IsType<Taking.Missing>(taking);
            else if (taking is Taking.Refused { Reason: var reason })
            {
                Assert.Contains("too much waits", reason, StringComparison.Ordinal);
                Assert.InRange(bytes, Limits.WaitingBytesMax, Limits.WaitingBytesMax + 3 * papers.Charter.Length);
                break;
            }
        }
    }

    [Fact]
    public void A_genesis_may_name_the_circle_that_it_follows()
    {
        var frozen = All(a, b);
        var genesis = world.Genesis(a, b).Succeeding(frozen.Id.ToBase64Url());
        var circle = world.Circle(genesis, a, b);
        Assert.IsType<Taking.InForce>(circle.Take(world.Papers(genesis.Renamed("other", world.Now), a, a, b), world.Chains));
        Assert.Equal(frozen.Id.ToBase64Url(), circle.Current!.Succeeds);
    }

    [Fact]
    public async Task What_is_kept_brings_the_same_history_back()
    {
        var circle = Quorum(2, a, b, c);
        circle.Take(circle.Papers(circle.Id)! with { Leaves = [c.Leave(circle.Id, 1, world.Now)] }, world.Chains);
        foreach (var epoch in Enumerable.Range(2, 11)) circle.Take(world.Papers(circle.Current!.Renamed($"{epoch}", world.Now), a, a, b), world.Chains);
        var waiting = circle.Current!.Renamed("waits", world.Now);
        circle.Take(world.Papers(waiting, b, b), world.Chains);
        foreach (var charter in circle.Charters.Append(waiting)) await a.Shelf.Keep(circle, charter.Hash(), default);
        var back = await a.Shelf.Circle(circle.Id, world.Chains, default);
        Assert.Equal(CircleText.Of(circle), CircleText.Of(back));
        Assert.Equal(12, back.Current!.Epoch);
        Assert.Single(back.Proposals);
        foreach (var note in b.Chain.Documents) await a.Shelf.Keep(note, default);
        Assert.Equal(b.Chain.Documents.Length, (await a.Shelf.Party(b.Id, default)).Documents.Length);
        var conviction = new Conviction(a.Id, [a.Chain.Newest!.Text], a.Consent(waiting, world.Now), a.Consent(circle.Current!.Renamed("x", world.Now), world.Now));
        await a.Shelf.Keep(conviction, default);
        await a.Shelf.Keep(conviction, default);
        Assert.Single(await a.Shelf.Convictions(a.Id, default));
    }

    Circle All(params TestParty[] founders) => world.Circle(world.Genesis(founders), founders);

    Circle Quorum(int quorum, params TestParty[] founders) => world.Circle(world.Genesis(founders) with { Quorum = quorum }, founders);
}
