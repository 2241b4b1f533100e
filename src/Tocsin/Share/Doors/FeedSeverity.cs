using Tocsin.Formats.Firms;
using Tocsin.Formats.Usgs;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>How bad, how soon and how sure, in CAP's words, as docs/severity.md derives them from a feed's own.</summary>
/// <param name="Severity">How bad.</param>
/// <param name="Urgency">How soon.</param>
/// <param name="Certainty">How sure.</param>
public readonly partial record struct FeedSeverity(Severity Severity, Urgency Urgency, Certainty Certainty)
{
    /// <summary>An earthquake: the worse of its magnitude and its PAGER colour.</summary>
    public static FeedSeverity Of(Earthquake quake)
    {
        if (quake.Status == EarthquakeStatus.Deleted) return new(Severity.Minor, Urgency.Past, Certainty.Unlikely);
        var severity = Worse(OfMagnitude(quake.Magnitude), OfPager(quake.Alert));
        var certainty = quake.Status == EarthquakeStatus.Reviewed ? Certainty.Observed : Certainty.Likely;
        return new(severity, UrgencyOf(severity), certainty);
    }

    /// <summary>A fire pixel: its radiative power, unless what burns there always burns.</summary>
    public static FeedSeverity Of(Hotspot hotspot)
    {
        var certainty = hotspot.Confidence switch
        {
            HotspotConfidence.High => Certainty.Observed,
            HotspotConfidence.Nominal => Certainty.Likely,
            _ => Certainty.Possible,
        };
        if (hotspot.Type is HotspotType.StaticLandSource or HotspotType.Offshore) return new(Severity.Minor, Urgency.Unknown, certainty);
        var severity = hotspot.FrpMegawatts switch
        {
            >= 1000 => Severity.Severe,
            >= 100 => Severity.Moderate,
            not null => Severity.Minor,
            null => Severity.Unknown,
        };
        return new(severity, Urgency.Expected, certainty);
    }

    /// <summary>What sort of bad a list's word names: fraud is Security, an attack on systems Infra.</summary>
    /// <param name="word">The list's category, or its name; null where it is silent.</param>
    public static (Category Category, Severity Severity) OfIndicator(string? word)
    {
        var words = (word ?? "").Split([' ', '-', '_', '.', ',', ':', '/', '|'], StringSplitOptions.RemoveEmptyEntries);
        foreach (var (beginning, category, severity) in IndicatorWords)
            if (words.Any(each => each.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))) return (category, severity);
        return (Category.Infra, Severity.Unknown);
    }

    /// <summary>What MISP's threat level of an event means for a sighting of what stands in it; Unknown where it is undefined or not said.</summary>
    public static Severity OfThreatLevel(int? level) => level switch
    {
        1 => Severity.Severe,
        2 => Severity.Moderate,
        3 => Severity.Minor,
        _ => Severity.Unknown,
    };

    // The first that begins one of the words decides.
    static readonly ImmutableArray<(string Beginning, Category Category, Severity Severity)> IndicatorWords =
    [
        ("phish", Category.Security, Severity.Moderate),
        ("fraud", Category.Security, Severity.Moderate),
        ("scam", Category.Security, Severity.Moderate),
        ("ransom", Category.Infra, Severity.Severe),
        ("wiper", Category.Infra, Severity.Severe),
        ("apt", Category.Infra, Severity.Severe),
        ("c2", Category.Infra, Severity.Severe),
        ("malware", Category.Infra, Severity.Moderate),
        ("botnet", Category.Infra, Severity.Moderate),
        ("spam", Category.Infra, Severity.Minor),
        ("scan", Category.Infra, Severity.Minor),
    ];

    static Severity OfMagnitude(double? magnitude) => magnitude switch
    {
        >= 7.5 => Severity.Extreme,
        >= 6.0 => Severity.Severe,
        >= 5.0 => Severity.Moderate,
        not null => Severity.Minor,
        null => Severity.Unknown,
    };

    static Severity OfPager(PagerAlert? colour) => colour switch
    {
        PagerAlert.Red => Severity.Extreme,
        PagerAlert.Orange => Severity.Severe,
        PagerAlert.Yellow => Severity.Moderate,
        PagerAlert.Green => Severity.Minor,
        _ => Severity.Unknown,
    };

    static Urgency UrgencyOf(Severity severity) => severity switch
    {
        Severity.Extreme or Severity.Severe => Urgency.Immediate,
        Severity.Moderate => Urgency.Expected,
        Severity.Minor => Urgency.Past,
        _ => Urgency.Unknown,
    };

    // The worse severity is the smaller value.
    static Severity Worse(Severity a, Severity b) => a < b ? a : b;
}
