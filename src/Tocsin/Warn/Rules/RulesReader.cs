using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using YamlDotNet.RepresentationModel;

namespace Tocsin.Warn.Rules;

/// <summary>Reads <c>rules.yaml</c> strictly: what it does not know, or cannot believe, it refuses with its place.</summary>
public static partial class RulesReader
{
    /// <summary>Characters of a rules file at most.</summary>
    public const int TextCharsMax = 200_000;

    const int RulesMax = 100;

    static readonly string[] Kinds = ["earthquake", "alert", "sighting", "silence", "outbreak", "border-outbreak", "cluster", "fire", "piracy", "event-level", "level", "partner"];

    // A silence is over when the source speaks; until then its warning holds for as long as any may.
    static readonly Duration SilenceHolds = Duration.FromDays(366);

    // What doors call their sources' keys.
    static readonly string[] Schemes =
    [
        UsgsDoor.Scheme, CapDoor.Scheme, FirmsDoor.Scheme, GeoJsonDoor.Scheme, IndicatorDoor.Scheme, GdacsDoor.Scheme, AsamDoor.Scheme, NavDoor.Scheme, CountDoor.Scheme, MeasurementDoor.Scheme,
        AisDoor.Scheme, StixDoor.Scheme, MispDoor.Scheme,
    ];

    static readonly ImmutableArray<Severity> Ringing = [Severity.Extreme, Severity.Severe, Severity.Moderate, Severity.Minor];

    /// <summary>Reads the text of a rules file.</summary>
    public static RulesRead Read(string yaml) => Read(yaml, _ => null);

    /// <summary>Reads the text of a rules file, and refuses circles into which nothing can be published.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="circleFault">Says of a circle that a rule names why nothing can be published there; nothing where it can.</param>
    public static RulesRead Read(string yaml, Func<string, string?> circleFault)
    {
        if (YamlFile.Open(yaml, TextCharsMax, "the rules", "version and rules", out var fault) is not { } root) return new RulesRead.Bad([fault]);

        var faults = new List<RuleFault>();
        var file = new Fields(root, "the file", faults);
        file.Number("version", RuleBook.Version, RuleBook.Version, "the only version of this layout is 1");
        var rules = file.List("rules", RulesMax).Select(node => ReadRule(node, faults, circleFault)).OfType<Rule>().ToList();
        file.End();
        foreach (var name in rules.GroupBy(r => r.Name).Where(g => g.Count() > 1)) faults.Add(new RuleFault(root.Start.Line, root.Start.Column, $"two rules bear the name '{name.Key}'"));
        return faults.Count > 0
            ? new RulesRead.Bad([.. faults.OrderBy(f => f.Line).ThenBy(f => f.Column)])
            : new RulesRead.Good(new RuleBook([.. rules]));
    }

    static Rule? ReadRule(YamlNode node, List<RuleFault> faults, Func<string, string?> circleFault)
    {
        if (node is not YamlMappingNode map)
        {
            faults.Add(new RuleFault(node.Start.Line, node.Start.Column, "a rule is a group of keys, beginning with its name"));
            return null;
        }
        var fields = new Fields(map, "a rule", faults);
        Rule? rule = fields.Choice("kind", Kinds) switch
        {
            "earthquake" => Earthquake(fields),
            "alert" => Alert(fields),
            "sighting" => Sighting(fields),
            "silence" => Silence(fields),
            "partner" => Partner(fields),
            { } kind => Noticing(kind, fields),
            null => null,
        };
        if (rule is not null) rule = rule with { Publish = Publish(fields, rule, circleFault) };
        if (rule is not null) fields.End();
        return rule;
    }

    /// <summary>Of silence and of partners' warnings nothing is said in a circle: the one stands in no circle, the other was said there.</summary>
    static string? Publish(Fields fields, Rule rule, Func<string, string?> circleFault)
    {
        if (!fields.Has("publish") || fields.Text("publish") is not { } circle) return null;
        if (rule is SilenceRule) fields.Fault("publish", "a silent source is this node's own affair: its warning is not published by a rule");
        else if (rule is PartnerRule) fields.Fault("publish", "a partner has said that warning itself: to say it again would ring nodes by each other");
        else if (circleFault(circle) is { } fault) fields.Fault("publish", fault);
        return circle;
    }

