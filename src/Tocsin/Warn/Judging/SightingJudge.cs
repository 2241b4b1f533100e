using System.Globalization;
using Tocsin.Share.Doors;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Judging;

/// <summary>An indicator as evidence.</summary>
/// <param name="Witness">The record that names it; its time is when the record was written.</param>
/// <param name="Facts">What it says.</param>
public sealed record KnownIndicator(Witness Witness, IndicatorFacts Facts)
{
    // What an indicator counts for whose source does not say how sure it is.
    const int ConfidencePercentIfUnknown = 50;

    /// <summary>Whether the indicator counts for a sighting at a time.</summary>
    public bool Counts(SightingRule rule, Instant at) =>
        (Facts.ConfidencePercent ?? ConfidencePercentIfUnknown) >= rule.MinConfidencePercent
        && (rule.Categories.IsEmpty || rule.Categories.Contains(Facts.Category))
        && (Facts.From is not { } from || at >= from)
        && (Facts.Until is not { } until || at < until);

    /// <summary>Reads an indicator that may ring; nothing where the record is none.</summary>
    public static KnownIndicator? Of(Record record) =>
        record.What is IndicatorFacts { Silent: null } facts && Earnest.Of(record) is not null ? new(Witness.Of(record, record.Leaf.Time), facts) : null;
}

/// <summary>A sighting as evidence.</summary>
/// <param name="Witness">The record that tells of it.</param>
/// <param name="Facts">What was met, when, how often.</param>
public sealed record MetValue(Witness Witness, SightingFacts Facts)
{
    /// <summary>Reads a sighting, or a STIX observation, that may ring; nothing where the record is none.</summary>
    public static MetValue? Of(Record record) => FactsOf(record) is { Silent: null } facts && Earnest.Of(record) is not null ? new(Witness.Of(record, facts.At), facts) : null;

    static SightingFacts? FactsOf(Record record) => record.What switch
    {
        SightingFacts facts => facts,
        IntelligenceFacts { Type: StixIndexing.ObservedData, At: { } at, Id: var id } => new SightingFacts { Type = StixIndexing.ObservedData, Value = id, At = at },
        _ => null,
    };
}

/// <summary>Judges the sightings of one known indicator.</summary>
public static class SightingJudge
{
    /// <summary>The detector's name in a warning.</summary>
    public const string Detector = "sighting";
    /// <summary>The detector's version.</summary>
    public const string Version = "1";

    /// <summary>Assesses what was met. No word of a value gets into the warning: it points at the records instead.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="indicators">The records that name the value, at least one.</param>
    /// <param name="sightings">The sightings, at least one.</param>
    /// <param name="own">This party.</param>
    public static Assessment Assess(SightingRule rule, IReadOnlyCollection<KnownIndicator> indicators, IReadOnlyCollection<MetValue> sightings, Hash own)
    {
        var (first, last) = (sightings.Min(s => s.Facts.At), sightings.Max(s => s.Facts.At));
        var counting = indicators.Where(i => sightings.Any(s => i.Counts(rule, s.Facts.At)))
            .OrderBy(i => SeverityOf(rule, i)).ThenByDescending(i => i.Facts.ConfidencePercent).ThenBy(i => i.Witness.Leaf).ToList();
        if (counting.Count == 0)
            return new Assessment.Nothing { Category = Category.Infra, Event = "Sighting", At = first, Until = last + rule.QuietFor, Why = "No indicator that counts names what was met." };

        var worst = counting[0];
        var times = sightings.Sum(s => s.Facts.Count);
        var what = worst.Facts.Category == Category.Security ? "Known fraudulent" : "Known malicious";
        var headline = string.Create(CultureInfo.InvariantCulture, $"{what} {Name(worst.Facts.Type)} met {(times == 1 ? "once" : $"{times:N0} times")}");
        return new Assessment.Matter
        {
            Category = worst.Facts.Category,
            Event = $"{what} {Name(worst.Facts.Type)} met",
            Headline = headline,
            Severity = SeverityOf(rule, worst),
            Urgency = Urgency.Immediate,
            Certainty = (worst.Facts.ConfidencePercent ?? 0) > 50 ? Certainty.Likely : Certainty.Possible,
            At = first,
            Until = last + rule.QuietFor,
            Why = $"{headline} {Whose(sightings, own)}; {(counting.Count == 1 ? "one indicator names it" : $"{counting.Count} indicators name it")}, {Confidence(worst)}.",
            Numbers = new SortedDictionary<string, double>(StringComparer.Ordinal) { ["sightings"] = sightings.Count, ["times"] = times, ["indicators"] = counting.Count },
        };
    }

    static string Whose(IReadOnlyCollection<MetValue> sightings, Hash own)
    {
        var ours = sightings.Count(s => s.Witness.Address.Log.Party == own);
        return ours == sightings.Count ? "in our own logs" : ours == 0 ? "in the logs of others" : "in our own logs and those of others";
    }

    static Severity SeverityOf(SightingRule rule, KnownIndicator indicator) =>
        indicator.Facts.Severity == Severity.Unknown ? rule.SeverityIfUnknown : indicator.Facts.Severity;

    static string Confidence(KnownIndicator indicator) =>
        indicator.Facts.ConfidencePercent is { } percent ? $"with a confidence of {percent} %" : "without a stated confidence";

    static string Name(string type) => (HashedValues.SortOf(type) ?? type) switch
    {
        "domain" => "domain",
        "url" => "web address",
        "ipv4" or "ipv6" => "network address",
        "cidr" => "network",
        "md5" or "sha1" or "sha256" => "file",
        "email" => "mail address",
        "iban" or "account" => "bank account",
        "phone" => "telephone number",
        "wallet" => "wallet",
        StixDoor.Scheme => "pattern",
        _ => "value",
    };
}
