using Tocsin.Detection.Scan;
using Tocsin.Formats.ScanFiles;

namespace Tocsin.Node.Cli.Scanning;

/// <summary>A file to read, and how its fields stand.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Shape">How its fields stand.</param>
/// <param name="MayHaveHeader">Whether a first row that holds names instead of numbers is passed over.</param>
sealed record ScanFile(string Path, ScanTableShape Shape, bool MayHaveHeader = false);

/// <summary>How the times of cases are told.</summary>
enum ScanTiming
{
    /// <summary>They are not, or there is no column for them.</summary>
    None,

    /// <summary>Years, months or days.</summary>
    Dates,

    /// <summary>Numbers.</summary>
    Numbers,

    /// <summary>As the files say: years, months, days or numbers.</summary>
    AsFound,
}

/// <summary>What is to be scanned, and how: a .prm file's or a command line's.</summary>
sealed record ScanRequest
{
    public required ScanFile Cases { get; init; }

    public ScanFile? Controls { get; init; }

    public ScanFile? Population { get; init; }

    /// <summary>Nothing where time alone is scanned.</summary>
    public ScanFile? Places { get; init; }

    public ScanFile? Grid { get; init; }

    public bool OnGlobe { get; init; }

    public ScanModel Model { get; init; }

    public ScanTiming Timing { get; init; }

    /// <summary>The least exact that a date may be.</summary>
    public ScanPrecision Precision { get; init; } = ScanPrecision.Year;

    /// <summary>The study period; nothing for that of the cases.</summary>
    public (string First, string Last)? Period { get; init; }

    /// <summary>Whether windows of time are scanned, and not the whole period alone.</summary>
    public bool OverTime { get; init; }

    /// <summary>Whether the scan is one for clusters that are there at the end.</summary>
    public bool Prospective { get; init; }

    /// <summary>The unit of time; nothing for that of the dates.</summary>
    public ScanTimeUnit? Unit { get; init; }

    /// <summary>How many units an interval has.</summary>
    public int Length { get; init; } = 1;

    /// <summary>The longest window: a percentage of the period, or units.</summary>
    public (double Size, bool IsPercent) MaxWindow { get; init; } = (50, true);

    /// <summary>The shortest window, in units.</summary>
    public int MinUnits { get; init; } = 1;

    /// <summary>Whether cases outside the period are left out, and not an error.</summary>
    public bool LeavesOutTimes { get; init; }

    /// <summary>Whether cases of places without coordinates are left out, and not an error.</summary>
    public bool LeavesOutPlaces { get; init; }

    /// <summary>All that needs no file; the windows' lengths come from the period.</summary>
    public required ScanOptions Options { get; init; }
}
