
namespace Tocsin.Node.Ui;

/// <summary>How bad: CAP's severity, in rising order. The numbers are those of the map's binary frames.</summary>
public enum Level : byte { Unknown, Minor, Moderate, Severe, Extreme }

/// <summary>Where a warning is in its life.</summary>
public enum Stage : byte { New, Acknowledged, InHand, Closed, Cancelled }

/// <summary>Whether a group of a record's content is here to be read.</summary>
public enum Holding : byte { Held, Withheld, Erased }

/// <summary>What is known of a record's place in its log.</summary>
public enum Proof : byte { Unchecked, Verified, Failed }

/// <summary>What frames every page: whose node, what time, who is on duty, and what must not be overlooked.</summary>
/// <remarks>
/// Now: the node's clock, which an as-of clock or a demo may have moved.<br/>
/// OpenByLevel: open warnings, indexed by <see cref="Level"/>; null hides them (nobody is signed in).<br/>
/// AsOf: set when the clock does not show the real time.<br/>
/// Exercise: the exercise's name, while this node plays one.<br/>
/// MayManage, MayAudit: whether the pages of officers and of the audit are for this officer.<br/>
/// </remarks>
public sealed record ShellView(
    string Party,
    string Node,
    Instant Now,
    DateTimeZone Zone,
    string? Officer,
    IReadOnlyList<int>? OpenByLevel,
    Instant? AsOf,
    string? Exercise,
    DemoView? Demo,
    bool MayManage,
    bool MayAudit);

/// <summary>A story told on sample data, one step at a time.</summary>
public sealed record DemoView(string Title, int Step, int Steps, string Narrative, bool Paused)
{
    /// <summary>Nothing follows: there is nothing to stop or to carry on.</summary>
    public bool IsOver => Step >= Steps;
}

/// <summary>Which warnings the list shows, as in the address.</summary>
public sealed record WarningQuery(bool All, Level Least)
{
    /// <summary>The address of the duty page that shows this.</summary>
    public string Url => (All, Least) switch
    {
        (false, Level.Unknown) => "/",
        (true, Level.Unknown) => "/?show=all",
        (false, _) => $"/?min={(int)Least}",
        (true, _) => $"/?show=all&min={(int)Least}",
    };
}

/// <summary>The warning list: open ones first, the worse before the lesser, of equals the newest; as many rows as are shown, and how many there are.</summary>
public sealed record WarningListView(
    IReadOnlyList<WarningRow> Rows, WarningQuery Query, int Total, Instant Now, DateTimeZone Zone);

/// <summary>One warning in the list.</summary>
/// <remarks>
/// Point: its id on the map, if it has a place: the same number as in the map's binary frames.<br/>
/// By: who acknowledged it or has it in hand.<br/>
/// Outcome: how it was closed.<br/>
/// Overdue: past its severity's deadline, and nobody has acknowledged it.<br/>
/// </remarks>
public sealed record WarningRow(
    string Id,
    Level Level,
    Instant Rang,
    string Where,
    string Headline,
    string Source,
    Stage Stage,
    bool Exercise,
    bool Overdue,
    uint? Point,
    double? Lon,
    double? Lat,
    string? By,
    string? Outcome)
{
    /// <summary>By when somebody must acknowledge it; null once somebody has.</summary>
    public Instant? AcknowledgeBy { get; init; }
    /// <summary>Until when it is shelved; null where it is not.</summary>
    public Instant? ShelvedUntil { get; init; }
    /// <summary>Who was called last, since nobody acknowledged it; null where nobody was.</summary>
    public string? Called { get; init; }
    /// <summary>When.</summary>
    public Instant? CalledAt { get; init; }

    /// <summary>Where it is in its life, in words, and who saw to that.</summary>
    public string State() => Stage switch
    {
        not (Stage.Closed or Stage.Cancelled) when ShelvedUntil is { } until => Texts.Of("stage.ShelvedUntil", Show.UtcMinute(until)),
        Stage.New when Overdue => Texts.Of("stage.Overdue"),
        Stage.Acknowledged => Texts.Of("stage.AcknowledgedBy", By ?? ""),
        Stage.InHand => Texts.Of("stage.InHandBy", By ?? ""),
        Stage.Closed when Outcome is { } outcome => outcome,
        var stage => Texts.Of($"stage.{stage}"),
    };
}

