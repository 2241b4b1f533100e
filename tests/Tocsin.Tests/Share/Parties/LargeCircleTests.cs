using Tocsin.Share.Parties;
using Xunit;

namespace Tocsin.Tests.Share.Parties;

/// <summary>Circles as large as they may be.</summary>
public sealed class LargeCircleTests
{
    [Fact]
    public void A_circle_of_129_is_founded_at_once_and_changes_its_terms()
    {
        var world = new PartyWorld();
        var parties = world.Parties(129);
        var circle = world.Circle(world.Genesis(parties), parties);
        var papers = world.Papers(circle.Current!.Renamed("other", world.Now), parties[0], parties);
        Assert.True(CharterPapers.Read(papers.Text()).IsValue);
        Assert.IsType<Taking.InForce>(circle.Take(papers, world.Chains));
        Assert.Equal(129, circle.MembersNow.Length);
    }

    [Fact]
    public void A_circle_grows_to_129_one_by_one_and_is_read_in_any_order()
    {
        var world = new PartyWorld();
        var parties = world.Parties(129);
        var charter = world.Genesis(parties[0], parties[1]) with { Quorum = 2 };
        List<CharterPapers> papers = [world.Papers(charter, parties[0], parties[..2])];
        for (var joiner = 2; joiner < parties.Length; joiner++)
        {
            var agreeing = parties[..charter.Needed()].Append(parties[joiner]).ToArray();
            charter = charter.Joined(parties[joiner].Id, world.Now);
            papers.Add(world.Papers(charter, parties[0], agreeing));
        }
        var circle = new Circle(Charter.Read(papers[0].Charter).Value.Hash);
        foreach (var each in Enumerable.Reverse(papers)) circle.Take(each, world.Chains);
        Assert.Equal((128, 129), (circle.Current!.Epoch, circle.MembersNow.Length));
    }

    [Fact]
    public void A_circle_of_the_most_members_there_may_be_is_founded_and_its_papers_fit()
    {
        var world = new PartyWorld();
        var parties = world.Parties(Limits.MembersMax);
        var circle = world.Circle(world.Genesis(parties), parties);
        Assert.Equal(Limits.MembersMax, circle.Papers(circle.Id)!.Consents.Count);
        Assert.True(CharterPapers.Read(circle.Papers(circle.Id)!.Text()).IsValue);
        Assert.Contains("1 to 1000 members", CharterRules.Fault(circle.Current!.Joined(world.Party("one more").Id, world.Now)), StringComparison.Ordinal);
    }
}
