using Tocsin.Share.Parties;

namespace Tocsin.Node.Ui;

/// <summary>How it stands between this party and a circle.</summary>
public enum CircleStanding : byte { InForce, Waiting, Invited, Frozen, Left, Former }

/// <summary>Whether a member's author is heard.</summary>
public enum Hearing : byte { Own, Fresh, Silent, Never, Left }

/// <summary>The circles that this node knows of; those with a fault come first.</summary>
public sealed record CirclesView(IReadOnlyList<CircleRow> Rows, Instant Now, DateTimeZone Zone);

/// <summary>A circle.</summary>
/// <remarks>
/// Epoch: 0 while no charter is in force.<br/>
/// Proposals: how many changes wait for agreement.<br/>
/// </remarks>
public sealed record CircleRow(
    string Id, string Name, string Purpose, string Tlp, bool Exercise, int Epoch, CircleStanding Stage, IReadOnlyList<MemberRow> Members, int Proposals)
{
    /// <summary>Who is silent or cut off.</summary>
    public IEnumerable<MemberRow> Silent => Members.Where(member => member.IsSilent);

    /// <summary>What was proven against members, or does not verify here, a sentence each.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];
}

/// <summary>A member of a circle.</summary>
/// <remarks>
/// Party: its id; nobody can imitate its beginning.<br/>
/// Since: the epoch with which its membership began.<br/>
/// Heard: when it last said the head of a log of its own, by its own word; null where it never did.<br/>
/// Trouble: why it does not answer, as the node's link says it.<br/>
/// </remarks>
public sealed record MemberRow(string Party, string Name, int Since, Hearing Hearing, Instant? Heard, string? Trouble)
{
    /// <summary>What was proven against it, or does not verify here, a sentence each.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Nothing was heard of it for longer than may be.</summary>
    public bool IsSilent => Hearing is Hearing.Silent or Hearing.Never;

    /// <summary>The beginning of its id.</summary>
    public string ShortId => PartyNames.Short(Party);
}

/// <summary>A circle in full.</summary>
/// <remarks>
/// Needed: how many members must agree to a change.<br/>
/// Succeeds: the id of the circle that it follows.<br/>
/// OwnLog: the origin of this party's log there; null where it writes none.<br/>
/// </remarks>
public sealed record CircleView(
    CircleRow Row, int Needed, bool History, string? Succeeds, string? OwnLog, IReadOnlyList<MemberSheet> Members, IReadOnlyList<EpochRow> Epochs,
    IReadOnlyList<ProposalRow> Proposals, IReadOnlyList<EvidenceRow> Evidence, bool MayConsent, Instant Now, DateTimeZone Zone)
{
    /// <summary>Of a frozen circle, the charters of one epoch that are agreed to.</summary>
    public IReadOnlyList<EpochRow> Rivals { get; init; } = [];
    /// <summary>Why what was asked for was not done.</summary>
    public string? Problem { get; init; }
    /// <summary>What was just done.</summary>
    public string? Done { get; init; }
}

/// <summary>What this node and a member hold of each other's logs.</summary>
/// <remarks>
/// Cosigned: how many leaves of this party's log it cosigned.<br/>
/// Overdue: erasures of this party that it should have acknowledged by now.<br/>
/// </remarks>
public sealed record MemberSheet(MemberRow Row, IReadOnlyList<MemberLog> Logs, long? Cosigned, Instant? CosignedAt, ReceiptRow? Receipt, int Overdue);

/// <summary>A member's log, as far as it is held here.</summary>
public sealed record MemberLog(string Origin, int Incarnation, long Held, long Known, bool IsFrozen);

/// <summary>Whose content a member says that it holds of this party's log.</summary>
public sealed record ReceiptRow(long Leaves, long Lacking, Instant At);

/// <summary>A charter that is or was in force.</summary>
public sealed record EpochRow(int Epoch, Instant At, string What, IReadOnlyList<string> Consented);

/// <summary>A change that waits for agreement.</summary>
/// <remarks>IsMine: this party may still agree.</remarks>
public sealed record ProposalRow(string Charter, int Epoch, Instant At, string What, IReadOnlyList<string> Consented, IReadOnlyList<string> Lacking, int Needed, bool IsMine);

/// <summary>A document that convicts a party.</summary>
public sealed record EvidenceRow(string Name, string Says);

/// <summary>What officers on duty must know of partners.</summary>
/// <remarks>More: how many further ones there are.</remarks>
public sealed record PartnersView(IReadOnlyList<PartnerNotice> Notices, int More, Instant Now, DateTimeZone Zone);

/// <summary>One partner in one circle, of which something must be known.</summary>
public sealed record PartnerNotice(string CircleId, string Circle, bool Exercise, MemberRow Member);

/// <summary>The form that publishes a record into a circle.</summary>
/// <remarks>Circles: those in which this party writes and that may have the record.</remarks>
public sealed record ShareView(string Action, IReadOnlyList<CircleChoice> Circles, bool HasPlace)
{
    /// <summary>Whether a partner's record is passed on, and not one's own said anew.</summary>
    public bool IsRelay { get; init; }
    /// <summary>The circles that may not have it, each with the reason, in sentences.</summary>
    public IReadOnlyList<string> Barred { get; init; } = [];

    /// <summary>The field of the groups that are left out, and of the circle.</summary>
    public const string WithoutField = "without", CircleField = "circle";

    /// <summary>The groups that may be left out.</summary>
    public static ImmutableArray<string> Groups { get; } = ["where", "text", "source", "personal"];
}

/// <summary>How far a record has come with one partner, by the partner's own signed words.</summary>
/// <remarks>Says: in words; Why: a reason that the link gave, as it stands.</remarks>
public sealed record LedgerRow(string Party, string Name, string Says, string? Why, Instant? At, bool IsHeld, bool IsOverdue);
