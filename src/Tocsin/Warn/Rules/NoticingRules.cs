using Tocsin.Share.Records;

namespace Tocsin.Warn.Rules;

/// <summary>Rings for fires: hotspots that lie near each other in space and time.</summary>
public sealed record FireRule : Rule
{
    /// <summary>Where.</summary>
    public required RuleArea Area { get; init; }
    /// <summary>The least confidence of a hotspot.</summary>
    public required HotspotTrust MinConfidence { get; init; }
    /// <summary>How far neighbouring hotspots are apart at most, 0.1 to 50 kilometres.</summary>
    public required double RadiusKm { get; init; }
    /// <summary>How many hours they are apart at most, 1 to 168.</summary>
    public required double WithinHours { get; init; }
    /// <summary>How many neighbours make a hotspot part of a fire, itself included, 1 to 100.</summary>
    public required int MinNeighbours { get; init; }
    /// <summary>Who lives so near to the circle round the fire counts, 0 to 100 kilometres.</summary>
    public required double PeopleWithinKm { get; init; }
    /// <summary>What makes a fire how severe, the worst first.</summary>
    public required ImmutableArray<FireThreshold> Severities { get; init; }
}

/// <summary>How sure a satellite is of a hotspot, the least first.</summary>
public enum HotspotTrust
{
    /// <summary>Sun glint or a weak anomaly is possible. The default value.</summary>
    Low,
    /// <summary>No reason for doubt.</summary>
    Nominal,
    /// <summary>Saturated pixels by day or by night.</summary>
    High,
}

/// <summary>So many hotspots, so much power and so many people together make a fire so severe.</summary>
/// <param name="Severity">How severe.</param>
/// <param name="Hotspots">From 1.</param>
/// <param name="PowerMw">Fire radiative power of the last hours, megawatts, from 0.</param>
/// <param name="People">How many people live near, from 0.</param>
public sealed record FireThreshold(Severity Severity, int Hotspots, double PowerMw, long People);

/// <summary>Rings for attacks on ships, and more severely where they become frequent.</summary>
public sealed record PiracyRule : Rule
{
    /// <summary>Where.</summary>
    public required RuleArea Area { get; init; }
    /// <summary>The least severity, after what a surge adds.</summary>
    public required Severity MinSeverity { get; init; }
    /// <summary>How many attacks in one subregion make a surge, 2 to 1,000.</summary>
    public required int SurgeAttacks { get; init; }
    /// <summary>Within how long, at most 366 days.</summary>
    public required Duration SurgeWithin { get; init; }
    /// <summary>How improbable they must be by the year before, above 0 and at most 1.</summary>
    public required double SurgePBelow { get; init; }
}

/// <summary>Rings for events whose source grades them, as GDACS does.</summary>
public sealed record EventLevelRule : Rule
{
    /// <summary>Types of observations: flood, tropical-cyclone; at least one.</summary>
    public required ImmutableArray<string> Types { get; init; }
    /// <summary>The least severity; GDACS Red is extreme, Orange severe, Green minor.</summary>
    public required Severity MinSeverity { get; init; }
    /// <summary>Where.</summary>
    public required RuleArea Area { get; init; }
}

/// <summary>Rings when a measurement goes over its level.</summary>
public sealed record LevelRule : Rule
{
    /// <summary>What is measured; it fixes the unit.</summary>
    public required LevelQuantity Quantity { get; init; }
    /// <summary>Where.</summary>
    public required RuleArea Area { get; init; }
    /// <summary>The level in the quantity's unit; nothing: the station's own.</summary>
    public required double? Level { get; init; }
    /// <summary>How far under the level the value must fall to end the warning, in the quantity's unit, from 0.</summary>
    public required double ClearUnder { get; init; }
    /// <summary>How far over the level it is how severe, the worst first.</summary>
    public required ImmutableArray<LevelThreshold> Severities { get; init; }
    /// <summary>A rise that rings whatever the level, in the quantity's unit an hour; nothing: none does.</summary>
    public required LevelRise? Rise { get; init; }
}

/// <summary>What a level rule looks at, and in which unit.</summary>
public enum LevelQuantity
{
    /// <summary>Metres. The default value.</summary>
    WaterLevel,
    /// <summary>Cubic metres per second.</summary>
    Discharge,
    /// <summary>Microsieverts per hour.</summary>
    DoseRate,
}

/// <summary>So far over the level it is so severe.</summary>
/// <param name="Severity">How severe.</param>
/// <param name="Over">In the quantity's unit, from 0.</param>
public sealed record LevelThreshold(Severity Severity, double Over);

/// <summary>So fast a rise is so severe.</summary>
/// <param name="PerHour">In the quantity's unit an hour, above 0.</param>
/// <param name="Severity">How severe.</param>
public sealed record LevelRise(double PerHour, Severity Severity);
