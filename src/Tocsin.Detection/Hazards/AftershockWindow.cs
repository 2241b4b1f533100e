namespace Tocsin.Detection.Hazards;

/// <summary>How far and how long after a main shock another earthquake counts as its aftershock: the windows of
/// Gardner and Knopoff (1974), as the fit that declustering programs use.</summary>
/// <remarks>J. K. Gardner and L. Knopoff, "Is the sequence of earthquakes in southern California, with aftershocks
/// removed, Poissonian?", Bulletin of the Seismological Society of America 64 (1974) 1363-1367, table 1.</remarks>
/// <param name="RadiusKm">Kilometres around the main shock's epicentre.</param>
/// <param name="Days">Days after the main shock.</param>
public readonly record struct AftershockWindow(double RadiusKm, double Days)
{
    const double LongerFromMagnitude = 6.5;

    /// <summary>The window of a main shock.</summary>
    /// <param name="magnitude">The main shock's magnitude, -10 to 11.</param>
    public static AftershockWindow Of(double magnitude)
    {
        if (magnitude is not (>= -10 and <= 11)) throw new ArgumentOutOfRangeException(nameof(magnitude), magnitude, "no earthquake has such a magnitude");
        var days = magnitude >= LongerFromMagnitude ? 0.032 * magnitude + 2.7389 : 0.5409 * magnitude - 0.547;
        return new(Math.Pow(10, 0.1238 * magnitude + 0.983), Math.Pow(10, days));
    }
}
