using System.Runtime.InteropServices;
using Tocsin.Log;
using Xunit;

namespace Tocsin.Tests.Log;

public sealed class RightEdgeTests
{
    static readonly Hash[] Leaves = [.. Enumerable.Range(0, 140_000).Select(leaf => MerkleTree.Leaf(BitConverter.GetBytes(leaf)))];

    [Fact]
    public void However_a_log_is_cut_into_batches_its_root_is_the_trees() => Replay.Seeds(60, random =>
    {
        var edge = RightEdge.Empty();
        var size = 0;
        for (var batch = 0; batch < 12; batch++)
        {
            var count = random.Next(4) switch { 0 => random.Next(3), 1 => 256, 2 => random.Next(600), _ => random.Next(2000) };
            var growth = edge.Append(Leaves.AsSpan(size, count));
            Assert.Equal((size, size + count), (growth.From, growth.Size));
            size += count;
            Assert.Equal(size, edge.Size);
            Assert.Equal(MerkleTree.Root(Leaves.AsSpan(0, size)), edge.Root());
        }
    });

    [Fact]
    public void Growth_is_exactly_the_tiles_that_C2SP_names() => Replay.Seeds(12, random =>
    {
        var edge = RightEdge.Empty();
        var stored = new Dictionary<(int, long), Tile>();
        var size = random.Next(2) == 0 ? 65_536 - random.Next(700) : random.Next(3000);
        foreach (var count in new[] { size, random.Next(700), random.Next(2), 256, random.Next(1000) })
        {
            var growth = edge.Append(Leaves.AsSpan((int)edge.Size, count));
            Assert.All(growth.Completed, tile => Assert.True(tile.Address.IsFull));
            Assert.All(growth.Partial, tile => Assert.False(tile.Address.IsFull));
            foreach (var tile in growth.Completed.Concat(growth.Partial)) stored[(tile.Address.Level, tile.Address.Index)] = tile;

            Assert.Equal(TileAddress.All(edge.Size).ToHashSet(), stored.Values.Select(tile => tile.Address).ToHashSet());
            foreach (var (address, hashes) in stored.Values) Assert.Equal(ByDefinition(address), hashes);
        }
    });

    [Fact]
    public void Nothing_appended_changes_nothing()
    {
        var edge = RightEdge.Empty();
        Assert.Equal(MerkleTree.Empty, edge.Root());
        var growth = edge.Append([]);
        Assert.Empty(growth.Completed);
        Assert.Empty(growth.Partial);
        Assert.Equal(0, edge.Size);
    }

    [Fact]
    public void A_clone_that_is_thrown_away_was_never_there()
    {
        var edge = RightEdge.Empty();
        edge.Append(Leaves.AsSpan(0, 300));
        var root = edge.Root();
        var clone = edge.Clone();
        clone.Append(Leaves.AsSpan(300, 500));
        Assert.Equal((300, root), (edge.Size, edge.Root()));
        edge.Append(Leaves.AsSpan(300, 500));
        Assert.Equal(clone.Root(), edge.Root());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(70_000)]
    [InlineData(65_536)]
    public void An_edge_opens_from_its_partial_tiles_alone(int size)
    {
        var edge = RightEdge.Open(size, PartialTiles(size));
        Assert.Equal(MerkleTree.Root(Leaves.AsSpan(0, size)), edge.Root());
        edge.Append(Leaves.AsSpan(size, 1000));
        Assert.Equal(MerkleTree.Root(Leaves.AsSpan(0, size + 1000)), edge.Root());
    }

    [Fact]
    public void Partial_tiles_of_another_size_do_not_open()
    {
        var tiles = PartialTiles(70_000);
        AssertRefused("at size 70001 the partial tile of level 0 is 113 hashes wide, not 3584 bytes", 70_001, tiles);
        AssertRefused("at size 70000 the partial tile of level 1 is 17 hashes wide, not absent", 70_000, [tiles[0], tiles[2]]);
        AssertRefused("at size 70000 the partial tile of level 0 is 112 hashes wide, not 3584 bytes and 3584 bytes",
            70_000, [tiles[0], .. tiles]);
        AssertRefused("at size 70000 there is no level 3", 70_000, [.. tiles, (3, new byte[32])]);
        AssertRefused("at size 0 there is no level 0", 0, [(0, [])]);
        Assert.Throws<ArgumentOutOfRangeException>(() => RightEdge.Open(-1, []));
    }

    static void AssertRefused(string reason, long size, (int, byte[])[] tiles) =>
        Assert.Equal(reason, Assert.Throws<InvalidDataException>(() => RightEdge.Open(size, tiles)).Message);

    static (int Level, byte[] Hashes)[] PartialTiles(int size) =>
        [.. TileAddress.All(size).Where(tile => !tile.IsFull).Select(tile => (tile.Level, ByDefinition(tile)))];

    // C2SP: slot i of tile n at level l is MTH(D[(n * 256 + i) * 256**l : (n * 256 + i + 1) * 256**l]).
    static byte[] ByDefinition(TileAddress tile)
    {
        var below = 1 << (8 * tile.Level);
        var hashes = Enumerable.Range((int)tile.Index * 256, tile.Width).Select(hash => MerkleTree.Root(Leaves.AsSpan(hash * below, below)));
        return MemoryMarshal.AsBytes(hashes.ToArray().AsSpan()).ToArray();
    }
}
