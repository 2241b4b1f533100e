using Tocsin.Detection.Series;

namespace Tocsin.Detection.Backtesting;

/// <summary>Adds outbreaks of known size to real counts: each case falls so many weeks after the first as a lognormal delay (0, 0.5) says, so half of
/// them in the first week and most others in the second. A seed makes the same outbreaks on every machine.</summary>
/// <remarks>The shape is that of A. Noufaily et al., Statistics in Medicine 32 (2013) 1206-1222.</remarks>
/// <param name="seed">Where all chance comes from.</param>
public sealed class OutbreakInjection(ulong seed)
{
    /// <summary>Cases of an outbreak at most.</summary>
    public const int SizeMax = 1_000_000;

    const double Spread = 0.5, WeeksAYear = 52;

    ulong state = seed;

    /// <summary>Adds an outbreak of so many cases at a point by chance; those that would fall after the last point are left out.</summary>
    /// <param name="history">The counts, of which none that is missing becomes known.</param>
    /// <param name="from">The first point at which it may begin.</param>
    /// <param name="size">Cases, 1 to <see cref="SizeMax"/>.</param>
    /// <returns>The counts with it, its first and its last point; nothing where all its cases fall on missing counts.</returns>
    public (SeriesHistory With, int First, int Last)? Add(SeriesHistory history, int from, int size)
    {
        if (size is < 1 or > SizeMax) throw new ArgumentOutOfRangeException(nameof(size), size, $"an outbreak has 1 to {SizeMax} cases");
        var counts = history.Counts.ToArray();
        var start = from + (int)(Uniform() * (history.Length - from));
        var (first, last) = (int.MaxValue, -1);
        for (var i = 0; i < size; i++)
        {
            var weeks = Math.Exp(Spread * Normal());
            var point = (long)start + (long)(weeks * history.Calendar.Frequency / WeeksAYear);
            if (point >= counts.Length || double.IsNaN(counts[point])) continue;
            counts[point]++;
            (first, last) = ((int)Math.Min(first, point), (int)Math.Max(last, point));
        }
        return last < 0 ? null : (new(history.Calendar, counts, history.Populations.IsEmpty ? null : history.Populations.ToArray()), first, last);
    }

    double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(Math.Tau * Uniform());

    double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>SplitMix64 (Steele, Lea and Flood 2014).</summary>
    ulong Next()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
