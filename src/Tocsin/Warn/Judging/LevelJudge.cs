using NetTopologySuite.Geometries;
using Tocsin.Share.Records;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Judging;

/// <summary>A measurement as a rule sees it.</summary>
/// <param name="Witness">The record that tells of it.</param>
/// <param name="Station">Its publisher's and the station's name.</param>
/// <param name="Value">In the rule's unit.</param>
/// <param name="Level">The level over which it rings, in the rule's unit.</param>
/// <param name="Point">Where; nothing where the record does not say.</param>
public sealed record LevelReading(Witness Witness, string Station, double Value, double Level, Point? Point)
{
    /// <summary>Reads a measurement; nothing where the rule does not look at it or knows no level for it.</summary>
    public static LevelReading? Of(LevelRule rule, Record record)
    {
        if (record.What is not EventFacts { Numbers: { } numbers, Codes: { } codes } facts || Earnest.Of(record) is null) return null;
        var (value, warning) = LevelJudge.Numbers(rule.Quantity);
        if (!codes.TryGetValue("station", out var station) || !numbers.TryGetValue(value, out var measured)) return null;
        var level = rule.Level ?? (numbers.TryGetValue(warning, out var own) ? own : double.NaN);
        return double.IsNaN(level) ? null : new(Witness.Of(record, facts.At), $"{record.Source?.Publisher}|{station}", measured, level, record.Where?.Geometry as Point);
    }
}

/// <summary>Judges a station by its latest measurement, and by how fast it rose.</summary>
/// <param name="atlas">Gives the words for places.</param>
public sealed class LevelJudge(Atlas atlas)
{
    /// <summary>The detector's name in a warning.</summary>
    public const string Detector = "level";
    /// <summary>The detector's version.</summary>
    public const string Version = "1";

    /// <summary>Over how long a rise is measured, at most and at least.</summary>
    public static readonly Duration RiseOverMost = Duration.FromHours(3), RiseOverLeast = Duration.FromMinutes(10);

    static readonly ImmutableArray<(string Value, string Warning, string Unit, Category Category, Sentence Event)> Quantities =
    [
        ("levelMetres", "warningLevelMetres", "m", Category.Met, Sentence.Of("level.water", "High water")),
        ("dischargeCubicMetresPerSecond", "warningDischargeCubicMetresPerSecond", "m³/s", Category.Met, Sentence.Of("level.discharge", "High discharge")),
        ("doseRateMicrosievertsPerHour", "warningDoseRateMicrosievertsPerHour", "µSv/h", Category.CBRNE, Sentence.Of("level.radiation", "Raised radiation")),
    ];

    /// <summary>The names of the value and of the station's own level in a record's numbers.</summary>
    public static (string Value, string Warning) Numbers(LevelQuantity quantity) => (Quantities[(int)quantity].Value, Quantities[(int)quantity].Warning);

    /// <summary>The quantity of a value's name; nothing where no rule looks at it.</summary>
    public static LevelQuantity? QuantityOf(string value) => Quantities.Index().Where(each => each.Item.Value == value).Select(each => (LevelQuantity?)each.Index).FirstOrDefault();

    /// <summary>The name of the station's own level beside a value's; nothing where no rule looks at it.</summary>
    public static string? WarningOf(string value) => QuantityOf(value) is { } quantity ? Numbers(quantity).Warning : null;

    /// <summary>CAP's category.</summary>
    public static Category CategoryOf(LevelRule rule) => Quantities[(int)rule.Quantity].Category;

    /// <summary>CAP's event.</summary>
    public static Sentence EventName(LevelRule rule) => Quantities[(int)rule.Quantity].Event;

