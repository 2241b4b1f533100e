using Tocsin.Share.Records;

namespace Tocsin.Warn.Rules;

/// <summary>What raises a warning: a closed set, one type for each kind of rule. docs/rules.md has each key.</summary>
public abstract record Rule
{
    private protected Rule() { }

    /// <summary>What every rule says, whatever its kind.</summary>
    public required RuleTerms Common { get; init; }

    /// <inheritdoc cref="RuleTerms.Name"/>
    public string Name => Common.Name;
    /// <inheritdoc cref="RuleTerms.IsEnabled"/>
    public bool IsEnabled => Common.IsEnabled;
    /// <inheritdoc cref="RuleTerms.FreshFor"/>
    public Duration FreshFor => Common.FreshFor;
    /// <inheritdoc cref="RuleTerms.QuietFor"/>
    public Duration QuietFor => Common.QuietFor;
    /// <inheritdoc cref="RuleTerms.UpdateEvery"/>
    public Duration UpdateEvery => Common.UpdateEvery;
    /// <inheritdoc cref="RuleTerms.Budget"/>
    public int Budget => Common.Budget;

    /// <summary>The circle, by its id or its name, in which its warnings are said where all their evidence stands there; nothing: an officer publishes.</summary>
    public string? Publish { get; init; }

    /// <summary>The time to acknowledge; an unknown severity counts as moderate.</summary>
    public Duration DeadlineOf(Severity severity) => Common.AcknowledgeWithin[severity == Severity.Unknown ? Severity.Moderate : severity];
}

/// <summary>Rings for earthquakes by the people who are shaken.</summary>
public sealed record EarthquakeRule : Rule
{
    /// <summary>Smaller earthquakes are not looked at; -1 to 10.</summary>
    public required double MinMagnitude { get; init; }
    /// <summary>Deeper earthquakes are not looked at; kilometres, 1 to 800.</summary>
    public required double MaxDepthKm { get; init; }
    /// <summary>The warning's area is where at least this intensity is expected; Modified Mercalli, 2 to 10.</summary>
    public required double AreaIntensity { get; init; }
    /// <summary>What makes an earthquake how severe, the worst first; one that reaches none does not ring.</summary>
    public required ImmutableArray<ShakingThreshold> Severities { get; init; }
}

/// <summary>So many people shaken so hard make an earthquake so severe.</summary>
/// <param name="Severity">How severe.</param>
/// <param name="Intensity">Modified Mercalli intensity, 2 to 10.</param>
/// <param name="People">How many people must be expected to meet it, 1 or more.</param>
public sealed record ShakingThreshold(Severity Severity, double Intensity, long People);

/// <summary>Rings for alerts that other agencies issue in CAP.</summary>
public sealed record AlertRule : Rule
{
    /// <summary>The least severity; unknown is less than minor.</summary>
    public required Severity MinSeverity { get; init; }
    /// <summary>The least urgency.</summary>
    public required Urgency MinUrgency { get; init; }
    /// <summary>The least certainty.</summary>
    public required Certainty MinCertainty { get; init; }
    /// <summary>CAP's categories; empty: any.</summary>
    public required ImmutableArray<Category> Categories { get; init; }
    /// <summary>Where.</summary>
    public required RuleArea Area { get; init; }
}

/// <summary>Rings when a known indicator is met.</summary>
public sealed record SightingRule : Rule
{
    /// <summary>The least confidence of the indicator in per cent, 0 to 100; one that states none counts as 50.</summary>
    public required int MinConfidencePercent { get; init; }
    /// <summary>The indicator's categories; empty: any.</summary>
    public required ImmutableArray<Category> Categories { get; init; }
    /// <summary>How severe a sighting is whose indicator does not say.</summary>
    public required Severity SeverityIfUnknown { get; init; }
}

/// <summary>Rings when a source has not been heard for too long. The node's clock raises it, not a record.</summary>
public sealed record SilenceRule : Rule
{
    /// <summary>Who gives the source's keys: usgs, cap, firms, geojson, indicators.</summary>
    public required string Scheme { get; init; }
    /// <summary>The organisation; nothing: whoever of the scheme was heard last.</summary>
    public required string? Publisher { get; init; }
    /// <summary>After how long without a record it is overdue.</summary>
    public required Duration OverdueAfter { get; init; }
    /// <summary>How severe that is.</summary>
    public required Severity Severity { get; init; }
}

/// <summary>Rings for warnings that a partner's officers publish into a circle.</summary>
public sealed record PartnerRule : Rule
{
    /// <summary>The circles, each by its id or its name; empty: any.</summary>
    public required ImmutableArray<string> Circles { get; init; }
    /// <summary>The partners, each by its id or its name; empty: any.</summary>
    public required ImmutableArray<string> Parties { get; init; }
    /// <summary>The least severity; unknown is less than minor.</summary>
    public required Severity MinSeverity { get; init; }
}

/// <summary>Where a rule looks: a closed set.</summary>
public abstract record RuleArea
{
    RuleArea() { }

    /// <summary>Everywhere, and where a record has no place.</summary>
    public sealed record Any : RuleArea;

    /// <summary>What touches a box; west may be greater than east, across the antimeridian.</summary>
    public sealed record Box(double West, double South, double East, double North) : RuleArea;

    /// <summary>What touches one of these countries.</summary>
    /// <param name="Codes">ISO 3166-1 alpha-2, 1 or more.</param>
    public sealed record InCountries(ImmutableArray<string> Codes) : RuleArea;

    /// <summary>What touches a country or lies near it.</summary>
    public sealed record NearCountry(double Km, string Code) : RuleArea;

    /// <summary>What lies near a point.</summary>
    public sealed record NearPoint(double Km, double Longitude, double Latitude) : RuleArea;
}
