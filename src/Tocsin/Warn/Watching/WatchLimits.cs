using Tocsin.Share.Records;

namespace Tocsin.Warn.Watching;

/// <summary>What holds for every watch. docs/watches.md says why.</summary>
public static class WatchLimits
{
    /// <summary>Characters of a watch's name at most.</summary>
    public const int NameCharsMax = 60;

    /// <summary>Characters of one word or one value at most.</summary>
    public const int ChoiceCharsMax = 2_048;

    /// <summary>Corners of a watch's shape at most.</summary>
    public const int CornersMax = 10_000;

    /// <summary>Watches of one officer at most.</summary>
    public const int OwnerWatchesMax = 1_000;

    /// <summary>Records that make one watch ring on one day at most; what it finds beyond them is counted and folded into one warning.</summary>
    public const int RingsADayMax = 10;

    /// <summary>Days that a preview looks back at most.</summary>
    public const int PreviewDaysMax = 366;

    /// <summary>Records that a preview looks at most: the newest.</summary>
    public const int PreviewRecordsMax = 200_000;

    /// <summary>Records that a preview shows at most: the newest that it would have rung for.</summary>
    public const int PreviewExamplesMax = 10;

    /// <summary>How old what a record tells of may be when the record is written, to ring still.</summary>
    public static Duration FreshFor { get; } = Duration.FromDays(3);

    /// <summary>How long a warning holds whose record does not say.</summary>
    public static Duration QuietFor { get; } = Duration.FromDays(7);

    /// <summary>Within which time somebody must acknowledge, by severity: those of the rules that a new node starts with.</summary>
    public static ImmutableSortedDictionary<Severity, Duration> AcknowledgeWithin { get; } = new Dictionary<Severity, Duration>
    {
        [Severity.Extreme] = Duration.FromMinutes(5), [Severity.Severe] = Duration.FromMinutes(15), [Severity.Moderate] = Duration.FromHours(1), [Severity.Minor] = Duration.FromHours(8),
    }.ToImmutableSortedDictionary();

    /// <summary>The kinds of record that a watch looks at: what was seen, met or reported; never what this house makes of it.</summary>
    public static ImmutableArray<Kind> Kinds { get; } = [Kind.Observation, Kind.Incident, Kind.Indicator, Kind.Sighting];
}
