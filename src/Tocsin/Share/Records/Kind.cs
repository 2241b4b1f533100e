namespace Tocsin.Share.Records;

/// <summary>What a record is. A kind that this version does not know is kept and passed on, and not indexed.</summary>
/// <remarks>The default value is no kind; its name is empty.</remarks>
public readonly record struct Kind
{
    /// <summary>Takes a kind's name as it stands in a leaf: 1 to 32 lower-case letters.</summary>
    /// <exception cref="ArgumentException">The name is no such word.</exception>
    public Kind(string name)
    {
        if (!IsName(name)) throw new ArgumentException($"'{name}' is no kind of record", nameof(name));
        Name = name;
    }

    /// <summary>Something that a source said it saw: an earthquake, a hotspot, another agency's alert.</summary>
    public static Kind Observation { get; } = new("observation");
    /// <summary>How many cases or deaths there were, somewhere, in a day, a week or a month.</summary>
    public static Kind Count { get; } = new("count");
    /// <summary>A row of a list of persons, kept for a while: all that it says of the person stands in the group <see cref="Group.Personal"/>.</summary>
    public static Kind Case { get; } = new("case");
    /// <summary>A value that is known to be bad: a domain, an address, a file's hash.</summary>
    public static Kind Indicator { get; } = new("indicator");
    /// <summary>An indicator's value, met in somebody's own logs.</summary>
    public static Kind Sighting { get; } = new("sighting");
    /// <summary>What an officer reports.</summary>
    public static Kind Incident { get; } = new("incident");
    /// <summary>A CAP-shaped alert of this party: it begins, updates or cancels a thread.</summary>
    public static Kind Warning { get; } = new("warning");
    /// <summary>What an officer did with a warning: acknowledged it, took it in hand, closed it.</summary>
    public static Kind Disposition { get; } = new("disposition");
    /// <summary>A remark on another record.</summary>
    public static Kind Note { get; } = new("note");
    /// <summary>The text of the rules in force from here on.</summary>
    public static Kind Rules { get; } = new("rules");
    /// <summary>A standing order of an officer's: what to be warned of.</summary>
    public static Kind Watch { get; } = new("watch");
    /// <summary>Who is on duty when, and in which order officers are called, from here on.</summary>
    public static Kind Roster { get; } = new("roster");
    /// <summary>What a leaving officer hands over at a shift's end.</summary>
    public static Kind Handover { get; } = new("handover");
    /// <summary>The author takes a record back; it stays readable.</summary>
    public static Kind Withdrawal { get; } = new("withdrawal");
    /// <summary>The author erases a record's content, or some groups of it.</summary>
    public static Kind Erasure { get; } = new("erasure");
    /// <summary>Marks the epoch of a circle from which on the author writes.</summary>
    public static Kind Charter { get; } = new("charter");
    /// <summary>The author's party document.</summary>
    public static Kind Party { get; } = new("party");
    /// <summary>Another party's record of another circle, passed on with the proof that it said so.</summary>
    public static Kind Relay { get; } = new("relay");
    /// <summary>The author of a record agrees that it is passed on to a circle.</summary>
    public static Kind Consent { get; } = new("consent");

    /// <summary>The kinds whose facts this version reads.</summary>
    public static ImmutableArray<Kind> Known { get; } =
        [Observation, Count, Case, Indicator, Sighting, Incident, Warning, Disposition, Note, Rules, Watch, Roster, Handover, Withdrawal, Erasure, Charter, Party, Relay, Consent];

    /// <summary>The word in the leaf.</summary>
    public string Name => field ?? "";

    /// <summary>Whether a leaf may carry this word: 1 to 32 lower-case letters.</summary>
    public static bool IsName(string? name) =>
        name is { Length: >= 1 and <= 32 } && name.All(c => c is >= 'a' and <= 'z');

    /// <inheritdoc/>
    public override string ToString() => Name;
}
