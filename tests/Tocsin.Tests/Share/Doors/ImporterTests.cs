using System.Text;
using Tocsin.Log;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Xunit;

namespace Tocsin.Tests.Share.Doors;

public sealed class ImporterTests
{
    [Fact]
    public async Task The_samples_are_all_taken_and_only_once()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7));
        (string, string, int)[] samples =
        [
            ("flood-alert.xml", "cap", 1), ("fires.csv", "firms", 37), ("phishing.csv", "indicators", 6), ("blocklist.txt", "indicators", 4), ("sightings.csv", "sightings", 6),
            ("dengue-weekly.csv", "counts", 279), ("river-hourly.csv", "measurements", 24), ("dose-rate.csv", "measurements", 6),
        ];
        foreach (var (name, format, count) in samples)
        {
            var path = Checkout.Path("samples/" + name);
            var first = await node.Importer.Import(path, new ImportOptions(), default);
            Assert.Equal((format, count, count, 0), (first.Format, (int)first.Read, (int)first.Accepted, first.Refused.Count));
            var second = await node.Importer.Import(path, new ImportOptions(), default);
            Assert.Equal((0, count, 0), ((int)second.Accepted, (int)second.Duplicates, (int)second.Revised));
        }
    }

    [Fact]
    public async Task A_full_chunk_waits_for_the_pace_that_is_asked_for()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7));
        var (before, enough, asked) = (node.Journal.Head.Size, new TaskCompletionSource(), 0);
        async Task Keep(CancellationToken stop)
        {
            asked++;
            await enough.Task;
        }
        var list = string.Concat(Enumerable.Range(0, 2 * Importer.ChunkDrafts + 1).Select(number => $"evil-{number}.example\n"));
        var importing = Task.Run(() => node.Importer.Import(new MemoryStream(Encoding.UTF8.GetBytes(list)), "list.txt", new ImportOptions { Pace = Keep }, default));
        await Task.Delay(TimeSpan.FromMilliseconds(200));
        Assert.Equal(before, node.Journal.Head.Size);
        enough.SetResult();
        Assert.Equal(2 * Importer.ChunkDrafts + 1, (await importing).Accepted);
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task The_report_is_the_contracts_json()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7));
        var report = await node.Import("list.txt", "evil.example\nevil.example # again\n/path/alone\n192.0.2.1\n");
        Assert.Equal("""
            {"file":"list.txt","format":"indicators","read":4,"accepted":2,"duplicates":1,"revised":0,"repaired":[{"at":"line 4","note":"reserved address: no computer on the public Internet has it"}],"refused":[{"at":"line 3","reason":"a path without a host is no indicator that can be matched"}]}
            """, report.ToJson());
    }

    [Fact]
    public async Task A_time_at_the_calendars_edge_costs_its_row_alone()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7));
        var report = await node.Import("level.csv", "# station: P.1\n# unit: m\ntime,value\n-9998-01-01T00:00:00+14:00,1\n9999-12-31T23:59:59-12:00,1\n2018-02-06T00:00:00Z,1.5\n");
        Assert.Equal((1, 2), ((int)report.Accepted, report.Refused.Count));
        report = await node.Import("attacks.csv", File.ReadAllLines(Checkout.Path("samples/ship-attacks.csv"))[0] + "\n" + Attack("-9998-01-01") + "\n" + Attack("2018-02-01") + "\n");
        Assert.Equal((1, 1), ((int)report.Accepted, report.Refused.Count));

        report = await node.Import("sightings.csv", "time,indicator\n-9998-01-01T00:00:00Z,a.example\n0000-12-31T23:59:59Z,b.example\n0001-01-01T00:00:00Z,c.example\n2018-02-01T00:00:00Z,d.example\n");
        Assert.Equal((2, 2), ((int)report.Accepted, report.Refused.Count));
        Assert.All(report.Refused, refused => Assert.Contains("before the year 1", refused.Reason, StringComparison.Ordinal));

        static string Attack(string date) => $"2018-1,{date},1.2,103.75,71,ROBBERS,TUG,SAMPLE";
    }

    [Fact]
    public async Task An_earthquake_told_anew_is_a_revision_an_older_telling_is_none_and_a_deletion_stays_on_record()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7));
        Assert.Equal(1, (await node.Import("a.json", Quake(5.8, updated: 1517933000000))).Accepted);
        Assert.Equal(1, (await node.Import("b.json", Quake(6.4, updated: 1517934000000))).Revised);
        Assert.Equal(1, (await node.Import("a.json", Quake(5.8, updated: 1517933000000))).Duplicates);
        Assert.Equal(1, (await node.Import("c.json", Quake(6.4, updated: 1517935000000, status: "deleted"))).Revised);
        var facts = (EventFacts)(await node.Read(node.Journal.Head.Size - 1)).What!;
        Assert.Equal(("deleted", Severity.Minor, Certainty.Unlikely), (facts.Codes!["status"], facts.Severity, facts.Certainty));
    }

    [Fact]
    public async Task Features_without_a_time_are_known_again_tomorrow()
    {
        var clock = StoppedClock.At(2018, 2, 7);
        await using var node = await DoorNode.Open(clock);
        const string Two = """{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{"name":"a"}},{"type":"Feature","id":"x","geometry":null,"properties":{"name":"b"}}]}""";
        Assert.Equal(2, (await node.Import("a.geojson", Two)).Accepted);
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(2, (await node.Import("a.geojson", Two)).Duplicates);
    }

    [Fact]
    public async Task A_marking_laxer_than_the_circles_gives_way()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7));
        Assert.Equal(2, (await node.Import("list.csv", "indicator,tlp\nevil.example,TLP:CLEAR\nworse.example,TLP:RED\n")).Accepted);
        Assert.Equal([Tlp.Amber, Tlp.Red], [(await node.Read(2)).Leaf.Marking, (await node.Read(3)).Leaf.Marking]);
    }

    [Theory]
    [InlineData("missing.xml", "there is no such file")]
    [InlineData("", "this is a folder, not a file")]
    public async Task What_cannot_be_opened_is_an_outcome(string name, string reason)
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7));
        var report = await node.Importer.Import(Path.Combine(node.Folder, name), new ImportOptions(), default);
        Assert.Equal(reason, report.Failure);
        Assert.Equal(new ImportRefusal("file", reason), Assert.Single(report.Refused));
    }

    [Fact]
    public async Task A_stream_that_breaks_off_keeps_what_came_before()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7));
        var report = await node.Importer.Import(new BreakingStream(Encoding.UTF8.GetBytes(Domains(60_000))), "list.txt", new ImportOptions(), default);
        Assert.Equal("the file does not read on: the cable was pulled", report.Failure);
        Assert.True(report.Accepted > 0);
        Assert.Equal(report.Accepted, node.Journal.Head.Size - 2);
    }

    [Fact]
    public async Task A_full_disk_tells_what_is_kept_and_what_is_not()
    {
        FullDisk? disk = null;
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7), new(Tlp.Amber, IsExercise: false), heads => disk = new FullDisk(heads));
        disk!.RecordsLeft = 2_500;
        var report = await node.Importer.Import(new MemoryStream(Encoding.UTF8.GetBytes(Domains(9_000))), "list.txt", new ImportOptions(), default);
        Assert.Contains("the disk is full", report.Failure, StringComparison.Ordinal);
        Assert.EndsWith(" and all that follows", report.Refused[^1].At, StringComparison.Ordinal);
        Assert.Equal(report.Accepted + 2, (await node.Heads.Read(node.Journal.Log, default)).Head.Size);
    }

    [Fact]
    public async Task Long_lists_of_refusals_are_cut_and_counted()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7));
        var report = await node.Import("list.txt", "evil.example\nworse.example\n" + string.Concat(Enumerable.Repeat("/a\n", 10_003)).Insert(0, Domains(11_000)));
        Assert.Equal(10_001, report.Refused.Count);
        Assert.Equal(new ImportRefusal("", "and 3 more"), report.Refused[^1]);
    }

    static string Domains(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"host{i}.example\n"));

    static string Quake(double magnitude, long updated, string status = "reviewed") => $$$"""
        {"type":"FeatureCollection","metadata":{"url":"https://earthquake.usgs.gov/"},"features":[{"type":"Feature","id":"us1","properties":{"mag":{{{magnitude.ToString(System.Globalization.CultureInfo.InvariantCulture)}}},"place":"Hualian","time":1517932242400,"updated":{{{updated}}},"status":"{{{status}}}","type":"earthquake"},"geometry":{"type":"Point","coordinates":[121.6,24.1,10]}}]}
        """;

    /// <summary>Gives its bytes, then fails.</summary>
    sealed class BreakingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, count) is > 0 and var read ? read : throw new IOException("the cable was pulled");
    }

    /// <summary>Keeps so many records, then has no room.</summary>
    sealed class FullDisk(IHeads heads) : IHeads
    {
        public long RecordsLeft { get; set; } = long.MaxValue;

        public Task<StoredHead> Read(Origin log, CancellationToken stop) => heads.Read(log, stop);
        public Task<IReadOnlyList<Origin>> List(CancellationToken stop) => heads.List(stop);
        public Task Publish(Checkpoint head, string note, CancellationToken stop) => heads.Publish(head, note, stop);

        public Task<Promise> Promise(LogBatch batch, CancellationToken stop) => (RecordsLeft -= batch.Entries.Count) >= 0
            ? heads.Promise(batch, stop)
            : throw new IOException("the disk is full: nothing more can be written to journal.db");
    }
}
