namespace Tocsin.Node.Ui;

/// <summary>The watches in force, and the form for one more.</summary>
/// <param name="Rows">The watches, the oldest first.</param>
/// <param name="Form">The form.</param>
/// <param name="MayOrder">Whether the officer may add and remove watches.</param>
/// <param name="Done">What was just done, in a sentence.</param>
/// <param name="Zone">The node's time zone.</param>
public sealed record WatchesView(IReadOnlyList<WatchRow> Rows, WatchFormView Form, bool MayOrder, string? Done, DateTimeZone Zone);

/// <summary>A watch.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Asks">What it asks for, in words.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="Since">Since when it stands. UTC.</param>
/// <param name="LastWeek">Records that it found in 7 days.</param>
/// <param name="LastQuarter">Records that it found in 90 days.</param>
public sealed record WatchRow(string Id, string Name, string Asks, string Owner, Instant Since, long LastWeek, long LastQuarter);

/// <summary>The form for a watch.</summary>
/// <param name="Fields">What was typed.</param>
/// <param name="Problems">What is wrong with it, each in a sentence.</param>
/// <param name="Preview">How often it would have rung; nothing where nobody asked.</param>
public sealed record WatchFormView(WatchFields Fields, IReadOnlyList<string> Problems, WatchPreviewView? Preview);

/// <summary>What a preview found.</summary>
/// <param name="Says">In a sentence.</param>
/// <param name="Days">Each day on which it would have rung: the day, warnings, records.</param>
public sealed record WatchPreviewView(string Says, IReadOnlyList<(string Day, int Rings, int Hits)> Days);

/// <summary>The fields of the form, as they were typed.</summary>
public sealed record WatchFields
{
    /// <summary>What it is called.</summary>
    public string Name { get; init; } = "";
    /// <summary>CAP's categories; none: any.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];
    /// <summary>Kinds of record; none: any.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];
    /// <summary>The least severity.</summary>
    public string Severity { get; init; } = "Unknown";
    /// <summary>The least severity of its warnings; empty: as severe as the record.</summary>
    public string Raises { get; init; } = "";
    /// <summary>Words.</summary>
    public string Words { get; init; } = "";
    /// <summary>Indicator values, separated by white space or commas.</summary>
    public string Values { get; init; } = "";
    /// <summary>Codes of countries, separated by white space or commas.</summary>
    public string Countries { get; init; } = "";
    /// <summary>The country whose border is watched.</summary>
    public string Border { get; init; } = "";
    /// <summary>Kilometres from that border.</summary>
    public string BorderKm { get; init; } = "";
    /// <summary>The place whose name fills the circle's middle; a script reads it.</summary>
    public string Place { get; init; } = "";
    /// <summary>The circle's middle: degrees.</summary>
    public string Lon { get; init; } = "";
    /// <summary>The circle's middle: degrees.</summary>
    public string Lat { get; init; } = "";
    /// <summary>The circle's radius in kilometres.</summary>
    public string RadiusKm { get; init; } = "";
    /// <summary>A drawn shape: a JSON list of longitude and latitude.</summary>
    public string Polygon { get; init; } = "";
}
