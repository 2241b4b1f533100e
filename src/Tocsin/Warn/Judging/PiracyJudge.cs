using System.Globalization;
using NetTopologySuite.Geometries;
using Tocsin.Detection.Numerics;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Judging;

/// <summary>An attack on a ship as a rule sees it.</summary>
/// <param name="Witness">The record that tells of it.</param>
/// <param name="Severity">How bad, by what its source calls the attackers.</param>
/// <param name="Region">The source's subregion; a cell of five degrees where it names none.</param>
/// <param name="Longitude">Degrees.</param>
/// <param name="Latitude">Degrees.</param>
public sealed record ShipAttack(Witness Witness, Severity Severity, string Region, double Longitude, double Latitude)
{
    /// <summary>Reads an attack; nothing where the record is none that may ring.</summary>
    public static ShipAttack? Of(Record record) =>
        record is { What: EventFacts { Type: AsamDoor.Type } facts, Where.Geometry: Point { IsEmpty: false } point } && Earnest.Of(record) is not null
            ? new(Witness.Of(record, facts.At), facts.Severity, facts.Codes?.GetValueOrDefault("subregion")?.Replace('/', ' ') ?? Cell(point), point.X, point.Y)
            : null;

    static string Cell(Point point) => string.Create(CultureInfo.InvariantCulture, $"cell {Math.Floor(point.X / 5) * 5:0} {Math.Floor(point.Y / 5) * 5:0}");
}

/// <summary>Judges the attacks on ships in one subregion: the worst of the last ones, and whether they come too often to be chance.</summary>
/// <param name="atlas">Gives the words for places.</param>
public sealed class PiracyJudge(Atlas atlas)
{
    /// <summary>The detector's name in a warning.</summary>
    public const string Detector = "piracy";
    /// <summary>The detector's version.</summary>
    public const string Version = "1";
    /// <summary>CAP's event.</summary>
    public static Sentence EventName { get; } = Sentence.Of("piracy.event", "Attack on a ship");
    /// <summary>Attacks that one warning cites at most: the latest.</summary>
    public const int AttacksMax = 2_048;

    /// <summary>How far back the attacks reach that make the usual rate.</summary>
    public static readonly Duration Baseline = Duration.FromDays(365);

    // Half a case more than was seen: a year without attacks does not make the first one a miracle.
    const double Doubt = 0.5;

    /// <summary>Assesses a subregion's attacks.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="attacks">The attacks of the window and of the year before it, at least one.</param>
    public Assessment Assess(PiracyRule rule, IReadOnlyCollection<ShipAttack> attacks)
    {
        var last = attacks.Max(a => a.Witness.At);
        var window = attacks.Where(a => last - a.Witness.At < rule.SurgeWithin).ToList();
        var before = attacks.Count(a => last - a.Witness.At >= rule.SurgeWithin && last - a.Witness.At < rule.SurgeWithin + Baseline);
        var expected = (before + Doubt) / Baseline.TotalDays * rule.SurgeWithin.TotalDays;
        var p = new CountDistribution(expected, dispersion: 1).AtLeast(window.Count);
        var isSurge = window.Count >= rule.SurgeAttacks && p < rule.SurgePBelow;
        var worst = window.Where(a => a.Witness.IsFresh(rule) && atlas.Holds(rule.Area, new Point(a.Longitude, a.Latitude)))
            .OrderBy(a => a.Severity).ThenByDescending(a => a.Witness.At).ThenBy(a => a.Witness.Leaf).FirstOrDefault();
        var severity = worst is null ? Severity.Unknown : isSurge && worst.Severity > Severity.Extreme ? worst.Severity - 1 : worst.Severity;
        if (worst is null || severity > rule.MinSeverity)
            return new Assessment.Nothing { Category = Category.Security, Event = EventName, At = last, Until = last + rule.QuietFor, Why = Sentence.Of("piracy.nothing", "No attack of late is as severe as the rule asks for, or lies in its area.") };

        var place = atlas.Places.Words(worst.Longitude, worst.Latitude);
        var headline = Sentence.Commas(EventName, place);
        var days = rule.SurgeWithin.TotalDays;
        var often = Sentence.Of("piracy.often", $"{window.Count} in {Sentence.Of("count.days", $"{days:0.#} days")} in {RegionWords(worst.Region)}, {expected:0.##} expected by the year before");
        return new Assessment.Matter
        {
            Category = Category.Security,
            Event = EventName,
            Headline = headline,
            Severity = severity,
            Urgency = Urgency.Expected,
            Certainty = Certainty.Observed,
            At = worst.Witness.At,
            Until = last + rule.QuietFor,
            Why = isSurge
                ? Sentence.Of("piracy.surge", $"{headline}, in itself {Word(worst.Severity)}: {often} (p = {p:0.#####}), which makes it {Word(severity)}.")
                : Sentence.Of("piracy.why", $"{headline}: by its source's word for the attackers it is {Word(worst.Severity)}; {often}."),
            Numbers = new SortedDictionary<string, double>(StringComparer.Ordinal)
            {
                ["attacks"] = window.Count, ["expectedAttacks"] = Math.Round(expected, 3), ["windowDays"] = days, ["pValue"] = Math.Round(p, 6),
            },
            Where = new Where { Geometry = new Point(worst.Longitude, worst.Latitude) { SRID = 4326 }, Name = place?.Text, Country = atlas.Countries.Of(worst.Longitude, worst.Latitude)?.Alpha2 },
            Place = place,
        };
    }

    static Sentence RegionWords(string region) => region.StartsWith("cell", StringComparison.Ordinal) ? Sentence.Of("piracy.area", "this sea area") : Sentence.Of("piracy.subregion", $"subregion {region}");

    static Sentence Word(Severity severity) => severity == Severity.Unknown ? Sentence.Of("piracy.unknown", "of unknown severity") : CapWord.Of(severity);
}
