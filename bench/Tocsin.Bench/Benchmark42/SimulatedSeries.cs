namespace Tocsin.Bench.Benchmark42;

/// <summary>A weekly series as the benchmark makes them: counts with outbreaks of the past, without and with a current outbreak in the last 49 weeks.</summary>
/// <param name="Scenario">Which scenario it is of.</param>
/// <param name="Without">Counts without the current outbreak.</param>
/// <param name="With">The same with it.</param>
/// <param name="Struck">Weeks to which the current outbreak adds cases.</param>
/// <param name="Mean">The true mean of each week.</param>
/// <param name="Dispersion">The true variance over mean of each week.</param>
sealed record SimulatedSeries(int Scenario, double[] Without, double[] With, bool[] Struck, double[] Mean, double[] Dispersion)
{
    /// <summary>Weeks of a series, and how many of them, the last, are judged.</summary>
    public const int Weeks = 624, Judged = 49;

    const int PastFrom = 312, PastOutbreaks = 4, SizeMin = 2, SizesMax = 10;
    static readonly int[] PastSizes = [2, 3, 5, 10];

    /// <summary>The first judged week, from 0.</summary>
    public int From => Without.Length - Judged;

    /// <summary>Counts of these means; outbreaks as the benchmark has them: a Poisson number of cases, in standard deviations of the week's count,
    /// each with a delay of whole weeks from a lognormal distribution (0, 0.5); at least two cases.</summary>
    public static SimulatedSeries Make(int scenario, double[] mean, double[] dispersion, Draws draws)
    {
        var without = new double[Weeks];
        for (var week = 0; week < Weeks; week++) without[week] = draws.Count(mean[week], dispersion[week]);
        for (var i = 0; i < PastOutbreaks; i++)
        {
            var start = PastFrom + draws.Below(Weeks - Judged - PastFrom);
            Break(without, start, PastSizes[draws.Below(PastSizes.Length)]);
        }
        var with = (double[])without.Clone();
        Break(with, Weeks - Judged + draws.Below(Judged), 1 + draws.Below(SizesMax));
        return new(scenario, without, with, [.. with.Zip(without, (a, b) => a > b)], mean, dispersion);

        void Break(double[] counts, int start, int size)
        {
            var cases = Math.Max(SizeMin, draws.Poisson(size * Math.Sqrt(mean[start] * dispersion[start])));
            for (var i = 0; i < cases; i++)
            {
                var week = start + (int)Math.Exp(0.5 * draws.Normal());
                if (week < Weeks) counts[week]++;
            }
        }
    }

    /// <summary>Only so many weeks before the judged ones.</summary>
    public SimulatedSeries Short(int history)
    {
        var first = From - history;
        return new(Scenario, Without[first..], With[first..], Struck[first..], Mean[first..], Dispersion[first..]);
    }
}
