using Tocsin.Node.Stores.Sqlite;
using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Tests.Contracts;
using Tocsin.Tests.Log;
using Tocsin.Tests.Share;
using Xunit;

namespace Tocsin.Tests.Stores;

/// <summary>One byte changed anywhere: the place is named, or at least a sentence is said.</summary>
public sealed class DamageTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    [Fact]
    public async Task A_changed_byte_of_an_entry_a_content_or_a_tile_is_named()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append([.. Enumerable.Range(0, 300).Select(i => Desk.Quake($"{i}", $"k{i}"))], Stop);
        Assert.Equal(900, Assert.IsType<LogVerdict.Whole>(await desk.Verify()).Disclosures);
        var contents = await Offsets(desk, isContent: true);
        var entries = await Offsets(desk, isContent: false);
        foreach (var index in new[] { 0, 1, 137, 255, 256, 299 })
        {
            var (segment, first) = index < 256 ? (0, 0) : (256, 256);
            var inEntry = entries[index] - entries[first] + 2 + 5;
            await AssertBroken(desk, "segments", "entries", $"id={JournalLayout.SegmentId(1, segment)}", inEntry, index, $"entry {index} (bundle ");
            var inContent = contents[index] - contents[first] + 4 + 4 + 30;
            await AssertBroken(desk, "segments", "content", $"id={JournalLayout.SegmentId(1, segment)}", inContent, index, $"disclosure 1 of leaf {index} is not one to which the leaf commits");
        }
        await AssertBroken(desk, "tiles", "hashes", "level=0 AND place=0", 32 * 77, 77, "entry 77 (bundle 000) does not hash to tile 0/000 slot 77");
        await AssertBroken(desk, "tiles", "hashes", "level=1 AND place=0", 0, 0, "tile 1/000.p/1 slot 0 is not the root of tile 0/000");
        await AssertBroken(desk, "logs", "root", "id=1", 5, null, "the signature is over another head");
        await AssertBroken(desk, "logs", "note", "id=1", 200, null, "");
        Assert.IsType<LogVerdict.Whole>(await desk.Verify());
    }

    [Theory]
    [InlineData("UPDATE segments SET entries=x'FFFF00' WHERE id=(SELECT max(id) FROM segments)", "bundle 001: the leaf 256 is cut off")]
    [InlineData("UPDATE segments SET content=substr(content,1,100) WHERE id=(SELECT max(id) FROM segments)", "bundle 001: the content of leaf 256 is cut off")]
    [InlineData("DELETE FROM segments WHERE id=(SELECT max(id) FROM segments)", "bundle 001: leaf 256 is missing")]
    [InlineData("UPDATE segments SET entries=x'' WHERE id=(SELECT max(id) FROM segments)", "bundle 001: leaf 256 is missing")]
    public async Task A_damaged_segment_is_named_and_never_hangs(string sql, string sentence)
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append([.. Enumerable.Range(0, 300).Select(i => Desk.Quake($"{i}"))], Stop);
        desk.Store.Journal.Maintain(connection => SqliteFile.Run(connection, sql));
        foreach (var read in new Func<Task>[]
        {
            () => desk.Store.Records.ReadAfter(250, 100, Stop), () => desk.Store.Records.Read(new RecordAddress(Desk.Log, 256), Stop), desk.Follow,
        })
            Assert.Contains(sentence, (await Assert.ThrowsAsync<CorruptLogException>(read)).Found, StringComparison.Ordinal);
        Assert.IsType<LogVerdict.Broken>(await desk.Verify());
    }

    [Fact]
    public void A_byte_changed_in_the_file_itself_ends_in_a_sentence() => Replay.Seeds(40, random => Flip(random).GetAwaiter().GetResult());

    static async Task Flip(Random random)
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append([.. Enumerable.Range(0, 40).Select(i => Desk.Quake($"{i}", $"k{i}"))], Stop);
        await desk.Journal.DisposeAsync();
        desk.Store.Close();
        var path = Path.Combine(desk.Store.Folder, "journal.db");
        var bytes = await File.ReadAllBytesAsync(path, Stop);
        var at = random.Next(bytes.Length);
        bytes[at] ^= (byte)(1 << random.Next(8));
        await File.WriteAllBytesAsync(path, bytes, Stop);
        try
        {
            await desk.Store.Reopen();
            Assert.NotNull(await desk.Verify());
            await desk.Store.Records.ReadAfter(0, 100, Stop);
            await desk.OpenJournal();
            await desk.Journal.Append(Desk.Quake("more", "k1"), Stop);
        }
        catch (IOException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }

    [Fact]
    public void What_is_no_database_says_so()
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-test-").FullName;
        var path = Path.Combine(folder, "journal.db");
        File.WriteAllText(path, new string('x', 10_000));
        Assert.Equal($"{path} is not a database of this program", Assert.Throws<IOException>(() => SqliteFile.Open(path, "FULL", JournalLayout.Layout)).Message);
        foreach (var nowhere in new[] { folder, Path.Combine(folder, "none", "journal.db") })
            Assert.Equal($"{nowhere} cannot be opened for writing: check the folder and its permissions",
                Assert.Throws<IOException>(() => SqliteFile.Open(nowhere, "FULL", JournalLayout.Layout)).Message);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("PRAGMA user_version=5", "was written by a newer version of this program (layout 5; this one reads 4)")]
    [InlineData("PRAGMA user_version=0", "was written by an older version of this program (layout 0; this one reads 4)")]
    [InlineData("PRAGMA application_id=7", "is not the file that belongs there")]
    public void A_file_of_another_version_or_program_is_refused_and_left_alone(string change, string sentence)
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-test-").FullName;
        var path = Path.Combine(folder, "journal.db");
        using (var file = SqliteFile.Open(path, "FULL", JournalLayout.Layout)) file.Maintain(connection => SqliteFile.Run(connection, change));
        Assert.Contains(sentence, Assert.Throws<IOException>(() => SqliteFile.Open(path, "FULL", JournalLayout.Layout)).Message);
        Assert.Throws<IOException>(() => SqliteFile.Open(path, "FULL", ViewsLayout.Layout));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_file_of_version_1_gets_the_table_of_papers_and_keeps_its_log()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append(Desk.Quake("kept"), Stop);
        desk.Store.Journal.Maintain(connection => SqliteFile.Run(connection, EarlierJournal.First));
        await desk.Reopen();
        Assert.Equal(1, desk.Journal.Head.Size);
        Assert.True(await desk.Store.Papers.PutNew("charter", "1", "text"u8.ToArray(), Stop));
        await desk.Reopen();
        Assert.False(await desk.Store.Papers.PutNew("charter", "1", "other"u8.ToArray(), Stop));
        Assert.IsType<LogVerdict.Whole>(await desk.Verify());
    }

    [Theory]
    [InlineData(EarlierJournal.Third)]
    [InlineData(EarlierJournal.Second)]
    [InlineData(EarlierJournal.First)]
    public async Task A_file_of_an_earlier_version_keeps_who_holds_which_key(string earlier)
    {
        await using var store = new SqliteStore();
        var (one, two) = (new Batches(1), new Batches(2));
        await one.Append(store.Heads, [Batches.Entry("a", 1, 2), Batches.Entry("b", 3)]);
        await two.Append(store.Heads, [Batches.Entry("a", 1)]);
        await one.Append(store.Heads, [Batches.Entry("a again", 4) with { Revises = [0], Digest = 70, Version = null }, Batches.Entry("erasure") with { Erases = [1] }]);
        store.Journal.Maintain(connection => SqliteFile.Run(connection, earlier));
        await store.Reopen();
        var taken = Assert.IsType<Promise.Taken>(await store.Heads.Promise(one.Next([Batches.Entry("again", 4, 3, 2, 1, 5)]), Stop));
        TakenKey moved = new(0, 2, 70, null);
        Assert.Equal([moved, new TakenKey(0, 1, UInt128.Zero, null), moved, moved], taken.Entries);
        Assert.Equal([new TakenKey(0, 0, 7, 1)], Assert.IsType<Promise.Taken>(await store.Heads.Promise(two.Next([Batches.Entry("again", 1)]), Stop)).Entries);
        Assert.Equal(2, await store.Records.IndexOf(one.Log, 2, Stop));
        await one.Append(store.Heads, [Batches.Entry("c", 5)]);
        Assert.Equal(4, await store.Records.IndexOf(one.Log, 5, Stop));
    }

    [Fact]
    public async Task A_full_disk_is_told_to_callers_and_what_was_promised_stands()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.Append(Desk.Quake("kept"), Stop);
        desk.Store.Journal.Maintain(connection => SqliteFile.Run(connection, "PRAGMA max_page_count=20"));
        var told = await Assert.ThrowsAsync<IOException>(() => desk.Journal.Append([.. Enumerable.Range(0, 1_000).Select(i => Desk.Quake($"{i}"))], Stop));
        Assert.Contains("the disk is full", told.Message, StringComparison.Ordinal);
        await desk.Reopen();
        Assert.Equal(1, desk.Journal.Head.Size);
        Assert.IsType<LogVerdict.Whole>(await desk.Verify());
    }

    static async Task AssertBroken(Desk desk, string table, string column, string where, long at, long? leaf, string sentence)
    {
        Flip();
        var broken = Assert.IsType<LogVerdict.Broken>(await desk.Verify());
        Flip();
        Assert.Equal(leaf, broken.Leaf);
        Assert.Contains(sentence, broken.Sentence, StringComparison.Ordinal);

        void Flip() => desk.Store.Journal.Maintain(connection =>
        {
            using var read = SqliteFile.Command(connection, $"SELECT CAST({column} AS BLOB) FROM {table} WHERE {where}");
            var bytes = (byte[])read.ExecuteScalar()!;
            bytes[at] ^= 1;
            var type = column == "note" ? "TEXT" : "BLOB";
            SqliteFile.Run(connection, $"UPDATE {table} SET {column}=CAST($bytes AS {type}) WHERE {where}", ("$bytes", bytes));
        });
    }

    /// <summary>Where each item begins, over all bundles in a row.</summary>
    static async Task<List<long>> Offsets(Desk desk, bool isContent)
    {
        var (offsets, at) = (new List<long>(), 0L);
        foreach (var record in await desk.Store.Records.ReadAfter(0, 1_000, Stop))
        {
            offsets.Add(at);
            at += isContent ? 4 + record.Content.Length : 2 + record.Leaf.Length;
        }
        return offsets;
    }
}
