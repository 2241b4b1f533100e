namespace Tocsin.Detection.Numerics;

/// <summary>The standard normal distribution.</summary>
public static class Normal
{
    const double RatioBelow = 3;

    /// <summary>The value that a standard normal variable stays below with probability <paramref name="p"/>, to about 1e-16.</summary>
    /// <remarks>M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37 (1988) 477-484.</remarks>
    /// <param name="p">A probability, 0 to 1; at the ends the answer is infinite.</param>
    public static double Quantile(double p)
    {
        if (p is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(p), p, "a probability is from 0 to 1");
        if (p == 0) return double.NegativeInfinity;
        if (p == 1) return double.PositiveInfinity;
        var q = p - 0.5;
        if (Math.Abs(q) <= 0.425) return q * Ratio(0.180625 - q * q, CentreUp, CentreDown);
        var r = Math.Sqrt(-Math.Log(q < 0 ? p : 1 - p));
        var far = r <= 5 ? Ratio(r - 1.6, MiddleUp, MiddleDown) : Ratio(r - 5, TailUp, TailDown);
        return q < 0 ? -far : far;
    }

    /// <summary>The probability that a standard normal variable exceeds <paramref name="x"/>; small ones keep their relative precision.</summary>
    /// <remarks>Near the middle it is a ratio of polynomials, to 2e-14: J. F. Hart et al., "Computer Approximations" (1968), algorithm 5666.</remarks>
    /// <param name="x">Any number.</param>
    public static double Above(double x)
    {
        if (double.IsNaN(x)) return x;
        if (Math.Abs(x) < RatioBelow)
        {
            var near = Math.Exp(-x * x / 2) * Ratio(Math.Abs(x), AboveUp, AboveDown);
            return x >= 0 ? near : 1 - near;
        }
        var half = 0.5 * (x >= 0 ? IncompleteGamma.Upper(0.5, x * x / 2) : IncompleteGamma.Lower(0.5, x * x / 2));
        return x >= 0 ? half : 0.5 + half;
    }

    static double Ratio(double x, ReadOnlySpan<double> up, ReadOnlySpan<double> down) => Horner(x, up) / Horner(x, down);

    static double Horner(double x, ReadOnlySpan<double> coefficients)
    {
        var sum = 0.0;
        for (var i = coefficients.Length - 1; i >= 0; i--) sum = sum * x + coefficients[i];
        return sum;
    }

    static ReadOnlySpan<double> AboveUp =>
    [
        220.206867912376, 221.213596169931, 112.079291497871, 33.912866078383, 6.37396220353165, 0.700383064443688, 0.0352624965998911,
    ];

    static ReadOnlySpan<double> AboveDown =>
    [
        440.413735824752, 793.826512519948, 637.333633378831, 296.564248779674, 86.7807322029461, 16.064177579207, 1.75566716318264, 0.0883883476483184,
    ];

    static ReadOnlySpan<double> CentreUp =>
    [
        3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
        45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
    ];

    static ReadOnlySpan<double> CentreDown =>
    [
        1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
        21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610,
    ];

    static ReadOnlySpan<double> MiddleUp =>
    [
        1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
        1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4,
    ];

    static ReadOnlySpan<double> MiddleDown =>
    [
        1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
        0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ];

    static ReadOnlySpan<double> TailUp =>
    [
        6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230,
        0.0265321895265761230930, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ];

    static ReadOnlySpan<double> TailDown =>
    [
        1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ];
}
