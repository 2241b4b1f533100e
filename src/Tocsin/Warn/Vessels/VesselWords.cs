using System.Globalization;

namespace Tocsin.Warn.Vessels;

/// <summary>What is odd about a vessel, in one English sentence.</summary>
public static class VesselWords
{
    /// <summary>The sentence.</summary>
    public static string Of(VesselOddity odd) => odd.Sort switch
    {
        VesselOdd.Gap => string.Create(CultureInfo.InvariantCulture, $"it said nothing from {Minute(odd.Left)} to {Minute(odd.Reached!.Value)}, and was {Miles(odd.Km)} nm on"),
        VesselOdd.Jump => string.Create(CultureInfo.InvariantCulture, $"it was said to be {Miles(odd.Km)} nm away {(odd.Reached!.Value - odd.Left).TotalMinutes:0.#} minutes later, at {Minute(odd.Reached.Value)}: one position is false, or two send under its number"),
        VesselOdd.Twice => string.Create(CultureInfo.InvariantCulture, $"from {Minute(odd.Left)} to {Minute(odd.Reached!.Value)} it was said to be at two places, {Miles(odd.Km)} nm apart: two seem to send under its number"),
        VesselOdd.Inland => $"at {Minute(odd.Left)} its position was on land, more than {Shore.InlandKm:0} km from any sea: it was on a river or a lake, or the position is false",
        VesselOdd.Silent => $"it was under way and has not been heard since {Minute(odd.Left)}, while others near were",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Kilometres as nautical miles, to a tenth.</summary>
    public static string Miles(double km) => (km / SeaIncident.KmOfMile).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>A time in UTC, to the minute.</summary>
    public static string Minute(Instant time) => $"{time:uuuu-MM-dd HH:mm}Z";
}
