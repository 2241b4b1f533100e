using Tocsin.Detection.Scan;
using Xunit;

namespace Tocsin.Tests.Detection.Scan;

public sealed class RedistributionTests
{
    [Fact]
    public void Poisson_cases_fall_where_they_are_expected()
    {
        var set = MadeSet.Of(1, 6, 4, 400);
        var data = set.Data(ScanModel.Poisson);
        foreach (var first in new[] { 0, 2 })
        {
            var sums = Sums(data, first, 2_000);
            var all = set.Expected.Sum();
            for (var cell = 0; cell < sums.Length; cell++)
            {
                var mean = 2_000.0 * data.TotalCases * set.Expected[first * 6 + cell] / all;
                Assert.True(Math.Abs(sums[cell] - mean) < 5 * Math.Sqrt(mean), $"cell {cell}: {sums[cell]} instead of {mean}");
            }
        }
    }

    [Fact]
    public void Bernoulli_cases_are_drawn_among_people_and_never_more_than_there_are()
    {
        var set = MadeSet.Of(2, 6, 2, 100);
        var data = set.Data(ScanModel.Bernoulli);
        int[] people = [.. set.Cases.Zip(set.Controls, (one, other) => one + other)];
        var redistribution = Redistribution.For(data, 0);
        var sums = new long[people.Length];
        for (var replicate = 0; replicate < 2_000; replicate++)
        {
            var table = Table(redistribution, data, replicate);
            Assert.Equal(data.TotalCases, table.Sum());
            for (var cell = 0; cell < table.Length; cell++)
            {
                Assert.InRange(table[cell], 0, people[cell]);
                sums[cell] += table[cell];
            }
        }
        for (var cell = 0; cell < sums.Length; cell++)
        {
            var mean = 2_000.0 * data.TotalCases * people[cell] / people.Sum();
            Assert.True(Math.Abs(sums[cell] - mean) <= 5 * Math.Sqrt(mean), $"cell {cell}: {sums[cell]} instead of {mean}");
        }
    }

    [Fact]
    public void Permutations_keep_how_many_cases_each_place_and_each_time_has()
    {
        var set = MadeSet.Of(3, 7, 5, 120);
        var data = ScanData.Permutation(7, 5, [set.Cases]);
        var redistribution = Redistribution.For(data, 0);
        var others = 0;
        for (var replicate = 0; replicate < 50; replicate++)
        {
            var table = Table(redistribution, data, replicate);
            for (var place = 0; place < 7; place++) Assert.Equal(set.Cases.Where((_, cell) => cell % 7 == place).Sum(), table.Where((_, cell) => cell % 7 == place).Sum());
            for (var interval = 0; interval < 5; interval++) Assert.Equal(set.Cases.Where((_, cell) => cell / 7 == interval).Sum(), table.Where((_, cell) => cell / 7 == interval).Sum());
            if (!table.SequenceEqual(set.Cases)) others++;
        }
        Assert.Equal(50, others);
    }

    static int[] Table(Redistribution redistribution, ScanData data, int replicate)
    {
        var (cells, table, chance) = (new int[data.TotalCases], new int[data.Cases.Length], new ScanChance(9, replicate));
        foreach (var cell in cells[..redistribution.Draw(ref chance, cells)]) table[cell]++;
        return table;
    }

    static long[] Sums(ScanData data, int first, int replicates)
    {
        var (redistribution, cells, sums) = (Redistribution.For(data, first), new int[data.TotalCases], new long[(data.Intervals - first) * data.Places]);
        for (var replicate = 0; replicate < replicates; replicate++)
        {
            var chance = new ScanChance(4, replicate);
            foreach (var cell in cells[..redistribution.Draw(ref chance, cells)]) sums[cell]++;
        }
        return sums;
    }
}
