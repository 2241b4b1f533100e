using System.Globalization;
using System.Text;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Geography;

/// <summary>A named place.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Longitude">Degrees, -180 to 180, to about a metre.</param>
/// <param name="Latitude">Degrees, -90 to 90.</param>
/// <param name="Population">How many people live there, 1,000 or more.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
public readonly record struct NamedPlace(string Name, double Longitude, double Latitude, int Population, string Country);

/// <summary>Where people live: places with their populations, sorted into a grid of one degree.</summary>
/// <remarks>About 40 bytes a place. A place's people all stand at its one point, so sums are good to an order of magnitude.</remarks>
public sealed class Gazetteer
{
    const int Columns = 360, Rows = 180;

    // A place names a region if it is large enough for the distance at which it is named.
    static readonly ImmutableArray<(int PeopleMin, double KmMax)> WellKnown = [(100_000, 60), (10_000, 120), (1_000, 300), (100_000, 1_000)];

    readonly float[] longitudes, latitudes;
    readonly int[] populations, nameStarts, cellStarts;
    readonly ushort[] countries;
    readonly byte[] names;

    Gazetteer(List<NamedPlace> places)
    {
        var sorted = places.OrderBy(p => Cell(p.Longitude, p.Latitude)).ThenBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Longitude).ToList();
        longitudes = [.. sorted.Select(p => (float)p.Longitude)];
        latitudes = [.. sorted.Select(p => (float)p.Latitude)];
        populations = [.. sorted.Select(p => p.Population)];
        countries = [.. sorted.Select(p => (ushort)(p.Country[0] << 8 | p.Country[1]))];
        (names, nameStarts) = Pack(sorted);
        cellStarts = new int[Columns * Rows + 1];
        foreach (var place in sorted) cellStarts[Cell(place.Longitude, place.Latitude) + 1]++;
        for (var i = 1; i < cellStarts.Length; i++) cellStarts[i] += cellStarts[i - 1];
    }

    /// <summary>How many places it holds.</summary>
    public int Count => populations.Length;

    /// <summary>Every place, in no order that means anything.</summary>
    public IEnumerable<NamedPlace> All => Enumerable.Range(0, Count).Select(Place);

    /// <summary>Reads a table with tabs and a head line: name, longitude, latitude, population, ISO 3166-1 alpha-2.</summary>
    /// <returns>The gazetteer, or the first line that does not read.</returns>
    public static Parsed<Gazetteer> Read(TextReader table)
    {
        var places = new List<NamedPlace>();
        table.ReadLine();
        for (var line = 2; table.ReadLine() is { } text; line++)
        {
            if (text.Length == 0) continue;
            if (ReadPlace(text) is not { } place) return new($"line {line}: not name, longitude, latitude, population and country: '{text}'");
            places.Add(place);
        }
        return new(new Gazetteer(places));
    }

    /// <summary>How many people live within a distance.</summary>
    /// <param name="longitude">Degrees, -180 to 180.</param>
    /// <param name="latitude">Degrees, -90 to 90.</param>
    /// <param name="radiusKm">Kilometres, 0 or more.</param>
    public long PeopleWithin(double longitude, double latitude, double radiusKm)
    {
        var people = 0L;
        foreach (var (index, _) in Within(longitude, latitude, radiusKm)) people += populations[index];
        return people;
    }

    /// <summary>Where a point lies, in words: <c>18 km NNE of Hualien City</c>; nothing where no place is near enough.</summary>
    public Sentence? Words(double longitude, double latitude)
    {
        if (Near(longitude, latitude) is not { } near) return null;
        var (place, km) = near;
        if (km < 3) return Sentence.Of("in", $"in {place.Name}");
        var wind = GreatCircle.Wind(place.Longitude, place.Latitude, longitude, latitude);
        return Sentence.Of("near", $"{km:0} km {Sentence.Of($"wind.{wind}", wind)} of {place.Name}");
    }

    /// <summary>The nearest place that people know, with its distance in kilometres; nothing within 1,000 km.</summary>
    public (NamedPlace Place, double Km)? Near(double longitude, double latitude)
    {
        foreach (var (peopleMin, kmMax) in WellKnown)
        {
            var best = (Index: -1, Km: double.MaxValue);
            foreach (var (index, km) in Within(longitude, latitude, kmMax))
                if (populations[index] >= peopleMin && km < best.Km) best = (index, km);
            if (best.Index >= 0) return (Place(best.Index), best.Km);
        }
        return null;
    }

    IEnumerable<(int Index, double Km)> Within(double longitude, double latitude, double radiusKm)
    {
        var high = radiusKm / GreatCircle.KmOfDegree;
        var (south, north) = (RowOf(latitude - high), RowOf(latitude + high));
        var farthest = Math.Min(89.9, Math.Abs(latitude) + high);
        var wide = farthest >= 89.9 ? 180 : Math.Min(180, high / Math.Cos(farthest * Math.PI / 180));
        var (west, east) = ((int)Math.Floor(longitude - wide), (int)Math.Floor(longitude + wide));
        if (east - west >= Columns) (west, east) = (-180, 179);
        for (var row = south; row <= north; row++)
            for (var column = west; column <= east; column++)
            {
                var cell = row * Columns + (column + 180 + Columns) % Columns;
                for (var i = cellStarts[cell]; i < cellStarts[cell + 1]; i++)
                    if (GreatCircle.Km(longitude, latitude, longitudes[i], latitudes[i]) is var km && km <= radiusKm) yield return (i, km);
            }
    }

    NamedPlace Place(int index) => new(
        Encoding.UTF8.GetString(names.AsSpan(nameStarts[index]..nameStarts[index + 1])), longitudes[index], latitudes[index],
        populations[index], $"{(char)(countries[index] >> 8)}{(char)(countries[index] & 0xFF)}");

    static (byte[] Names, int[] Starts) Pack(List<NamedPlace> places)
    {
        var starts = new int[places.Count + 1];
        for (var i = 0; i < places.Count; i++) starts[i + 1] = starts[i] + Encoding.UTF8.GetByteCount(places[i].Name);
        var names = new byte[starts[^1]];
        for (var i = 0; i < places.Count; i++) Encoding.UTF8.GetBytes(places[i].Name, names.AsSpan(starts[i]));
        return (names, starts);
    }

    static int Cell(double longitude, double latitude) => RowOf(latitude) * Columns + ((int)Math.Floor(longitude) + 180) % Columns;

    static int RowOf(double latitude) => (int)Math.Clamp(Math.Floor(latitude) + 90, 0, Rows - 1);

    static NamedPlace? ReadPlace(string line) =>
        line.Split('\t') is [{ Length: > 0 } name, var lon, var lat, var people, [>= 'A' and <= 'Z', >= 'A' and <= 'Z'] country]
        && double.TryParse(lon, CultureInfo.InvariantCulture, out var longitude) && longitude is >= -180 and <= 180
        && double.TryParse(lat, CultureInfo.InvariantCulture, out var latitude) && latitude is >= -90 and <= 90
        && int.TryParse(people, NumberStyles.None, CultureInfo.InvariantCulture, out var population)
            ? new NamedPlace(name, longitude, latitude, population, country)
            : null;
}
