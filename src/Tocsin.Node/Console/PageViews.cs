using Tocsin.Warn;
using Tocsin.Warn.Feeds;
using Tocsin.Warn.Rules;

namespace Tocsin.Node.Ui;

/// <summary>Which warnings a search shows, as typed in the address.</summary>
public sealed record WarningSearch(string State, Level Least, string Category, string Rule, string Words, string Since, string Until, int Page)
{
    /// <summary>What <see cref="State"/> may be; the first is meant where none is given.</summary>
    public static ImmutableArray<string> States { get; } = ["open", "new", "overdue", "acknowledged", "inHand", "shelved", "closed", "cancelled", "all"];

    /// <summary>The address that shows this.</summary>
    public string Url => "/warnings" + Address.Of(
        ("state", State == States[0] ? "" : State), ("min", Least == Level.Unknown ? "" : $"{(int)Least}"), ("category", Category), ("rule", Rule),
        ("words", Words), ("since", Since), ("until", Until), ("page", Page == 1 ? "" : $"{Page}"));
}

/// <summary>Warnings found, open ones first, the worse before the lesser, of equals the newest.</summary>
/// <remarks>Rules: those whose warnings are there, to choose from.</remarks>
public sealed record WarningSearchView(
    IReadOnlyList<WarningRow> Rows, WarningSearch Query, IReadOnlyList<string> Rules, int Total, bool More, string? Problem, Instant Now, DateTimeZone Zone);

/// <summary>Who was heard, and when last.</summary>
public sealed record SourcesView(IReadOnlyList<SourceRow> Rows, IReadOnlyList<FeedRow> Feeds, Instant Now, DateTimeZone Zone)
{
    /// <summary>Why the file of the feeds does not read; null where it does, or is not there.</summary>
    public string? FeedsFault { get; init; }
}

/// <summary>A feed that the node asks by itself, and how it does.</summary>
/// <remarks>
/// From: the host, or the folder.<br/>
/// SilentSince: since when it is silent that has been so for longer than it may be; null where it has not.<br/>
/// </remarks>
public sealed record FeedRow(string Name, string From, bool IsFolder, FeedHealth Health, Instant? SilentSince)
{
    /// <summary>Whether an officer should know of it.</summary>
    public bool IsUnwell => (SilentSince ?? Health.FailingSince ?? Health.RefusingSince) is not null;
}

/// <summary>One publisher under one scheme of keys.</summary>
/// <remarks>
/// Publisher: null where a rule waits for anybody of the scheme and none was heard.<br/>
/// Last: null where it was never heard.<br/>
/// OverdueAt: when it is overdue, or became so; null where no rule waits for it.<br/>
/// </remarks>
public sealed record SourceRow(string? Publisher, string Scheme, Instant? Last, long Count, string? Rule, Instant? OverdueAt, bool IsOverdue);

/// <summary>The rules in force, explained; and the editor.</summary>
/// <remarks>
/// Text: what stands in the editor: the rules in force, or what was typed.<br/>
/// InForce: the record that put them in force; null where none did.<br/>
/// </remarks>
public sealed record RulesView(
    IReadOnlyList<RuleRow> Rules, string Text, RulesInForce? InForce, bool MayAdopt, bool MayTry,
    IReadOnlyList<RuleFault> Faults, string? Done, TrialView? Trial, Instant Now, DateTimeZone Zone)
{
    /// <summary>The record that the text in the editor was made of.</summary>
    public string Based { get; init; } = "";
    /// <summary>What came into force since then; null where nothing did.</summary>
    public OvertakenView? Overtaken { get; init; }
    /// <summary>Whether this officer shelves rules.</summary>
    public bool MayShelve { get; init; }
    /// <summary>Why one was not shelved.</summary>
    public string? Problem { get; init; }
    /// <summary>What was typed to shelve one, under the rule's name.</summary>
    public Typed Typed { get; init; } = Typed.Nothing;
}

/// <summary>Since when rules are in force, and by whom.</summary>
public sealed record RulesInForce(string RecordId, Instant Since, string? Officer);

/// <summary>A rule in sentences.</summary>
public sealed record RuleRow(string Name, string Kind, bool IsEnabled, string Says, IReadOnlyList<Fact> Facts)
{
    /// <summary>How it is shelved; null where it is not.</summary>
    public ShelfRow? Shelf { get; init; }
}

/// <summary>What rules on trial would have done.</summary>
public sealed record TrialView(Trial Trial, IReadOnlyList<TrialRow> Rows, IReadOnlyList<Fact> ByRule, DateTimeZone Zone);

/// <summary>One message that would have been given.</summary>
public sealed record TrialRow(TrialMessage Message, Level Level, string? RecordId);

/// <summary>Who may sign in here.</summary>
public sealed record OfficersView(IReadOnlyList<OfficerRow> Rows, string? Problem, string? Done, NewOfficer Typed, Instant Now, DateTimeZone Zone);

/// <summary>An officer, for an administrator.</summary>
public sealed record OfficerRow(
    string Id, string Name, string Display, IReadOnlyList<string> Roles, Instant Created, Instant? Disabled, Instant? Erased, int Passkeys, bool IsSelf);

/// <summary>What was typed of a new officer, but for the password.</summary>
public sealed record NewOfficer(string Name, string Display, IReadOnlyList<string> Roles);

/// <summary>An officer's own account; Row is null for whoever uses the machine without one.</summary>
public sealed record AccountView(
    OfficerRow? Row, IReadOnlyList<PasskeyRow> Passkeys, bool PasskeysPossible, string? Problem, string? Done, DateTimeZone Zone);

/// <summary>One passkey of one's own.</summary>
public sealed record PasskeyRow(string Id, string Label, Instant Created);

/// <summary>Which deeds an audit shows, as typed in the address.</summary>
public sealed record AuditQuery(string Officer, string Deed, string Since, string Until, long? Before)
{
    /// <summary>The address that shows this.</summary>
    public string Url => "/audit" + Address.Of(("officer", Officer), ("deed", Deed), ("since", Since), ("until", Until), ("before", Before is { } before ? $"{before}" : ""));
}

/// <summary>Who did what when, the newest first.</summary>
/// <remarks>
/// Before: where the next page begins; null at the log's beginning.<br/>
/// Reached: how far back this page looked.<br/>
/// </remarks>
public sealed record AuditView(
    IReadOnlyList<AuditRow> Rows, AuditQuery Query, IReadOnlyList<(string Id, string Name)> Officers, IReadOnlyList<string> Deeds,
    long? Before, Instant? Reached, string? Problem, Instant Now, DateTimeZone Zone);

/// <summary>One deed, by the record that says so.</summary>
public sealed record AuditRow(string RecordId, string Key, Instant At, string Officer, string What, string? Why, string? AboutUrl, string? About, bool Exercise);

/// <summary>Writes addresses with only what is said.</summary>
static class Address
{
    /// <summary>The query of an address; empty where no field has a value.</summary>
    public static string Of(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var query = new Microsoft.AspNetCore.Http.Extensions.QueryBuilder();
        foreach (var (name, value) in fields)
            if (value.Length > 0) query.Add(name, value);
        return query.ToString();
    }
}