/// <summary>One warning in full.</summary>
/// <remarks>
/// Why: why it rang, in one sentence.<br/>
/// Digest: the digest of the evidence, as a replay compares it.<br/>
/// Thread: CAP messages: alert, updates, cancel; oldest first.<br/>
/// MayCancel: this node published it, so that it may take it back.<br/>
/// Language: the tag of the language in which its words are shown.<br/>
/// </remarks>
public sealed record WarningView(
    WarningRow Row,
    string Language,
    string Why,
    string? Description,
    string? Instruction,
    IReadOnlyList<Fact> Facts,
    IReadOnlyList<ThreadEntry> Thread,
    IReadOnlyList<EvidenceLink> Evidence,
    string? Digest,
    IReadOnlyList<Deed> Deeds,
    bool MayCancel,
    ShelfRow? Shelf,
    string? Problem,
    Typed Typed,
    Instant Now,
    DateTimeZone Zone)
{
    /// <summary>The series whose counts it rests on; null where it rests on none.</summary>
    public SeriesView? Series { get; init; }
    /// <summary>The form that publishes it into a circle; null where no circle may have it.</summary>
    public ShareView? Share { get; init; }
    /// <summary>Whether its rule published it, and if not, why; null where no rule asks for it.</summary>
    public PublicationRow? Publication { get; init; }
    /// <summary>How near the map shows its area at first; null: so that its country is seen.</summary>
    public double? Zoom { get; init; }
    /// <summary>The vessels near it; null on land, and where no vessel was near something that is no matter of ships.</summary>
    public VesselsView? Vessels { get; init; }
}

/// <summary>What a rule with a <c>publish</c> did with a warning.</summary>
/// <remarks>RecordId: where the circle has it; null where it has not. Says: in one sentence.</remarks>
public sealed record PublicationRow(string? RecordId, string Says);

/// <summary>A name and a value, shown as they are.</summary>
public sealed record Fact(string Name, string Value);

/// <summary>One CAP message of a warning's thread.</summary>
public sealed record ThreadEntry(Instant At, string Message, Level Level, string Headline, string Text, Instant Until);

/// <summary>A record that a warning stands on.</summary>
public sealed record EvidenceLink(string RecordId, Instant At, string Kind, string Headline, string Source, bool Erased);

/// <summary>Who did what with a warning, and when.</summary>
public sealed record Deed(Instant At, string Officer, string What, string? Why);

/// <summary>The report form, empty or sent back with problems.</summary>
public sealed record ReportView(ReportFields Fields, IReadOnlyList<CircleChoice> Circles, IReadOnlyList<string> Problems);

/// <summary>A circle in which the officer may speak.</summary>
public sealed record CircleChoice(string Id, string Name, bool Exercise);

/// <summary>What the officer says, as it was typed. Each property is a form field of the same name in camelCase.</summary>
public sealed record ReportFields
{
    /// <summary>"report" or "warning".</summary>
    public string Says { get; init; } = "report";
    public string Headline { get; init; } = "";
    public string Category { get; init; } = "Other";
    public string Severity { get; init; } = "Moderate";
    public string Urgency { get; init; } = "Expected";
    public string Certainty { get; init; } = "Observed";
    public string Place { get; init; } = "";
    public string Lon { get; init; } = "";
    public string Lat { get; init; } = "";
    public string RadiusKm { get; init; } = "";
    /// <summary>A closed ring as JSON: [[lon,lat],...]. When it is there, the point and radius are not read.</summary>
    public string Polygon { get; init; } = "";
    public string Area { get; init; } = "";
    public string Source { get; init; } = "";
    public string Description { get; init; } = "";
    public string Instruction { get; init; } = "";
    public string ExpiresHours { get; init; } = "24";
    public string Circle { get; init; } = "";
}

