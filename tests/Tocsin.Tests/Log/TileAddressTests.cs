using Tocsin.Log;
using Xunit;

namespace Tocsin.Tests.Log;

public sealed class TileAddressTests
{
    [Theory]
    [InlineData(0, 0, 256, "tile/0/000")]
    [InlineData(0, 0, 1, "tile/0/000.p/1")]
    [InlineData(0, 1_234_067, 256, "tile/0/x001/x234/067")] // C2SP's own example
    [InlineData(1, 1_234_067, 12, "tile/1/x001/x234/067.p/12")]
    [InlineData(63, 999, 255, "tile/63/999.p/255")]
    [InlineData(2, 1000, 256, "tile/2/x001/000")]
    [InlineData(0, 36_028_797_018_963_967, 256, "tile/0/x036/x028/x797/x018/x963/967")]
    public void A_path_is_C2SPs(int level, long index, int width, string path)
    {
        var tile = new TileAddress(level, index, width);
        Assert.Equal(path, tile.Path);
        Assert.True(TileAddress.TryParse(path, out var read));
        Assert.Equal(tile, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("tile/0")]
    [InlineData("tile/0/")]
    [InlineData("tile//000")]
    [InlineData("/tile/0/000")]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/0000")]
    [InlineData("tile/00/000")]
    [InlineData("tile/64/000")]
    [InlineData("tile/-1/000")]
    [InlineData("tile/+1/000")]
    [InlineData("tile/0/x000/067")]      // would be another name of tile/0/067
    [InlineData("tile/0/001/067")]
    [InlineData("tile/0/x001")]
    [InlineData("tile/0/X001/067")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/012")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/")]
    [InlineData("tile/0/000.p/1/")]
    [InlineData("tile/0/000.p/1\0")]
    [InlineData("tile/0/000.P/1")]
    [InlineData("tile/0/00٣")]           // a digit, but not an ASCII one
    [InlineData("tile/0/../000")]
    [InlineData("tile/0/x036/x028/x797/x018/x963/968")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/x999/999")]
    [InlineData("tile/entries/000")]
    public void Any_other_spelling_is_refused(string? path) => Assert.False(TileAddress.TryParse(path, out _));

    [Theory]
    [InlineData(0, 3, "tile/entries/000.p/3")]
    [InlineData(48, 256, "tile/entries/048")]
    [InlineData(1_234_067, 256, "tile/entries/x001/x234/067")]
    public void A_bundle_has_a_path_too(long index, int width, string path)
    {
        Assert.Equal(path, TileAddress.EntryBundlePath(index, width));
        Assert.True(TileAddress.TryParseEntryBundle(path, out var i, out var w));
        Assert.Equal((index, width), (i, w));
        Assert.False(TileAddress.TryParseEntryBundle(path + "/", out _, out _));
        Assert.False(TileAddress.TryParseEntryBundle(path.Replace("entries", "0", StringComparison.Ordinal), out _, out _));
    }

    [Theory]
    [InlineData("tile/entries/x000/067")]
    [InlineData("tile/entries/000.p/012")]
    [InlineData("tile/entries/000.p/1\0")]
    [InlineData("tile/entries/0/000")]
    [InlineData("tile/entries/")]
    public void A_bundle_has_one_path(string path) => Assert.False(TileAddress.TryParseEntryBundle(path, out _, out _));

    [Fact]
    public void A_log_of_70000_has_the_tiles_that_C2SP_counts()
    {
        var tiles = TileAddress.All(70_000).ToArray();
        Assert.Equal(273, tiles.Count(tile => tile is { Level: 0, IsFull: true }));
        Assert.Single(tiles, tile => tile is { Level: 1, IsFull: true });
        Assert.Equal(["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"], tiles.Where(tile => !tile.IsFull).Select(tile => tile.Path));
        Assert.Equal(["tile/0/000", "tile/1/000.p/1"], TileAddress.All(256).Select(tile => tile.Path));
        Assert.Empty(TileAddress.All(0));
        Assert.Equal([112, 17, 1, 0], Enumerable.Range(0, 4).Select(level => TileAddress.PartialWidth(70_000, level)));
        Assert.Equal(0, TileAddress.HashesAt(long.MaxValue, 8));
    }

    [Fact]
    public void What_no_log_has_cannot_be_made()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TileAddress(64, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TileAddress(0, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TileAddress(0, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TileAddress(0, 0, 257));
        Assert.Throws<ArgumentOutOfRangeException>(() => TileAddress.In(255, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TileAddress.EntryBundlePath(0, 0));
    }
}
