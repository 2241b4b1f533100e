using Tocsin.Share.Sync;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

public sealed class ProofFileTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    [Fact]
    public async Task A_proof_says_what_by_whom_no_later_than_when_and_who_held_it()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        var record = await world["vn"].Write("cholera in two districts");
        await world.Settle(8);
        for (var i = 0; i < 300; i++) await world["vn"].Write($"later {i}");
        await world.Settle(8);
        var proved = Assert.IsType<Proving.Proved>(await new ProveRecord(world["vn"].Sync).Prove(record, ["text"], Stop));
        Assert.StartsWith("c2sp.org/tlog-proof@v1\nextra ", proved.Text, StringComparison.Ordinal);

        var holds = Assert.IsType<ProofVerdict.Holds>(VerifyProofFile.Verify(proved.Text, []));
        Assert.Equal("cholera in two districts", holds.Record.Texts[0].Headline);
        Assert.Equal((world["vn"].Id, "vn"), (holds.Author.Party, holds.Author.Name));
        Assert.Equal(new[] { world["id"].Id, world["ph"].Id }.Order(), holds.Cosigners.Select(cosigner => cosigner.Party).Order());
        Assert.Equal(new[] { world["id"].Id, world["ph"].Id }.Order(), holds.Holders.Select(holder => holder.Party).Order());
        Assert.Equal(holds.Cosigners[0].Time, holds.NoLaterThan);
        Assert.True(holds.NoLaterThan - holds.Author.Time < NodaTime.Duration.FromSeconds(10));
        Assert.Null(Assert.IsType<ProofVerdict.Holds>(VerifyProofFile.Verify(proved.Text, ["somebody else"])).NoLaterThan);

        var plain = Assert.IsType<Proving.Proved>(await new ProveRecord(world["vn"].Sync).Prove(record, [], Stop));
        Assert.Empty(Assert.IsType<ProofVerdict.Holds>(VerifyProofFile.Verify(plain.Text, [])).Record.Texts);
    }

    [Fact]
    public async Task A_holder_proves_it_too()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        var record = await world["vn"].Write("flood");
        await world.Settle(6);
        var proved = Assert.IsType<Proving.Proved>(await new ProveRecord(world["id"].Sync).Prove(record, ["text"], Stop));
        var holds = Assert.IsType<ProofVerdict.Holds>(VerifyProofFile.Verify(proved.Text, []));
        Assert.Equal("flood", holds.Record.Texts[0].Headline);
        Assert.Null(holds.NoLaterThan);
        Assert.IsType<Proving.Refused>(await new ProveRecord(world["id"].Sync).Prove(record, ["all"], Stop));
        Assert.IsType<Proving.Refused>(await new ProveRecord(world["id"].Sync).Prove(record with { Index = 99 }, [], Stop));
    }

    [Fact]
    public async Task One_byte_that_is_another_breaks_it_or_says_no_more_than_before()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        var record = await world["vn"].Write("cholera");
        await world.Settle(8);
        var text = ((Proving.Proved)await new ProveRecord(world["vn"].Sync).Prove(record, ["text"], Stop)).Text;
        var whole = (ProofVerdict.Holds)VerifyProofFile.Verify(text, []);
        var random = new Random(1);
        for (var i = 0; i < 400; i++)
        {
            var at = random.Next(text.Length);
            var changed = text[..at] + (text[at] == 'B' ? 'C' : 'B') + text[(at + 1)..];
            if (VerifyProofFile.Verify(changed, []) is not ProofVerdict.Holds holds) continue;
            // A letter of a cosigner's or the author's second line makes it somebody else's, who says nothing here.
            Assert.Equal(whole.Record.Texts[0].Headline, holds.Record.Texts[0].Headline);
            Assert.True(holds.NoLaterThan is null || holds.NoLaterThan == whole.NoLaterThan, $"at {at}");
        }
    }
}
