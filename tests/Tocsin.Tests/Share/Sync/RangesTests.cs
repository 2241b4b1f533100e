using Tocsin.Share.Sync;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>Ranges against plain sets.</summary>
public sealed class RangesTests
{
    [Fact]
    public void They_are_sets()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            var (one, two) = (Some(random), Some(random));
            var (a, b) = (Ranges.Of(one), Ranges.Of(two));
            Same(seed, one.Union(two), a.With(b));
            Same(seed, one.Except(two), a.Without(b));
            Same(seed, one.Where(index => index < 300), a.Below(300));
            for (var index = -1; index < 620; index++) Assert.Equal(one.Contains(index), a.Contains(index));
            Assert.Equal(one.Any(index => index is >= 100 and < 120), a.Touches(100, 120));
            Assert.Equal(one.Select(index => index / 256).Distinct().Order(), a.Bundles(-1, 10));
            Assert.Equal(one.Select(index => index / 256).Distinct().Order().Where(bundle => bundle > 0).Take(1), a.Bundles(0, 1));
            Assert.Equal(a, Ranges.Of(a.Pairs()));
        }
    }

    [Fact]
    public void Too_many_are_rounded_outwards()
    {
        var every = Ranges.Of(Enumerable.Range(0, 1_000).Select(i => i * 1_000L));
        Assert.Equal(every, every.Coarse(1_000));
        var coarse = every.Coarse(999);
        Assert.InRange(coarse.Items.Length, 1, 999);
        Assert.True(every.Without(coarse).IsEmpty);
        Assert.Equal(Ranges.Of([[0, 512]])!.Value, Ranges.Of([3, 300]).Coarse(1));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(-1, 1)]
    public void A_list_that_is_none_is_refused(long from, long to)
    {
        Assert.Null(Ranges.Of([[from, to]]));
        Assert.Null(Ranges.Of([[0, 5], [4, 6]]));
        Assert.Null(Ranges.Of([[0, 5], [5, 6]]));
        Assert.Null(Ranges.Of([[0]]));
    }

    static HashSet<long> Some(Random random) =>
        [.. Enumerable.Range(0, random.Next(0, 12)).SelectMany(_ => { var from = random.Next(0, 600); return Enumerable.Range(from, random.Next(1, 20)); }).Select(index => (long)index)];

    static void Same(int seed, IEnumerable<long> expected, Ranges found) => Assert.True(Ranges.Of(expected).Equals(found), $"seed {seed}");
}
