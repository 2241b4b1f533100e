using Tocsin.Share.Records;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Judging;

/// <summary>Why a thread ends although what is left of its evidence would still ring.</summary>
public static class Endings
{
    /// <summary>All its records are gone.</summary>
    public const string Withdrawn = "Its source took it back.";

    /// <summary>Two events turned out to be one.</summary>
    public const string Merged = "It turned out to belong to another event that has its own warning.";

    /// <summary>The assessment of an event that ends for such a reason.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="witnesses">The records that the cancellation cites, at least one.</param>
    /// <param name="why">The reason.</param>
    public static Assessment.Nothing Of(Rule rule, IReadOnlyCollection<Witness> witnesses, string why) => new()
    {
        Category = rule switch { EarthquakeRule => Category.Geo, SightingRule => Category.Infra, _ => Category.Other },
        Event = rule switch { EarthquakeRule => "Earthquake", SightingRule => "Sighting", _ => "Alert of another agency" },
        At = witnesses.Min(w => w.At),
        Until = witnesses.Max(w => w.At) + rule.QuietFor,
        Why = why,
    };
}
