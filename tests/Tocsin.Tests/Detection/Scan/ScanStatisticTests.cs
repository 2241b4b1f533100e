using Tocsin.Detection.Scan;
using Xunit;

namespace Tocsin.Tests.Detection.Scan;

public sealed class ScanStatisticTests
{
    static readonly ScanOptions Plain = new() { Replicates = 99, MaxIntervals = 1, Threads = 2 };

    public static TheoryData<ScanModel, int, int, bool> Shapes() => new()
    {
        { ScanModel.Poisson, 1, 1, false }, { ScanModel.Poisson, 8, 4, false }, { ScanModel.Poisson, 8, 3, true }, { ScanModel.Bernoulli, 1, 1, false },
        { ScanModel.Bernoulli, 6, 6, false }, { ScanModel.Bernoulli, 6, 2, true }, { ScanModel.Permutation, 9, 4, false }, { ScanModel.Permutation, 9, 3, true },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_likeliest_cluster_and_each_replicate_are_those_of_all_windows(ScanModel model, int intervals, int longest, bool alive)
    {
        for (var seed = 1; seed <= 6; seed++)
        {
            var set = MadeSet.Of(seed, 14, intervals, 90 + 40 * seed);
            var options = Plain with { MaxIntervals = longest, MinIntervals = Math.Min(longest, 1 + seed % 2), Alive = alive, MaxShare = 0.2 + 0.05 * seed, MinCases = 1 + seed % 3, MaxRadius = seed == 3 ? 30 : double.PositiveInfinity, Seed = (ulong)seed };
            var (data, replay) = (set.Data(model), $"seed {seed}");
            var result = ScanStatistic.Run(data, set.Map, options, default);
            AssertNear(set.Plainly(model, set.Cases, options), result.Clusters.Count == 0 ? 0 : result.Clusters[0].Llr, replay);
            for (var replicate = 0; replicate < 99; replicate += 31) AssertNear(set.Plainly(model, Drawn(data, options.Seed, replicate, alive ? intervals - longest : 0), options), result.Replicates[replicate], $"{replay}, replicate {replicate}");
        }
    }

    [Fact]
    public void Counts_beyond_16_bits_are_scanned_in_wider_lanes()
    {
        var set = MadeSet.Of(5, 20, 1, 40_000);
        var options = Plain with { MaxShare = 0.3 };
        var result = ScanStatistic.Run(set.Data(ScanModel.Poisson), set.Map, options, default);
        AssertNear(set.Plainly(ScanModel.Poisson, set.Cases, options), result.Clusters[0].Llr, "40,000 cases");
        AssertNear(set.Plainly(ScanModel.Poisson, Drawn(set.Data(ScanModel.Poisson), options.Seed, 50), options), result.Replicates[50], "replicate 50");
    }

    [Theory]
    [InlineData(9, 400)]
    [InlineData(9, 9_000)]
    [InlineData(9, 60_000)]
    [InlineData(4, 9_000)]
    public void Cells_of_few_or_many_cases_are_scanned_alike(int places, int cases)
    {
        var set = MadeSet.Of(6, places, 4, cases);
        var options = Plain with { MaxIntervals = 3 };
        foreach (var model in Enum.GetValues<ScanModel>())
        {
            var (data, replay) = (set.Data(model), $"{model}, {cases} cases");
            var result = ScanStatistic.Run(data, set.Map, options, default);
            foreach (var replicate in new[] { 0, 40, 98 }) AssertNear(set.Plainly(model, Drawn(data, options.Seed, replicate), options), result.Replicates[replicate], $"{replay}, replicate {replicate}");
        }
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void A_byte_is_asked_to_hold_a_cell_s_cases_only_where_at_most_32_are_expected(int cases, bool fits)
    {
        var data = ScanData.Poisson(2, 2, [cases, 0, 0, 0], [1, 1, 1, 1]);
        Assert.Equal(fits, new ReplicatePlan(data, new(2, 1, 1, Alive: false), [], LikelihoodRatio.For(data), 2, 1).FitsBytes());
    }

    [Theory]
    [InlineData(ScanModel.Poisson)]
    [InlineData(ScanModel.Bernoulli)]
    [InlineData(ScanModel.Permutation)]
    public void The_answer_does_not_depend_on_the_number_of_threads(ScanModel model)
    {
        var set = MadeSet.Of(3, 40, 12, 500);
        foreach (var method in Enum.GetValues<PValueMethod>())
        {
            var options = Plain with { MaxIntervals = 6, Replicates = 299, PValue = method, EnoughAbove = 15 };
            var results = new[] { 1, 2, 5 }.Select(threads => ScanStatistic.Run(set.Data(model), set.Map, options with { Threads = threads }, default)).ToArray();
            foreach (var result in results)
            {
                Assert.Equal(results[0].Replicates, result.Replicates);
                Assert.Equal(results[0].Clusters.Select(Told), result.Clusters.Select(Told));
            }
            Assert.NotEqual(results[0].Replicates, ScanStatistic.Run(set.Data(model), set.Map, options with { Seed = 2 }, default).Replicates);
        }
    }

    [Fact]
    public void The_order_of_places_and_the_unit_of_populations_do_not_matter()
    {
        var set = MadeSet.Of(8, 30, 5, 300);
        var options = Plain with { MaxIntervals = 2, Replicates = 0 };
        var clusters = ScanStatistic.Run(set.Data(ScanModel.Poisson), set.Map, options, default).Clusters;
        var order = Enumerable.Range(0, 30).OrderBy(place => place * 7 % 30).ToArray();
        T[] Moved<T>(T[] table) => [.. Enumerable.Range(0, table.Length).Select(cell => table[cell / 30 * 30 + order[cell % 30]])];
        var moved = ScanStatistic.Run(ScanData.Poisson(30, 5, Moved(set.Cases), [.. Moved(set.Expected).Select(each => each * 1234.5)]), ScanGeography.OnPlane(Moved(set.Points)), options, default).Clusters;
        Assert.Equal(clusters.Count, moved.Count);
        foreach (var (one, other) in clusters.Zip(moved))
        {
            // Two centres may have the same places round them: then the first name tells them.
            Assert.Equal(one.Places.Order(), other.Places.Select(place => order[place]).Order());
            Assert.Equal((one.Start, one.End, one.Observed), (other.Start, other.End, other.Observed));
            Assert.Equal(one.Llr, other.Llr, 9);
        }
    }

    /// <summary>Replicates are drawn in the order of the places, so that those of places in another order are others: their ranks agree within the error of so many.</summary>
    [Theory]
    [InlineData(ScanModel.Poisson)]
    [InlineData(ScanModel.Bernoulli)]
    [InlineData(ScanModel.Permutation)]
    public void The_order_of_places_does_not_matter_with_replicates_either(ScanModel model)
    {
        const int Replicates = 499;
        var (set, order) = (MadeSet.Of(4, 30, 6, 260), Enumerable.Range(0, 30).OrderBy(place => place * 7 % 30).ToArray());
        T[] Moved<T>(T[] table) => [.. Enumerable.Range(0, table.Length).Select(cell => table[cell / 30 * 30 + order[cell % 30]])];
        var moved = set with { Points = Moved(set.Points), Cases = Moved(set.Cases), Controls = Moved(set.Controls), Expected = Moved(set.Expected), Parts = [.. set.Parts.Select(Moved)] };
        var options = Plain with { MaxIntervals = 3, Replicates = Replicates };
        var (one, other) = (ScanStatistic.Run(set.Data(model), set.Map, options, default), ScanStatistic.Run(moved.Data(model), moved.Map, options, default));
        Assert.Equal(one.Clusters[0].Places.Order(), other.Clusters[0].Places.Select(place => order[place]).Order());
        Assert.Equal((one.Clusters[0].Start, one.Clusters[0].End, one.Clusters[0].Observed), (other.Clusters[0].Start, other.Clusters[0].End, other.Clusters[0].Observed));
        AssertNear(one.Clusters[0].Llr, other.Clusters[0].Llr, $"{model}");
        var (first, second) = (one.Replicates.Average(), other.Replicates.Average());
        var spread = Math.Sqrt(one.Replicates.Average(llr => (llr - first) * (llr - first)) * 2 / Replicates);
        Assert.InRange(second - first, -5 * spread, 5 * spread);
        var p = one.Clusters[0].P!.Value;
        Assert.InRange(other.Clusters[0].P!.Value, p - 5 * Math.Sqrt(p * (1 - p) * 2 / Replicates) - 0.002, p + 5 * Math.Sqrt(p * (1 - p) * 2 / Replicates) + 0.002);
    }

    /// <summary>On a plane, miles and kilometres from any origin are the same map: clusters, replicates and p-values are, and radii are in that unit.</summary>
    [Theory]
    [InlineData(ScanModel.Poisson)]
    [InlineData(ScanModel.Permutation)]
    public void The_unit_and_the_origin_of_coordinates_do_not_matter(ScanModel model)
    {
        var set = MadeSet.Of(9, 30, 4, 260);
        var options = Plain with { MaxIntervals = 2, MaxRadius = 40 };
        var one = ScanStatistic.Run(set.Data(model), set.Map, options, default);
        var other = ScanStatistic.Run(set.Data(model), ScanGeography.OnPlane([.. set.Points.Select(point => new[] { 16 * point[0] + 512, 16 * point[1] - 4_096 })]), options with { MaxRadius = 640 }, default);
        Assert.Equal(one.Replicates, other.Replicates);
        Assert.Equal(one.Clusters.Select(Told), other.Clusters.Select(Told));
        foreach (var (cluster, scaled) in one.Clusters.Zip(other.Clusters)) AssertNear(16 * cluster.Radius, scaled.Radius, $"{model}");
    }

    [Fact]
    public void More_cases_in_the_likeliest_cluster_make_it_likelier_and_wider_windows_never_less_likely()
    {
        var set = MadeSet.Of(11, 25, 6, 250);
        var options = Plain with { MaxIntervals = 2, Replicates = 0, MaxShare = 0.2 };
        double Largest(int[] cases, ScanOptions how) => ScanStatistic.Run(ScanData.Poisson(25, 6, cases, set.Expected), set.Map, how, default).Clusters[0].Llr;
        var first = ScanStatistic.Run(set.Data(ScanModel.Poisson), set.Map, options, default).Clusters[0];
        var more = (int[])set.Cases.Clone();
        more[first.Start * 25 + first.Places[0]] += 3;
        Assert.True(Largest(more, options) > first.Llr);
        Assert.True(Largest(set.Cases, options with { MaxIntervals = 5 }) >= first.Llr);
        Assert.True(Largest(set.Cases, options with { MaxShare = 0.5 }) >= first.Llr);
        Assert.True(Largest(set.Cases, options with { MaxRadius = 20 }) <= first.Llr);
    }

    [Fact]
    public void A_p_value_is_the_rank_and_early_termination_stops_at_the_replicate_that_is_enough()
    {
        var (set, all) = Enumerable.Range(1, 50).Select(seed => MadeSet.Of(seed, 30, 1, 200))
            .Select(set => (set, ScanStatistic.Run(set.Data(ScanModel.Poisson), set.Map, Plain with { Replicates = 499 }, default))).First(made => made.Item2.Clusters[0].P > 0.2);
        foreach (var cluster in all.Clusters) Assert.Equal((1 + all.Replicates.Count(llr => llr >= cluster.Llr - 1e-9)) / 500.0, cluster.P!.Value, 12);
        var early = ScanStatistic.Run(set.Data(ScanModel.Poisson), set.Map, Plain with { Replicates = 499, PValue = PValueMethod.EarlyTermination, EnoughAbove = 10 }, default);
        Assert.Equal(all.Replicates.Take(early.Replicates.Count), early.Replicates);
        Assert.Equal(10, early.Replicates.Count(llr => llr >= early.Clusters[0].Llr - 1e-9));
        Assert.True(early.Replicates[^1] >= early.Clusters[0].Llr - 1e-9);
        Assert.Equal(10.0 / early.Replicates.Count, early.Clusters[0].P!.Value, 12);
        Assert.Null(ScanStatistic.Run(set.Data(ScanModel.Poisson), set.Map, Plain with { Replicates = 98 }, default).Clusters[0].P);
        // Gumbel by moments: its mean and variance are those of the replicates.
        var (mean, variance) = (all.Replicates.Average(), all.Replicates.Average(llr => llr * llr) - Math.Pow(all.Replicates.Average(), 2));
        var scale = Math.Sqrt(6 * variance) / Math.PI;
        var gumbel = 1 - Math.Exp(-Math.Exp((mean - 0.5772156649015329 * scale - all.Clusters[0].Llr) / scale));
        Assert.Equal(gumbel, all.Clusters[0].GumbelP!.Value, 9);
    }

    [Fact]
    public void Under_chance_alone_p_values_are_uniform()
    {
        var below = 0;
        for (var seed = 1; seed <= 200; seed++)
        {
            var chance = new Random(seed);
            var cases = new int[25];
            for (var i = 0; i < 150; i++) cases[chance.Next(25)]++;
            var map = ScanGeography.OnPlane([.. Enumerable.Range(0, 25).Select(i => new double[] { i % 5, i / 5 })]);
            var result = ScanStatistic.Run(ScanData.Poisson(25, 1, cases, [.. Enumerable.Repeat(1.0, 25)]), map, Plain with { Seed = (ulong)seed }, default);
            if (result.Clusters.Count > 0 && result.Clusters[0].P <= 0.2) below++;
        }
        // 200 x 0.2 = 40, five standard deviations of 5.7 either way.
        Assert.InRange(below, 12, 68);
    }

    [Fact]
    public void What_cannot_be_is_a_bug_and_what_is_too_large_is_told_before_it_starts()
    {
        var set = MadeSet.Of(1, 5, 3, 20);
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(Plain with { MaxShare = 0.51 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(Plain with { MaxIntervals = 4 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(Plain with { MinIntervals = 2 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(Plain with { Replicates = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(Plain with { MinCases = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScanData.Poisson(1, 1, [0], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScanData.Poisson(2, 1, [1, 1], [0, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScanData.Poisson(ScanData.PlacesMax + 1, 1, new int[ScanData.PlacesMax + 1], new double[ScanData.PlacesMax + 1]));
        Assert.Throws<OperationCanceledException>(() => ScanStatistic.Run(set.Data(ScanModel.Poisson), set.Map, Plain, new CancellationToken(canceled: true)));
        var cases = new int[ScanData.PlacesMax];
        cases[0] = 5;
        var many = ScanGeography.OnPlane([.. Enumerable.Range(0, cases.Length).Select(i => new double[] { i, 0 })]);
        var said = Assert.Throws<ScanTooLargeException>(() => ScanStatistic.Run(ScanData.Poisson(cases.Length, 1, cases, [.. Enumerable.Repeat(1.0, cases.Length)]), many, Plain, default));
        Assert.Contains("at most 2048 MiB", said.Message, StringComparison.Ordinal);

        void Run(ScanOptions options) => ScanStatistic.Run(set.Data(ScanModel.Poisson), set.Map, options, default);
    }

    /// <summary>More threads than there is memory for: fewer work, and the answer is the same on every machine.</summary>
    [Fact]
    public void Whether_a_scan_is_done_does_not_depend_on_the_threads()
    {
        var cases = new int[1_000 * 52];
        for (var i = 0; i < cases.Length; i += 13) cases[i] = 1;
        double[][] places = [.. Enumerable.Range(0, 1_000).Select(i => new double[] { i % 40, i / 40 })];
        ScanResult Run(int threads) => ScanStatistic.Run(ScanData.Poisson(1_000, 52, cases, [.. Enumerable.Repeat(1.0, cases.Length)]), ScanGeography.OnPlane(places, places[..2]),
            new() { MaxIntervals = 4, Replicates = 1, Threads = threads, MaxRadius = 3 }, default);
        Assert.Equal(Run(1).Clusters[0].Llr, Run(1_000_000).Clusters[0].Llr);
    }

    [Fact]
    public void More_categories_than_there_is_memory_for_are_refused_before_their_tables_are_made()
    {
        Assert.Equal("2 categories of cases in 65535 places over 4097 intervals would take more than 2048 MiB of memory: tell fewer categories, or take longer intervals",
            Assert.Throws<ScanTooLargeException>(() => ScanData.CheckCategories(65_535, 4_097, 2)).Message);
        ScanData.CheckCategories(65_536, 4_096, 2);
        Assert.Equal("300 categories of people in 60000 places on 40000 days would take more than 2048 MiB of memory: tell fewer categories or days",
            Assert.Throws<ScanTooLargeException>(() => new PopulationCensus(60_000, 300, [.. Enumerable.Range(0, 40_000)])).Message);
    }

    /// <summary>A replicate's cases. Intervals that no window reaches hold none of them, and no window asks.</summary>
    static int[] Drawn(ScanData data, ulong seed, int replicate, int first = 0)
    {
        var (cells, table, chance) = (new int[data.TotalCases], new int[data.Cases.Length], new ScanChance(seed, replicate));
        var drawn = Redistribution.For(data, first).Draw(ref chance, cells);
        foreach (var cell in cells[..drawn]) table[first * data.Places + cell]++;
        table[0] += first > 0 ? data.TotalCases - drawn : 0;
        return table;
    }

    static (string, int, int, double, double?) Told(ScanCluster cluster) => (string.Join(' ', cluster.Places), cluster.Start, cluster.End, cluster.Llr, cluster.P);

    static void AssertNear(double expected, double found, string replay) => Assert.True(Math.Abs(expected - found) < 1e-8, $"{replay}: {found} instead of {expected}");
}
