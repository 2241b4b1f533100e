using Tocsin.Share.Records;
using Tocsin.Warn.Rules;

namespace Tocsin.Node.Ui;

/// <summary>A rule in sentences, for whoever does not read the file.</summary>
static class RuleWords
{
    public static RuleRow Of(Rule rule) => rule switch
    {
        EarthquakeRule r => Row(r, "earthquake", Texts.Of("rules.says.earthquake", Show.Number(r.MinMagnitude), Show.Number(r.MaxDepthKm)),
        [
            .. r.Severities.Select(t => new Fact(Texts.Of($"cap.severity.{t.Severity}"), Texts.Count("rules.shaken", t.People, Show.Number(t.Intensity)))),
            new(Texts.Of("rules.area"), Texts.Of("rules.areaIntensity", Show.Number(r.AreaIntensity))),
        ]),
        AlertRule r => Row(r, "alert", Texts.Of("rules.says.alert",
            Texts.Of($"cap.severity.{r.MinSeverity}"), Texts.Of($"cap.urgency.{r.MinUrgency}"), Texts.Of($"cap.certainty.{r.MinCertainty}")),
        [
            Categories(r.Categories), new(Texts.Of("rules.area"), Area(r.Area)),
        ]),
        SightingRule r => Row(r, "sighting", Texts.Of("rules.says.sighting", r.MinConfidencePercent),
        [
            Categories(r.Categories), new(Texts.Of("rules.severityIfUnknown"), Texts.Of($"cap.severity.{r.SeverityIfUnknown}")),
        ]),
        SilenceRule r => Row(r, "silence", Texts.Of("rules.says.silence", r.Publisher ?? r.Scheme, Show.Span(r.OverdueAfter)), []),
        PartnerRule r => Row(r, "partner", Texts.Of("rules.says.partner", Texts.Of($"cap.severity.{r.MinSeverity}")),
        [
            new(Texts.Of("rules.circles"), r.Circles.IsEmpty ? Texts.Of("rules.anyCircle") : string.Join(", ", r.Circles)),
            new(Texts.Of("rules.parties"), r.Parties.IsEmpty ? Texts.Of("rules.anyParty") : string.Join(", ", r.Parties)),
        ]),
        _ => Row(rule, "other", Texts.Of("rules.says.other"), []),
    };

    static RuleRow Row(Rule rule, string kind, string says, IReadOnlyList<Fact> facts) => new(rule.Name, Texts.Of($"rules.kind.{kind}"), rule.IsEnabled, says,
    [
        .. facts,
        new(Texts.Of("rules.freshFor"), Show.Span(rule.FreshFor)), new(Texts.Of("rules.quietFor"), Show.Span(rule.QuietFor)), new(Texts.Of("rules.updateEvery"), Show.Span(rule.UpdateEvery)),
        new(Texts.Of("rules.acknowledgeWithin"), string.Join(" · ", rule.Common.AcknowledgeWithin.Select(each => $"{Texts.Of($"cap.severity.{each.Key}")} {Show.Span(each.Value)}"))),
    ]);

    static Fact Categories(ImmutableArray<Category> categories) => new(
        Texts.Of("report.category"), categories.IsEmpty ? Texts.Of("rules.anyCategory") : string.Join(", ", categories.Select(category => Texts.Of($"cap.category.{category}"))));

    static string Area(RuleArea area) => area switch
    {
        RuleArea.Any => Texts.Of("rules.anywhere"),
        RuleArea.Box b => Texts.Of("rules.box", Show.Number(b.West), Show.Number(b.South), Show.Number(b.East), Show.Number(b.North)),
        RuleArea.InCountries c => string.Join(", ", c.Codes),
        RuleArea.NearCountry n => Texts.Of("rules.nearCountry", Show.Number(n.Km), n.Code),
        RuleArea.NearPoint n => Texts.Of("rules.nearPoint", Show.Number(n.Km), Show.Position(n.Longitude, n.Latitude)),
        _ => area.ToString()!,
    };
}
