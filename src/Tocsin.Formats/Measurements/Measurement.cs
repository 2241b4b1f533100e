using NodaTime;

namespace Tocsin.Formats.Measurements;

/// <summary>What one instrument measured at one time.</summary>
public sealed record Measurement
{
    /// <summary>What sort of instrument it is.</summary>
    public required Instrument Instrument { get; init; }

    /// <summary>The station's or device's name for itself; null where the file is silent.</summary>
    public string? Station { get; init; }

    /// <summary>Where it stands, in words; null where the file is silent.</summary>
    public string? Place { get; init; }

    /// <summary>Who measured; null where the file is silent.</summary>
    public string? Publisher { get; init; }

    /// <summary>When, with the source's offset.</summary>
    public required OffsetDateTime Time { get; init; }

    /// <summary>The water level above the station's own zero, in metres; null where it was not measured.</summary>
    public double? LevelMetres { get; init; }

    /// <summary>The discharge, in cubic metres a second; null where it was not measured.</summary>
    public double? DischargeCubicMetresPerSecond { get; init; }

    /// <summary>The level from which on the station warns, in metres; null where the file is silent.</summary>
    public double? WarningLevelMetres { get; init; }

    /// <summary>The discharge from which on the station warns, in cubic metres a second; null where the file is silent.</summary>
    public double? WarningDischargeCubicMetresPerSecond { get; init; }

    /// <summary>The ambient dose rate, in microsieverts an hour; null where it was not measured.</summary>
    public double? DoseRateMicrosievertsPerHour { get; init; }

    /// <summary>The dose rate from which on the station warns, in microsieverts an hour; null where the file is silent.</summary>
    public double? WarningDoseRateMicrosievertsPerHour { get; init; }

    /// <summary>What a Geiger counter counted, in counts a minute; null where it is none.</summary>
    public double? CountsPerMinute { get; init; }

    /// <summary>Metres above the sea; null where the file is silent.</summary>
    public double? AltitudeMetres { get; init; }

    /// <summary>WGS 84 degrees; null where the file is silent.</summary>
    public (double Longitude, double Latitude)? Position { get; init; }
}

/// <summary>Sorts of instruments. The default is a gauge in a river.</summary>
public enum Instrument
{
    /// <summary>Water level and discharge.</summary>
    RiverGauge,
    /// <summary>Ambient dose rate.</summary>
    DoseRateMeter,
}
