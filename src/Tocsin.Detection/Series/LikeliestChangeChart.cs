namespace Tocsin.Detection.Series;

/// <summary>A chart for a change of the likeliest size and beginning.</summary>
sealed class LikeliestChangeChart(GlrOptions options, double overdispersion, int pointsMax) : GlrChart
{
    const double Precision = 1e-12;
    const int StepsMax = 100;

    readonly double[] counts = new double[pointsMax], means = new double[pointsMax], before = new double[pointsMax];
    readonly bool quirks = options.AsReference;
    int points;

    public override double Add(double count, double mean, double lag)
    {
        (counts[points], means[points], before[points]) = (count, mean, lag);
        points++;
        if (quirks && options.Change == GlrChange.Epidemic) return ReferenceEpidemic.Statistic(counts.AsSpan(0, points), means, before, First);
        return Statistic(double.PositiveInfinity);
    }

    public override double CasesNeeded(double mean, double lag, double threshold, double casesMax)
    {
        // More cases never make the statistic smaller.
        if (Reaches(0)) return 0;
        var (below, found) = (0.0, 1.0);
        for (; !Reaches(found); found *= 2)
        {
            if (found >= casesMax) return double.NaN;
            below = found;
        }
        while (found - below > 1)
        {
            var middle = Math.Floor((below + found) / 2);
            if (Reaches(middle)) found = middle;
            else below = middle;
        }
        return found;

        bool Reaches(double count)
        {
            (counts[points], means[points], before[points]) = (count, mean, lag);
            points++;
            var value = Statistic(threshold);
            points--;
            return value >= threshold;
        }
    }

    public override void Restart() => points = 0;

    int First => options.Window is { } window ? Math.Max(0, points - 1 - window) : 0;

    /// <summary>The last point at which the change may have begun. In the reference's Poisson charts a window leaves
    /// one point too many out, and without a window the shortest change only delays the beginning.</summary>
    int Last
    {
        get
        {
            if (!quirks || overdispersion > 0 || options.Change == GlrChange.Epidemic) return points - options.Shortest;
            if (options.Window is not null) return points - 1 - options.Shortest;
            return points < options.Shortest ? -1 : points - 1;
        }
    }

    /// <summary>The statistic, or where it is enough something above that.</summary>
    double Statistic(double enough)
    {
        if (options.Change == GlrChange.Epidemic) return Epidemic(enough);
        return overdispersion > 0 ? NegativeBinomial(enough) : Poisson();
    }

    double Poisson()
    {
        var (best, cases, mean) = (0.0, 0.0, 0.0);
        for (var k = points - 1; k >= First; k--)
        {
            cases += counts[k];
            mean += means[k];
            if (k <= Last && cases > mean) best = Math.Max(best, cases * Math.Log(cases / mean) - cases + mean);
        }
        return best;
    }

    double NegativeBinomial(double enough)
    {
        var (best, growth, cases) = (0.0, 1.0, 0.0);
        for (var k = points - 1; k >= First && best < enough; k--)
        {
            cases += counts[k];
            if (k > Last) continue;
            growth = Growth(k, growth);
            if (growth == 1) continue;
            var value = cases * Math.Log(growth);
            for (var i = k; i < points; i++)
                value -= (counts[i] + 1 / overdispersion) * Math.Log((1 + overdispersion * means[i] * growth) / (1 + overdispersion * means[i]));
            best = Math.Max(best, value);
        }
        return best;
    }

    /// <summary>The likeliest factor of the means from a point on, at least 1. The likelihood's slope by the factor is convex, so Newton's
    /// steps go up to it from below; from above the first one lands below.</summary>
    double Growth(int k, double start)
    {
        var growth = start;
        for (var step = 0; step < StepsMax; step++)
        {
            var (slope, curvature) = (0.0, 0.0);
            for (var i = k; i < points; i++)
            {
                var inverse = 1 / (1 + overdispersion * means[i] * growth);
                var ratio = (1 + overdispersion * counts[i]) * inverse;
                slope += (ratio - 1) / overdispersion;
                curvature += means[i] * ratio * inverse;
            }
            var next = Math.Max(1, growth + slope / curvature);
            if (Math.Abs(next - growth) <= Precision * growth) return next;
            growth = next;
        }
        return growth;
    }

    double Epidemic(double enough)
    {
        var (best, rate) = (0.0, 0.0);
        for (var k = points - 1; k >= First && best < enough; k--)
        {
            if (k > Last) continue;
            rate = Rate(k, rate);
            var value = 0.0;
            for (var i = k; i < points; i++)
                value += (counts[i] > 0 ? counts[i] * Math.Log(1 + rate * before[i] / means[i]) : 0) - rate * before[i];
            best = Math.Max(best, value);
        }
        return best;
    }

    /// <summary>The likeliest λ from a point on, at least 0, in the same way.</summary>
    double Rate(int k, double start)
    {
        var rate = start;
        for (var step = 0; step < StepsMax; step++)
        {
            var (slope, curvature) = (0.0, 0.0);
            for (var i = k; i < points; i++)
            {
                var share = before[i] / (means[i] + rate * before[i]);
                slope += counts[i] * share - before[i];
                curvature += counts[i] * share * share;
            }
            if (curvature == 0) return 0;
            var next = Math.Max(0, rate + slope / curvature);
            if (Math.Abs(next - rate) <= Precision * (1 + rate)) return next;
            rate = next;
        }
        return rate;
    }
}
