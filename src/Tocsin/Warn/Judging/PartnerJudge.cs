using NetTopologySuite.Geometries;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Judging;

/// <summary>A partner's warning as a rule sees it.</summary>
/// <param name="Witness">The record that holds it; its time is when the partner wrote it.</param>
/// <param name="Facts">What it says.</param>
/// <param name="Geometry">Its area.</param>
public sealed record PartnerWarning(Witness Witness, WarningFacts Facts, Geometry? Geometry)
{
    /// <summary>Whether it was written lately, and holds still, at a time.</summary>
    public bool IsNews(Rule rule, Instant time) => Witness.IsFresh(rule, time, Witness.At) && Facts.Until > time;

    /// <summary>Reads a warning out of a record, or says why it is not looked at.</summary>
    /// <remarks>What a partner's node judged by itself is no news: its evidence is judged here too. What a partner was itself only told
    /// by such a rule is not told on: else two nodes would ring each other for ever.</remarks>
    public static Parsed<PartnerWarning> Of(Record record) =>
        record.What is not WarningFacts facts || record.Leaf.Kind != Kind.Warning ? new("It is no warning.")
        : record.Relayed is not null ? new("Its author said it in another circle, and another passed it on.")
        : Earnest.Of(record) != CapStatus.Actual ? new("It does not ring as real.")
        : facts.Judgement?.Detector == PartnerJudge.Detector ? new("Its author was told of it by another.")
        : facts.Judgement is not null && record.Source?.Officer is null ? new("No officer published it.")
        : new(new PartnerWarning(Witness.Of(record, record.Leaf.Time), facts, record.Where?.Geometry));
}

/// <summary>Judges a partner's thread by its latest message.</summary>
/// <param name="atlas">Gives the words for places.</param>
public sealed class PartnerJudge(Atlas atlas)
{
    /// <summary>The detector's name in a warning.</summary>
    public const string Detector = "partner";
    /// <summary>The detector's version.</summary>
    public const string Version = "1";
    /// <summary>CAP's event where nothing is left of it.</summary>
    public static Sentence EventName { get; } = Sentence.Of("partner.event", "Warning of a partner");

    /// <summary>Assesses the latest message. No word of it gets into ours, and no name, which may change: the partner goes by its id.</summary>
    public Assessment Assess(PartnerRule rule, PartnerWarning latest)
    {
        var facts = latest.Facts;
        var (name, who) = (AlertJudge.Name(facts.Category), PartyNames.Short(latest.Witness.Address.Log.Party));
        var objection = facts.Message == MessageType.Cancel ? Sentence.Of("partner.cancelled", $"Party {who} cancelled it.")
            : facts.Severity > rule.MinSeverity ? Sentence.Of("partner.under", $"Party {who} calls it {CapWord.Of(facts.Severity)}; the rule asks for {CapWord.Of(rule.MinSeverity)}.")
            : null;
        if (objection is not null) return new Assessment.Nothing { Category = facts.Category, Event = name, At = facts.At, Until = facts.Until, Why = objection };

        var shape = latest.Geometry is { IsEmpty: false } geometry ? AlertJudge.Outline(geometry) : null;
        var middle = shape is null ? null : shape.Dimension == Dimension.Surface ? shape.InteriorPoint : shape.Centroid;
        var place = middle is null ? null : atlas.Places.Words(middle.X, middle.Y);
        var headline = Sentence.Commas(name, place);
        var area = latest.Geometry is null ? 0 : Math.Round(GreatCircle.AreaKm2(latest.Geometry));
        return new Assessment.Matter
        {
            Category = facts.Category,
            Event = name,
            Headline = headline,
            Severity = facts.Severity,
            Urgency = facts.Urgency,
            Certainty = facts.Certainty,
            At = facts.At,
            Until = facts.Until,
            Why = Sentence.Of("partner.why",
                $"Party {who} warns: {headline}, since {TimeWord.Minute(facts.At)}; it calls it {CapWord.Of(facts.Severity)}, {CapWord.Of(facts.Urgency)} and {CapWord.Of(facts.Certainty)}."),
            Numbers = new SortedDictionary<string, double>(StringComparer.Ordinal) { ["areaKm2"] = area },
            Where = shape is null ? null : new Where { Geometry = shape, Name = place?.Text, Country = atlas.Countries.Of(middle!.X, middle.Y)?.Alpha2 },
            Place = place,
            AreaKm2 = area,
        };
    }
}
