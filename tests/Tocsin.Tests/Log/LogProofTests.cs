using System.Security.Cryptography;
using Tocsin.Log;
using Xunit;

namespace Tocsin.Tests.Log;

public sealed class LogProofTests : IDisposable
{
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly Hash one = MerkleTree.Leaf("one"u8), two = MerkleTree.Leaf("two"u8);

    public void Dispose() => key.Dispose();

    [Fact]
    public void A_proof_is_C2SPs_text_and_verifies_alone()
    {
        var author = new NoteSigner("tocsin/x", key);
        var head = author.Sign(new Checkpoint("tocsin/x", 2, MerkleTree.Node(one, two)));
        var proof = new LogProof(1, [one], head) { Extra = [1, 2, 3] };
        Assert.Equal(
            "c2sp.org/tlog-proof@v1\nextra AQID\nindex 1\n0Nc2CrefWKseHj/mStd+LqC8B+NrX0btIiPt2SmN+ek=\n\n"
            + "tocsin/x\n2\n" + MerkleTree.Node(one, two) + "\n\n" + head.Signatures[0] + "\n",
            proof.ToString());

        var read = LogProof.Parse(proof.ToString()).Value;
        Assert.Equal([1, 2, 3], read.Extra.ToArray());
        Assert.Null(read.Verify(two, author.Verifier));
        Assert.NotNull(read.Verify(one, author.Verifier));
        Assert.NotNull((read with { Index = 0 }).Verify(two, author.Verifier));
        Assert.Equal("the note is not signed by tocsin/y", read.Verify(two, new NoteSigner("tocsin/y", key).Verifier));

        var moved = new LogProof(1, [one], author.Sign(new Checkpoint("tocsin/z", 2, MerkleTree.Node(one, two))));
        Assert.Equal("the head is of tocsin/z, not of tocsin/x", moved.Verify(two, author.Verifier));
        var alone = new LogProof(0, [], author.Sign(new Checkpoint("tocsin/x", 1, one)));
        Assert.StartsWith("c2sp.org/tlog-proof@v1\nindex 0\n\ntocsin/x\n1\n", alone.ToString(), StringComparison.Ordinal);
        Assert.Null(LogProof.Parse(alone.ToString()).Value.Verify(one, author.Verifier));
    }

    [Theory]
    [InlineData("c2sp.org/tlog-proof@v2\nindex 0\n\n", "a proof begins with c2sp.org/tlog-proof@v1 and has an empty line before its head")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n", "a proof begins with c2sp.org/tlog-proof@v1 and has an empty line before its head")]
    [InlineData("c2sp.org/tlog-proof@v1\n\n", "a proof has a line 'index N', N in decimal without leading zeros")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 00\n\n", "a proof has a line 'index N', N in decimal without leading zeros")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 1\nextra AQID\n\n", "hash 0 of a proof is not 32 bytes in base64")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra AQI\nindex 1\n\n", "a proof's extra line is not base64")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 1\n\ntext\n", "a proof's head: a note has an empty line before its signatures")]
    public void What_is_not_a_proof_is_refused_with_the_reason(string proof, string reason) =>
        Assert.Equal(reason, LogProof.Parse(proof).Reason);

    [Fact]
    public void A_proof_has_no_more_hashes_than_a_log_has_levels() =>
        Assert.Equal("a proof has at most 63 hashes, not 64",
            LogProof.Parse("c2sp.org/tlog-proof@v1\nindex 0\n" + string.Concat(Enumerable.Repeat(one + "\n", 64)) + "\n").Reason);
}
