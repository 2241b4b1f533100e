using System.Runtime.InteropServices;
using Tocsin.Log;
using Xunit;

namespace Tocsin.Tests.Log;

public sealed class ProofTests
{
    // RFC 6962 §2.1.3: the tree of seven leaves and the proofs that the text works out for it.
    [Fact]
    public async Task The_proofs_that_RFC_6962_works_out()
    {
        var log = MemoryLog.Of(7);
        var d = log.Leaves;
        var (a, b, c, e, f, j) = (d[0], d[1], d[2], d[4], d[5], d[6]);
        Hash g = MerkleTree.Node(a, b), h = MerkleTree.Node(c, d[3]), i = MerkleTree.Node(e, f);
        Hash k = MerkleTree.Node(g, h), l = MerkleTree.Node(i, j);

        Assert.Equal([b, h, l], await Include(log, 0, 7));
        Assert.Equal([c, g, l], await Include(log, 3, 7));
        Assert.Equal([f, j, k], await Include(log, 4, 7));
        Assert.Equal([i, k], await Include(log, 6, 7));
        Assert.Equal([c, d[3], g, l], await Extend(log, 3, 7));
        Assert.Equal([l], await Extend(log, 4, 7));
        Assert.Equal([i, j, k], await Extend(log, 6, 7));
    }

    [Fact]
    public async Task Every_proof_of_a_small_log_verifies()
    {
        var log = MemoryLog.Of(70);
        for (var size = 1; size <= 70; size++)
        {
            var root = MerkleTree.Root(Leaves(log, size));
            for (var index = 0; index < size; index++)
                Assert.Null(InclusionProof.Verify(index, size, log.Leaves[index], await Include(log, index, size), root));
            for (var older = 1; older <= size; older++)
                Assert.Null(ConsistencyProof.Verify(older, size, await Extend(log, older, size), MerkleTree.Root(Leaves(log, older)), root));
        }
    }

    [Fact]
    public void Proofs_from_tiles_of_three_levels_verify_and_no_other_entry_or_size_does()
    {
        var log = MemoryLog.Of(66_700);
        Replay.Seeds(30, random =>
        {
            var size = random.Next(2) == 0 ? random.Next(1, 66_701) : random.Next(65_300, 66_701);
            var index = random.Next(size);
            var root = MerkleTree.Root(Leaves(log, size));
            var proof = Include(log, index, size).AsTask().Result;
            Assert.Null(InclusionProof.Verify(index, size, log.Leaves[index], proof, root));
            if (size > 1) Assert.NotNull(InclusionProof.Verify((index + 1) % size, size, log.Leaves[index], proof, root));

            var older = random.Next(1, size + 1);
            var olderRoot = MerkleTree.Root(Leaves(log, older));
            var growth = Extend(log, older, size).AsTask().Result;
            Assert.Null(ConsistencyProof.Verify(older, size, growth, olderRoot, root));
            if (older < size) Assert.NotNull(ConsistencyProof.Verify(older, size, growth, root, olderRoot));
        });
    }

    [Fact]
    public async Task One_bit_flipped_anywhere_in_a_proof_refuses_it()
    {
        var log = MemoryLog.Of(300);
        foreach (var (first, second) in new[] { (1, 300), (255, 300), (256, 300), (257, 300), (299, 300), (37, 111) })
        {
            Hash older = MerkleTree.Root(Leaves(log, first)), root = MerkleTree.Root(Leaves(log, second)), leaf = log.Leaves[first - 1];
            var inclusion = await Include(log, first - 1, second);
            EachFlip(inclusion, flipped => InclusionProof.Verify(first - 1, second, leaf, flipped, root));
            EachFlip([leaf, root], flipped => InclusionProof.Verify(first - 1, second, flipped[0], inclusion, flipped[1]));

            var consistency = await Extend(log, first, second);
            EachFlip(consistency, flipped => ConsistencyProof.Verify(first, second, flipped, older, root));
            EachFlip([older, root], flipped => ConsistencyProof.Verify(first, second, consistency, flipped[0], flipped[1]));
        }
    }

