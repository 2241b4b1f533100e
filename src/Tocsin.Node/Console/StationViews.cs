namespace Tocsin.Node.Ui;

/// <summary>Which stations a search shows, as typed in the address.</summary>
/// <param name="Words">Words that all occur in its name, its quantity, its publisher.</param>
/// <param name="Page">From 1.</param>
public sealed record StationSearch(string Words, int Page)
{
    /// <summary>The address that shows this.</summary>
    public string Url => "/stations" + Address.Of(("words", Words), ("page", Page == 1 ? "" : $"{Page}"));
}

/// <summary>How many of its latest measurements a station's page shows.</summary>
public static class StationRange
{
    /// <summary>What the address may say.</summary>
    public static ImmutableArray<string> All { get; } = ["48", "168", "500", "all"];

    /// <summary>What is meant where it says nothing, or nothing of the kind.</summary>
    public const string Usual = "168";

    /// <summary>What is meant by what was typed.</summary>
    public static string Of(string? typed) => typed is not null && All.Contains(typed) ? typed : Usual;

    /// <summary>Measurements at most.</summary>
    public static int Most(string range) => range == "all" ? Tocsin.Warn.ReadStations.MeasurementsMax : int.Parse(range, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Stations found, by publisher and name.</summary>
/// <param name="Rows">Those of the page.</param>
/// <param name="Query">What was asked for.</param>
/// <param name="Total">How many were found.</param>
/// <param name="Known">How many there are.</param>
/// <param name="More">Whether there are more pages.</param>
public sealed record StationListView(IReadOnlyList<StationRow> Rows, StationSearch Query, int Total, int Known, bool More);

/// <summary>One station in the list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it measures, and where.</param>
/// <param name="Latest">Its latest measurement.</param>
public sealed record StationRow(string Id, StationName Name, MeasurementRow Latest);

/// <summary>A station and what it measures, in words.</summary>
/// <param name="Station">Its name.</param>
/// <param name="Place">Where it is; empty where nobody says.</param>
/// <param name="Quantity">What it measures.</param>
/// <param name="Unit">In which unit.</param>
/// <param name="Publisher">Whose it is.</param>
public sealed record StationName(string Station, string Place, string Quantity, string Unit, string Publisher)
{
    /// <summary>In one line.</summary>
    public string Title => $"{Quantity}, {Station}";
}

/// <summary>One station with its latest measurements.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is.</param>
/// <param name="Rule">The rule that judges it; nothing where none does.</param>
/// <param name="Lines">How far over the level the rule's severities begin, the least first; the level itself is the rows'.</param>
/// <param name="Rows">Its measurements, ascending.</param>
/// <param name="Range">Which of <see cref="StationRange.All"/>.</param>
/// <param name="Zone">The node's zone.</param>
public sealed record StationView(string Id, StationName Name, string? Rule, IReadOnlyList<LevelLine> Lines, IReadOnlyList<MeasurementRow> Rows, string Range, DateTimeZone Zone);

/// <summary>A line above the level from which on a measurement is so severe.</summary>
/// <param name="Over">How far above, in the quantity's unit, more than nothing.</param>
/// <param name="Level">How severe.</param>
public sealed record LevelLine(double Over, Level Level);

/// <summary>A measurement, and what the rule in force says of it.</summary>
/// <param name="At">When. UTC.</param>
/// <param name="LeafUrl">Where its record is shown.</param>
/// <param name="Value">In the quantity's unit.</param>
/// <param name="Limit">Over what the rule rings; nothing where nobody says.</param>
/// <param name="State">The verdict.</param>
/// <param name="Level">How severe it is; unknown where the rule does not ring for it.</param>
/// <param name="RisePerHour">How fast it rose, where the rule rings for that.</param>
public sealed record MeasurementRow(Instant At, string LeafUrl, double Value, double? Limit, LevelState State, Level Level, double? RisePerHour)
{
    /// <summary>For how long nothing was measured right before it; nothing where it follows as soon as the others do.</summary>
    public Duration? Silence { get; init; }
}

/// <summary>What is said of a measurement.</summary>
public enum LevelState
{
    /// <summary>No rule in force looks at the station. The default value.</summary>
    NoRule,
    /// <summary>Neither the rule nor the station says over what level it is to ring.</summary>
    NoLevel,
    /// <summary>The rule does not ring for it.</summary>
    Quiet,
    /// <summary>The rule rings for it.</summary>
    Alarm,
}
