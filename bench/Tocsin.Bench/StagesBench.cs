using System.Diagnostics;
using Tocsin.Formats;
using Tocsin.Node.Running;
using Tocsin.Node.Stores.Sqlite;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Bench;

/// <summary>What each stretch of a record's way costs by itself: reading a file, sealing, the journal without followers, the followers.</summary>
static class StagesBench
{
    public static async Task Run(int records)
    {
        await Of("GeoJSON", () => Input.Collection(Input.Features(records)), "bench.geojson", FileFormat.GeoJson);
        await Of("FIRMS", () => Input.Firms(records), "bench.csv", FileFormat.FirmsCsv);
        await Of("STIX", () => TaxiiBench.Bundle(records), "bench.json", FileFormat.Stix);
    }

    static async Task Of(string what, Func<MemoryStream> input, string name, FileFormat format)
    {
        var bench = await BenchNode.New();
        using (var file = input()) Seal(what, DoorFormats.Read(format, file, new DoorTerms(bench.Node.Sources.Clock.Now(), "bench")), bench);
        using (var file = input()) await Append(what, file, name, bench);
        using (var file = input()) await bench.Import(file, name);
        await ReadAgain(what, bench);
        await bench.Node.DisposeAsync();
        foreach (var old in Directory.EnumerateFiles(bench.Node.Folder.Path, "views.db*")) File.Delete(old);
        var spent = new Spent();
        await using var again = new BenchNode { Node = await TocsinNode.Open(bench.Node.Folder, NodeSources.System, default) };
        await again.Node.Settle(default);
        var size = again.Node.Journal.Head.Size;
        Figures.Say("stages", $"{what}: followed by all, from nothing", spent.MicrosecondsOf(size), "µs CPU", $"{size / spent.Seconds:N0} records/s");
    }

    static void Seal(string what, IEnumerable<DoorItem> items, BenchNode bench)
    {
        var spent = new Spent();
        var drafts = items.Select(item => item.Draft!).ToList();
        Figures.Say("stages", $"{what}: parsed and mapped", spent.MicrosecondsOf(drafts.Count), "µs CPU");
        var sealer = new Sealer(bench.Node.Log, bench.Node.Charter.Terms(), bench.Node.Folder.Identity(), bench.Node.Sources.Clock, bench.Node.Sources.Chance);
        spent = new Spent();
        foreach (var draft in drafts)
            if (!sealer.Seal(draft).IsValue) throw new UnreachableException();
        Figures.Say("stages", $"{what}: sealed", spent.MicrosecondsOf(drafts.Count), "µs CPU");
    }

    static async Task ReadAgain(string what, BenchNode bench)
    {
        await bench.Node.Settle(default);
        var (read, spent) = (0L, new Spent());
        while (await bench.Node.Records.ReadAfter(read, Limits.FollowRecordsMax - 1, default) is { Count: > 0 } page)
        {
            foreach (var stored in page)
                if (!RecordReader.Read(stored.Address, stored.Leaf.Span, stored.Content.Span).IsValue) throw new UnreachableException();
            read += page.Count;
        }
        Figures.Say("stages", $"{what}: read again from the store, and verified", spent.MicrosecondsOf(read), "µs CPU");
    }

    /// <summary>The journal alone: nobody follows.</summary>
    static async Task Append(string what, MemoryStream file, string name, BenchNode bench)
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-journal-").FullName;
        try
        {
            using var journalFile = SqliteFile.Open(Path.Combine(folder, "journal.db"), "FULL", JournalLayout.Layout);
            using var logKey = bench.Node.Folder.KeyRing.Read(NodeKeys.PrivateLog);
            var (clock, terms) = (bench.Node.Sources.Clock, bench.Node.Charter.Terms());
            var sealer = new Sealer(bench.Node.Log, terms, bench.Node.Folder.Identity(), clock, bench.Node.Sources.Chance);
            var key = new LogKey(bench.Node.Log, new Log.EcdsaSigningKey(logKey), clock);
            await using var journal = await Journal.Open(bench.Node.Log, sealer, key, new SqliteHeads(journalFile, TimeProvider.System), new SqliteRecords(journalFile, new LogNumbers(), TimeProvider.System), new Bell(), _ => { }, default);
            var spent = new Spent();
            var report = await new Importer(journal, terms, clock).Import(file, name, new ImportOptions(), default);
            Figures.Say("stages", $"{what}: durable, and nobody follows", spent.MicrosecondsOf(report.Accepted), "µs CPU", $"{report.Accepted / spent.Seconds:N0} records/s");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
