using Tocsin.Share.Records;

namespace Tocsin.Warn.Rules;

/// <summary>What every rule says, whatever its kind.</summary>
public sealed record RuleTerms
{
    /// <summary>The budget of a rule that names none.</summary>
    public const int UsualBudget = 10;

    /// <summary>Its name: 1 to 40 lower-case letters, digits and hyphens. Its warnings' threads begin with it.</summary>
    public required string Name { get; init; }
    /// <summary>Whether it judges at all.</summary>
    public bool IsEnabled { get; init; } = true;
    /// <summary>How old a record's event may be when the record is written, to ring still; older ones only build up what is known.</summary>
    public required Duration FreshFor { get; init; }
    /// <summary>How long after its last record an event is over.</summary>
    public required Duration QuietFor { get; init; }
    /// <summary>After how long an update is due although nothing became worse.</summary>
    public required Duration UpdateEvery { get; init; }
    /// <summary>Within which time somebody must acknowledge, by severity; the four that ring are all there.</summary>
    public required ImmutableSortedDictionary<Severity, Duration> AcknowledgeWithin { get; init; }
    /// <summary>How often it may ring in a shift, 1 to 1,000; what it would ring for beyond folds into one warning.</summary>
    public int Budget { get; init; } = UsualBudget;
}
