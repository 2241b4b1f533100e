using Tocsin.Formats.Ais;
using Tocsin.Formats.Gdacs;
using Tocsin.Formats.Measurements;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

public readonly partial record struct FeedSeverity
{
    /// <summary>A GDACS event: its colour. A drought comes slowly; what is over is past.</summary>
    public static FeedSeverity Of(GdacsEvent item)
    {
        var severity = item.Alert switch { GdacsAlert.Red => Severity.Extreme, GdacsAlert.Orange => Severity.Severe, _ => Severity.Minor };
        var urgency = !item.IsCurrent ? Urgency.Past : item.Alert == GdacsAlert.Green || item.Type == GdacsType.Drought ? Urgency.Expected : Urgency.Immediate;
        return new(severity, urgency, item.IsTemporary ? Certainty.Likely : Certainty.Observed);
    }

    /// <summary>What sort of event GDACS's type is.</summary>
    public static Category CategoryOf(GdacsType type) => type switch
    {
        GdacsType.Earthquake or GdacsType.Volcano => Category.Geo,
        GdacsType.Wildfire => Category.Fire,
        _ => Category.Met,
    };

    /// <summary>An attack on a ship, by the source's word for those who threatened.</summary>
    /// <param name="hostility">The word; null where it is silent.</param>
    public static FeedSeverity OfHostility(string? hostility)
    {
        foreach (var (part, severity, certainty) in HostilityWords)
            if (hostility?.Contains(part, StringComparison.OrdinalIgnoreCase) == true) return new(severity, Urgency.Expected, certainty);
        return new(Severity.Unknown, Urgency.Expected, Certainty.Observed);
    }

    /// <summary>An AIS message: transmitters of distress, and aids that are adrift.</summary>
    public static FeedSeverity Of(AisMessage message) => message switch
    {
        AisPosition position when AisDoor.IsTest(position) => new(Severity.Minor, Urgency.Past, Certainty.Observed),
        AisPosition position when AisDoor.IsDistress(position) => new(Severity.Severe, Urgency.Immediate, Certainty.Likely),
        AisAid { IsOffPosition: true } => new(Severity.Moderate, Urgency.Immediate, Certainty.Observed),
        _ => new(Severity.Minor, Urgency.Past, Certainty.Observed),
    };

    /// <summary>Two positions of a vessel that do not go together.</summary>
    public static FeedSeverity Of(TrackOdd odd) => odd == TrackOdd.Jump
        ? new(Severity.Minor, Urgency.Expected, Certainty.Likely)
        : new(Severity.Minor, Urgency.Expected, Certainty.Possible);

    /// <summary>A navigational warning, by the first of the phrases that its text holds.</summary>
    public static (Category Category, FeedSeverity Level) OfNavigation(string text)
    {
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        foreach (var (phrase, category, severity, urgency) in NavigationPhrases)
            if (words.Contains(phrase, StringComparison.OrdinalIgnoreCase)) return (category, new(severity, urgency, Certainty.Observed));
        return (Category.Transport, new(Severity.Unknown, Urgency.Expected, Certainty.Observed));
    }

    /// <summary>A measurement against its station's own threshold; unknown without one.</summary>
    public static FeedSeverity Of(Measurement measurement)
    {
        (double? Value, double? Warning)[] all =
        [
            (measurement.LevelMetres, measurement.WarningLevelMetres),
            (measurement.DischargeCubicMetresPerSecond, measurement.WarningDischargeCubicMetresPerSecond),
            (measurement.DoseRateMicrosievertsPerHour, measurement.WarningDoseRateMicrosievertsPerHour),
        ];
        if (all.Any(each => each.Value >= each.Warning)) return new(Severity.Moderate, Urgency.Expected, Certainty.Observed);
        return all.Any(each => each.Value < each.Warning) ? new(Severity.Minor, Urgency.Past, Certainty.Observed) : new(Severity.Unknown, Urgency.Unknown, Certainty.Observed);
    }

    // The first that stands in the word decides.
    static readonly ImmutableArray<(string Part, Severity Severity, Certainty Certainty)> HostilityWords =
    [
        ("hijack", Severity.Severe, Certainty.Observed),
        ("kidnap", Severity.Severe, Certainty.Observed),
        ("military", Severity.Severe, Certainty.Observed),
        ("gunm", Severity.Severe, Certainty.Observed),
        ("rebel", Severity.Severe, Certainty.Observed),
        ("suspic", Severity.Minor, Certainty.Likely),
        ("approach", Severity.Minor, Certainty.Likely),
        ("pira", Severity.Moderate, Certainty.Observed),
        ("attack", Severity.Moderate, Certainty.Observed),
        ("assail", Severity.Moderate, Certainty.Observed),
        ("robber", Severity.Moderate, Certainty.Observed),
        ("thie", Severity.Minor, Certainty.Observed),
        ("board", Severity.Minor, Certainty.Observed),
        ("intrud", Severity.Minor, Certainty.Observed),
    ];

    // The first that stands in the text decides.
    static readonly ImmutableArray<(string Phrase, Category Category, Severity Severity, Urgency Urgency)> NavigationPhrases =
    [
        ("WARNINGS IN FORCE", Category.Transport, Severity.Minor, Urgency.Past),
        ("PIRACY", Category.Security, Severity.Severe, Urgency.Immediate),
        ("PIRATE", Category.Security, Severity.Severe, Urgency.Immediate),
        ("ARMED ROBBERY", Category.Security, Severity.Severe, Urgency.Immediate),
        ("ATTACK", Category.Security, Severity.Severe, Urgency.Immediate),
        ("HIJACK", Category.Security, Severity.Severe, Urgency.Immediate),
        ("MINES ADRIFT", Category.Transport, Severity.Severe, Urgency.Immediate),
        ("DRIFTING MINE", Category.Transport, Severity.Severe, Urgency.Immediate),
        ("FLOATING MINE", Category.Transport, Severity.Severe, Urgency.Immediate),
        ("TSUNAMI", Category.Geo, Severity.Severe, Urgency.Immediate),
        ("DISTRESS", Category.Rescue, Severity.Severe, Urgency.Immediate),
        ("REQUESTING ASSISTANCE", Category.Rescue, Severity.Severe, Urgency.Immediate),
        ("ASSIST IF POSSIBLE", Category.Rescue, Severity.Severe, Urgency.Immediate),
        ("MAN OVERBOARD", Category.Rescue, Severity.Severe, Urgency.Immediate),
        ("PERSON OVERBOARD", Category.Rescue, Severity.Severe, Urgency.Immediate),
        ("OVERDUE", Category.Rescue, Severity.Severe, Urgency.Immediate),
        ("UNREPORTED", Category.Rescue, Severity.Severe, Urgency.Immediate),
        ("VOLCANIC", Category.Geo, Severity.Moderate, Urgency.Expected),
        ("MISSILE", Category.Transport, Severity.Moderate, Urgency.Expected),
        ("ROCKET", Category.Transport, Severity.Moderate, Urgency.Expected),
        ("GUNNERY", Category.Transport, Severity.Moderate, Urgency.Expected),
        ("FIRING", Category.Transport, Severity.Moderate, Urgency.Expected),
        ("EXERCISE", Category.Transport, Severity.Moderate, Urgency.Expected),
        ("NAVIGATION PROHIBITED", Category.Transport, Severity.Moderate, Urgency.Expected),
        ("HAZARDOUS OPERATIONS", Category.Transport, Severity.Moderate, Urgency.Expected),
        ("DERELICT", Category.Transport, Severity.Moderate, Urgency.Expected),
        ("ADRIFT", Category.Transport, Severity.Moderate, Urgency.Expected),
        ("UNEXPLODED", Category.Transport, Severity.Moderate, Urgency.Expected),
        ("WRECK", Category.Transport, Severity.Minor, Urgency.Expected),
        ("SHOAL", Category.Transport, Severity.Minor, Urgency.Expected),
        ("FOUL GROUND", Category.Transport, Severity.Minor, Urgency.Expected),
        ("UNLIT", Category.Transport, Severity.Minor, Urgency.Expected),
        ("OFF STATION", Category.Transport, Severity.Minor, Urgency.Expected),
        ("UNCHARTED", Category.Transport, Severity.Minor, Urgency.Expected),
        ("SANK", Category.Transport, Severity.Minor, Urgency.Expected),
        ("OFF AIR", Category.Transport, Severity.Minor, Urgency.Expected),
        ("INOPERABLE", Category.Transport, Severity.Minor, Urgency.Expected),
        ("UNUSABLE", Category.Transport, Severity.Minor, Urgency.Expected),
        ("UNRELIABLE", Category.Transport, Severity.Minor, Urgency.Expected),
        ("OPERATIONS", Category.Transport, Severity.Minor, Urgency.Expected),
        ("ESTABLISHED", Category.Transport, Severity.Minor, Urgency.Expected),
    ];
}