    static EarthquakeRule Earthquake(Fields fields)
    {
        fields.Choice("window", "gardner-knopoff");
        var rule = new EarthquakeRule
        {
            Common = Common(fields),
            MinMagnitude = fields.Number("min_magnitude", -1, 10, "earthquakes have magnitudes from -1 to 10"),
            MaxDepthKm = fields.Number("max_depth_km", 1, 800, "the deepest earthquakes lie 800 kilometres down; is this in metres?"),
            AreaIntensity = fields.Number("area_intensity", 2, 10, Intensities),
            Severities = BySeverity(fields, (severity, one) => new ShakingThreshold(severity,
                one.Number("intensity", 2, 10, Intensities), (long)one.Number("people", 1, 1e10, "people are counted from 1"))),
        };
        if (rule.Severities.Any(t => t.Intensity < rule.AreaIntensity))
            fields.Fault("area_intensity", "a severity asks for a lesser intensity than the area does: the people it counts would lie outside of the area");
        return rule;
    }

    static AlertRule Alert(Fields fields) => new()
    {
        Common = Common(fields),
        MinSeverity = fields.Word<Severity>("min_severity"),
        MinUrgency = fields.Word<Urgency>("min_urgency"),
        MinCertainty = fields.Word<Certainty>("min_certainty"),
        Categories = fields.Words<Category>("categories"),
        Area = AreaReader.Read(fields),
    };

    static SightingRule Sighting(Fields fields) => new()
    {
        Common = Common(fields),
        MinConfidencePercent = (int)fields.Number("min_confidence_percent", 0, 100, "confidence is a percentage from 0 to 100"),
        Categories = fields.Words<Category>("categories"),
        SeverityIfUnknown = fields.Word<Severity>("severity_if_unknown"),
    };

    static SilenceRule Silence(Fields fields)
    {
        var overdue = fields.Time("overdue_after", Duration.FromDays(366));
        if (overdue < Duration.FromMinutes(1)) fields.Fault("overdue_after", "a source may be silent for a minute at least");
        return new SilenceRule
        {
            Common = new RuleTerms
            {
                Name = fields.Name("name"), IsEnabled = fields.Bool("enabled", otherwise: true),
                FreshFor = overdue, QuietFor = SilenceHolds, UpdateEvery = SilenceHolds, AcknowledgeWithin = Deadlines(fields),
            },
            Scheme = fields.Choice("scheme", Schemes) ?? "",
            Publisher = fields.Text("publisher") is var publisher and not "any" ? publisher : null,
            OverdueAfter = overdue,
            Severity = fields.Word<Severity>("severity"),
        };
    }

    static PartnerRule Partner(Fields fields) => new()
    {
        Common = Common(fields),
        Circles = fields.Has("circles") ? fields.Names("circles") : [],
        Parties = fields.Has("parties") ? fields.Names("parties") : [],
        MinSeverity = fields.Word<Severity>("min_severity"),
    };

    /// <summary>The keys that every kind of rule has but silence.</summary>
    static RuleTerms Common(Fields fields, int freshDays = 366, int quietDays = 3_660) => new()
    {
        Name = fields.Name("name"),
        IsEnabled = fields.Bool("enabled", otherwise: true),
        FreshFor = fields.Time("fresh_for", Duration.FromDays(freshDays)),
        QuietFor = fields.Time("quiet_for", Duration.FromDays(quietDays)),
        UpdateEvery = fields.Time("update_every", Duration.FromDays(31)),
        AcknowledgeWithin = Deadlines(fields),
        Budget = Budget(fields),
    };

    static int Budget(Fields fields) =>
        fields.Has("budget") ? (int)fields.Number("budget", 1, 1_000, "a budget is a number of warnings from 1 to 1000") : RuleTerms.UsualBudget;

    static ImmutableSortedDictionary<Severity, Duration> Deadlines(Fields fields)
    {
        var deadlines = ImmutableSortedDictionary.CreateBuilder<Severity, Duration>();
        if (fields.Map("acknowledge_within") is not { } map) return deadlines.ToImmutable();
        foreach (var severity in Ringing) deadlines[severity] = map.Time(Key(severity), Duration.FromDays(7));
        foreach (var (worse, lesser) in Ringing.Zip(Ringing.Skip(1)))
            if (deadlines[worse] > deadlines[lesser]) map.Fault(Key(worse), $"{Key(worse)} may not wait longer than {Key(lesser)}");
        map.End();
        return deadlines.ToImmutable();
    }

    const string Intensities = "Modified Mercalli intensities that matter run from 2 to 10";

    static string Key(Severity severity) => severity.ToString().ToLowerInvariant();
}
