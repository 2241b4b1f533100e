using Tocsin.Log;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Tests.Contracts;
using Xunit;

namespace Tocsin.Tests.Share.Parties;

/// <summary>What a party signs, it has written down before; so a crash makes no two signatures.</summary>
public sealed class SigningTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    readonly PartyWorld world = new();
    readonly TestParty a, b, c;
    readonly Charter genesis;

    public SigningTests()
    {
        (a, b, c) = (world.Party("A"), world.Party("B"), world.Party("C"));
        genesis = world.Genesis(a, b);
    }

    [Fact]
    public async Task A_circle_is_founded_and_a_third_party_joins()
    {
        var (signing, own) = await new FoundCircle(a.Pen, a.Shelf).Found(genesis, world.Chains, Stop);
        var papers = Assert.IsType<Signing.Signed>(signing).Papers;
        var theirs = new Circle(genesis.Hash());
        papers = Assert.IsType<Signing.Signed>(await Consent(b, theirs, papers)).Papers;
        own!.Take(papers, world.Chains);
        Assert.Equal((1, 1), (own.Current!.Epoch, theirs.Current!.Epoch));

        papers = Assert.IsType<Signing.Signed>(await Propose(a, own, (now, time) => now.Joined(c.Id, time))).Papers;
        var joiners = new Circle(own.Id);
        joiners.Take(own.Papers(own.Id)!, world.Chains);
        papers = Assert.IsType<Signing.Signed>(await Consent(c, joiners, papers)).Papers;
        papers = Assert.IsType<Signing.Signed>(await Consent(b, theirs, papers)).Papers;
        Assert.IsType<Taking.InForce>(own.Take(papers, world.Chains));
        foreach (var charter in own.Charters) await a.Shelf.Keep(own, charter.Hash(), Stop);
        Assert.Equal(CircleText.Of(own), CircleText.Of(await a.Shelf.Circle(own.Id, world.Chains, Stop)));
        Assert.Equal(2, (await b.Shelf.Circle(own.Id, world.Chains, Stop)).Current!.Epoch);
    }

    [Fact]
    public async Task Of_two_proposals_at_once_a_party_signs_one()
    {
        var circle = world.Circle(genesis, a, b);
        var both = await Task.WhenAll(new[] { "one", "two" }.Select(name => Task.Run(() => Propose(a, circle, (now, time) => now.Renamed(name, time)))));
        var signed = Assert.Single(both.OfType<Signing.Signed>());
        Assert.Equal(signed.Charter, Assert.Single(both.OfType<Signing.Bound>()).Other.Hash());
        Assert.Empty(circle.Convictions);
    }

    [Fact]
    public async Task Who_proposed_agrees_to_no_other_of_that_epoch()
    {
        var circle = world.Circle(genesis, a, b);
        await Propose(a, circle, (now, time) => now.Renamed("one", time));
        var other = circle.Current!.Renamed("two", world.Now);
        Assert.Equal("one", Assert.IsType<Signing.Bound>(await Consent(a, circle, world.Papers(other, b, b))).Other.Name);
        Assert.Empty(circle.Convictions);
    }

    /// <summary>The paper that says what was signed went with the disk; the word itself came back from a partner.</summary>
    [Fact]
    public async Task Who_was_restored_from_a_backup_is_bound_by_what_partners_give_back()
    {
        var circle = world.Circle(genesis, a, b);
        await Propose(a, circle, (now, time) => now.Renamed("one", time));
        var (papers, other) = (new MemoryPapers(), circle.Current!.Renamed("two", world.Now));
        using var shelf = new PaperShelf(papers);
        var restored = new CharterPen(a.Id, a.Charter, papers, world.Clock);
        Assert.Equal("one", circle.AgreedTo(a.Id, epoch: 2)!.Name);
        Assert.Null(circle.AgreedTo(b.Id, epoch: 2));
        var signing = await new ConsentToCharter(restored, shelf).Consent(circle, world.Papers(other, b, b), ends: null, world.Chains, Stop);
        Assert.Equal("one", Assert.IsType<Signing.Bound>(signing).Other.Name);
        Assert.Empty(circle.Convictions);
    }

    /// <summary>The process ends before or after any write; then it starts again, and the same is asked again, or something else.</summary>
    [Theory]
    [InlineData("before signed", true)]
    [InlineData("after signed", false)]
    [InlineData("before charter", false)]
    [InlineData("after charter", false)]
    public async Task A_crash_between_makes_no_two_signatures(string moment, bool isFree)
    {
        var (memory, before) = (a.Papers, world.Circle(genesis, a, b));
        memory.Crash = at => { if (at == moment) throw new PowerCut(); };
        await Assert.ThrowsAsync<PowerCut>(() => Propose(a, before, (now, time) => now.Renamed("one", time)));
        memory.Crash = _ => { };
        world.Clock.Pass(TimeSpan.FromMinutes(5));

        var after = world.Circle(genesis, a, b);
        var other = await Propose(a, after, (now, time) => now.Renamed("two", time));
        if (isFree)
        {
            Assert.IsType<Signing.Signed>(other);
            return;
        }
        var bound = Assert.IsType<Signing.Bound>(other).Other;
        Assert.Equal("one", bound.Name);
        var again = Assert.IsType<Signing.Signed>(await Propose(a, after, (now, time) => now.Renamed("one", time)));
        Assert.Equal(bound.Hash(), again.Charter);
        // Whatever may have left the node before the cut, and what leaves it now, agree to one charter.
        before.Take(again.Papers, world.Chains);
        after.Take(before.Papers(again.Charter) ?? again.Papers, world.Chains);
        Assert.Empty(before.Convictions);
        Assert.Empty(after.Convictions);
    }

    [Theory]
    [InlineData("after signed")]
    [InlineData("after charter")]
    public async Task A_crash_while_agreeing_is_mended_by_agreeing_again(string moment)
    {
        var papers = world.Papers(genesis.Renamed("one", world.Now), b, b);
        a.Papers.Crash = at => { if (at == moment) throw new PowerCut(); };
        await Assert.ThrowsAsync<PowerCut>(() => Consent(a, world.Circle(genesis, a, b), papers));
        a.Papers.Crash = _ => { };
        var circle = world.Circle(genesis, a, b);
        Assert.IsType<Signing.Bound>(await Consent(a, circle, world.Papers(genesis.Renamed("two", world.Now), b, b)));
        Assert.IsType<Signing.Signed>(await Consent(a, circle, papers));
        Assert.Equal(2, circle.Current!.Epoch);
    }

    [Fact]
    public async Task The_same_done_twice_is_signed_once()
    {
        var circle = world.Circle(genesis, a, b);
        var first = Assert.IsType<Signing.Signed>(await Propose(a, circle, (now, time) => now.Renamed("one", time)));
        world.Clock.Pass(TimeSpan.FromMinutes(1));
        var second = Assert.IsType<Signing.Signed>(await Propose(a, circle, (now, time) => now.Renamed("one", time)));
        var third = Assert.IsType<Signing.Signed>(await Consent(a, circle, first.Papers));
        Assert.Equal(first.Papers.Text(), second.Papers.Text());
        Assert.Equal(first.Papers.Text(), third.Papers.Text());
    }

    [Fact]
    public async Task Leaving_is_said_once_and_who_left_signs_nothing()
    {
        var circle = world.Circle(world.Genesis(a, b, c), a, b, c);
        string[] ends = [c.Head(circle.Id, 3)];
        var left = Assert.IsType<Leaving.Left>(await new LeaveCircle(c.Pen, c.Shelf).Leave(circle, ends, world.Chains, Stop));
        world.Clock.Pass(TimeSpan.FromMinutes(1));
        var again = Assert.IsType<Leaving.Left>(await new LeaveCircle(c.Pen, c.Shelf).Leave(circle, ends, world.Chains, Stop));
        Assert.Equal(left.Papers.Leaves, again.Papers.Leaves);
        Assert.Contains("left", Assert.IsType<Signing.Refused>(await Propose(c, circle, (now, time) => now.Renamed("x", time))).Reason, StringComparison.Ordinal);

        var theirs = world.Circle(circle.Genesis!, a, b, c);
        Assert.Contains("has not said", Assert.IsType<Signing.Refused>(await Propose(a, theirs, (now, time) => now.Left(c.Id, time))).Reason, StringComparison.Ordinal);
        theirs.Take(left.Papers, world.Chains);
        var papers = Assert.IsType<Signing.Signed>(await Propose(a, theirs, (now, time) => now.Left(c.Id, time))).Papers;
        Assert.Contains("by leaving", Assert.IsType<Signing.Refused>(await Consent(c, world.Circle(circle.Genesis!, a, b, c), papers with { Leaves = null })).Reason, StringComparison.Ordinal);
        Assert.IsType<Signing.Signed>(await Consent(b, theirs, papers));
        Assert.Equal((2, 3), (theirs.Current!.Epoch, theirs.End(new Origin(circle.Id, c.Party(), 1))!.Size));
        Assert.IsType<Leaving.Refused>(await new LeaveCircle(c.Pen, c.Shelf).Leave(theirs, ends, world.Chains, Stop));
    }

    [Fact]
    public async Task A_crash_while_leaving_is_mended_by_leaving_again()
    {
        var circle = world.Circle(genesis, a, b);
        b.Papers.Crash = at => { if (at == "after left") throw new PowerCut(); };
        await Assert.ThrowsAsync<PowerCut>(() => new LeaveCircle(b.Pen, b.Shelf).Leave(circle, [], world.Chains, Stop));
        b.Papers.Crash = _ => { };
        Assert.False(circle.HasLeft(b.Id));
        Assert.IsType<Leaving.Left>(await new LeaveCircle(b.Pen, b.Shelf).Leave(circle, [], world.Chains, Stop));
        Assert.True((await b.Shelf.Circle(circle.Id, world.Chains, Stop)).HasLeft(b.Id));
    }

    [Fact]
    public async Task What_cannot_be_fair_is_refused_before_anything_is_written_down()
    {
        var circle = world.Circle(world.Genesis(a, b, c) with { Quorum = 2 }, a, b, c);
        string[] reasons =
        [
            Reason(await Propose(a, circle, (now, _) => now)), Reason(await Propose(a, circle, (now, time) => now.Renamed("", time))),
            Reason(await Propose(a, circle, (now, time) => now.Renamed("x", time) with { Tlp = "RED" })), Reason(await Propose(a, circle, (now, time) => now.Removed(b.Id, time))),
            Reason(await Propose(a, circle, (now, time) => now.Removed(a.Id, time), [])), Reason(await Propose(a, circle, (now, time) => now.Removed(b.Id, time), ["no head"])),
            Reason(await Propose(world.Party("D"), circle, (now, time) => now.Renamed("x", time))), Reason(await Propose(a, new Circle(Hash.Of("?"u8)), (now, time) => now.Renamed("x", time))),
            Reason((await new FoundCircle(a.Pen, a.Shelf).Found(world.Genesis(b, c), world.Chains, Stop)).Signing), Reason((await new FoundCircle(a.Pen, a.Shelf).Found(circle.Current!.Renamed("x", world.Now), world.Chains, Stop)).Signing),
            Reason((await new FoundCircle(a.Pen, a.Shelf).Found(genesis with { Name = "" }, world.Chains, Stop)).Signing),
            Reason(await Consent(a, circle, circle.Papers(circle.Id)!)), Reason(await Consent(world.Party("D"), circle, world.Papers(circle.Current!.Renamed("y", world.Now), b, b))),
            Reason(await Consent(a, circle, world.Papers(circle.Current!.Removed(c.Id, world.Now), b, [], [b]))), Reason(await Consent(a, circle, new CharterPapers("no note", []))),
            Reason(await Consent(a, circle, world.Papers(circle.Current!.Renamed("y", world.Now).Renamed("z", world.Now), b, b))),
        ];
        Assert.All(reasons, reason => Assert.False(string.IsNullOrWhiteSpace(reason)));
        Assert.Empty(await a.Papers.List("signed", "", Stop));

        static string Reason(Signing signing) => Assert.IsType<Signing.Refused>(signing).Reason;
    }

    [Fact]
    public async Task In_a_frozen_circle_nothing_is_signed()
    {
        var circle = world.Circle(genesis, a, b);
        foreach (var name in new[] { "one", "two" }) circle.Take(world.Papers(genesis.Renamed(name, world.Now), b, a, b), world.Chains);
        Assert.Contains("frozen", Assert.IsType<Signing.Refused>(await Propose(a, circle, (now, time) => now.Renamed("x", time))).Reason, StringComparison.Ordinal);
        Assert.Contains("frozen", Assert.IsType<Signing.Refused>(await Consent(a, circle, world.Papers(genesis.Renamed("three", world.Now), b, b))).Reason, StringComparison.Ordinal);
        Assert.Empty(await a.Papers.List("signed", "", Stop));
    }

    [Fact]
    public async Task A_damaged_paper_stops_the_signing()
    {
        var circle = world.Circle(genesis, a, b);
        await a.Papers.Put("signed", $"{circle.Id.ToBase64Url()}/2", "{"u8.ToArray(), Stop);
        await Assert.ThrowsAsync<CorruptPaperException>(() => Propose(a, circle, (now, time) => now.Renamed("x", time)));
        await a.Papers.Put("charter", $"{circle.Id.ToBase64Url()}/x", "{"u8.ToArray(), Stop);
        await Assert.ThrowsAsync<CorruptPaperException>(() => a.Shelf.Circle(circle.Id, world.Chains, Stop));
        await a.Papers.Put("party", $"{a.Id}/x", "{"u8.ToArray(), Stop);
        await Assert.ThrowsAsync<CorruptPaperException>(() => a.Shelf.Party(a.Id, Stop));
        await a.Papers.Put("conviction", $"{a.Id}/x", "{"u8.ToArray(), Stop);
        await Assert.ThrowsAsync<CorruptPaperException>(() => a.Shelf.Convictions(a.Id, Stop));
    }

    Task<Signing> Propose(TestParty party, Circle circle, Func<Charter, NodaTime.Instant, Charter> change, IReadOnlyList<string>? ends = null) =>
        new ProposeChange(party.Pen, party.Shelf).Propose(circle, change, ends, world.Chains, Stop);

    Task<Signing> Consent(TestParty party, Circle circle, CharterPapers papers) => new ConsentToCharter(party.Pen, party.Shelf).Consent(circle, papers, null, world.Chains, Stop);

    sealed class PowerCut : Exception;
}
