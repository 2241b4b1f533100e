using System.Collections.Immutable;
using Tocsin.Share.Sync;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>Whom a member of a large circle tells what others tell, too.</summary>
public sealed class HearersTests
{
    static ImmutableArray<string> Members(int count) => [.. Enumerable.Range(0, count).Select(number => $"p{number}")];

    [Fact]
    public void With_16_others_all_are_told_and_with_17_the_16_that_follow()
    {
        Assert.Null(Hearers.Of(Members(17), "p3", 0, SyncLimits.HeadHearersMax));
        Assert.Equal(["p4", "p5", "p6", "p7", "p8", "p9", "p10", "p11", "p12", "p13", "p14", "p15", "p16", "p17", "p0", "p1"], Hearers.Of(Members(18), "p3", 0, SyncLimits.HeadHearersMax)!);
        Assert.Equal(["p2", "p4", "p5", "p6"], Hearers.Of(Members(18), "p3", 4, SyncLimits.ConsentHearersMax)!);
    }

    [Fact]
    public void Who_is_no_member_tells_all() => Assert.Null(Hearers.Of(Members(30), "another", 0, SyncLimits.HeadHearersMax));

    [Theory]
    [InlineData(SyncLimits.HeadHearersMax)]
    [InlineData(SyncLimits.ConsentHearersMax)]
    public void Each_is_told_by_as_many_and_after_so_many_turns_by_all(int most)
    {
        var members = Members(129);
        for (var turn = 0; turn < 3; turn++)
            Assert.All(members.SelectMany(party => Hearers.Of(members, party, turn, most)!).GroupBy(party => party), told => Assert.Equal(most, told.Count()));
        Assert.Equal(members.Remove("p7").Order(), Enumerable.Range(0, 128 / most).SelectMany(turn => Hearers.Of(members, "p7", turn, most)!).Order());
        Assert.Equal(Hearers.Of(members, "p7", 0, most), Hearers.Of(members, "p7", int.MaxValue / 128 * 128, most));
    }
}
