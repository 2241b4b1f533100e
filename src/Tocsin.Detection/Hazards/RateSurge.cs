using Tocsin.Detection.Numerics;

namespace Tocsin.Detection.Hazards;

/// <summary>How much faster events came lately than before, and how likely that is by chance.</summary>
/// <remarks>J. Przyborowski and H. Wilenski, "Homogeneity of results in testing samples from Poisson series", Biometrika 31 (1940) 313-323:
/// given all events, those of the recent time are binomial.</remarks>
/// <param name="Ratio">The recent rate over the earlier one; infinite where there was none before.</param>
/// <param name="PValue">The probability of so many recent events, or more, if the rate had not changed.</param>
public readonly record struct RateSurge(double Ratio, double PValue)
{
    /// <summary>Compares two stretches of time.</summary>
    /// <param name="recent">Events of the recent one, 0 to 2^53.</param>
    /// <param name="recentTime">How long it is, above 0, in any unit.</param>
    /// <param name="before">Events of the earlier one, 0 to 2^53.</param>
    /// <param name="beforeTime">How long that is, in the same unit.</param>
    public static RateSurge Of(long recent, double recentTime, long before, double beforeTime)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(recent);
        ArgumentOutOfRangeException.ThrowIfNegative(before);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(recent, 1L << 53);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(before, 1L << 53);
        if (!(recentTime > 0 && double.IsFinite(recentTime))) throw new ArgumentOutOfRangeException(nameof(recentTime), recentTime, "a time is above 0");
        if (!(beforeTime > 0 && double.IsFinite(beforeTime))) throw new ArgumentOutOfRangeException(nameof(beforeTime), beforeTime, "a time is above 0");
        if (recent == 0) return new(before == 0 ? double.NaN : 0, 1);
        var all = recentTime + beforeTime;
        // The binomial tail as an incomplete beta function (NIST DLMF 8.17.5).
        return new(recent / recentTime / (before / beforeTime), IncompleteBeta.At(recent, before + 1.0, recentTime / all, beforeTime / all));
    }
}
