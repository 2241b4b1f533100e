using System.Globalization;
using System.Text.Json.Serialization;
using Tocsin.Share.Records;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Feeds;

/// <summary>A feed that is silent for longer than it may be, as an observation of this node's private log says it. Its end is a revision of the same record.</summary>
/// <param name="Feed">The feed's name.</param>
/// <param name="Since">Since when it is silent. UTC.</param>
/// <param name="LimitMinutes">For how many minutes it might have been.</param>
/// <param name="End">How it ended.</param>
/// <param name="Until">When; nothing while it goes on. UTC.</param>
public sealed record FeedSilence(string Feed, Instant Since, double LimitMinutes, SilenceEnd End, Instant? Until)
{
    /// <summary>The observation's type.</summary>
    public const string Type = "feed-silence";

    /// <summary>How long a warning of it holds: the feed's own word ends it.</summary>
    public static readonly Duration HoldsFor = Duration.FromDays(366);

    const string FeedCode = "feed", StatusCode = "status", LimitNumber = "silentAfterMinutes";

    /// <summary>Reads what a record says; nothing where it tells of no feed.</summary>
    public static FeedSilence? Of(EventFacts facts) =>
        facts.Type == Type && facts.Codes?.GetValueOrDefault(FeedCode) is { } feed
            ? new(feed, facts.At, facts.Numbers?.GetValueOrDefault(LimitNumber) ?? 0, EndOf(facts.Codes.GetValueOrDefault(StatusCode)), facts.Until) : null;

    /// <summary>Whether it is over.</summary>
    [JsonIgnore]
    public bool IsOver => End != SilenceEnd.None;

    /// <summary>The record of it.</summary>
    /// <param name="party">This party: the sender of the record's key.</param>
    /// <param name="why">Why the feed fails, in one sentence; nothing where it is only silent, or speaks again.</param>
    public Draft Draft(Hash party, string? why) => new()
    {
        Kind = Kind.Observation,
        What = new EventFacts
        {
            Type = Type, Category = Category.Infra, Severity = Severity.Minor, Urgency = IsOver ? Urgency.Past : Urgency.Immediate, Certainty = Certainty.Observed, At = Since, Until = Until,
            Numbers = new SortedDictionary<string, double>(StringComparer.Ordinal) { [LimitNumber] = LimitMinutes },
            Codes = new SortedDictionary<string, string>(StringComparer.Ordinal) { [FeedCode] = Feed, [StatusCode] = End switch { SilenceEnd.Spoke => "spoke", SilenceEnd.Left => "left", _ => "silent" } },
        },
        Texts = [new TextBlock { Language = "en", Headline = (IsOver ? Ended : Headline).Text, Description = why }],
        Source = new Source { Key = new SourceKey(SourceKey.Feed, party.ToBase64Url(), [string.Create(CultureInfo.InvariantCulture, $"{Feed}/{Since}")], null) },
    };

    /// <summary>One line for lists.</summary>
    [JsonIgnore]
    public Sentence Headline => Sentence.Of("feedSilence.headline", $"The feed {Feed} is silent since {TimeWord.Minute(Since)}");

    /// <summary>Why it rings.</summary>
    [JsonIgnore]
    public Sentence Why => Sentence.Of("feedSilence.why", $"The feed {Feed} is silent since {TimeWord.Minute(Since)}, and may be for {LimitMinutes:0} minutes: what it would have told is missing here.");

    /// <summary>Why that is over.</summary>
    [JsonIgnore]
    public Sentence Ended => End == SilenceEnd.Left
        ? Sentence.Of("feedSilence.left", $"The feed {Feed} is no feed of this node since {TimeWord.Minute(Until ?? Since)}: nobody waits for it now, and it may be silent still.")
        : Sentence.Of("feedSilence.spoke", $"The feed {Feed} spoke again on {TimeWord.Minute(Until ?? Since)}.");

    static SilenceEnd EndOf(string? status) => status switch { "spoke" => SilenceEnd.Spoke, "left" => SilenceEnd.Left, _ => SilenceEnd.None };
}

/// <summary>How a feed's silence ended.</summary>
public enum SilenceEnd
{
    /// <summary>It goes on. The default value.</summary>
    None,
    /// <summary>The feed spoke again.</summary>
    Spoke,
    /// <summary>Nobody asks the feed any more.</summary>
    Left,
}