    /// <summary>Assesses a station.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="readings">The latest measurement, and with a rise the one that it is compared with; one or two.</param>
    /// <param name="said">The thread's last message: while it stands, the value must fall under the level by so much as the rule says.</param>
    public Assessment Assess(LevelRule rule, IReadOnlyCollection<LevelReading> readings, Said? said)
    {
        var latest = readings.OrderBy(r => r.Witness.At).ThenBy(r => r.Witness.Leaf).Last();
        var unit = Unit(rule.Quantity);
        var first = readings.OrderBy(r => r.Witness.At).ThenBy(r => r.Witness.Leaf).First();
        var rise = readings.Count < 2 ? null : Rise(rule, first.Value, latest.Value, latest.Witness.At - first.Witness.At);
        var over = Over(rule, latest.Value, latest.Level);
        var severity = Worse(over, rise is null ? null : rule.Rise!.Severity);
        var stays = said is { Stands: true } && latest.Value >= latest.Level - rule.ClearUnder;
        var value = Sentence.Of("measured", $"{latest.Value:0.###} {unit}");
        var level = Sentence.Of("measured", $"{latest.Level:0.###} {unit}");
        var until = latest.Witness.At + rule.QuietFor;
        if (severity is null && !stays || !atlas.Holds(rule.Area, latest.Point))
            return new Assessment.Nothing
            {
                Category = CategoryOf(rule), Event = EventName(rule), At = latest.Witness.At, Until = until,
                Why = Sentence.Of("level.under", $"It is at {value}, under its level of {level}."),
            };
        var place = latest.Point is null ? null : atlas.Places.Words(latest.Point.X, latest.Point.Y);
        var name = Sentence.Commas(EventName(rule), place);
        var numbers = new SortedDictionary<string, double>(StringComparer.Ordinal) { [Numbers(rule.Quantity).Value] = latest.Value, [Numbers(rule.Quantity).Warning] = latest.Level };
        return new Assessment.Matter
        {
            Category = CategoryOf(rule),
            Event = EventName(rule),
            Headline = Sentence.Of("colon", $"{name}: {value}"),
            Severity = severity ?? said!.Severity,
            Urgency = Urgency.Immediate,
            Certainty = Certainty.Observed,
            At = latest.Witness.At,
            Until = until,
            Why = rise is { } rate && (over is null || rule.Rise!.Severity < over)
                ? Sentence.Of("level.rises", $"{name}: {value}, and it rises by {rate:0.###} {unit} an hour; its level is {level}.")
                : latest.Value >= latest.Level ? Sentence.Of("level.over", $"{name}: {value}, at or over its level of {level}.")
                : Sentence.Of("level.near", $"{name}: {value}, still near its level of {level}."),
            Numbers = numbers,
            Place = place,
            Where = latest.Point is null ? null : new Where { Geometry = latest.Point, Name = place?.Text, Country = atlas.Countries.Of(latest.Point.X, latest.Point.Y)?.Alpha2 },
        };
    }

    /// <summary>The unit in which a quantity is told.</summary>
    public static string UnitOf(LevelQuantity quantity) => Quantities[(int)quantity].Unit;

    static Sentence Unit(LevelQuantity quantity) => Sentence.Of($"unit.{quantity}", UnitOf(quantity));

    /// <summary>How severe a value is by itself; nothing where the rule does not ring for it.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="value">In the rule's unit.</param>
    /// <param name="level">The level, in the rule's unit.</param>
    public static Severity? Over(LevelRule rule, double value, double level) => rule.Severities.FirstOrDefault(each => value >= level + each.Over)?.Severity;

    /// <summary>The worse of two severities.</summary>
    public static Severity? Worse(Severity? one, Severity? other) => (one, other) switch { (null, var o) => o, (var o, null) => o, var (a, b) => a < b ? a : b };

    /// <summary>How fast a value rose, in the rule's unit an hour; nothing where the rule does not ring for that.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="first">The value before.</param>
    /// <param name="last">The value now.</param>
    /// <param name="over">How long that took, more than nothing.</param>
    public static double? Rise(LevelRule rule, double first, double last, Duration over) =>
        rule.Rise is { } asked && (last - first) / over.TotalHours is var rate && rate >= asked.PerHour ? rate : null;
}
