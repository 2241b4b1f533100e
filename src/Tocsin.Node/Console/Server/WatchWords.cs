using Tocsin.Share.Records;
using Tocsin.Warn.Geography;

namespace Tocsin.Node.Ui;

/// <summary>What a watch asks for, in the officer's language.</summary>
static class WatchWords
{
    public static string Of(WatchFacts facts)
    {
        var parts = new List<string>();
        if (facts.Kinds is { } kinds) parts.Add(string.Join(", ", kinds.Select(kind => Texts.Find($"kindName.{kind}") ?? kind)));
        if (facts.Categories is { } categories) parts.Add(string.Join(", ", categories.Select(each => Texts.Find($"cap.category.{each}") ?? each.ToString())));
        if (facts.MinSeverity != Severity.Unknown) parts.Add(Texts.Of("watches.asks.severity", Texts.Find($"cap.severity.{facts.MinSeverity}") ?? facts.MinSeverity.ToString()));
        if (facts.Words is { } words) parts.Add(Texts.Of("watches.asks.words", string.Join(", ", words)));
        if (facts.Values is { } values) parts.Add(Texts.Of("watches.asks.values", string.Join(", ", values)));
        if (facts.Area is { } place) parts.Add(Place(place));
        if (facts.Raises is { } raises) parts.Add(Texts.Of("watches.asks.raises", Texts.Find($"cap.severity.{raises}") ?? raises.ToString()));
        return string.Join("; ", parts);
    }

    static string Place(WatchPlace place) => place switch
    {
        { Circle: { } circle } => Texts.Of("watches.asks.circle", circle.Km, circle.Longitude, circle.Latitude),
        { Border: { } border } => Texts.Of("watches.asks.border", border.Km, Name(border.Country)),
        { Countries: { } codes } => Texts.Of("watches.asks.countries", string.Join(", ", codes.Select(Name))),
        { Shape: { } shape } => Texts.Of("watches.asks.shape", Math.Round(GreatCircle.AreaKm2(shape))),
        _ => "",
    };

    static string Name(string code) => CountryCodes.Find(code)?.Name ?? code;
}
