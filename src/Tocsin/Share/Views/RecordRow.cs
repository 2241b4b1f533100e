using Tocsin.Share.Records;

namespace Tocsin.Share.Views;

/// <summary>How a record stands.</summary>
public enum RecordState
{
    /// <summary>It holds. The default value.</summary>
    Current,
    /// <summary>A later revision of its author's replaces it.</summary>
    Superseded,
    /// <summary>Its author took it back.</summary>
    Withdrawn,
    /// <summary>Its content was erased.</summary>
    Erased,
    /// <summary>It does not read; it is kept, proved and passed on, and raises nothing.</summary>
    Invalid,
}

/// <summary>A box on the map: WGS 84 degrees, never across the antimeridian (west ≤ east).</summary>
/// <param name="West">Longitude, -180 to 180.</param>
/// <param name="South">Latitude, -90 to 90.</param>
/// <param name="East">Longitude, -180 to 180.</param>
/// <param name="North">Latitude, -90 to 90.</param>
public readonly record struct Box(double West, double South, double East, double North);

/// <summary>A record as the index holds it: what lists show and searches ask for.</summary>
public sealed record RecordRow
{
    /// <summary>Its arrival number.</summary>
    public required long Arrival { get; init; }
    /// <summary>Where it stands.</summary>
    public required RecordAddress Address { get; init; }
    /// <summary>Its leaf hash.</summary>
    public required Hash LeafHash { get; init; }
    /// <summary>Its id; the nil UUID where the leaf does not read.</summary>
    public required Guid Id { get; init; }
    /// <summary>Its revision, from 1; 0 where the leaf does not read.</summary>
    public required int Revision { get; init; }
    /// <summary>Its kind's name; empty where the leaf does not read.</summary>
    public required string Kind { get; init; }
    /// <summary>How it stands.</summary>
    public required RecordState State { get; init; }
    /// <summary>When it was written. UTC.</summary>
    public required Instant Issued { get; init; }
    /// <summary>When what it tells of happened; when it was written, where it tells of no time. UTC.</summary>
    public required Instant At { get; init; }
    /// <summary>Its marking.</summary>
    public Tlp Marking { get; init; }
    /// <summary>Whether it belongs to an exercise, by its circle or by its CAP status.</summary>
    public bool IsExercise { get; init; }
    /// <summary>Whether it is meant in earnest.</summary>
    public CapStatus Status { get; init; }
    /// <summary>The house's word for what it is: earthquake, hotspot, domain.</summary>
    public string? Type { get; init; }
    /// <summary>CAP's category.</summary>
    public Category? Category { get; init; }
    /// <summary>CAP's severity.</summary>
    public Severity Severity { get; init; } = Severity.Unknown;
    /// <summary>One line for lists.</summary>
    public string Headline { get; init; } = "";
    /// <summary>Where, in words.</summary>
    public string? Place { get; init; }
    /// <summary>Who said it.</summary>
    public string? Publisher { get; init; }
    /// <summary>Why it is invalid.</summary>
    public string? Reason { get; init; }
    /// <summary>The point to show it at: longitude, latitude.</summary>
    public (double Longitude, double Latitude)? Point { get; init; }
    /// <summary>Whether that point is all of its geometry.</summary>
    public bool IsPoint { get; init; }
    /// <summary>The boxes that hold its geometry; two where it lies on both sides of the antimeridian.</summary>
    public IReadOnlyList<Box> Boxes { get; init; } = [];
    /// <summary>All its words, for the index alone: not given back by a search.</summary>
    public string Words { get; init; } = "";
}

/// <summary>In which order rows are wanted.</summary>
public enum RecordOrder
{
    /// <summary>The newest event first. The default value.</summary>
    NewestEvent,
    /// <summary>As they arrived: whoever asks for what came after the last one that it saw misses none, and sees none twice, however many arrive meanwhile.</summary>
    Arrival,
    /// <summary>The last to arrive first.</summary>
    LastArrival,
}

/// <summary>What to look for; a member that is not set does not narrow.</summary>
public sealed record RecordQuery
{
    /// <summary>The kind's name.</summary>
    public string? Kind { get; init; }
    /// <summary>The circle.</summary>
    public Hash? Circle { get; init; }
    /// <summary>Only records of these circles; none: of no circle.</summary>
    public IReadOnlyList<Hash>? Circles { get; init; }
    /// <summary>CAP's category.</summary>
    public Category? Category { get; init; }
    /// <summary>At least as bad as this.</summary>
    public Severity? AtLeast { get; init; }
    /// <summary>Events from this time on.</summary>
    public Instant? Since { get; init; }
    /// <summary>Events before this time.</summary>
    public Instant? Until { get; init; }
    /// <summary>Events that touch this box.</summary>
    public Box? Box { get; init; }
    /// <summary>Words that all must occur, diacritics folded; for scripts without spaces, a part of the text.</summary>
    public string? Words { get; init; }
    /// <summary>Only what this party's logs hold, in whichever circle.</summary>
    public Hash? Party { get; init; }
    /// <summary>Whether superseded, withdrawn, erased and invalid records are shown too.</summary>
    public bool IncludeEnded { get; init; }
    /// <summary>At most so many; 1 to <see cref="Limits.SearchRecordsMax"/>.</summary>
    public int Most { get; init; } = 100;
    /// <summary>Only records with a greater arrival number.</summary>
    public long AfterArrival { get; init; }
    /// <summary>Only records with a smaller arrival number.</summary>
    public long? BeforeArrival { get; init; }
    /// <summary>In which order.</summary>
    public RecordOrder Order { get; init; }
}
