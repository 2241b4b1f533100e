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

    [Fact]
    public async Task Of_what_a_party_says_twice_a_few_documents_are_kept_and_the_first_of_each_party_is_told_first()
    {
        using var register = await Known([a, b, c]);
        var (now, keys, most) = (circle.Current!, a.Chain.Newest!, SyncLimits.EvidenceOfOneMax);
        Conviction Agreed(TestParty party, int number) => new(party.Id, [party.Chain.Newest!.Text], party.Consent(now.Renamed("0", world.Now), world.Now), party.Consent(now.Renamed($"{number}", world.Now), world.Now));
        for (var number = 1; number <= 2 * most; number++)
            await register.Keep(Agreed(a, number), Stop);
        Assert.Equal(most, register.Convicted);
        // What it says twice of itself has room of its own.
        string Twin(int number, string name) => (keys.Next(world.Now) with { Number = number }).WithName(name).Sign(a.Root);
        for (var number = 50; number < 50 + 2 * most; number++) await register.Keep(new Conviction(a.Id, [], Twin(number, "one"), Twin(number, "another")), Stop);
        await register.Keep(Agreed(b, 1), Stop);
        Assert.Equal(2 * most + 1, register.Convicted);
        // Because of none of these nothing of it is believed. That which makes it so is kept, however many there are.
        Assert.Null(register.Chain(a.Id)!.Conviction);
        await register.Take(Twin(2, "one"), Stop);
        await register.Take(Twin(2, "another"), Stop);
        Assert.Equal(2 * most + 2, register.Convicted);
        using (var opened = await Register.Open(papers, Stop)) Assert.NotNull(opened.Chain(a.Id)!.Conviction);
        var told = await new ListEvidence(register, papers).Of(circle, Stop);
        Assert.All(told, document => Assert.Null(document.Twice!.Verify()));
        (string Party, bool IsOfCharters, bool IsOfChain)[] parties = [.. told.Select(document => (document.Party, document.Twice!.Circle is not null, document.IsOfChain))];
        Assert.Equal(new[] { (a.Id, false, true), (b.Id, true, false) }.Order(), parties.Take(2).Order());
        Assert.Equal([(a.Id, true, false), (a.Id, false, false), (a.Id, true, false)], parties.Skip(2));
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
