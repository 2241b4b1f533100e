namespace Tocsin.Tests.Detection.Series;

/// <summary>Counts by chance, with a mean and a variance of dispersion x mean; a seed makes the same again.</summary>
sealed class CountDraws(int seed)
{
    readonly Random chance = new(seed);

    /// <summary>A Poisson number of clusters, each of a logarithmic number of cases, is a negative binomial count.</summary>
    public int Count(double mean, double dispersion)
    {
        if (dispersion <= 1) return Poisson(mean);
        var (odds, count) = (1 - 1 / dispersion, 0);
        var clusters = Poisson(mean / (dispersion - 1) * Math.Log(dispersion));
        for (; clusters > 0; clusters--) count += Logarithmic(odds);
        return count;
    }

    int Poisson(double mean)
    {
        var count = 0;
        for (var time = -Math.Log(1 - chance.NextDouble()); time < mean; time -= Math.Log(1 - chance.NextDouble())) count++;
        return count;
    }

    int Logarithmic(double odds)
    {
        var (left, term, count) = (chance.NextDouble(), -odds / Math.Log(1 - odds), 1);
        for (; left > term && count < 100_000; count++) (left, term) = (left - term, term * odds * count / (count + 1));
        return count;
    }
}
