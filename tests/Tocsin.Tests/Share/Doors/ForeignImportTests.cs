using NodaTime;
using Tocsin.Formats.CaseCounts;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Tests.Warn;
using Xunit;

namespace Tocsin.Tests.Share.Doors;

/// <summary>Files that nobody here wrote, through the importer onto the real store, reviewed one by one.</summary>
public sealed class ForeignImportTests
{
    static readonly string[] Folders = ["cap", "quake", "fire", "gdacs", "piracy", "nav", "cases", "indicators", "water", "radiation", "ais", "stix", "misp"];

    /// <summary>The rows of the reviewed table, foreign-imports.txt.</summary>
    static IEnumerable<string[]> Rows() => File.ReadLines(Checkout.Path("tests/Tocsin.Tests/Share/Doors/foreign-imports.txt"))
        .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('|', StringSplitOptions.TrimEntries));

    [ForeignFact]
    public async Task Each_file_gives_what_was_reviewed_and_nothing_the_second_time_and_history_does_not_ring()
    {
        await using var node = await WarnNode.Open();
        node.Clock.Now = Instant.FromUtc(2026, 11, 22, 0, 0);
        var importer = new Importer(node.Journal, new CircleTerms(Tlp.AmberStrict, IsExercise: false), node.Clock);
        var lists = Directory.CreateTempSubdirectory("tocsin-lists-").FullName;
        var shelf = WarningListShelf.Open(lists);
        foreach (var row in Rows())
        {
            var (path, options) = (Foreign.Path("data/" + row[0]), Options(row[1]) with { Lists = shelf, KeepsLists = true });
            var report = await importer.Import(path, options, default);
            Assert.Equal(string.Join(" | ", row[..9]), $"{row[0]} | {row[1]} | {report.Format} | {report.Read} | {report.Accepted} | {report.Duplicates} | {report.Revised} | {report.Repaired.Count} | {report.Refused.Count}");
            Assert.True(row[9].Length == 0 || report.Refused.Select(no => no.Reason).Concat(report.Repaired.Select(note => note.Note)).Any(said => said.Contains(row[9], StringComparison.Ordinal)), $"{row[0]}: nothing says '{row[9]}'");
            if (report.Failure is null) Assert.Equal(report.Read, report.Accepted + report.Duplicates + report.Revised + report.Thinned + report.Refused.Count);
            Assert.Equal(row[0] == "ais/sample.aivdm" ? 3 : 0, report.Thinned);

            var size = node.Journal.Head.Size;
            var again = await importer.Import(path, options, default);
            Assert.Equal(report.Accepted + report.Duplicates + report.Revised, again.Duplicates);
            Assert.Equal(size, node.Journal.Head.Size);
        }
        Directory.Delete(lists, recursive: true);
        await node.Settle();
        Assert.Empty(await node.Threads());
        var arrived = await node.Records.Arrived(default);
        for (var after = 0L; after < arrived;)
        {
            var batch = await node.Records.ReadAfter(after, Limits.FollowRecordsMax, default);
            Assert.DoesNotContain(batch, stored => stored.Read().Value.What is WarningFacts);
            after = batch[^1].Arrival;
        }
    }

    [ForeignFact]
    public void No_file_of_these_folders_is_left_out_of_the_table()
    {
        var listed = Rows().Select(row => row[0]).ToHashSet();
        foreach (var folder in Folders)
            foreach (var file in Directory.EnumerateFiles(Foreign.Path("data/" + folder), "*", SearchOption.AllDirectories))
                Assert.Contains(Path.GetRelativePath(Foreign.Path("data"), file), listed);
    }

    [ForeignFact]
    public async Task The_earthquake_of_Hualien_is_found_as_the_feed_tells_it()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 8));
        await node.Importer.Import(Foreign.Path("data/quake/vega_earthquakes.json"), new ImportOptions(), default);
        var geojson = await node.Export(ExportFormat.GeoJson, new() { Words = "Hualian", Since = Instant.FromUtc(2018, 2, 6, 15, 50), Until = Instant.FromUtc(2018, 2, 6, 15, 51) });
        Assert.Contains("\"headline\":\"M 6.4, 22km NNE of Hualian, Taiwan\"", geojson, StringComparison.Ordinal);
        Assert.Contains("\"time\":\"2018-02-06T15:50:42.4Z\"", geojson, StringComparison.Ordinal);
        Assert.Contains("\"severity\":\"Severe\"", geojson, StringComparison.Ordinal);
    }

    static ImportOptions Options(string words)
    {
        var said = words.Split(' ').Where(word => word.Contains('=', StringComparison.Ordinal)).Select(word => word.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        return new ImportOptions
        {
            Counts = new CountSettings
            {
                Dates = said.ContainsKey("dates") ? DateOrder.MonthDayYear : DateOrder.NotSaid,
                Start = said.GetValueOrDefault("start"), Topic = said.GetValueOrDefault("topic"),
            },
        };
    }
}
