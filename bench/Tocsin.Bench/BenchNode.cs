using System.Globalization;
using System.Text;
using NodaTime;
using Tocsin.Node.Running;
using Tocsin.Share.Doors;
using Tocsin.Share.Parties;

namespace Tocsin.Bench;

/// <summary>A node in a folder of its own that goes with it.</summary>
sealed class BenchNode : IAsyncDisposable
{
    /// <summary>A first import that warms a process.</summary>
    public const int WarmRecords = 20_000;

    public required TocsinNode Node { get; init; }

    public static async Task<BenchNode> New()
    {
        var path = Directory.CreateTempSubdirectory("tocsin-bench-").FullName;
        var founding = Founding.Of("Bench", TimeProvider.System, Chance.System).Value;
        return new BenchNode { Node = await TocsinNode.Open(NodeFolder.Create(path, founding, "Bench", Chance.System), NodeSources.System, default) };
    }

    /// <summary>The same in a process that has run for a while: what is met often is compiled.</summary>
    public static async Task<BenchNode> Warm(MemoryStream first, string name)
    {
        await using (var other = await New())
        {
            using (first) await other.Import(first, name);
            await other.Node.Settle(default);
        }
        return await New();
    }

    /// <summary>As fast as the journal takes it, whatever the views make of that.</summary>
    public Task<ImportReport> Import(Stream file, string name) => Import(file, name, new ImportOptions());

    /// <summary>As the program imports a file.</summary>
    public Task<ImportReport> ImportAtItsPace(Stream file, string name) => Import(file, name, Node.Importing);

    Task<ImportReport> Import(Stream file, string name, ImportOptions options) => new Importer(Node.Journal, Node.Charter.Terms(), Node.Sources.Clock).Import(file, name, options, default);

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        Directory.Delete(Node.Folder.Path, recursive: true);
    }
}

/// <summary>Input of a known size, the same in every run.</summary>
static class Input
{
    /// <summary>GeoJSON features of 500 bytes each.</summary>
    public static IReadOnlyList<string> Features(int count)
    {
        var features = new List<string>(count);
        for (var i = 0; i < count; i++)
        {
            var head = string.Create(CultureInfo.InvariantCulture, $$$"""{"type":"Feature","id":"bench-{{{i:D8}}}","geometry":{"type":"Point","coordinates":[{{{90 + i % 5000 / 100.0:F4}}},{{{-10 + i / 5000 % 300 / 10.0:F4}}}]},"properties":{"event":"Reading","category":"Env","severity":"Minor","time":"{{{At(i)}}}","headline":"Reading {{{i:D8}}} of a gauge","description":" """);
            features.Add(head.TrimEnd() + new string('x', 500 - head.TrimEnd().Length - 3) + "\"}}");
        }
        return features;
    }

    public static MemoryStream Collection(IReadOnlyList<string> features) =>
        new(Encoding.UTF8.GetBytes($$"""{"type":"FeatureCollection","features":[{{string.Join(",\n", features)}}]}"""));

    /// <summary>A FIRMS file in VIIRS's layout.</summary>
    public static MemoryStream Firms(int rows)
    {
        var csv = new StringBuilder("latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,bright_ti5,frp,daynight\n");
        for (var i = 0; i < rows; i++)
            csv.Append(CultureInfo.InvariantCulture, $"{-10 + i % 3000 / 100.0:F5},{95 + i / 3000 % 400 / 10.0:F5},{300 + i % 60}.12,0.39,0.36,2024-03-{1 + i / 12_000 % 28:D2},{i % 24:D2}{i % 60:D2},N,VIIRS,n,2.0NRT,288.4,{i % 90}.5,D\n");
        return new(Encoding.UTF8.GetBytes(csv.ToString()));
    }

    static string At(int i) => Instant.FromUnixTimeSeconds(1_700_000_000 + i).ToString();
}

/// <summary>Prints figures.</summary>
static class Figures
{
    public static void Say(string bench, string figure, double value, string unit, string note = "") =>
        Console.WriteLine($"{bench,-8} {figure,-44} {value,14:N2} {unit,-12} {note}");
}
