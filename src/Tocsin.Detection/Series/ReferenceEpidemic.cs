namespace Tocsin.Detection.Series;

/// <summary>The statistic of the reference's chart for epidemic changes. It looks for ln λ by Newton's method, each beginning's search
/// going on from the one's before, and where the curve bends upwards a step leads away: λ then goes to 0 and never comes back.</summary>
static class ReferenceEpidemic
{
    const double FirstRate = 0.5, LogRateMin = -18, Converged = 1e-6;
    const int StepsMax = 10_000;

    public static double Statistic(ReadOnlySpan<double> counts, ReadOnlySpan<double> means, ReadOnlySpan<double> before, int first)
    {
        var (logRate, best) = (Math.Log(FirstRate), 0.0);
        for (var k = first; k < counts.Length; k++)
        {
            logRate = Search(counts[k..], means[k..], before[k..], logRate);
            var (value, rate) = (0.0, Math.Exp(logRate));
            for (var i = k; i < counts.Length; i++)
                value += (counts[i] > 0 ? counts[i] * Math.Log(1 + rate * before[i] / means[i]) : 0) - rate * before[i];
            best = Math.Max(best, value);
        }
        return best;
    }

    static double Search(ReadOnlySpan<double> counts, ReadOnlySpan<double> means, ReadOnlySpan<double> before, double logRate)
    {
        for (var step = 0; step < StepsMax && logRate >= LogRateMin; step++)
        {
            var (slope, curvature, rate) = (0.0, 0.0, Math.Exp(logRate));
            for (var i = 0; i < counts.Length; i++)
            {
                var share = before[i] / (means[i] + rate * before[i]);
                slope += counts[i] * share - before[i];
                curvature -= counts[i] * share * share;
            }
            var (by, second) = (rate * slope, rate * slope + rate * rate * curvature);
            if (second == 0) return logRate;
            var next = logRate - by / second;
            if (!double.IsFinite(next)) return logRate;
            var moved = Math.Abs(Math.Exp(next) - rate);
            logRate = next;
            if (!(moved >= Converged)) return logRate;
        }
        return logRate;
    }
}
