using Tocsin.Warn.Geography;
using Tocsin.Warn.Judging;

namespace Tocsin.Node.Running;

/// <summary>What the program brings along of the world: places of GeoNames, countries of Natural Earth.</summary>
static class World
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "data");

    /// <summary>The world; asked for a part of it, it throws an <see cref="IOException"/> if the program was not built whole.</summary>
    public static Atlas Open() => new(ReadPlaces, ReadCountries);

    /// <summary>A sample file that the program brings along.</summary>
    public static string Sample(string name) => Path.Combine(Folder, "samples", name);

    static Gazetteer ReadPlaces()
    {
        using var places = File.OpenText(Path.Combine(Folder, "places.tsv"));
        return Whole(Gazetteer.Read(places));
    }

    static Countries ReadCountries()
    {
        using var countries = File.OpenRead(Path.Combine(Folder, "countries.geojson"));
        return Whole(Countries.Read(countries));
    }

    static T Whole<T>(Parsed<T> parsed) where T : notnull =>
        parsed.Try(out var value, out var reason) ? value : throw new IOException($"the program's own map data does not read: {reason}");
}
