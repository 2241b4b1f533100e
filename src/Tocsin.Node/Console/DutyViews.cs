using Tocsin.Warn.Rules;

namespace Tocsin.Node.Ui;

/// <summary>What a shift must know, and what it hands over.</summary>
/// <remarks>
/// IsRostered: whether a roster is in force.<br/>
/// Now, Next: the shift that runs, and the one after it.<br/>
/// Relief: who signed the last handover, while that counts.<br/>
/// Waiting: the last handover, while nobody has signed it.<br/>
/// MayAct: whether this officer gives and signs handovers.<br/>
/// Since: when the handover before was written.<br/>
/// </remarks>
public sealed record ShiftView(
    bool IsRostered, DutyTimes? Present, DutyTimes? Next, Fact? Relief, HandoverRow? Waiting, bool MayAct, Instant? Since,
    ShiftList<WarningRow> Overdue, ShiftList<WarningRow> Open, ShiftList<WarningRow> InHand, ShiftList<ShelfRow> Shelved, ShiftList<WarningRow> Silent,
    ShiftList<NoteRow> Notes, IReadOnlyList<HandoverRow> History, string Words, string? Problem, string? Done, Instant Now, DateTimeZone Zone);

/// <summary>The first rows of a list, and how many there are.</summary>
public sealed record ShiftList<T>(IReadOnlyList<T> Rows, int Total);

/// <summary>A shift of the roster.</summary>
public sealed record DutyTimes(string Name, Instant From, Instant To, string On);

/// <summary>Something that is shelved.</summary>
/// <remarks>Url: the warning's page, or the rules'. Action: where the form that takes it off the shelf posts to.</remarks>
public sealed record ShelfRow(string What, string Url, string Action, Level? Level, bool Exercise, Instant Since, Instant Until, string Why, string By, int KeptSilent);

/// <summary>A note.</summary>
public sealed record NoteRow(Instant At, string By, string Words, string Language, string RecordId);

/// <summary>A handover.</summary>
/// <remarks>IsOwn: whether whoever looks gave it, so that somebody else signs it.</remarks>
public sealed record HandoverRow(Instant At, string From, string? To, Instant? SignedAt, string? Words, string Language, string? Counts, string? RecordId, bool IsOwn);

/// <summary>The roster in force, and the editor.</summary>
/// <remarks>
/// Text: what stands in the editor: the roster in force, or what was typed.<br/>
/// Calls: whom a warning reaches now, in this order.<br/>
/// Gaps: when in the week nobody is on duty.<br/>
/// Left: who is in it and may not sign in any more; empty where nobody is.<br/>
/// </remarks>
public sealed record RosterView(
    string Text, RulesInForce? InForce, string? ZoneId, DutyTimes? Present, DutyTimes? Next, IReadOnlyList<string> Calls, IReadOnlyList<string> Gaps, string Left, bool MayAdopt,
    IReadOnlyList<RuleFault> Faults, string? Done, Instant Now, DateTimeZone Zone)
{
    /// <summary>The record that the text in the editor was made of.</summary>
    public string Based { get; init; } = "";
    /// <summary>What came into force since then; null where nothing did.</summary>
    public OvertakenView? Overtaken { get; init; }
}

/// <summary>What stands in an editor, and the record that it was made of.</summary>
public sealed record EditedText(string Text, string Based)
{
    /// <summary>That record's id; none where it says none.</summary>
    public Guid Basis => Guid.TryParse(Based, out var id) ? id : Guid.Empty;
}

/// <summary>That somebody else put another text in force meanwhile.</summary>
/// <remarks>Changes: what changed from the text that the editor began with, the first of them; Total: how many lines there are.</remarks>
public sealed record OvertakenView(string Says, IReadOnlyList<LineChange> Changes, int Total)
{
    /// <summary>Tells what changed between two texts.</summary>
    internal static OvertakenView Of(string? officer, Instant at, DateTimeZone zone, string before, string after)
    {
        var changes = LineChanges.Between(before, after);
        return new(Texts.Of("adopt.stale", officer ?? Texts.Of("audit.node"), Show.Both(at, zone)), [.. changes.Take(ConsoleLimits.ChangesShownMax)], changes.Count);
    }
}

/// <summary>Which calls went out, and by which channels calls can go.</summary>
public sealed record DeliveriesView(
    IReadOnlyList<DeliveryRow> Rows, IReadOnlyList<CallRow> Calls, IReadOnlyList<ChannelRow> Channels, bool MayTest, string? Problem, string? Done, Instant Now, DateTimeZone Zone);

/// <summary>A call that goes out by a channel.</summary>
/// <remarks>Next: when it is tried next, while it waits.</remarks>
public sealed record DeliveryRow(string Id, Instant At, string Thread, string Headline, string Officer, string Channel, string Kind, string State, int Tries, Instant? Next, string? Reason);

/// <summary>A call to every open console.</summary>
public sealed record CallRow(Instant At, string Thread, string Headline, string To, string? Why);

/// <summary>A channel of channels.yaml.</summary>
public sealed record ChannelRow(string Name, string Kind);

/// <summary>What was typed into a form that was not right, so that it stays.</summary>
/// <param name="Form">Which form: the last part of its address.</param>
/// <param name="Fields">Its fields.</param>
public sealed record Typed(string Form, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>Nothing was typed.</summary>
    public static Typed Nothing { get; } = new("", new Dictionary<string, string>());

    /// <summary>What was typed into a field of a form; nothing where it was another form.</summary>
    public string? Of(string form, string field) => form == Form ? Fields.GetValueOrDefault(field) : null;
}
