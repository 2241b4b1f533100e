using Tocsin.Share.Records;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Judging;

/// <summary>What a rule makes of all that is known of one event: a closed set. A function of the rule and the records alone.</summary>
public abstract record Assessment
{
    Assessment() { }

    /// <summary>CAP's category.</summary>
    public required Category Category { get; init; }
    /// <summary>The event's name, in our words.</summary>
    public required Sentence Event { get; init; }
    /// <summary>When the event began. UTC.</summary>
    public required Instant At { get; init; }
    /// <summary>When a warning of it ceases to hold, if nothing more comes. UTC.</summary>
    public required Instant Until { get; init; }
    /// <summary>In one sentence of our own words, why it rings or does not.</summary>
    public required Sentence Why { get; init; }

    /// <summary>It is what the rule looks for.</summary>
    public sealed record Matter : Assessment
    {
        /// <summary>One line for lists, in our words.</summary>
        public required Sentence Headline { get; init; }
        /// <summary>How bad.</summary>
        public required Severity Severity { get; init; }
        /// <summary>How soon.</summary>
        public required Urgency Urgency { get; init; }
        /// <summary>How sure.</summary>
        public required Certainty Certainty { get; init; }
        /// <summary>Numbers with their units in their names.</summary>
        public required IReadOnlyDictionary<string, double> Numbers { get; init; }
        /// <summary>The area; <see cref="Place"/> names it.</summary>
        public Where? Where { get; init; }
        /// <summary>Where, in our words.</summary>
        public Sentence? Place { get; init; }
        /// <summary>Whom it concerns, where the rule asks; else nothing.</summary>
        public Concern? Concerned { get; init; }
        /// <summary>The area's size in square kilometres; 0 where there is none.</summary>
        public double AreaKm2 { get; init; }
    }

    /// <summary>It is not, or no longer.</summary>
    public sealed record Nothing : Assessment;

    /// <summary>It cannot be judged: no all-clear, and nothing ends by it.</summary>
    public sealed record Unjudged : Assessment;
}
