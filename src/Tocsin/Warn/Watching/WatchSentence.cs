using System.Globalization;
using Tocsin.Share.Records;
using Tocsin.Warn.Geography;

namespace Tocsin.Warn.Watching;

/// <summary>What a watch asks for, in words: "severe or worse, Met, within 50 km of 105.8, 21".</summary>
public static class WatchSentence
{
    // More than so many choices are counted, not listed.
    const int ListedMax = 5;

    const int ChoiceCharsMax = 40;

    /// <summary>The words, in English.</summary>
    public static string Of(WatchFacts facts)
    {
        var parts = new List<string>();
        if (facts.Kinds is { Count: > 0 } kinds) parts.Add(Listed(kinds, "or"));
        if (facts.Categories is { Count: > 0 } categories) parts.Add(Listed(categories.Select(each => each.ToString()), "or"));
        if (facts.MinSeverity != Severity.Unknown) parts.Add($"{facts.MinSeverity.ToString().ToLowerInvariant()}{(facts.MinSeverity == Severity.Extreme ? "" : " or worse")}");
        if (facts.Words is { Count: > 0 } words) parts.Add($"with the {(words.Count == 1 ? "word" : "words")} {Listed(words, "and")}");
        if (facts.Values is { Count: > 0 } values) parts.Add($"naming {Listed(values, "or")}");
        if (facts.Area is { } place) parts.Add(Place(place));
        return string.Join(", ", parts);
    }

    static string Place(WatchPlace place) => place switch
    {
        { Circle: { } circle } => string.Create(CultureInfo.InvariantCulture, $"within {circle.Km:0.###} km of {circle.Longitude:0.####}, {circle.Latitude:0.####}"),
        { Countries: { } codes } => $"in {Listed(codes.Select(Name), "or")}",
        { Border: { } border } => string.Create(CultureInfo.InvariantCulture, $"within {border.Km:0.###} km of the border of {Name(border.Country)}"),
        { Shape: { } shape } => string.Create(CultureInfo.InvariantCulture, $"in a shape of {GreatCircle.AreaKm2(shape):0} km²"),
        _ => "anywhere",
    };

    static string Name(string code) => CountryCodes.Find(code)?.Name ?? code;

    static string Listed(IEnumerable<string> choices, string last)
    {
        List<string> all = [.. choices.Select(choice => choice.Length <= ChoiceCharsMax ? choice : choice[..(ChoiceCharsMax - 1)] + "…")];
        if (all.Count > ListedMax) all = [.. all.Take(ListedMax - 1), $"{all.Count - ListedMax + 1} more"];
        return all.Count == 1 ? all[0] : $"{string.Join(", ", all[..^1])} {last} {all[^1]}";
    }
}
