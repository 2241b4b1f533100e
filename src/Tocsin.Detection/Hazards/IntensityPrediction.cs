namespace Tocsin.Detection.Hazards;

/// <summary>Which shaking an earthquake is expected to cause: the mean Modified Mercalli intensity at a hypocentral
/// distance, for active crust anywhere.</summary>
/// <remarks>T. I. Allen, D. J. Wald and C. B. Worden, "Intensity attenuation for active crustal regions", Journal of
/// Seismology 16 (2012) 409-433, the equation for hypocentral distance, without site terms. It was made from
/// earthquakes of magnitude 5 to 7.9 within 300 km; outside it is a guess.</remarks>
public static class IntensityPrediction
{
    // The paper's table of coefficients for hypocentral distance.
    const double C0 = 2.085, C1 = 1.428, C2 = -1.402, C4 = 0.078, M1 = -0.209, M2 = 2.042;
    const double FarFromKm = 50, SearchKmMax = 20_000, SearchKmStep = 0.001;

    /// <summary>The mean intensity, as a decimal number on the scale of I to XII; below 1 nothing is felt.</summary>
    /// <param name="magnitude">Moment magnitude.</param>
    /// <param name="hypocentralKm">Kilometres from the hypocentre, 0 or more.</param>
    public static double At(double magnitude, double hypocentralKm)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hypocentralKm);
        var saturation = M1 + M2 * Math.Exp(magnitude - 5);
        var near = C0 + C1 * magnitude + C2 * Math.Log(Math.Sqrt(hypocentralKm * hypocentralKm + saturation * saturation));
        return hypocentralKm > FarFromKm ? near + C4 * Math.Log(hypocentralKm / FarFromKm) : near;
    }

    /// <summary>How far from the epicentre an intensity is still reached.</summary>
    /// <param name="magnitude">Moment magnitude.</param>
    /// <param name="depthKm">The hypocentre's depth in kilometres; above the ground counts as 0.</param>
    /// <param name="intensity">The intensity, 1 to 12.</param>
    /// <returns>Kilometres along the ground; nothing where it is not reached even at the epicentre.</returns>
    public static double? RadiusKm(double magnitude, double depthKm, double intensity)
    {
        var depth = Math.Max(depthKm, 0);
        if (At(magnitude, depth) < intensity) return null;
        var (near, far) = (depth, SearchKmMax);
        while (far - near > SearchKmStep)
        {
            var middle = (near + far) / 2;
            if (At(magnitude, middle) >= intensity) near = middle;
            else far = middle;
        }
        return Math.Sqrt(near * near - depth * depth);
    }
}
