using System.Collections.Concurrent;
using NetTopologySuite.Geometries;
using Tocsin.Warn.Geography;

namespace Tocsin.Warn.Judging;

/// <summary>In which country a place lies, and how near others are. What was once measured is remembered.</summary>
/// <param name="atlas">The world.</param>
sealed class Whereabouts(Atlas atlas)
{
    const int RememberedMax = 20_000;

    readonly ConcurrentDictionary<(double Longitude, double Latitude), CountryCode?> countries = [];
    readonly ConcurrentDictionary<(double Longitude, double Latitude, double Km), ImmutableArray<CountryCode>> near = [];

    /// <summary>The country that the source names, else the one on whose land the place lies; nothing where there is none.</summary>
    public CountryCode? CountryOf(string? code, double longitude, double latitude) =>
        code is not null && CountryCodes.Find(code) is { } named ? named : Remember(countries, (longitude, latitude), () => atlas.Countries.Of(longitude, latitude));

    /// <inheritdoc cref="CountryOf(string, double, double)"/>
    public CountryCode? CountryOf(PlaceSeries place) => CountryOf(place.Subject.Country, place.Longitude, place.Latitude);

    /// <summary>The countries whose land lies within a distance.</summary>
    public ImmutableArray<CountryCode> Near(double longitude, double latitude, double km) =>
        Remember(near, (longitude, latitude, km), () => atlas.Countries.Near(longitude, latitude, km));

    /// <summary>Whether a place of one of some countries lies within a distance of another of them.</summary>
    public bool IsAtBorder(ImmutableArray<string> among, double km, string? code, double longitude, double latitude) =>
        CountryOf(code, longitude, latitude) is { } own && among.Contains(own.Alpha2)
        && Near(longitude, latitude, km).Any(other => other.Numeric != own.Numeric && among.Contains(other.Alpha2));

    /// <summary>Whether a place lies in a rule's area.</summary>
    public bool Holds(Rules.RuleArea area, double longitude, double latitude) => atlas.Holds(area, new Point(longitude, latitude) { SRID = 4326 });

    static TValue Remember<TKey, TValue>(ConcurrentDictionary<TKey, TValue> known, TKey key, Func<TValue> find) where TKey : notnull
    {
        if (known.Count > RememberedMax) known.Clear();
        return known.GetOrAdd(key, _ => find());
    }
}