    [Fact]
    public async Task A_refusal_says_why()
    {
        var log = MemoryLog.Of(300);
        var root = log.Edge.Root();
        var proof = await Include(log, 5, 300);
        Hash leaf = log.Leaves[5], other = log.Leaves[6];
        Assert.Equal("a log of 300 entries has no entry 300", InclusionProof.Root(300, 300, leaf, proof).Reason);
        Assert.Equal("a log of 0 entries has no entry 0", InclusionProof.Root(0, 0, leaf, []).Reason);
        Assert.Equal("an inclusion proof of entry 5 of 300 is shorter than 10 hashes", InclusionProof.Root(5, 300, leaf, [.. proof, leaf]).Reason);
        Assert.Equal("an inclusion proof of entry 5 of 300 is longer than 8 hashes", InclusionProof.Root(5, 300, leaf, proof.AsSpan(0, 8)).Reason);
        Assert.EndsWith($", not {root}", InclusionProof.Verify(5, 300, other, proof, root));
        Assert.Equal("there is no consistency proof from size 0 to 300", ConsistencyProof.Verify(0, 300, [], MerkleTree.Empty, root));
        Assert.Equal("there is no consistency proof from size 301 to 300", ConsistencyProof.Verify(301, 300, [], root, root));
        Assert.Equal("a consistency proof from size 3 to 300 is not empty", ConsistencyProof.Verify(3, 300, [], leaf, root));
        Assert.Equal("a consistency proof from size 300 to itself is empty", ConsistencyProof.Verify(300, 300, proof, root, root));
        Assert.Equal("the consistency proof from size 300 to 300 leads to the newer root " + root + ", not " + other, ConsistencyProof.Verify(300, 300, [], root, other));
    }

    [Fact]
    public async Task Two_histories_rebuild_one_signed_root_and_not_the_other()
    {
        var honest = MemoryLog.Of(40);
        var forked = MemoryLog.Of(40, index => [(byte)index]);
        Hash signed30 = MerkleTree.Root(Leaves(honest, 30)), signed40 = forked.Edge.Root();
        var rebuilt = ConsistencyProof.Rebuild(30, 40, await Extend(honest, 30, 40), signed30).Value;
        Assert.Equal(signed30, rebuilt.Old);
        Assert.NotEqual(signed40, rebuilt.New);
    }

    [Fact]
    public async Task A_missing_or_cut_tile_is_named()
    {
        var log = MemoryLog.Of(66_000);
        log.Files.Remove("tile/0/003");
        Assert.Equal("tile 0/003 is missing", (await InclusionProof.Build(log, 800, 66_000, default)).Reason);
        log.Files["tile/0/003"] = new byte[8191];
        Assert.Equal("tile 0/003 has 8191 bytes, not 8192", (await ConsistencyProof.Build(log, 800, 66_000, default)).Reason);
        Assert.Equal("a log of 5 entries has no entry -1", (await InclusionProof.Build(log, -1, 5, default)).Reason);
        Assert.Equal("there is no consistency proof from size 0 to 5", (await ConsistencyProof.Build(log, 0, 5, default)).Reason);
    }

    static void EachFlip(Hash[] hashes, Func<Hash[], string?> verify)
    {
        Assert.Null(verify(hashes));
        for (var bit = 0; bit < hashes.Length * 256; bit++)
        {
            var flipped = (Hash[])hashes.Clone();
            MemoryMarshal.AsBytes(flipped.AsSpan())[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(verify(flipped) is not null, $"bit {bit} of {hashes.Length} hashes can be flipped");
        }
    }

    static ReadOnlySpan<Hash> Leaves(MemoryLog log, int size) => CollectionsMarshal.AsSpan(log.Leaves)[..size];

    static async ValueTask<Hash[]> Include(MemoryLog log, long index, long size) => (await InclusionProof.Build(log, index, size, default)).Value;

    static async ValueTask<Hash[]> Extend(MemoryLog log, long older, long size) => (await ConsistencyProof.Build(log, older, size, default)).Value;
}
