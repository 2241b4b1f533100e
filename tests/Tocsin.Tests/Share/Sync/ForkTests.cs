using System.Text;
using Tocsin.Log;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>Two histories convict; nothing else does.</summary>
public sealed class ForkTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    // What is held, where the histories part, and how large the other head is: smaller, the same, larger.
    [Theory]
    [InlineData(300, 200, 250)]
    [InlineData(300, 200, 300)]
    [InlineData(300, 200, 301)]
    [InlineData(256, 0, 512)]
    [InlineData(512, 255, 256)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 0, 5_000)]
    [InlineData(5_000, 4_999, 5_001)]
    [InlineData(5_000, 100, 9_000)]
    [InlineData(9_000, 8_192, 8_193)]
    public async Task Two_histories_convict_whichever_is_held(int held, int common, int other)
    {
        var author = new ForeignLog();
        author.Say(held);
        var fork = author.Fork(common);
        fork.Say(other - common, "another history");
        await using var desk = new MirrorDesk(author);
        await desk.Mirror.CatchUp(author.Head(), [author], Stop);
        var convicted = Assert.IsType<Mirrored.Forked>(await desk.Mirror.CatchUp(fork.Head(), [fork], Stop));

        var paper = Assert.Single(await desk.Papers.List(Mirror.EvidenceKind, "", Stop));
        var read = ForkEvidence.Read(paper.Bytes.Span).Value;
        Assert.Null(read.Verify([author.Verifier]));
        Assert.Equal(convicted.Evidence.Key(), paper.Key);
        Assert.Contains(author.Log.Party.ToBase64Url(), read.Sentence(), StringComparison.Ordinal);
        Assert.NotNull(read.Verify([new ForeignLog("somebody else").Verifier]));

        // From here on nothing more is taken, and what was held stays.
        author.Say(1);
        Assert.IsNotType<Mirrored.Grown>(await desk.Mirror.CatchUp(author.Head(), [author], Stop));
        await desk.Check(author, held);
    }

    [Fact]
    public async Task Of_one_log_a_few_documents_are_kept_however_many_histories_are_signed()
    {
        var author = new ForeignLog();
        author.Say(3);
        await using var desk = new MirrorDesk(author);
        async Task<int> Kept() => (await desk.Papers.List(Mirror.EvidenceKind, "", Stop)).Count;
        for (var fork = 1; fork <= 2 * SyncLimits.EvidenceOfOneMax; fork++)
        {
            var other = author.Fork(1);
            other.Say(2, $"history {fork}");
            Assert.Null(await desk.Mirror.Convict(ForkEvidence.Of(author.Head(), other.Head()), Stop));
            Assert.Equal(Math.Min(fork, SyncLimits.EvidenceOfOneMax), await Kept());
        }
        // The same where this node finds them itself, and where it counts anew.
        var last = author.Fork(1);
        last.Say(2, "the last history");
        await desk.Mirror.CatchUp(author.Head(), [author], Stop);
        Assert.IsNotType<Mirrored.Grown>(await desk.Mirror.CatchUp(last.Head(), [last], Stop));
        await desk.Reopen();
        Assert.Null(await desk.Mirror.Convict(ForkEvidence.Of(author.Head(), last.Head()), Stop));
        Assert.Equal(SyncLimits.EvidenceOfOneMax, await Kept());
        Assert.Contains("signed", await desk.Mirror.Frozen(author.Log, Stop), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_two_heads_are_one_piece_of_evidence_however_often_they_are_signed()
    {
        var author = new ForeignLog();
        author.Say(3);
        var fork = author.Fork(1);
        fork.Say(2, "another history");
        var (first, second) = (ForkEvidence.Of(author.Head(), fork.Head()), ForkEvidence.Of(fork.Head(), author.Head()));
        Assert.NotEqual(first.Text(), second.Text());
        Assert.Equal(first.Key(), second.Key());
    }

    [Fact]
    public void Evidence_without_heads_is_refused() =>
        Assert.Equal("the evidence does not hold two signed heads", ForkEvidence.Read(System.Text.Encoding.UTF8.GetBytes($$"""{"log":"{{new ForeignLog().Log}}","heads":[null,null],"proof":[],"v":1,"type":"fork"}""" + "\n")).Reason);

    [Fact]
    public async Task A_fork_is_found_though_the_mirror_had_not_come_to_its_end()
    {
        var author = new ForeignLog();
        author.Say(9_000);
        await using var desk = new MirrorDesk(author);
        var member = author.Fork(9_000);
        (member.Party, member.OnEntries) = ("member", (bundle, bytes) => bundle < 20 ? bytes : null);
        Assert.IsType<Mirrored.Incomplete>(await desk.Mirror.CatchUp(author.Head(), [member], Stop));
        await desk.Reopen();
        var fork = author.Fork(100);
        fork.Say(9_100, "another history");
        var convicted = Assert.IsType<Mirrored.Forked>(await desk.Mirror.CatchUp(fork.Head(), [fork], Stop));
        Assert.Null(convicted.Evidence.Verify([author.Verifier]));
    }

    [Fact]
    public async Task A_head_that_nobody_can_show_the_history_of_freezes_and_convicts_nobody()
    {
        var author = new ForeignLog();
        author.Say(9_000);
        await using var desk = new MirrorDesk(author);
        var member = author.Fork(9_000);
        (member.Party, member.OnEntries) = ("member", (bundle, bytes) => bundle < 33 ? bytes : null);
        await desk.Mirror.CatchUp(author.Head(), [member], Stop);
        var fork = author.Fork(100);
        fork.Say(100, "another history");
        Assert.IsType<Mirrored.Frozen>(await desk.Mirror.CatchUp(fork.Head(), [fork], Stop));
        Assert.Empty(await desk.Papers.List(Mirror.EvidenceKind, "", Stop));
        // Once somebody serves the larger history, the same head convicts.
        Assert.IsType<Mirrored.Forked>(await desk.Mirror.CatchUp(fork.Head(), [author], Stop));
    }

    // RFC 9162's proof leads to the older root from hashes that stand left of it; what stands to its right is anybody's to invent.
    [Theory]
    [InlineData(3, 7)]
    [InlineData(4, 7)]
    [InlineData(6, 8)]
    public async Task A_false_proof_that_leads_to_the_smaller_head_alone_convicts_nobody(int one, int two)
    {
        var author = new ForeignLog();
        author.Say(two);
        var invented = author.Fork(one);
        invented.Say(two - one, "invented by an enemy");
        var proof = (await ConsistencyProof.Build(new Tiles(invented), one, two, Stop)).Value;
        var rebuilt = ConsistencyProof.Rebuild(one, two, proof, author.Checkpoint(one).Root).Value;
        Assert.Equal(author.Checkpoint(one).Root, rebuilt.Old);
        Assert.NotEqual(author.Checkpoint(two).Root, rebuilt.New);
        foreach (var prefix in new[] { author.Checkpoint(one).Root, rebuilt.New, Hash.Of("anything"u8) })
            Assert.NotNull(Document(author, one, two, proof, prefix).Verify([author.Verifier]));
    }

    [Fact]
    public async Task An_honest_author_is_never_convicted_whatever_order_its_heads_come_in()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var author = new ForeignLog();
            author.Say(random.Next(1, 900));
            await using var desk = new MirrorDesk(author);
            for (var turn = 0; turn < 12; turn++)
            {
                var size = random.Next(1, author.Leaves.Count + 1);
                var came = await desk.Mirror.CatchUp(author.Head(size), [author], Stop);
                Assert.True(came is Mirrored.Grown or Mirrored.Known, $"seed {seed}, turn {turn}: {came}");
                if (random.Next(3) == 0) author.Say(random.Next(1, 400));
            }
        }
    }

    [Fact]
    public async Task Evidence_is_refused_where_a_letter_of_it_is_another()
    {
        var author = new ForeignLog();
        author.Say(9);
        var fork = author.Fork(3);
        fork.Say(4, "another history");
        await using var desk = new MirrorDesk(author);
        await desk.Mirror.CatchUp(author.Head(), [author], Stop);
        var text = Assert.IsType<Mirrored.Forked>(await desk.Mirror.CatchUp(fork.Head(), [fork], Stop)).Evidence.Text();
        for (var at = 0; at < text.Length; at++)
        {
            var bytes = Encoding.UTF8.GetBytes(text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..]);
            if (!ForkEvidence.Read(bytes).Try(out var read, out _)) continue;
            Assert.NotNull(read.Verify([author.Verifier]));
        }
    }

    static ForkEvidence Document(ForeignLog author, int one, int two, Hash[] proof, Hash prefix) => ForkEvidence.Read(Encoding.UTF8.GetBytes(JsonLine.Of(
        new ForkDocument(author.Log.ToString(), [author.Head(one).Bare().ToString(), author.Head(two).Bare().ToString()], [.. proof.Select(hash => hash.ToString())], prefix.ToString()), SyncJson.Default.ForkDocument))).Value;

    sealed class Tiles(ForeignLog log) : ITileSource
    {
        public ValueTask<ReadOnlyMemory<byte>> Read(TileAddress tile, CancellationToken stop) => new(log.TileBytes(tile));
    }
}
