using NodaTime;

namespace Tocsin.Formats.Indicators;

/// <summary>One row of a sightings CSV: an indicator was seen.</summary>
/// <param name="Time">When.</param>
/// <param name="Offset">The offset in which the source wrote the time.</param>
/// <param name="Indicator">What was seen.</param>
/// <param name="Count">How often, from 1.</param>
public sealed record SightingRow(Instant Time, Offset Offset, Indicator Indicator, long Count)
{
    /// <summary>Who says so; null where the file is silent.</summary>
    public string? Source { get; init; }

    /// <summary>What saw it; null where the file is silent.</summary>
    public string? Sensor { get; init; }

    /// <summary>In words; null where the file is silent.</summary>
    public string? Description { get; init; }
}
