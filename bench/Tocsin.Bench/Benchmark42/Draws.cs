namespace Tocsin.Bench.Benchmark42;

/// <summary>Numbers by chance, of the kinds that counts are made of.</summary>
sealed class Draws(int seed)
{
    const double SmallMean = 30;

    readonly Random chance = new(seed);

    public double Uniform() => chance.NextDouble();

    public int Below(int most) => chance.Next(most);

    public double Between(double low, double high) => low + (high - low) * chance.NextDouble();

    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - chance.NextDouble())) * Math.Cos(Math.Tau * chance.NextDouble());

    /// <summary>Marsaglia and Tsang (2000).</summary>
    public double Gamma(double shape)
    {
        if (shape < 1) return Gamma(shape + 1) * Math.Pow(1 - chance.NextDouble(), 1 / shape);
        var d = shape - 1.0 / 3;
        while (true)
        {
            var x = Normal();
            var v = Math.Pow(1 + x / Math.Sqrt(9 * d), 3);
            if (v > 0 && Math.Log(1 - chance.NextDouble()) < 0.5 * x * x + d - d * v + d * Math.Log(v)) return d * v;
        }
    }

    /// <summary>A Poisson count; a large mean is split at the time of an event before it (Ahrens and Dieter 1974).</summary>
    public int Poisson(double mean)
    {
        var count = 0;
        while (mean > SmallMean)
        {
            var events = (int)(mean * 7 / 8);
            var time = Gamma(events);
            if (time > mean) return count + Binomial(events - 1, mean / time);
            (count, mean) = (count + events, mean - time);
        }
        var (limit, product) = (Math.Exp(-mean), chance.NextDouble());
        for (; product > limit; product *= chance.NextDouble()) count++;
        return count;
    }

    public int Binomial(int trials, double probability)
    {
        var count = 0;
        for (var i = 0; i < trials; i++)
            if (chance.NextDouble() < probability) count++;
        return count;
    }

    /// <summary>A count with a mean and a variance of dispersion x mean.</summary>
    public int Count(double mean, double dispersion) => Poisson(dispersion <= 1 ? mean : Gamma(mean / (dispersion - 1)) * (dispersion - 1));
}
