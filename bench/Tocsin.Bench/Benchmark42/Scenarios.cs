namespace Tocsin.Bench.Benchmark42;

/// <summary>Sets of parameters that series are made of: the benchmark's, and shapes that no harmonic regression has.</summary>
static class Scenarios
{
    const int Year = 52;

    // Noufaily et al. (2013), table 1: theta, beta, gamma1, gamma2, dispersion; each with 0, 1 and 2 harmonics, without and with its trend.
    static readonly (double Theta, double Beta, double Cosine, double Sine, double Dispersion)[] Sets =
    [
        (0.1, 0.0025, 0.6, 0.6, 1.5), (-2, 0.005, 0.1, 0.3, 2), (1.5, 0.003, 0.2, -0.4, 1), (0.5, 0.002, 0.5, 0.5, 5),
        (2.5, 0.001, 1, 0.1, 3), (3.75, 0.001, 0.1, -0.1, 1.1), (5, 0.0001, 0.05, 0.01, 1.2),
    ];

    /// <summary>How many there are of each kind.</summary>
    public const int Count = 42;

    /// <summary>A series of one of the benchmark's scenarios.</summary>
    /// <param name="scenario">1 to 42.</param>
    /// <param name="seed">Which of its series.</param>
    public static SimulatedSeries Benchmark(int scenario, int seed)
    {
        var set = Sets[(scenario - 1) / 6];
        var (harmonics, beta) = ((scenario - 1) % 3, (scenario - 1) % 6 >= 3 ? set.Beta : 0);
        var mean = Means(week =>
        {
            var log = set.Theta + beta * (week + 1);
            for (var j = 1; j <= harmonics; j++)
                log += set.Cosine * Math.Cos(Math.Tau * j * (week + 1) / Year) + set.Sine * Math.Sin(Math.Tau * j * (week + 1) / Year);
            return log;
        });
        return SimulatedSeries.Make(scenario, mean, [.. mean.Select(_ => set.Dispersion)], new Draws(seed * 1_000 + scenario));
    }

    /// <summary>A series of another shape: a yearly wave whose height and week change from year to year; holidays; a shift of the level; a level that walks.
    /// Half of them vary with a negative binomial's fixed size, so that the variance grows with the square of the mean.</summary>
    /// <param name="scenario">1 to 42.</param>
    /// <param name="seed">Which of its series.</param>
    public static SimulatedSeries OtherShape(int scenario, int seed)
    {
        var draws = new Draws(1_000_000 + seed * 1_000 + scenario);
        var kind = scenario % 4;
        var level = draws.Between(-1.5, 4.5);
        var peak = draws.Below(Year);
        var (width, height, dent) = (draws.Between(2, 6), draws.Between(0.5, 1.5), draws.Between(0.3, 0.7));
        var (shiftAt, shift) = (SimulatedSeries.Weeks - 49 - draws.Below(4 * Year), draws.Between(-0.6, 0.6));
        var years = Enumerable.Range(0, SimulatedSeries.Weeks / Year + 1).Select(_ => (Height: height + 0.2 * draws.Normal(), Week: peak + draws.Normal())).ToArray();
        var walk = 0.0;
        var mean = Means(week =>
        {
            var season = 0.3 * Math.Cos(Math.Tau * (week - peak) / Year);
            switch (kind)
            {
                case 0:
                    var (high, at) = years[week / Year];
                    var away = Math.Abs(week % Year - at) % Year;
                    away = Math.Min(away, Year - away);
                    return level + high * Math.Exp(-away * away / (2 * width * width));
                case 1:
                    return level + season + (week % Year) switch { 0 => 0.25, 50 => Math.Log(1 - dent / 2), 51 => Math.Log(1 - dent), _ => 0 };
                case 2:
                    return level + season + (week >= shiftAt ? shift : 0);
                default:
                    return level + season + (walk += 0.02 * draws.Normal());
            }
        });
        var extra = draws.Between(0, 2);
        return SimulatedSeries.Make(scenario, mean, [.. mean.Select(m => scenario / 4 % 2 == 0 ? 1 + extra : 1 + extra * m / 20)], draws);
    }

    static double[] Means(Func<int, double> log) => [.. Enumerable.Range(0, SimulatedSeries.Weeks).Select(week => Math.Exp(log(week)))];
}
