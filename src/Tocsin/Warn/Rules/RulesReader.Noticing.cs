using Tocsin.Share.Records;

namespace Tocsin.Warn.Rules;

public static partial class RulesReader
{
    static Rule? Noticing(string kind, Fields fields) => kind switch
    {
        "outbreak" => Outbreak(fields),
        "border-outbreak" => BorderOutbreak(fields),
        "cluster" => Cluster(fields),
        "fire" => Fire(fields),
        "piracy" => Piracy(fields),
        "event-level" => EventLevel(fields),
        "level" => Level(fields),
        _ => null,
    };

    static FireRule Fire(Fields fields)
    {
        var rule = new FireRule
        {
            Common = Common(fields, freshDays: 31, quietDays: 31),
            Area = AreaReader.Read(fields),
            MinConfidence = fields.Word<HotspotTrust>("min_confidence"),
            RadiusKm = fields.Number("radius_km", 0.1, 50, "hotspots of one fire are 0.1 to 50 kilometres apart; is this in metres?"),
            WithinHours = fields.Number("within_hours", 1, 168, "hotspots of one fire are 1 to 168 hours apart"),
            MinNeighbours = fields.Whole("min_neighbours", 1, 100, "neighbours are counted from 1 to 100, the hotspot itself included"),
            PeopleWithinKm = fields.Number("people_within_km", 0, 100, "people near a fire live within 100 kilometres; is this in metres?"),
            Severities = BySeverity(fields, (severity, one) => new FireThreshold(severity,
                one.Whole("hotspots", 1, 1_000, "hotspots are counted from 1 to 1000"),
                one.Number("radiative_power_mw", 0, 1e7, "radiative power is in megawatts, from 0"),
                (long)one.Number("people", 0, 1e10, "people are counted from 0"))),
        };
        if (rule.QuietFor < Duration.FromHours(rule.WithinHours)) fields.Fault("within_hours", "a fire that may still grow is not over: quiet_for is at least within_hours");
        return rule;
    }

    static PiracyRule Piracy(Fields fields)
    {
        var surge = fields.Map("surge");
        var rule = new PiracyRule
        {
            Common = Common(fields, quietDays: 366),
            Area = AreaReader.Read(fields),
            MinSeverity = fields.Word<Severity>("min_severity"),
            SurgeAttacks = surge?.Whole("attacks", 2, 1_000, "a surge has 2 to 1000 attacks") ?? 2,
            SurgeWithin = surge?.Time("within", Duration.FromDays(366)) ?? default,
            SurgePBelow = surge?.Number("p_below", 1e-12, 1, "a probability is above 0 and at most 1") ?? 1,
        };
        surge?.End();
        return rule;
    }

    static EventLevelRule EventLevel(Fields fields) => new()
    {
        Common = Common(fields),
        Types = [.. fields.Strings("types")],
        MinSeverity = fields.Word<Severity>("min_severity"),
        Area = AreaReader.Read(fields),
    };

    static LevelRule Level(Fields fields)
    {
        var quantity = fields.Choice("quantity", "water-level", "discharge", "dose-rate") switch { "discharge" => LevelQuantity.Discharge, "dose-rate" => LevelQuantity.DoseRate, _ => LevelQuantity.WaterLevel };
        var unit = LevelUnits.Key(quantity);
        foreach (var key in LevelUnits.Wrong(quantity).Where(fields.Has))
            fields.Fault(key, $"{key} is in the wrong unit: of this quantity all keys end in _{unit}");
        if (fields.Has("level") && fields.Has($"level_{unit}")) fields.Fault("level", $"a rule has one level: its own, or level_{unit}");
        var own = !fields.Has($"level_{unit}");
        if (own) fields.Choice("level", "own");
        const string Number = "a level is a number in the unit that the key names";
        return new LevelRule
        {
            Common = Common(fields, quietDays: 366),
            Quantity = quantity,
            Area = AreaReader.Read(fields),
            Level = own ? null : fields.Number($"level_{unit}", -1_000, 1e7, Number),
            ClearUnder = fields.Number($"clear_under_{unit}", 0, 1e7, "how far under the level is 0 or more"),
            Severities = BySeverity(fields, (severity, one) => new LevelThreshold(severity, one.Number($"over_{unit}", 0, 1e7, "how far over the level is 0 or more"))),
            Rise = fields.Has("rise") && fields.Map("rise") is { } rise ? Rise(rise, unit) : null,
        };
    }

    static LevelRise Rise(Fields rise, string unit)
    {
        var read = new LevelRise(rise.Number($"{unit}_each_hour", 1e-9, 1e7, "a rise is above 0"), rise.Word<Severity>("severity"));
        rise.End();
        return read;
    }

    static ImmutableArray<T> BySeverity<T>(Fields fields, Func<Severity, Fields, T> read)
    {
        if (fields.Map("severities") is not { } map) return [];
        var thresholds = ImmutableArray.CreateBuilder<T>();
        foreach (var severity in Ringing)
        {
            if (!map.Has(Key(severity)) || map.Map(Key(severity)) is not { } one) continue;
            thresholds.Add(read(severity, one));
            one.End();
        }
        if (thresholds.Count == 0) fields.Fault("severities", "the rule names no severity, so it could never ring");
        map.End();
        return thresholds.ToImmutable();
    }
}

/// <summary>The words for a level rule's unit.</summary>
static class LevelUnits
{
    static readonly ImmutableArray<string> All = ["metres", "cubic_metres_per_second", "microsieverts_per_hour"];

    /// <summary>How its keys end.</summary>
    public static string Key(LevelQuantity quantity) => All[(int)quantity];

    /// <summary>Keys that would be right for another quantity.</summary>
    public static IEnumerable<string> Wrong(LevelQuantity quantity) =>
        All.Where(unit => unit != Key(quantity)).SelectMany(unit => new[] { $"level_{unit}", $"clear_under_{unit}" });
}
