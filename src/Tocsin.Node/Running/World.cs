using Tocsin.Warn.Geography;
using Tocsin.Warn.Judging;

namespace Tocsin.Node.Running;

/// <summary>What the program brings along of the world: places of GeoNames, countries of Natural Earth.</summary>
static class World
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "data");

    /// <summary>Reads it; about a second.</summary>
    /// <exception cref="IOException">The program was not built whole.</exception>
    public static Atlas Read()
    {
        using var places = File.OpenText(Path.Combine(Folder, "places.tsv"));
        using var countries = File.OpenRead(Path.Combine(Folder, "countries.geojson"));
        return new Atlas(Whole(Gazetteer.Read(places)), Whole(Countries.Read(countries)));
    }

    /// <summary>A sample file that the program brings along.</summary>
    public static string Sample(string name) => Path.Combine(Folder, "samples", name);

    static T Whole<T>(Parsed<T> parsed) where T : notnull =>
        parsed.Try(out var value, out var reason) ? value : throw new IOException($"the program's own map data does not read: {reason}");
}
