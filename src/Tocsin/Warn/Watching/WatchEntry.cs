using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;

namespace Tocsin.Warn.Watching;

/// <summary>A watch as the index holds it: its terms, and what is asked quickly of them.</summary>
sealed class WatchEntry
{
    /// <exception cref="ArgumentException">The terms cannot be meant; says why.</exception>
    public WatchEntry(Guid watch, WatchTerms terms)
    {
        Check(terms);
        (Watch, Terms, Area) = (watch, terms, WatchedArea.Of(terms.Area));
    }

    public Guid Watch { get; }

    public WatchTerms Terms { get; }

    public WatchedArea? Area { get; }

    /// <summary>Whether a record that has the severity and the category fulfils the other terms too.</summary>
    public bool Concerns(WatchSubject subject, in SubjectPlace place) =>
        (Terms.Kinds.IsEmpty || Terms.Kinds.Contains(subject.Kind))
        && (Terms.Values.IsEmpty || subject.Value is { } value && Terms.Values.Contains(value))
        && HasWords(subject.Words)
        && (Area is not null ? place.IsIn(Area) : Terms.Area is not WatchArea.InCountries some || IsIn(some, subject.Countries));

    bool HasWords(IReadOnlySet<string> words)
    {
        foreach (var word in Terms.Words)
            if (!words.Contains(word)) return false;
        return true;
    }

    static bool IsIn(WatchArea.InCountries some, ImmutableArray<string> countries)
    {
        foreach (var country in countries)
            if (some.Codes.Contains(country)) return true;
        return false;
    }

    static void Check(WatchTerms terms)
    {
        var countries = terms.Area is WatchArea.InCountries some ? some.Codes.Length : 0;
        var most = new[] { terms.Words.Length, terms.Values.Length, terms.Categories.Length, terms.Kinds.Length, countries }.Max();
        if (most > WatchTerms.ChoicesMax) throw new ArgumentException($"a watch names {most} choices in one condition; {WatchTerms.ChoicesMax} are the most", nameof(terms));
        if (terms.Area is WatchArea.Shape { Surface: not { Dimension: Dimension.Surface, IsEmpty: false } }) throw new ArgumentException("a watch's shape has no surface", nameof(terms));
        if (terms.Area is WatchArea.Circle circle && circle is not { Km: > 0 and <= WatchArea.Circle.KmMax, Longitude: >= -180 and <= 180, Latitude: >= -90 and <= 90 })
            throw new ArgumentException($"a watch's circle of {circle.Km} km around {circle.Longitude}, {circle.Latitude} is not on the map, or too large", nameof(terms));
    }
}

/// <summary>Where a record is: a point, as most are, or a geometry that is prepared once for all who ask.</summary>
readonly struct SubjectPlace
{
    readonly IPreparedGeometry? prepared;

    public SubjectPlace(Geometry? geometry)
    {
        if (geometry is null or { IsEmpty: true }) return;
        if (geometry is Point point) Point = point.Coordinate;
        else (prepared, Box) = (PreparedGeometryFactory.Prepare(geometry), geometry.EnvelopeInternal);
    }

    public Coordinate? Point { get; }

    /// <summary>What the geometry lies within, where it is more than a point.</summary>
    public Envelope? Box { get; }

    public bool IsIn(WatchedArea area) =>
        Point is { } point ? area.Holds(point.X, point.Y) : prepared is not null && area.Touches(prepared);
}
