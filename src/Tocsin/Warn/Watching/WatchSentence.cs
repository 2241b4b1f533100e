using Tocsin.Share.Records;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Watching;

/// <summary>What a watch asks for, in words: "severe or worse, Met, within 50 km of 105.8, 21".</summary>
public static class WatchSentence
{
    // More than so many choices are counted, not listed.
    const int ListedMax = 5;

    const int ChoiceCharsMax = 40;

    /// <summary>The words.</summary>
    public static Sentence Of(WatchFacts facts)
    {
        var parts = new List<Sentence>();
        if (facts.Kinds is { Count: > 0 } kinds) parts.Add(Or(kinds.Select(KindWord.Of)));
        if (facts.Categories is { Count: > 0 } categories) parts.Add(Or(categories.Select(CapWord.Of)));
        if (facts.MinSeverity == Severity.Extreme) parts.Add(CapWord.Of(Severity.Extreme));
        else if (facts.MinSeverity != Severity.Unknown) parts.Add(Sentence.Of("watch.orWorse", $"{CapWord.Of(facts.MinSeverity)} or worse"));
        if (facts.Words is [var word]) parts.Add(Sentence.Of("watch.word", $"with the word {Short(word)}"));
        else if (facts.Words is { Count: > 0 } words) parts.Add(Sentence.Of("watch.words", $"with the words {And(words.Select(Short))}"));
        if (facts.Values is { Count: > 0 } values) parts.Add(Sentence.Of("watch.naming", $"naming {Or(values.Select(Short))}"));
        if (facts.Area is { } place) parts.Add(Place(place));
        return parts.Count == 0 ? Sentence.Name("") : Sentence.Commas(parts[0], parts.Skip(1));
    }

    static Sentence Place(WatchPlace place) => place switch
    {
        { Circle: { } circle } => Sentence.Of("watch.circle", $"within {circle.Km:0.###} km of {circle.Longitude:0.####}, {circle.Latitude:0.####}"),
        { Countries: { } codes } => Sentence.Of("watch.countries", $"in {Or(codes.Select(code => Short(Name(code))))}"),
        { Border: { } border } => Sentence.Of("watch.border", $"within {border.Km:0.###} km of the border of {Name(border.Country)}"),
        { Shape: { } shape } => Sentence.Of("watch.shape", $"in a shape of {GreatCircle.AreaKm2(shape):0} km²"),
        _ => Sentence.Of("watch.anywhere", "anywhere"),
    };

    static string Name(string code) => CountryCodes.Find(code)?.Name ?? code;

    static Sentence Short(string choice) => Sentence.Name(choice.Length <= ChoiceCharsMax ? choice : choice[..(ChoiceCharsMax - 1)] + "…");

    static Sentence Or(IEnumerable<Sentence> choices) => Listed([.. choices], (some, last) => Sentence.Of("or", $"{some} or {last}"));

    static Sentence And(IEnumerable<Sentence> choices) => Listed([.. choices], (some, last) => Sentence.Of("and", $"{some} and {last}"));

    static Sentence Listed(List<Sentence> all, Func<Sentence, Sentence, Sentence> joined)
    {
        if (all.Count > ListedMax) all = [.. all.Take(ListedMax - 1), Sentence.Of("more", $"{all.Count - ListedMax + 1} more")];
        return all.Count == 1 ? all[0] : joined(Sentence.Commas(all[0], all[1..^1]), all[^1]);
    }
}