/// <summary>Which records are looked for, as typed in the address.</summary>
public sealed record RecordQuery(string Words, string Kind, string Category, string Since, string Until, string Place, string Km, string Bbox, int Page)
{
    /// <summary>The circle, by its id or name; empty: any.</summary>
    public string Circle { get; init; } = "";

    /// <summary>The address that shows this.</summary>
    public string Url => "/records" + Address.Of(
        ("words", Words), ("kind", Kind), ("category", Category), ("circle", Circle), ("since", Since), ("until", Until), ("place", Place), ("km", Place.Length == 0 ? "" : Km), ("bbox", Bbox), ("page", Page == 1 ? "" : $"{Page}"));
}

/// <summary>Records found, newest first.</summary>
/// <remarks>Near: the place that was meant by a name.</remarks>
public sealed record RecordListView(
    IReadOnlyList<RecordRow> Rows,
    RecordQuery Query,
    IReadOnlyList<string> Kinds,
    string? Near,
    long Total,
    bool More,
    string? Problem,
    Instant Now,
    DateTimeZone Zone)
{
    /// <summary>The circles to choose from; none where there is the private one alone.</summary>
    public IReadOnlyList<CircleChoice> Circles { get; init; } = [];
}

/// <summary>One record in a list.</summary>
/// <remarks>
/// Note: revised, withdrawn, erased, invalid: in a word.<br/>
/// </remarks>
public sealed record RecordRow(
    string Id,
    Instant At,
    string Kind,
    Level Level,
    string Headline,
    string Where,
    string Source,
    string Circle,
    bool Exercise,
    string? Note,
    double? Lon,
    double? Lat)
{
    /// <summary>The circle's id; null where it is this party's private one.</summary>
    public string? CircleId { get; init; }
    /// <summary>Who said it, where that is another party.</summary>
    public string? Author { get; init; }
}

/// <summary>One record in full, with its place in its author's log.</summary>
public sealed record RecordView(
    RecordRow Row,
    string Author,
    string Tlp,
    int Revision,
    IReadOnlyList<Group> Groups,
    IReadOnlyList<RecordLink> Links,
    LogPlace Log,
    DateTimeZone Zone,
    double? Lon,
    double? Lat)
{
    /// <summary>Who passed it on, and whose word it is; null where it is no relay.</summary>
    public string? Relayed { get; init; }
    /// <summary>Who holds it, by partners' own words; null where it is private, or another party's.</summary>
    public IReadOnlyList<LedgerRow>? Ledger { get; init; }
    /// <summary>The form that publishes it; null where it is not for this officer, or no circle may have it.</summary>
    public ShareView? Share { get; init; }
    /// <summary>The vessels near it; null on land, and where no vessel was near something that is no matter of ships.</summary>
    public VesselsView? Vessels { get; init; }
    /// <summary>Why it was not published.</summary>
    public string? Problem { get; init; }
    /// <summary>What was chosen then.</summary>
    public Typed Typed { get; init; } = Typed.Nothing;
}

/// <summary>A group of disclosures: what, where, text, source, personal.</summary>
/// <remarks>Says: where it is not held, what is known of it.</remarks>
public sealed record Group(string Name, Holding Holding, IReadOnlyList<Fact> Facts, string? Says = null);

/// <summary>Another record that this one cites, or that cites it.</summary>
public sealed record RecordLink(string Relation, string RecordId, string Headline);

/// <summary>Where the record stands, and who vouches for that.</summary>
public sealed record LogPlace(
    string Origin,
    long Leaf,
    string LeafHash,
    long HeadSize,
    string HeadRoot,
    Proof Proof,
    string ProofSays,
    IReadOnlyList<Cosigner> Cosigners);

/// <summary>A partner who held the leaves and found them consistent.</summary>
public sealed record Cosigner(string Party, Instant At);

/// <summary>The sign-in form.</summary>
public sealed record SignInView(bool Passkeys, string ReturnTo, string? Problem);
