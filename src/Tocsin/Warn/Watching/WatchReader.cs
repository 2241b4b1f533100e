using System.Globalization;
using NetTopologySuite.Geometries;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Judging;

namespace Tocsin.Warn.Watching;

/// <summary>Reads what a watch's record asks for, or says all that cannot be meant.</summary>
public static class WatchReader
{
    /// <summary>The terms of some facts, or the first fault.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="atlas">The map, from which strips along borders are made.</param>
    public static Parsed<WatchTerms> Read(WatchFacts facts, Atlas atlas) =>
        Faults(facts, atlas).FirstOrDefault() is { } fault
            ? new(fault)
            : new(new WatchTerms
            {
                Area = Area(facts.Area, atlas), Categories = [.. facts.Categories ?? []], Kinds = [.. (facts.Kinds ?? []).Select(name => new Kind(name))],
                MinSeverity = facts.MinSeverity, Words = [.. facts.Words ?? []], Values = [.. facts.Values ?? []],
            });

    /// <summary>All that is wrong, each in a sentence.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="atlas">The map.</param>
    public static IEnumerable<string> Faults(WatchFacts facts, Atlas atlas) =>
        OfName(facts).Concat(OfChoices(facts)).Concat(facts.Area is { } area ? OfPlace(area, atlas) : []);

    static IEnumerable<string> OfName(WatchFacts facts)
    {
        if (string.IsNullOrWhiteSpace(facts.Name) || facts.Name.Length > WatchLimits.NameCharsMax || facts.Name.Any(char.IsControl))
            yield return $"A watch's name is one line of 1 to {WatchLimits.NameCharsMax} characters.";
        if (string.IsNullOrWhiteSpace(facts.Owner)) yield return "A watch needs an officer whose order it is.";
        if (facts is { Area: null, MinSeverity: Severity.Unknown } && Lists(facts).All(list => list.Count == 0))
            yield return "A watch that asks for nothing would ring for every record: give it an area, a category, a kind, a severity, a word or a value.";
    }

    static IEnumerable<string> OfChoices(WatchFacts facts)
    {
        foreach (var (what, list) in new[] { "categories", "kinds", "words", "values" }.Zip(Lists(facts)))
            if (list.Count > WatchTerms.ChoicesMax) yield return $"The watch names {list.Count} {what}; {WatchTerms.ChoicesMax} are the most.";
        foreach (var kind in (facts.Kinds ?? []).Where(name => !WatchLimits.Kinds.Any(kind => kind.Name == name)))
            yield return $"A watch does not look at records of the kind '{kind}'; it looks at {string.Join(", ", WatchLimits.Kinds)}.";
        foreach (var word in facts.Words ?? [])
            if (word.Length > WatchLimits.ChoiceCharsMax || Words.Split(word) is not [var folded] || folded != word)
                yield return $"'{word}' is not one folded word: letters and digits alone, in lower case.";
        if ((facts.Values ?? []).Any(value => value.Length is 0 or > WatchLimits.ChoiceCharsMax)) yield return $"A value has 1 to {WatchLimits.ChoiceCharsMax} characters.";
    }

    static IEnumerable<string> OfPlace(WatchPlace place, Atlas atlas)
    {
        if (new object?[] { place.Shape, place.Circle, place.Countries, place.Border }.Count(each => each is not null) != 1)
            return ["A watch's area is one of: a shape, a circle, countries, a strip along a border."];
        if (place.Shape is { } shape) return OfShape(shape);
        if (place.Circle is { } circle) return OfCircle(circle);
        return place.Countries is { } countries ? OfCountries(countries) : OfBorder(place.Border!, atlas);
    }

    static IEnumerable<string> OfShape(Geometry shape)
    {
        if (shape.IsEmpty || shape is not (Polygon or MultiPolygon)) yield return "A watch's shape is a polygon, or several: it has a surface.";
        else if (shape.NumPoints > WatchLimits.CornersMax) yield return $"The shape has {shape.NumPoints} corners; {WatchLimits.CornersMax} are the most.";
        else if (!shape.Coordinates.All(c => c.X is >= -180 and <= 180 && c.Y is >= -90 and <= 90)) yield return "The shape leaves the world: longitudes run from -180 to 180, latitudes from -90 to 90, longitude first.";
        else if (!shape.IsValid) yield return "The shape's outline crosses itself.";
    }

    static IEnumerable<string> OfCircle(WatchCircle circle)
    {
        if (circle is not { Longitude: >= -180 and <= 180, Latitude: >= -90 and <= 90 }) yield return "The circle's middle leaves the world: longitudes run from -180 to 180, latitudes from -90 to 90, longitude first.";
        if (circle.Km is not (> 0 and <= WatchArea.Circle.KmMax)) yield return string.Create(CultureInfo.InvariantCulture, $"A circle of {circle.Km} km cannot be watched: its radius is more than 0 and at most {WatchArea.Circle.KmMax} km.");
    }

    static IEnumerable<string> OfCountries(IReadOnlyList<string> codes)
    {
        if (codes.Count is 0 or > WatchTerms.ChoicesMax) yield return $"The watch names {codes.Count} countries; it names 1 to {WatchTerms.ChoicesMax}.";
        foreach (var code in codes.Where(code => CountryCodes.Find(code)?.Alpha2 != code)) yield return $"'{code}' is no country's code of two capital letters (ISO 3166-1).";
    }

    static IEnumerable<string> OfBorder(WatchBorder border, Atlas atlas)
    {
        if (border.Km is not (>= Borders.KmMin and <= Borders.KmMax))
            yield return string.Create(CultureInfo.InvariantCulture, $"Within {border.Km} km of a border cannot be watched: it is {Borders.KmMin} to {Borders.KmMax} km.");
        else if (CountryCodes.Find(border.Country) is not { } country || country.Alpha2 != border.Country) yield return $"'{border.Country}' is no country's code of two capital letters (ISO 3166-1).";
        else if (atlas.Borders.Strip(country, border.Km) is null) yield return $"The map of this node shows no border of {country.Name} that a strip could follow.";
    }

    static WatchArea Area(WatchPlace? place, Atlas atlas) => place switch
    {
        { Shape: { } shape } => new WatchArea.Shape(shape),
        { Circle: { } circle } => new WatchArea.Circle(circle.Longitude, circle.Latitude, circle.Km),
        { Countries: { } countries } => new WatchArea.InCountries([.. countries]),
        { Border: { } border } => new WatchArea.Shape(atlas.Borders.Strip(CountryCodes.Find(border.Country)!, border.Km)!),
        _ => new WatchArea.Anywhere(),
    };

    static IReadOnlyList<IReadOnlyCollection<object>> Lists(WatchFacts facts) =>
        [[.. (facts.Categories ?? []).Cast<object>()], facts.Kinds ?? [], facts.Words ?? [], facts.Values ?? []];
}
