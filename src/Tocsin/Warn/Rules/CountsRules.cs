using Tocsin.Formats.CaseCounts;
using Tocsin.Share.Records;

namespace Tocsin.Warn.Rules;

/// <summary>A rule that looks at series of counts.</summary>
public abstract record CountsRule : Rule
{
    private protected CountsRule() { }

    /// <summary>What is counted, whatever the case of its letters; empty: anything.</summary>
    public required ImmutableArray<string> Topics { get; init; }
    /// <summary>Names of places or codes of countries, whatever the case of their letters; empty: anywhere.</summary>
    public required ImmutableArray<string> Places { get; init; }
    /// <summary>Cases, deaths; empty: both.</summary>
    public required ImmutableArray<Measure> Measures { get; init; }
    /// <summary>How long the series' periods are; empty: any.</summary>
    public required ImmutableArray<CountPeriod> Periods { get; init; }
    /// <summary>Smaller counts never ring, 1 or more.</summary>
    public required long MinCount { get; init; }
}

/// <summary>A rule that holds a count against a threshold which the counts before it make.</summary>
public abstract record ThresholdRule : CountsRule
{
    private protected ThresholdRule() { }

    /// <summary>How the threshold is made.</summary>
    public required SeriesMethod Method { get; init; }
    /// <summary>How it is made while the series is too short for <see cref="Method"/>; nothing: not at all.</summary>
    public required SeriesMethod? UntilThen { get; init; }
    /// <summary>How many times the threshold makes it how severe, the worst first.</summary>
    public required ImmutableArray<CountThreshold> Severities { get; init; }
}

/// <summary>Rings when a series of counts goes beyond what its own past makes likely.</summary>
public sealed record OutbreakRule : ThresholdRule;

/// <summary>Rings when the places along the border of two or more countries together count more than their own past makes likely.</summary>
public sealed record BorderOutbreakRule : ThresholdRule
{
    /// <summary>The countries, ISO 3166-1 alpha-2, 2 or more.</summary>
    public required ImmutableArray<string> Countries { get; init; }
    /// <summary>A place of one of them counts that lies within so many kilometres of another one's land, 1 to 500.</summary>
    public required double WithinKm { get; init; }
    /// <summary>The share of places that must have reported a period before it is judged, above 0, at most 1.</summary>
    public required double ReportedShare { get; init; }
}

/// <summary>Rings for clusters: neighbouring places whose latest counts together stand out from all others.</summary>
public sealed record ClusterRule : CountsRule
{
    /// <summary>Which places are scanned.</summary>
    public required RuleArea Area { get; init; }
    /// <summary>What the counts are compared with.</summary>
    public required ClusterModel Model { get; init; }
    /// <summary>How many periods are compared, the judged one included, 10 to 156.</summary>
    public required int BaselinePeriods { get; init; }
    /// <summary>How many of the latest periods a cluster takes in at most, 1 to 26.</summary>
    public required int MaxPeriods { get; init; }
    /// <summary>The share of all cases, or people, that a cluster's places have at most, above 0, at most 0.5.</summary>
    public required double MaxShare { get; init; }
    /// <summary>A cluster's largest radius in kilometres, 1 to 1,000.</summary>
    public required double MaxRadiusKm { get; init; }
    /// <summary>The share of places that must have reported a period before it is judged, above 0, at most 1.</summary>
    public required double ReportedShare { get; init; }
    /// <summary>A cluster nears a border if a place of it lies within so many kilometres of another country, 0 to 500.</summary>
    public required double NearBorderKm { get; init; }
    /// <summary>How many times chance is asked, 99 to 9,999.</summary>
    public required int Replicates { get; init; }
    /// <summary>Whether a cluster that crosses a border is one step worse.</summary>
    public required bool CrossingIsWorse { get; init; }
    /// <summary>How improbable by chance makes it how severe, the worst first.</summary>
    public required ImmutableArray<ChanceThreshold> Severities { get; init; }
}

/// <summary>What a cluster rule compares counts with.</summary>
public enum ClusterModel
{
    /// <summary>The same places at other times, and other places at the same time. The default value.</summary>
    Permutation,
    /// <summary>The people who live there.</summary>
    Poisson,
}

/// <summary>So many times the threshold makes a count so severe.</summary>
/// <param name="Severity">How severe.</param>
/// <param name="TimesThreshold">1 or more; a threshold below 1 counts as 1.</param>
public sealed record CountThreshold(Severity Severity, double TimesThreshold);

/// <summary>So improbable by chance makes a cluster so severe.</summary>
/// <param name="Severity">How severe.</param>
/// <param name="PAtMost">The p-value at most, above 0, at most 0.05.</param>
public sealed record ChanceThreshold(Severity Severity, double PAtMost);
