using Tocsin.Share.Records;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Wording;

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
    /// <summary>Reads a sighting that may ring; nothing where the record is none.</summary>
    public static MetValue? Of(Record record) =>
        record.What is SightingFacts { Silent: null } facts && Earnest.Of(record) is not null ? new(Witness.Of(record, facts.At), facts) : null;
}

/// <summary>Judges the sightings of one known indicator.</summary>
public static class SightingJudge
{
    /// <summary>The detector's name in a warning.</summary>
    public const string Detector = "sighting";
    /// <summary>The detector's version.</summary>
    public const string Version = "1";

    /// <summary>CAP's event where nothing is left of it.</summary>
    public static Sentence EventName { get; } = Sentence.Of("sighting.event", "Sighting");

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
            return new Assessment.Nothing { Category = Category.Infra, Event = EventName, At = first, Until = last + rule.QuietFor, Why = Sentence.Of("sighting.nothing", "No indicator that counts names what was met.") };

        var worst = counting[0];
        var times = sightings.Sum(s => s.Facts.Count);
        var what = What(worst.Facts);
        var headline = times == 1 ? Sentence.Of("sighting.once", $"{what} met once") : Sentence.Of("sighting.times", $"{what} met {Sentence.Of("count.times", $"{times:N0} times")}");
        return new Assessment.Matter
        {
            Category = worst.Facts.Category,
            Event = Sentence.Of("sighting.met", $"{what} met"),
            Headline = headline,
            Severity = SeverityOf(rule, worst),
            Urgency = Urgency.Immediate,
            Certainty = (worst.Facts.ConfidencePercent ?? 0) > 50 ? Certainty.Likely : Certainty.Possible,
            At = first,
            Until = last + rule.QuietFor,
            Why = Sentence.Of("sighting.why", $"{headline} {Whose(sightings, own)}; {Naming(counting.Count)}, {Confidence(worst)}."),
            Numbers = new SortedDictionary<string, double>(StringComparer.Ordinal) { ["sightings"] = sightings.Count, ["times"] = times, ["indicators"] = counting.Count },
        };
    }

    static Sentence Whose(IReadOnlyCollection<MetValue> sightings, Hash own)
    {
        var ours = sightings.Count(s => s.Witness.Address.Log.Party == own);
        return ours == sightings.Count ? Sentence.Of("sighting.ours", "in our own logs")
            : ours == 0 ? Sentence.Of("sighting.others", "in the logs of others") : Sentence.Of("sighting.both", "in our own logs and those of others");
    }

    static Sentence Naming(int indicators) => indicators == 1 ? Sentence.Of("sighting.named", "one indicator names it") : Sentence.Of("count.indicators", $"{indicators} indicators name it");

    static Severity SeverityOf(SightingRule rule, KnownIndicator indicator) =>
        indicator.Facts.Severity == Severity.Unknown ? rule.SeverityIfUnknown : indicator.Facts.Severity;

    static Sentence Confidence(KnownIndicator indicator) =>
        indicator.Facts.ConfidencePercent is { } percent ? Sentence.Of("sighting.confidence", $"with a confidence of {percent} %") : Sentence.Of("sighting.noConfidence", "without a stated confidence");

    static Sentence What(IndicatorFacts facts)
    {
        var (sort, name) = Name(facts.Type);
        return facts.Category == Category.Security ? Sentence.Of($"fraudulent.{sort}", "Known fraudulent " + name) : Sentence.Of($"malicious.{sort}", "Known malicious " + name);
    }

    static (string Sort, string Name) Name(string type) => type switch
    {
        "domain" => ("domain", "domain"),
        "url" => ("url", "web address"),
        "ipv4" or "ipv6" => ("address", "network address"),
        "cidr" => ("network", "network"),
        "md5" or "sha1" or "sha256" => ("file", "file"),
        "email" => ("mail", "mail address"),
        _ => ("value", "value"),
    };
}
