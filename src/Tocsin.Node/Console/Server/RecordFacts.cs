using Tocsin.Share.Records;
using RecordContent = Tocsin.Share.Records.Facts;

namespace Tocsin.Node.Ui;

/// <summary>A record's groups as names and values.</summary>
static class RecordFacts
{
    public static IEnumerable<Group> Groups(Record record, DateTimeZone zone)
    {
        if (record.What is { } what) yield return Held("what", What(what, zone));
        if (record.Where is { } where) yield return Held("where", Where(where));
        if (record.Texts.Count > 0) yield return Held("text", InOrder(record.Texts).SelectMany(text => Text(text, isOne: record.Texts.Count == 1)));
        if (record.Source is { } source) yield return Held("source", Source(source));
        if (record.Personal is { } personal) yield return Held("personal", Personal(personal, zone));
    }

    static Group Held(string name, IEnumerable<Fact> facts) => new(name, Holding.Held, [.. facts]);

    static IEnumerable<Fact> What(RecordContent what, DateTimeZone zone)
    {
        if (what.Status != CapStatus.Actual) yield return Of("status", Texts.Of($"cap.status.{what.Status}"));
        foreach (var fact in what switch
        {
            EventFacts f => Event(f, zone),
            CountFacts f => Count(f),
            CaseFacts f => [Of("topic", f.Topic)],
            IndicatorFacts f => Indicator(f, zone),
            SightingFacts f => [Of("type", f.Type), Of("value", f.Value), Of("at", Show.Both(f.At, zone)), Of("count", Show.Number(f.Count)), .. Silent(f.Silent)],
            IntelligenceFacts f => Intelligence(f, zone),
            WarningFacts f => Warning(f, zone),
            DispositionFacts f => Disposition(f),
            RosterFacts f => [Of("document", f.Yaml)],
            HandoverFacts f => [.. f.Open.Concat(f.InHand).Concat(f.Shelved).Concat(f.Silent).Select(thread => Of("thread", thread))],
            RulesFacts f => [Of("document", f.Yaml)],
            DocumentFacts f => [Of("document", f.Note)],
            WithdrawalFacts f => [Of("why", f.Why)],
            ErasureFacts f => [Of("why", f.Why)],
            UnreadFacts f => [Of("unread", f.Reason)],
            _ => Enumerable.Empty<Fact>(),
        }) yield return fact;
    }

    static IEnumerable<Fact> Event(EventFacts facts, DateTimeZone zone)
    {
        yield return Of("type", Texts.Find($"type.{facts.Type}") ?? facts.Type);
        if (facts.Event is { } name) yield return Of("event", name);
        foreach (var fact in Cap(facts.Category, facts.Severity, facts.Urgency, facts.Certainty)) yield return fact;
        yield return Of("at", Show.Both(facts.At, zone));
        if (facts.Until is { } until) yield return Of("until", Show.Both(until, zone));
        foreach (var (key, value) in facts.Numbers ?? new Dictionary<string, double>()) yield return Show.Number(key, value);
        foreach (var (key, value) in facts.Codes ?? new Dictionary<string, string>()) yield return Show.Named(key, value);
    }

    static IEnumerable<Fact> Count(CountFacts facts)
    {
        yield return Of("topic", facts.Topic);
        yield return Of("measure", Texts.Of($"count.{facts.Measure}"));
        yield return Of("status", Texts.Of($"count.{facts.CaseStatus}"));
        yield return Of("basis", Texts.Of($"count.basis.{facts.Basis}"));
        yield return Of("period", facts.PeriodName());
        yield return Of("count", Show.Number(facts.Count));
        if (facts.Population is { } people) yield return Of("population", Show.Number(people));
        if (facts.CoversDays is { } days) yield return Of("covers", Show.Number(days));
    }

    static IEnumerable<Fact> Indicator(IndicatorFacts facts, DateTimeZone zone)
    {
        yield return Of("type", facts.Type);
        yield return Of("value", facts.Value);
        yield return new Fact(Texts.Of("report.category"), Texts.Of($"cap.category.{facts.Category}"));
        yield return new Fact(Texts.Of("report.severity"), Texts.Of($"cap.severity.{facts.Severity}"));
        foreach (var named in facts.Also ?? []) yield return Of("also", $"{named.Type} {named.Value}");
        foreach (var fact in Silent(facts.Silent)) yield return fact;
        if (facts.ConfidencePercent is { } confidence) yield return Of("confidence", $"{confidence} %");
        if (facts.From is { } from) yield return Of("from", Show.Both(from, zone));
        if (facts.Until is { } until) yield return Of("until", Show.Both(until, zone));
    }

