namespace Tocsin.Node.Ui;

/// <summary>Which series a search shows, as typed in the address.</summary>
/// <param name="Words">Words that all occur in its name, its place, its publisher.</param>
/// <param name="InOutbreak">Only those whose outbreak holds still.</param>
/// <param name="Page">From 1.</param>
public sealed record SeriesSearch(string Words, bool InOutbreak, int Page)
{
    /// <summary>The word of the address that asks for outbreaks alone.</summary>
    public const string Outbreak = "outbreak";

    /// <summary>The address that shows this.</summary>
    public string Url => "/series" + Address.Of(("words", Words), ("state", InOutbreak ? Outbreak : ""), ("page", Page == 1 ? "" : $"{Page}"));
}

/// <summary>How many of its latest periods a series' page shows.</summary>
public static class SeriesRange
{
    /// <summary>What the address may say.</summary>
    public static ImmutableArray<string> All { get; } = ["52", "104", "260", "all"];

    /// <summary>What is meant where it says nothing, or nothing of the kind.</summary>
    public const string Usual = "104";

    /// <summary>What is meant by what was typed.</summary>
    public static string Of(string? typed) => typed is not null && All.Contains(typed) ? typed : Usual;

    /// <summary>Periods at most.</summary>
    public static int Most(string range) => range == "all" ? Tocsin.Warn.ReadSeries.PeriodsMax : int.Parse(range, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Series found, in the order of their names.</summary>
/// <param name="Rows">Those of the page.</param>
/// <param name="Query">What was asked for.</param>
/// <param name="Total">How many were found.</param>
/// <param name="Known">How many there are.</param>
/// <param name="More">Whether there are more pages.</param>
public sealed record SeriesListView(IReadOnlyList<SeriesRow> Rows, SeriesSearch Query, int Total, int Known, bool More);

/// <summary>One series in the list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is of.</param>
/// <param name="Counts">How many periods have a count.</param>
/// <param name="Latest">The latest of them.</param>
public sealed record SeriesRow(string Id, SeriesName Name, int Counts, PeriodRow Latest);

/// <summary>What a series is of, in words.</summary>
/// <param name="Topic">What is counted.</param>
/// <param name="Place">Where; empty where nobody says.</param>
/// <param name="Measure">Cases or deaths.</param>
/// <param name="Periods">How long its periods are.</param>
/// <param name="Publisher">Who counts.</param>
/// <param name="Kind">How sure the diagnosis is, and by which date: what its source says of it; empty where it says neither.</param>
public sealed record SeriesName(string Topic, string Place, string Measure, string Periods, string Publisher, string Kind)
{
    /// <summary>In one line.</summary>
    public string Title => Place.Length > 0 ? $"{Topic}, {Place}" : Topic;
}

/// <summary>One series with its latest periods.</summary>
/// <param name="Id">Its id; empty where it is the sum of several.</param>
/// <param name="Name">What it is of.</param>
/// <param name="Rule">The rule that judges it; nothing where none does.</param>
/// <param name="Periods">Ascending.</param>
/// <param name="Counts">How many periods have a count.</param>
/// <param name="Range">Which of <see cref="SeriesRange.All"/>.</param>
public sealed record SeriesView(string Id, SeriesName Name, string? Rule, IReadOnlyList<PeriodRow> Periods, int Counts, string Range);

/// <summary>A period, and what the rule in force says of it.</summary>
/// <param name="Start">Its first day.</param>
/// <param name="Code">In figures: 2015-W10.</param>
/// <param name="LeafUrl">Where the record of its count is shown; nothing where it is a sum of many.</param>
/// <param name="Count">The count; nothing where it cannot be compared with others.</param>
/// <param name="Expected">What was likely; nothing where it is not judged.</param>
/// <param name="Threshold">What it must pass.</param>
/// <param name="State">The verdict.</param>
/// <param name="Why">Why there is none, or none with a threshold; in words.</param>
public sealed record PeriodRow(LocalDate Start, string Code, string? LeafUrl, long? Count, double? Expected, double? Threshold, PeriodState State, string? Why)
{
    /// <summary>How many periods right before it have no count.</summary>
    public int Missing { get; init; }
    /// <summary>The first day of the first of those.</summary>
    public LocalDate MissingFrom { get; init; }
    /// <summary>Whether the warning that is shown is about it.</summary>
    public bool IsMarked { get; init; }
}

/// <summary>What is said of a period.</summary>
public enum PeriodState
{
    /// <summary>No rule in force looks at the series. The default value.</summary>
    NoRule,
    /// <summary>It cannot be judged.</summary>
    NotJudged,
    /// <summary>It is not above the threshold.</summary>
    Quiet,
    /// <summary>It is above the threshold, by less than the rule rings for.</summary>
    Small,
    /// <summary>The rule rings for it.</summary>
    Alarm,
}
