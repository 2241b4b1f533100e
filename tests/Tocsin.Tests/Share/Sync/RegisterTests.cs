using Tocsin.Share.Parties;
using Tocsin.Share.Sync;
using Tocsin.Tests.Contracts;
using Tocsin.Tests.Share.Parties;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>What was taken is kept: whoever brought it may be gone by then, and does not bring it again.</summary>
public sealed class RegisterTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    readonly PartyWorld world = new();
    readonly MemoryPapers papers = new();
    readonly TestParty a, b, c;
    readonly Circle circle;

    public RegisterTests()
    {
        (a, b, c) = (world.Party("A"), world.Party("B"), world.Party("C"));
        circle = world.Circle(world.Genesis(a, b, c), a, b, c);
    }

    [Fact]
    public async Task Who_ends_the_connection_over_its_second_voice_is_convicted_all_the_same()
    {
        using var register = await Opened();
        using var connection = new CancellationTokenSource();
        papers.Crash = _ => connection.Cancel();
        var second = circle.Current!.Renamed("second", world.Now);
        await register.Take(circle, world.Papers(second, b, a), connection.Token);
        Assert.Equal(a.Id, Assert.Single(await register.Shelf.Convictions(Stop)).Party);
        Assert.Contains(await papers.List(PaperShelf.CharterKind, "", Stop), paper => paper.Key.EndsWith(second.Hash().ToBase64Url(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_convicts_is_kept_before_what_it_came_with()
    {
        using var register = await Opened();
        papers.Crash = at =>
        {
            if (at == $"before {PaperShelf.CharterKind}") throw new IOException("the disk is full");
        };
        await Assert.ThrowsAsync<IOException>(() => register.Take(circle, world.Papers(circle.Current!.Renamed("second", world.Now), b, a), Stop));
        Assert.Equal(a.Id, Assert.Single(await register.Shelf.Convictions(Stop)).Party);
    }

    [Fact]
    public async Task A_charter_that_came_before_its_predecessor_is_kept_with_a_members_note()
    {
        var proposer = new[] { a, b, c }.MaxBy(party => party.Id, StringComparer.Ordinal)!;
        var joiner = world.Parties(16).First(party => string.CompareOrdinal(party.Id, proposer.Id) < 0);
        var second = circle.Current!.Renamed("second", world.Now);
        var third = second.Joined(joiner.Id, world.Now);
        using (var register = await Known([a, b, c, joiner]))
        {
            await register.Take(circle, world.Papers(third, joiner), Stop);
            await register.Take(circle, world.Papers(third, proposer, a, b, c, joiner), Stop);
            await register.Take(circle, world.Papers(second, a, a, b, c), Stop);
            await register.Shelf.Keep(circle, circle.Id, Stop);
            Assert.Equal(third.Hash(), circle.CurrentHash);
        }
        using var opened = await Register.Open(papers, Stop);
        Assert.Equal(third.Hash(), opened.Circle(circle.Id)!.CurrentHash);
    }

    /// <summary>A register of all three, to whom A has proposed a first change.</summary>
    async Task<Register> Opened()
    {
        var register = await Known([a, b, c]);
        await register.Take(circle, world.Papers(circle.Current!.Renamed("first", world.Now), a), Stop);
        return register;
    }

    async Task<Register> Known(IEnumerable<TestParty> parties)
    {
        var register = await Register.Open(papers, Stop);
        foreach (var note in parties.SelectMany(party => party.Chain.Documents)) await register.Take(note.Text, Stop);
        register.Add(circle);
        return register;
    }
}
