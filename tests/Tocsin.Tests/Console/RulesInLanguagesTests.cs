using System.Net;
using System.Text.RegularExpressions;
using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Formats.CaseCounts;
using Tocsin.Log;
using Tocsin.Node.Ui;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Tests.Warn;
using Tocsin.Tests.Warn.Noticing;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Watching;
using Xunit;
using Record = Tocsin.Share.Records.Record;

namespace Tocsin.Tests.Console;

/// <summary>What rules say, on the pages of officers who read Russian or Vietnamese.</summary>
public sealed partial class RulesInLanguagesTests
{
    const string Silence = """
        version: 1
        rules:
          - name: usgs-silent
            kind: silence
            scheme: usgs
            publisher: any
            overdue_after: 1h
            severity: minor
            acknowledge_within: { extreme: 5m, severe: 15m, moderate: 1h, minor: 8h }
        """;

    static readonly Hash Party = Hash.Of("party"u8);

    [Theory]
    [InlineData("ru", "Почему сработало:")]
    [InlineData("vi", "Vì sao báo động:")]
    public async Task The_page_of_a_warning_of_each_rule_says_no_english_sentence(string tag, string why)
    {
        await using var node = await ConsoleNode.Start();
        var now = node.Node.Sources.Clock.Now();
        var threads = new List<string>();
        foreach (var (rule, assessment) in OneOfEach(now))
        {
            var thread = $"{rule.Name}:{threads.Count}";
            var alert = await Say(node, rule, thread, new Verdict.Raise(MessageType.Alert, assessment), now);
            var worse = assessment with { Severity = Severity.Extreme };
            if (Escalation.Decide(rule, WarningMaker.Said(alert, now) with { Severity = Severity.Minor }, worse, now, isFresh: true) is Verdict.Raise update) await Say(node, rule, thread, update, now);
            threads.Add(thread);
        }
        var gone = new Verdict.Raise(MessageType.Cancel, Endings.Of(Rules().OfType<FireRule>().First(), [Seen(now)], Endings.Withdrawn));
        await Say(node, Rules().OfType<FireRule>().First(), threads[3], gone, now);
        await node.Settle();

        using var reader = new PageReader(node.Origin);
        await reader.Post("/language", fields: [("language", tag)]);
        Assert.Contains(why, WebUtility.HtmlDecode(await reader.Read($"/warnings/{Uri.EscapeDataString(threads[0])}")), StringComparison.Ordinal);
        var english = new List<string>();
        foreach (var path in threads.Select(thread => $"/warnings/{Uri.EscapeDataString(thread)}").Append("/warnings").Append("/"))
        {
            var text = WebUtility.HtmlDecode(Markup().Replace(Code().Replace(await reader.Read(path), " "), " "));
            english.AddRange(English().Matches(text.Replace(node.Node.Party.Name, "", StringComparison.Ordinal)).Select(match => $"{path}: {match.Value.Trim()}"));
        }
        Assert.True(english.Count == 0, string.Join('\n', english.Distinct()));
    }