    static IEnumerable<Fact> Silent(string? why) => why is null ? [] : [Of("silent", why)];

    static IEnumerable<Fact> Intelligence(IntelligenceFacts facts, DateTimeZone zone)
    {
        yield return Of("type", facts.Type);
        yield return Of("id", facts.Id);
        if (facts.At is { } at) yield return Of("at", Show.Both(at, zone));
        foreach (var id in facts.Binds ?? []) yield return Of("binds", id);
    }

    static IEnumerable<Fact> Warning(WarningFacts facts, DateTimeZone zone) =>
    [
        Of("message", Texts.Of($"message.{facts.Message}")), Of("event", PhraseWords.Of(facts.Phrases?.Event, facts.Event)),
        .. Cap(facts.Category, facts.Severity, facts.Urgency, facts.Certainty),
        Of("at", Show.Both(facts.At, zone)), Of("until", Show.Both(facts.Until, zone)), Of("why", PhraseWords.Why(facts)), Of("thread", facts.Thread),
    ];

    static IEnumerable<Fact> Disposition(DispositionFacts facts)
    {
        yield return Of("deed", DeedWords.Of(facts));
        if (facts.Outcome is { } outcome) yield return Of("outcome", Texts.Of(outcome));
        if (PhraseWords.Why(facts) is { } why) yield return Of("why", why);
        if (facts.Thread is { } thread) yield return Of("thread", thread);
        if (facts.Rule is { } rule) yield return new(Texts.Of("kind.rules"), rule);
    }

    static IEnumerable<Fact> Cap(Category category, Severity severity, Urgency urgency, Certainty certainty) =>
    [
        new(Texts.Of("report.category"), Texts.Of($"cap.category.{category}")), new(Texts.Of("report.severity"), Texts.Of($"cap.severity.{severity}")),
        new(Texts.Of("report.urgency"), Texts.Of($"cap.urgency.{urgency}")), new(Texts.Of("report.certainty"), Texts.Of($"cap.certainty.{certainty}")),
    ];

    static IEnumerable<Fact> Where(Where where)
    {
        if (where.Name is { } name) yield return Of("place", name);
        if (where.Country is { } country) yield return Of("country", country);
        if (where.Geometry is { IsEmpty: false } geometry)
            yield return Of("geometry", geometry is NetTopologySuite.Geometries.Point point ? Show.Position(point.X, point.Y) : Texts.Of("fact.corners", geometry.GeometryType, geometry.NumPoints));
        foreach (var (key, value) in where.Codes ?? new Dictionary<string, string>()) yield return Show.Named(key, value);
    }

    /// <summary>The reader's language first.</summary>
    static IEnumerable<TextBlock> InOrder(IReadOnlyList<TextBlock> texts)
    {
        var best = Languages.Best(texts, text => text.Language)!;
        return texts.Where(text => text != best).Prepend(best);
    }

    static IEnumerable<Fact> Text(TextBlock text, bool isOne)
    {
        if (!isOne) yield return Of("language", text.Language);
        if (text.Headline is { } headline) yield return Of("headline", headline);
        if (text.Description is { } description) yield return Of("description", description);
        if (text.Instruction is { } instruction) yield return Of("instruction", instruction);
        if (text.Contact is { } contact) yield return Of("contact", contact);
        if (text.Web is { } web) yield return Of("web", web);
    }

    static IEnumerable<Fact> Source(Source source)
    {
        if (source.Publisher is { } publisher) yield return Of("publisher", publisher);
        if (source.Key is { } key) yield return Of("key", string.Join(" · ", new[] { key.Scheme, key.Sender, string.Join(", ", key.Keys) }.Where(part => part.Length > 0)));
        if (source.Web is { } web) yield return Of("web", web);
        if (source.Officer is { } officer) yield return Of("officer", officer);
        if (source.Original is { } original) yield return Of("original", original);
        foreach (var (name, value) in source.Words ?? new Dictionary<string, string>()) yield return Show.Named(name, value);
    }

    static IEnumerable<Fact> Personal(Personal personal, DateTimeZone zone) =>
    [
        Of("purpose", personal.Purpose), Of("until", Show.Both(personal.Until, zone)),
        .. personal.Data.Select(pair => new Fact(pair.Key, pair.Value)),
    ];

    static Fact Of(string name, string value) => new(Texts.Of($"fact.{name}"), value);
}
