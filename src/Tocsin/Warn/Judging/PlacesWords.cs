using Tocsin.Share.Records;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Judging;

/// <summary>Words and parts that the judges of several places share.</summary>
static class PlacesWords
{
    /// <summary>What is counted, with a capital letter.</summary>
    public static Sentence Topic(PlacesCase the) =>
        the.Series[0].Subject.Topic is { Length: > 0 } topic ? Sentence.Name(char.ToUpperInvariant(topic[0]) + topic[1..]) : Sentence.Of("outbreak.series", "A series");

    /// <summary>A country's name.</summary>
    public static Sentence Country(string alpha2) => Sentence.Name(CountryCodes.Find(alpha2)?.Name ?? alpha2);

    /// <summary>Countries' names: "Laos and Vietnam".</summary>
    public static Sentence Countries(IEnumerable<string> codes)
    {
        List<Sentence> names = [.. codes.Select(Country)];
        return names.Count == 1 ? names[0] : Sentence.Of("list.and", $"{Sentence.Commas(names[0], names[1..^1])} and {names[^1]}");
    }

    /// <summary>So many places.</summary>
    public static Sentence Places(int count) => count == 1 ? Sentence.Of("count.places", $"{count:#,0} place") : Sentence.Of("count.places", $"{count:#,0} places");

    /// <summary>So many periods.</summary>
    public static Sentence Periods(double count) => count == 1 ? Sentence.Of("count.periods", $"{count:#,0} period") : Sentence.Of("count.periods", $"{count:#,0} periods");

    /// <summary>A sentence, and who is missing.</summary>
    public static Sentence WithGaps(Sentence told, PlacesCase the, PlaceTable table)
    {
        if (the.Beyond > 0)
            told = Sentence.Then(told, the.Beyond == 1
                ? Sentence.Of("count.beyond", $"{the.Beyond} place was left out, because there are too many to judge together.")
                : Sentence.Of("count.beyond", $"{the.Beyond} places were left out, because there are too many to judge together."));
        if (table.Silent > 0) told = Sentence.Then(told, table.Silent == 1 ? Sentence.Of("count.silent", $"{table.Silent} place has not reported yet.") : Sentence.Of("count.silent", $"{table.Silent} places have not reported yet."));
        if (table.LeftOut > 0)
            told = Sentence.Then(told, table.LeftOut == 1
                ? Sentence.Of("count.leftOut", $"{table.LeftOut} place was left out, because too many of its counts are missing.")
                : Sentence.Of("count.leftOut", $"{table.LeftOut} places were left out, because too many of their counts are missing."));
        return told;
    }

    /// <summary>Whom it concerns.</summary>
    /// <param name="countries">Countries whose places are in it.</param>
    /// <param name="near">Countries whose border is near.</param>
    /// <param name="relation">How it lies to a border.</param>
    /// <param name="places">The places.</param>
    public static Concern Concerned(IEnumerable<string> countries, IEnumerable<string> near, BorderRelation relation, IEnumerable<PlaceSeries> places)
    {
        string[] inside = [.. countries.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new(relation, inside,
            [.. near.Except(inside, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            [.. places.SelectMany(place => place.Counts).Select(count => count.Address.Log.Party.ToBase64Url()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    /// <summary>That nothing is the matter, and why.</summary>
    public static Assessment.Nothing Nothing(Sentence eventName, Rule rule, PlacesCase the, Sentence why) =>
        NothingTold(eventName, rule, the, Sentence.Of("places.nothing", $"{Topic(the)} in {OutbreakJudge.Words(the.Period, the.Ordinal)}: {why}."));

    /// <summary>That nothing can be said, and why.</summary>
    public static Assessment.Unjudged Unjudged(Sentence eventName, Rule rule, PlacesCase the, Sentence why) => new()
    {
        Category = Category.Health,
        Event = eventName,
        At = PeriodLine.Start(the.Period, the.Ordinal).AtMidnight().InUtc().ToInstant(),
        Until = PeriodLine.End(the.Period, the.Ordinal) + rule.QuietFor,
        Why = Sentence.Of("places.nothing", $"{Topic(the)} in {OutbreakJudge.Words(the.Period, the.Ordinal)}: {why}."),
    };

    /// <summary>Puts into a warning's numbers what the case left out.</summary>
    public static void AddLeftOut(IDictionary<string, double> numbers, PlacesCase the)
    {
        if (the.Beyond > 0) numbers[PlacesCase.BeyondName] = the.Beyond;
        if (the.Doubled > 0) numbers[PlacesCase.DoubledName] = the.Doubled;
    }

    /// <summary>That nothing is the matter, in a whole sentence.</summary>
    public static Assessment.Nothing NothingTold(Sentence eventName, Rule rule, PlacesCase the, Sentence told) => new()
    {
        Category = Category.Health,
        Event = eventName,
        At = PeriodLine.Start(the.Period, the.Ordinal).AtMidnight().InUtc().ToInstant(),
        Until = PeriodLine.End(the.Period, the.Ordinal) + rule.QuietFor,
        Why = told,
    };
}
