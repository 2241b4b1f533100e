using Tocsin.Share.Records;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Watching;

/// <summary>A watch in force, as a rule that an officer made: its warnings are made as those of rules are.</summary>
public sealed record WatchRule : Rule
{
    /// <summary>The beginning of the name of every watch's thread.</summary>
    public const string ThreadPrefix = "watch:";

    /// <summary>The watch: its record's id.</summary>
    public required Guid Id { get; init; }
    /// <summary>What it says.</summary>
    public required WatchFacts Facts { get; init; }
    /// <summary>What it asks for.</summary>
    public required WatchTerms Terms { get; init; }

    /// <summary>The watch of a record's facts, or why it asks for nothing that can be meant.</summary>
    public static Parsed<WatchRule> Of(Guid id, WatchFacts facts, Atlas atlas) =>
        WatchReader.Read(facts, atlas).Try(out var terms, out var reason)
            ? new(new WatchRule
            {
                Id = id, Facts = facts, Terms = terms,
                Common = new RuleTerms
                {
                    Name = facts.Name, FreshFor = WatchLimits.FreshFor, QuietFor = WatchLimits.QuietFor, UpdateEvery = WatchLimits.QuietFor,
                    AcknowledgeWithin = WatchLimits.AcknowledgeWithin, Budget = WatchLimits.RingsADayMax,
                },
            })
            : new(reason);

    /// <summary>The thread of what it says of one record.</summary>
    public string ThreadOf(Guid record) => $"{ThreadPrefix}{Id:N}:{record:N}";

    /// <summary>The thread into which a day's warnings fold that are beyond the budget.</summary>
    public string ThreadOf(LocalDate day) => $"{ThreadPrefix}{Id:N}:{WatchKeys.DayOf(day)}";
}