    [Theory]
    [InlineData(1, "ощутят, по расчёту, около 1 человека")]
    [InlineData(1_000_002, "ощутят, по расчёту, около 1\u00A0000\u00A0002 человек")]
    [InlineData(21, "ощутят, по расчёту, около 21 человека")]
    public void What_is_counted_stands_in_the_plural_that_goes_with_it(double people, string said)
    {
        var phrase = new Phrase("earthquake.why", [PhrasePart.Of("X"), PhrasePart.Of(11), PhrasePart.Of(new Phrase("count.people", [PhrasePart.Of(people)])), PhrasePart.Of("VI"), PhrasePart.Of(100_000), PhrasePart.Of(new Phrase("severity.Severe", []))]);
        Assert.Contains(said, PhraseWords.Say(phrase, Languages.Of("ru")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_phrase_that_is_not_what_the_record_says_is_not_said_and_breaks_no_page()
    {
        const string Why = "<script>alert(1)</script> {0} It burns.";
        Phrase[] wild =
        [
            new("earthquake.why", []), new("earthquake.why", [PhrasePart.Of(1e308), PhrasePart.Of("<b>"), PhrasePart.Of(-1), PhrasePart.Of("{9}"), PhrasePart.Of(double.Epsilon), PhrasePart.Of("x")]),
            new("no such key", [PhrasePart.Of("x")]), new("count.people", [PhrasePart.Of("many")]), new("then", [PhrasePart.Of(new Phrase("", [])), PhrasePart.Of("y")]), new("fire.event", []),
            new("{0}", []), new("../shell.duty", []),
        ];
        await using var node = await ConsoleNode.Start();
        var now = node.Node.Sources.Clock.Now();
        foreach (var (i, phrase) in wild.Index())
            await node.Node.Journal.Append(new Draft
            {
                Kind = Kind.Warning,
                What = new WarningFacts
                {
                    Message = MessageType.Alert, Thread = $"wild:{i}", Category = Category.Fire, Event = "Blaze", Severity = Severity.Severe, Urgency = Urgency.Expected, Certainty = Certainty.Likely,
                    At = now, Until = now + Duration.FromHours(1), Why = Why, Phrases = new WarningPhrases(phrase, phrase, phrase, phrase),
                },
                Where = new Where { Name = "there" },
                Texts = [new TextBlock { Event = "Blaze", Headline = "A blaze" }],
            }, default);
        await node.Settle();
        using var reader = new PageReader(node.Origin);
        await reader.Post("/language", fields: [("language", "ru")]);
        foreach (var path in wild.Select((_, i) => $"/warnings/wild:{i}").Append("/warnings").Append("/"))
        {
            var answer = await reader.Get(path);
            var page = await answer.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
            Assert.Contains("A blaze", page, StringComparison.Ordinal);
            if (path.Contains("wild", StringComparison.Ordinal)) Assert.Contains("It burns.", page, StringComparison.Ordinal);
        }
    }

    static IReadOnlyList<Rule> Rules() => [.. ((RulesRead.Good)RulesReader.Read(RuleBook.DefaultText())).Book.Rules];

    static IEnumerable<(Rule Rule, Assessment.Matter Matter)> OneOfEach(Instant now)
    {
        var (rules, atlas, seen) = (Rules(), TestWorld.Atlas, Seen(now));
        T The<T>() where T : Rule => rules.OfType<T>().First();
        EventFacts Event(string type, Category category) => new() { Type = type, Category = category, At = now, Severity = Severity.Severe, Urgency = Urgency.Immediate, Certainty = Certainty.Observed };
        (Rule, Assessment.Matter) Of(Rule rule, Assessment what) => (rule, Assert.IsType<Assessment.Matter>(what));

        yield return Of(The<EarthquakeRule>(), new EarthquakeJudge(atlas).Assess(The<EarthquakeRule>(), [new Quake(seen, 6.4, 121.69, 24.17, 11)]));
        yield return Of(The<AlertRule>(), new AlertJudge(atlas).Assess(The<AlertRule>(), [new SourceAlert(seen, Event("alert", Category.Met), new Point(105.85, 21.03), "", [])]));
        var sighting = new MetValue(seen, new SightingFacts { Type = "domain", Value = "x.example", At = now, Count = 3 });
        yield return Of(The<SightingRule>(), SightingJudge.Assess(The<SightingRule>(), [new KnownIndicator(seen, new IndicatorFacts { Type = "domain", Value = "x.example", Category = Category.Security, Severity = Severity.Severe, ConfidencePercent = 80 })], [sighting], Party));
        yield return Of(The<FireRule>(), new FireJudge(atlas).Assess(The<FireRule>(), [.. Enumerable.Range(0, 60).Select(i => new FireSpot(seen, 105.8 + i % 8 * 0.01, 21 + i / 8 * 0.01, 40))]));
        var counts = new[] { 3, 2, 4, 3, 2, 3, 4, 3, 2, 90 }.Select((count, i) => new SeriesCount(PeriodLine.Ordinal(CountPeriod.IsoWeek, now.InUtc().Date) - 9 + i, count, null, default, seen.Leaf)).ToList();
        var outbreaks = Assert.IsType<OutbreakRule>(Assert.IsType<RulesRead.Good>(RulesReader.Read(NoticingNode.Only("outbreaks", NoticingNode.ByReference))).Book.Rules[0]);
        yield return Of(outbreaks, OutbreakJudge.Assess(outbreaks, new SeriesCase(new SeriesSubject("Cholera", "Quang Nam", null, Measure.Cases, CountPeriod.IsoWeek), counts, null), now));
        yield return Of(The<PiracyRule>(), new PiracyJudge(atlas).Assess(The<PiracyRule>(), [.. Enumerable.Range(0, 6).Select(i => new ShipAttack(seen, Severity.Severe, "71", 103.9 + i * 0.01, 1.2))]));
        yield return Of(The<EventLevelRule>(), new EventLevelJudge(atlas).Assess(The<EventLevelRule>(), new GradedEvent(seen, Event("tropical-cyclone", Category.Met), new Where { Geometry = new Point(105.85, 21.03) })));
        foreach (var level in rules.OfType<LevelRule>())
        {
            yield return Of(level, new LevelJudge(atlas).Assess(level, [new LevelReading(seen, "Agency|1", 40_000, 1, new Point(105.8, 21))], said: null));
            if (level.Rise is { } rise)
                yield return Of(level, new LevelJudge(atlas).Assess(level, [new LevelReading(Seen(now - Duration.FromHours(1)), "Agency|1", 1, 50_000, new Point(105.8, 21)), new LevelReading(seen, "Agency|1", 2 + 2 * rise.PerHour, 50_000, new Point(105.8, 21))], said: null));
        }
        var warning = new WarningFacts { Message = MessageType.Alert, Thread = "t", Category = Category.Health, Event = "x", Severity = Severity.Severe, Urgency = Urgency.Immediate, Certainty = Certainty.Likely, At = now, Until = now, Why = "x" };
        yield return Of(The<PartnerRule>(), new PartnerJudge(atlas).Assess(The<PartnerRule>(), new PartnerWarning(seen, warning, new Point(105.85, 21.03))));
        var silence = (SilenceRule)Assert.IsType<RulesRead.Good>(RulesReader.Read(Silence)).Book.Rules[0];
        var heard = new Record { Address = default, LeafHash = seen.Leaf, Leaf = Leaf(now), What = new EventFacts { Type = "earthquake", Category = Category.Geo, At = now } };
        yield return Of(silence, SilenceJudge.Overdue(silence, heard));
        yield return Of(silence, SilenceJudge.Overdue(silence, heard with { What = new RulesFacts("") }));
        var watch = WatchRule.Of(Guid.Empty, new WatchFacts { Name = "cholera", Owner = "o-1", Categories = [Category.Health, Category.Met], MinSeverity = Severity.Moderate, Words = ["ho", "ta"], Area = new WatchPlace { Countries = ["VN"] } }, atlas).Value;
        var found = heard with { What = Event("flood", Category.Met), Where = new Where { Geometry = new Point(105.85, 21.03) } };
        yield return Of(watch, ((Verdict.Raise)new WatchJudge(atlas).Decide(watch, said: null, substance: null, found, now, meets: true)).Assessment);
        var folded = new FireJudge(atlas).Assess(The<FireRule>(), [.. Enumerable.Range(0, 60).Select(i => new FireSpot(seen, 105.8 + i % 8 * 0.01, 21 + i / 8 * 0.01, 40))]);
        yield return Of(The<FireRule>(), Folding.Say(The<FireRule>(), before: null, (Assessment.Matter)folded, isNew: true).Assessment);
    }

    static Leaf Leaf(Instant now) => new(default, Kind.Observation, Guid.Empty, 1, now, Tlp.Clear, Exercise: false, [], [], null);

    static Witness Seen(Instant now) => new(Guid.Empty, new RecordAddress(new Origin(Hash.Of("circle"u8), Party, 1), 0), Hash.Of("leaf"u8), now, now);

    static async Task<WarningFacts> Say(ConsoleNode node, Rule rule, string thread, Verdict.Raise raise, Instant now)
    {
        var said = new Tocsin.Warn.Judging.Said(MessageType.Alert, Severity.Severe, 0, now);
        var facts = WarningMaker.Facts(thread, rule, CapStatus.Actual, raise, said, now, Evidence.Untold);
        var draft = WarningMaker.Draft(facts, raise.Assessment, []);
        Assert.IsType<Appended.Stored>(await node.Node.Journal.Append(draft, default));
        SaidInEveryLanguage.Check(new Record { Address = default, LeafHash = Hash.Of("leaf"u8), Leaf = Leaf(now), What = facts, Where = draft.Where, Texts = draft.Texts });
        return facts;
    }

    // Words that neither of the languages has: where one of them stands, somebody speaks English.
    [GeneratedRegex(@".{0,60}\b(the|of|and|was|with|expected|about|alert|fire|warning|attack|overdue|known|magnitude|hours|severe|moderate|high|watch|rule|source|north|NNE|WSW)\b.{0,60}")]
    private static partial Regex English();

    // Scripts, digests, names and addresses, and what sources themselves say.
    [GeneratedRegex("<script.*?</script>|<style.*?</style>|<code>.*?</code>|<title>.*?</title>|<link[^>]*>|<select.*?</select>|<span class=\"says\">.*?</span>", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Markup();
}
