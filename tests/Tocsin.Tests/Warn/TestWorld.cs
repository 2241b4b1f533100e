using System.Runtime.CompilerServices;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Judging;

namespace Tocsin.Tests.Warn;

/// <summary>The small world of the fixtures.</summary>
static class TestWorld
{
    public static Atlas Atlas { get; } = Read();

    public static string Fixture(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "Fixtures", name);

    static Atlas Read()
    {
        using var places = File.OpenText(Fixture("world/places.tsv"));
        using var countries = File.OpenRead(Fixture("world/countries.geojson"));
        return new Atlas(Gazetteer.Read(places).Value, Countries.Read(countries).Value);
    }
}
