using System.Globalization;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Feeds;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Judging;
using Record = Tocsin.Share.Records.Record;

namespace Tocsin.Warn.Watching;

/// <summary>What some watches want to know of a record; the rest is not worked out.</summary>
/// <param name="Countries">Whether one asks for countries.</param>
/// <param name="Words">Whether one asks for words.</param>
/// <param name="Unspaced">The words asked for in scripts that put no spaces between them: they are looked for anywhere in a text.</param>
public sealed record WatchNeeds(bool Countries, bool Words, IReadOnlyCollection<string> Unspaced);

/// <summary>Makes of a record what watches see of it.</summary>
public static class WatchSubjects
{
    /// <summary>What watches see; nothing of a record that no watch looks at: what is not meant in earnest, takes back another message,
    /// was deleted at its source, is over, or is of a kind that this house makes itself.</summary>
    public static WatchSubject? Of(Record record, WatchNeeds needs, Countries map)
    {
        if (Earnest.Of(record) is null || record.What is IndicatorFacts { Silent: not null } or SightingFacts { Silent: not null }) return null;
        var (category, severity, value) = record.What switch
        {
            EventFacts facts when !IsTakenBack(facts) => ((Category?)facts.Category, facts.Severity, (string?)null),
            IndicatorFacts facts => (facts.Category, facts.Severity, facts.Value),
            SightingFacts facts => (null, Severity.Unknown, facts.Value),
            _ => (null, default, null),
        };
        if (record.What is not (IndicatorFacts or SightingFacts) && category is null) return null;
        return new WatchSubject
        {
            Kind = record.Leaf.Kind, Category = category, Severity = severity, Geometry = record.Where?.Geometry, Value = value,
            Countries = needs.Countries ? CountriesOf(record, map) : [],
            Words = needs.Words ? WordsOf(record, needs.Unspaced) : ImmutableHashSet<string>.Empty,
        };
    }

    /// <summary>When what a record tells of became known: an alert when it was sent, an indicator and a feed's silence when its record was written.</summary>
    public static Instant TimeOf(Record record) => record.What switch
    {
        EventFacts { Type: "alert", Codes: { } codes } when codes.TryGetValue("sent", out var sent)
            && DateTimeOffset.TryParse(sent, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => Instant.FromDateTimeOffset(time),
        EventFacts facts => FeedSilence.Of(facts) is null ? facts.At : record.Leaf.Time,
        SightingFacts facts => facts.At,
        _ => record.Leaf.Time,
    };

    static bool IsTakenBack(EventFacts facts) =>
        facts.Type == "alert" && facts.Codes?.GetValueOrDefault("message") is "Cancel" or "Error" or "Ack" || facts.Codes?.GetValueOrDefault("status") == "deleted"
        || FeedSilence.Of(facts) is { IsOver: true };

    /// <summary>The source's claim beside what the map says.</summary>
    static ImmutableArray<string> CountriesOf(Record record, Countries map)
    {
        var codes = new List<string>();
        if (record.Where?.Country is { } claim && CountryCodes.Find(claim) is { } claimed) codes.Add(claimed.Alpha2);
        if (record.Where?.Geometry is { IsEmpty: false } geometry) codes.AddRange(map.Touched(geometry).Select(country => country.Alpha2));
        return [.. codes.Distinct()];
    }

    static HashSet<string> WordsOf(Record record, IReadOnlyCollection<string> unspaced)
    {
        var texts = record.Texts.SelectMany(text => new[] { text.Event, text.Headline, text.Description, text.Instruction })
            .Append((record.What as EventFacts)?.Event).Append(record.Where?.Name).Append(record.Source?.Publisher).Where(text => text is not null);
        var all = string.Join('\n', texts);
        var words = new HashSet<string>(Words.Split(all), StringComparer.Ordinal);
        if (unspaced.Count == 0 || !Words.HasUnspacedScript(all)) return words;
        var folded = Words.Fold(all);
        words.UnionWith(unspaced.Where(word => folded.Contains(word, StringComparison.Ordinal)));
        return words;
    }
}
