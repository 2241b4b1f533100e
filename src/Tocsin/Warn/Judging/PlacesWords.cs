using System.Globalization;
using Tocsin.Share.Records;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Judging;

/// <summary>Words and parts that the judges of several places share.</summary>
static class PlacesWords
{
    /// <summary>What is counted, with a capital letter.</summary>
    public static string Topic(PlacesCase the) =>
        the.Series[0].Subject.Topic is { Length: > 0 } topic ? char.ToUpperInvariant(topic[0]) + topic[1..] : "A series";

    /// <summary>A country's name.</summary>
    public static string Country(string alpha2) => CountryCodes.Find(alpha2)?.Name ?? alpha2;

    /// <summary>Countries' names: "Laos and Viet Nam".</summary>
    public static string Countries(IEnumerable<string> codes)
    {
        List<string> names = [.. codes.Select(Country)];
        return names.Count == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
    }

    /// <summary>Who is missing, as a sentence of its own; empty where nobody is.</summary>
    public static string Gaps(PlaceTable table)
    {
        var silent = table.Silent switch { 0 => "", 1 => " 1 place has not reported yet.", var some => string.Create(CultureInfo.InvariantCulture, $" {some} places have not reported yet.") };
        return table.LeftOut switch
        {
            0 => silent,
            1 => $"{silent} 1 place was left out, because too many of its counts are missing.",
            var some => string.Create(CultureInfo.InvariantCulture, $"{silent} {some} places were left out, because too many of their counts are missing."),
        };
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
    public static Assessment.Nothing Nothing(string eventName, Rule rule, PlacesCase the, string why, bool isWhole) => new()
    {
        Category = Category.Health,
        Event = eventName,
        At = PeriodLine.Start(the.Period, the.Ordinal).AtMidnight().InUtc().ToInstant(),
        Until = PeriodLine.End(the.Period, the.Ordinal) + rule.QuietFor,
        Why = isWhole ? why : $"{Topic(the)} in {OutbreakJudge.Words(the.Period, the.Ordinal)}: {why}.",
    };
}
