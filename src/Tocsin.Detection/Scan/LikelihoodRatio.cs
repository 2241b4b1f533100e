namespace Tocsin.Detection.Scan;

/// <summary>The logarithm of the likelihood ratio of a window: another rate inside than outside, against one rate everywhere.</summary>
/// <remarks>M. Kulldorff, "A spatial scan statistic", Communications in Statistics: Theory and Methods 26 (1997) 1481-1496. For cases above the share of the
/// measure it rises with the cases and falls with the measure.</remarks>
abstract class LikelihoodRatio(int cases, double measure)
{
    protected int Cases => cases;

    protected double Measure => measure;

    /// <summary>Whether there are more cases inside than the measure's share of all.</summary>
    public bool IsHigh(int inside, double measureInside) => inside * measure > measureInside * cases;

    /// <summary>The cases that would be expected.</summary>
    public double Expected(double measureInside) => measureInside * (cases / measure);

    public abstract double Of(int inside, double measureInside);

    /// <summary>No less than <see cref="Of"/>, and quicker, where there are more cases than expected.</summary>
    public abstract double Bound(int inside, double measureInside);

    /// <summary>The fewest cases, at most all, whose ratio is above a level for some measure from <paramref name="least"/> on; one more than all where none is.</summary>
    public abstract int FewestAbove(double level, double least, int atLeast);

    /// <summary>The first from <paramref name="from"/> to <paramref name="to"/> that is above the level; to + 1 where none is. Gallops, because it is near.</summary>
    protected int FirstAbove(double level, double measureInside, int from, int to)
    {
        var (below, step) = (from - 1, 1);
        while (true)
        {
            var at = Math.Min(to, below + step);
            if (at <= below) return to + 1;
            if (IsHigh(at, measureInside) && Of(at, measureInside) > level)
            {
                var above = at;
                while (above - below > 1)
                {
                    var middle = below + (above - below) / 2;
                    if (IsHigh(middle, measureInside) && Of(middle, measureInside) > level) above = middle;
                    else below = middle;
                }
                return above;
            }
            (below, step) = (at, step * 2);
        }
    }

    public static LikelihoodRatio For(ScanData data) => data.Model == ScanModel.Bernoulli
        ? new BernoulliRatio(data.TotalCases, data.TotalMeasure)
        : new PoissonRatio(data.TotalCases, data.TotalMeasure);

    sealed class PoissonRatio(int cases, double measure) : LikelihoodRatio(cases, measure)
    {
        readonly double null0 = cases * Math.Log(cases / measure);

        public override double Of(int inside, double measureInside)
        {
            var outside = Cases - inside;
            var sum = 0.0;
            if (inside != 0) sum = inside * Math.Log(inside / measureInside);
            if (outside != 0) sum += outside * Math.Log(outside / (Measure - measureInside));
            return sum - null0;
        }

        // x ln x - x + 1 is at most (x - 1)²/2 for x >= 1, and at most (x - 1)² for x <= 1.
        public override double Bound(int inside, double measureInside)
        {
            var expected = Expected(measureInside);
            var more = inside - expected;
            return more * more * (0.5 / expected + 1 / (Cases - expected)) + 1e-9;
        }

        public override int FewestAbove(double level, double least, int atLeast) => least <= 0 ? atLeast : FirstAbove(level, least, atLeast, Cases);
    }

    sealed class BernoulliRatio(int cases, double measure) : LikelihoodRatio(cases, measure)
    {
        readonly double null0 = Part(cases, measure);

        public override double Of(int inside, double measureInside) => Part(inside, measureInside) + Part(Cases - inside, Measure - measureInside) - null0;

        public override double Bound(int inside, double measureInside) => double.PositiveInfinity;

        public override int FewestAbove(double level, double least, int atLeast)
        {
            // People are whole; and with more of them there may be more cases than those of the fewest.
            var people = Math.Max(1, Math.Ceiling(least));
            var most = (int)Math.Min(Cases, people);
            return atLeast > most ? atLeast : FirstAbove(level, people, atLeast, most);
        }

        static double Part(int cases, double people)
        {
            var sum = 0.0;
            if (cases != 0) sum = cases * Math.Log(cases / people);
            if (cases != people) sum += (people - cases) * Math.Log(1 - cases / people);
            return sum;
        }
    }
}
