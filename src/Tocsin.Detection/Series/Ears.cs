using Tocsin.Detection.Numerics;

namespace Tocsin.Detection.Series;

/// <summary>Which of the three EARS methods.</summary>
public enum EarsMethod
{
    /// <summary>The baseline ends just before the point.</summary>
    C1,

    /// <summary>The baseline ends two points earlier, so that an outbreak does not at once raise its own bound.</summary>
    C2,

    /// <summary>C2's excess over the two points before, added up.</summary>
    C3,
}

/// <summary>The Early Aberration Reporting System's C1, C2 and C3: mean and standard deviation of a short moving baseline.</summary>
/// <remarks>R. D. Fricker, B. L. Hegler and D. A. Dunfee, "Comparing syndromic surveillance detection methods: EARS' versus a
/// CUSUM-based methodology", Statistics in Medicine 27 (2008) 3407-3429. C3's bound starts from the count itself and not
/// from the mean, as the reference implementation's does.</remarks>
public sealed class Ears : ISeriesDetector
{
    const int Gap = 2, PointsOfC3 = 2;

    readonly EarsMethod method;
    readonly int baseline;
    readonly double deviationMin, z;

    /// <summary>A detector.</summary>
    /// <param name="method">Which one.</param>
    /// <param name="baseline">How many points the baseline has, from 3 on.</param>
    /// <param name="deviationMin">The standard deviation that is taken where the baseline's is smaller, from 0 on.</param>
    /// <param name="alpha">How often a point without an outbreak may be above the bound; by default 0.001, for C3 0.025.</param>
    public Ears(EarsMethod method, int baseline = 7, double deviationMin = 0, double? alpha = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(baseline, 3);
        if (!(deviationMin >= 0 && double.IsFinite(deviationMin))) throw new ArgumentOutOfRangeException(nameof(deviationMin), deviationMin, "a deviation is 0 or more");
        if (alpha is not (null or (> 0 and < 1))) throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "alpha is between 0 and 1");
        (this.method, this.baseline, this.deviationMin) = (method, baseline, deviationMin);
        z = Normal.Quantile(1 - (alpha ?? (method == EarsMethod.C3 ? 0.025 : 0.001)));
    }

    /// <inheritdoc/>
    public string Name => method switch { EarsMethod.C1 => "ears-c1", EarsMethod.C2 => "ears-c2", _ => "ears-c3" };

    int Lag => method == EarsMethod.C1 ? 0 : Gap;

    /// <inheritdoc/>
    public int FirstPoint(SeriesCalendar calendar) => baseline + Lag + (method == EarsMethod.C3 ? PointsOfC3 : 0);

    /// <inheritdoc/>
    public void Judge(SeriesHistory history, int from, Span<SeriesVerdict> verdicts)
    {
        for (var i = 0; i < verdicts.Length; i++) verdicts[i] = Judge(history, from + i);
    }

    SeriesVerdict Judge(SeriesHistory history, int at)
    {
        var count = history.Counts[at];
        if (at < FirstPoint(history.Calendar)) return SeriesVerdict.None(count, NotJudged.HistoryTooShort);
        var (mean, deviation) = Baseline(history, at);
        if (double.IsNaN(mean)) return SeriesVerdict.None(count, NotJudged.BaselineMissing);
        return method == EarsMethod.C3 ? JudgeC3(history, at, mean, deviation) : JudgeC1(count, mean, deviation);
    }

    SeriesVerdict JudgeC1(double count, double mean, double deviation)
    {
        var upper = mean + z * deviation;
        if (double.IsNaN(count)) return new(count, mean, upper, double.NaN, double.NaN, null, NotJudged.CountMissing);
        if (deviation == 0) return new(count, mean, upper, double.NaN, double.NaN, count > upper, NotJudged.No);
        return new(count, mean, upper, (count - mean) / (upper - mean), Normal.Above((count - mean) / deviation), count > upper, NotJudged.No);
    }

    SeriesVerdict JudgeC3(SeriesHistory history, int at, double mean, double deviation)
    {
        var count = history.Counts[at];
        var before = Excess(history, at - 2) + Excess(history, at - 1);
        // Zero deviation times infinite excess is not a number, and so is the bound then.
        var upper = Math.Max(0, count + deviation * (z - before));
        if (double.IsNaN(count)) return SeriesVerdict.None(count, NotJudged.CountMissing);
        if (double.IsNaN(upper)) return SeriesVerdict.None(count, BaselineIsKnown(history, at) ? NotJudged.BaselineConstant : NotJudged.BaselineMissing) with { Expected = mean };
        return new(count, mean, upper, before / z, double.NaN, count > upper, NotJudged.No);
    }

    double Excess(SeriesHistory history, int at)
    {
        var (mean, deviation) = Baseline(history, at);
        return Math.Max(0, (history.Counts[at] - mean) / deviation - 1);
    }

    bool BaselineIsKnown(SeriesHistory history, int at)
    {
        foreach (var count in history.Counts[(at - FirstPoint(history.Calendar))..at])
            if (double.IsNaN(count)) return false;
        return true;
    }

    (double Mean, double Deviation) Baseline(SeriesHistory history, int at)
    {
        var window = history.Counts.Slice(at - Lag - baseline, baseline);
        var sum = 0.0;
        foreach (var count in window) sum += count;
        var mean = sum / baseline;
        var squares = 0.0;
        foreach (var count in window) squares += (count - mean) * (count - mean);
        return (mean, Math.Max(Math.Sqrt(squares / (baseline - 1)), deviationMin));
    }
}
