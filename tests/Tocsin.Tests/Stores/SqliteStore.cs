using System.Buffers.Binary;
using NodaTime;
using Tocsin.Log;
using Tocsin.Node.Stores.Sqlite;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Tests.Contracts;
using Xunit;

namespace Tocsin.Tests.Stores;

/// <summary>SQLite's two files in a folder of their own, which goes with the test.</summary>
sealed class SqliteStore : StoreUnderTest
{
    SqliteFile journal, views;
    SqliteViews all;

    public SqliteStore()
    {
        Folder = Directory.CreateTempSubdirectory("tocsin-test-").FullName;
        (journal, views) = Open();
        all = new SqliteViews(views);
    }

    public string Folder { get; }
    public Tocsin.Tests.Officers.HandClock Clock { get; } = new();
    public SqliteFile Journal => journal;
    public SqliteFile ViewsFile => views;
    public override IHeads Heads => new SqliteHeads(journal, Clock);
    public override IRecords Records => new SqliteRecords(journal, new LogNumbers(), Clock);
    public override IPapers Papers => new SqlitePapers(journal);
    public override IViews Views => all;

    public override Task Reopen()
    {
        Close();
        (journal, views) = Open();
        all = new SqliteViews(views);
        return Task.CompletedTask;
    }

    public void Close()
    {
        views.Dispose();
        journal.Dispose();
    }

    public override ValueTask DisposeAsync()
    {
        Close();
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    (SqliteFile, SqliteFile) Open() => (
        SqliteFile.Open(Path.Combine(Folder, "journal.db"), "FULL", JournalLayout.Layout),
        SqliteFile.Open(Path.Combine(Folder, "views.db"), "NORMAL", ViewsLayout.Layout));
}

public sealed class SqliteHeadsTests : HeadsContract
{
    protected override StoreUnderTest Create() => new SqliteStore();

    /// <summary>What a promise that is taken back had claimed is young nowhere.</summary>
    [Fact]
    public async Task Promises_taken_back_do_not_make_keys_old()
    {
        const int Batch = 3_000, Kept = HashIndex.YoungMost / Batch * Batch;
        await using var store = new SqliteStore();
        var (log, heads) = (new Batches(1), store.Heads);
        for (var from = 0; from < Kept; from += Batch)
        {
            await log.Append(heads, Entries(from, Batch));
            Assert.IsType<Promise.Taken>(await heads.Promise(log.Next([.. Entries(from, 1), .. Entries(Kept, Batch)]), default));
        }
        Assert.Equal((Kept, 0), (Count("keys_young"), Count("keys_old")));
        await log.Append(heads, Entries(Kept, Batch));
        Assert.Equal((Kept + Batch - HashIndex.GivenAtOnce, HashIndex.GivenAtOnce), (Count("keys_young"), Count("keys_old")));

        static IReadOnlyList<BatchEntry> Entries(int from, int count) => [.. Enumerable.Range(from, count).Select(i => Batches.Entry($"{i}") with { Keys = [new((ulong)(i + 1) * 0x9E3779B97F4A7C15, (ulong)i)] })];
        int Count(string table) => store.Journal.Read(connection => (int)(long)SqliteFile.Command(connection, $"SELECT count(*) FROM {table}").ExecuteScalar()!);
    }
}

public sealed class SqliteRecordsTests : RecordsContract
{
    protected override StoreUnderTest Create() => new SqliteStore();

    [Fact]
    public async Task When_a_record_came_is_known_to_the_minute()
    {
        await using var store = new SqliteStore();
        var (log, began) = (new Batches(1), store.Clock.Now());
        foreach (var seconds in new[] { 0, 59, 1, 3_600, -7_200 })
        {
            store.Clock.Pass(TimeSpan.FromSeconds(seconds));
            await log.Append(store.Heads, log.Plain(2));
        }
        await store.Reopen();
        store.Clock.Pass(TimeSpan.FromSeconds(600));
        await store.Records.Fill(log.Log, [(0, new byte[] { 0, 0, 0, 1, 7 })], default);
        int[] expected = [0, 0, 0, 0, 60, 60, 3_660, 3_660, -3_540, -3_540, -2_940];
        Assert.Equal(expected.Select(seconds => began + Duration.FromSeconds(seconds)), (await store.Records.ReadAfter(0, 100, default)).Select(record => record.Received!.Value));
        Assert.Equal(began + Duration.FromSeconds(-2_940), (await store.Records.Read(new RecordAddress(log.Log, 0), default))!.Received);
        Assert.Equal(began + Duration.FromSeconds(3_660), (await store.Records.Read(new RecordAddress(log.Log, 7), default))!.Received);
    }
}

public sealed class SqliteViewsTests : ViewsContract
{
    protected override StoreUnderTest Create() => new SqliteStore();

    /// <summary>From the hash of a telephone number the number is guessed, so it is to be nowhere in the file once it is erased.</summary>
    [Fact]
    public async Task Not_even_the_hashes_of_erased_values_stay_in_the_file()
    {
        const int Gone = 10, Names = HashIndex.YoungMost / Gone * Gone + 8_000; // one in so many: the pages stay as they are
        await using var store = new SqliteStore();
        var (log, views) = (new Batches(1).Log, store.Views);
        var (named, erased) = (new ViewChanges(), new[] { new ViewChanges(), new ViewChanges() });
        for (var i = 0; i < Names; i++) named.Name(ValueRole.Sighting, Phone(i), i + 1, new RecordAddress(log, i));
        Assert.True(await views.Advance("a", 0, 1, named, default));
        Assert.Equal(Names / Gone, Held(i => i % Gone == 0));
        for (var i = 0; i < Names; i += Gone) erased[i / Gone % 2].Forget(new RecordAddress(log, i));
        foreach (var step in erased) step.Scrub();
        Assert.True(await views.Advance([new FollowerStep("a", 1, 2, erased[0]), new FollowerStep("b", 0, 2, erased[1])], default));
        Assert.Equal((Names - Names / Gone, 0), (Held(i => i % Gone != 0), Held(i => i % Gone == 0)));

        static NamedValue Phone(int i) => new("phone", FormattableString.Invariant($"+8490{i:D7}"));
        int Held(Func<int, bool> which) => HashesIn(store, Enumerable.Range(0, Names).Where(which).Select(i => NameSearch.HashOf(ValueRole.Sighting, Phone(i).Type, Phone(i).Value)));
    }

    /// <summary>The id of an observable is made of its value (STIX 2.1 §2.9): whoever has the id's hash guesses the value.</summary>
    [Fact]
    public async Task Not_even_the_hashes_of_erased_objects_stay_in_the_file()
    {
        const int Gone = 10, Objects = HashIndex.YoungMost / Gone * Gone + 8_000;
        await using var store = new SqliteStore();
        var (log, views, time) = (new Batches(1).Log, store.Views, Instant.FromUnixTimeSeconds(1));
        var (listed, erased) = (new ViewChanges(), new ViewChanges());
        for (var i = 0; i < Objects; i++)
            listed.Enlist(new ListedObject { Place = new(i + 1, 0), Address = new RecordAddress(log, i), Source = i + 1, Id = Id(i), Version = time, Added = time, IsMain = true, IsVersioned = true }, revised: null);
        Assert.True(await views.Advance("a", 0, 1, listed, default));
        Assert.Equal(Objects / Gone, Held(i => i % Gone == 0));
        var others = Held(i => i % Gone != 0);      // One in 65,536 is so small a number that the file spells it in fewer bytes.
        Assert.True(others > Objects - Objects / Gone - 10);
        for (var i = 0; i < Objects; i += Gone) erased.Delist(new RecordAddress(log, i), [], Objects + 1 + i, time);
        erased.Scrub();
        Assert.True(await views.Advance("a", 1, 2, erased, default));
        Assert.Equal((others, 0), (Held(i => i % Gone != 0), Held(i => i % Gone == 0)));

        static string Id(int i) => FormattableString.Invariant($"email-addr--00000000-06ce-592e-8472-{i:x12}");
        int Held(Func<int, bool> which) => HashesIn(store, Enumerable.Range(0, Objects).Where(which).Select(i => CollectionLines.HashOf(Id(i))));
    }

    /// <summary>How many of the hashes stand anywhere in the views' file.</summary>
    static int HashesIn(SqliteStore store, IEnumerable<long> hashes)
    {
        Assert.True(store.ViewsFile.TryEmptyWriteAheadLog());
        using var stream = new FileStream(Path.Combine(store.Folder, "views.db"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var found = new HashSet<long>();
        for (var at = 0; at + sizeof(long) <= bytes.Length; at++) found.Add(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(at)));
        return hashes.Count(found.Contains);
    }
}

public sealed class HashIndexTests
{
    static readonly Origin Log = new Batches(1).Log;

    [Fact]
    public async Task So_many_names_stay_young_and_with_one_more_a_range_of_them_goes()
    {
        await using var store = new SqliteStore();
        Assert.True(await store.Views.Advance("a", 0, 1, Named(0, HashIndex.YoungMost), default));
        Assert.Equal((HashIndex.YoungMost, 0), (Count(store, "names_young"), Count(store, "names_old")));
        Assert.True(await store.Views.Advance("a", 1, 2, Named(HashIndex.YoungMost, 1), default));
        Assert.Equal((HashIndex.YoungMost + 1 - HashIndex.GivenAtOnce, HashIndex.GivenAtOnce), (Count(store, "names_young"), Count(store, "names_old")));
    }

    /// <summary>Of a value that is named again some holders may have gone, and others not.</summary>
    [Fact]
    public async Task Who_names_a_value_is_found_in_both_trees_the_newest_first()
    {
        const int Names = HashIndex.YoungMost * 2, Again = 100;
        await using var store = new SqliteStore();
        Assert.True(await store.Views.Advance("a", 0, 1, Named(0, Names), default));
        var again = new ViewChanges();
        for (var i = 0; i < Again; i++) again.Name(ValueRole.Indicator, Value(i), Names + i + 1, new RecordAddress(Log, Names + i));
        Assert.True(await store.Views.Advance("a", 1, 2, again, default));
        for (var i = 0; i < Again; i++)
        {
            Assert.Equal([Names + i + 1, i + 1], (await store.Views.Holders(ValueRole.Indicator, Value(i).Type, Value(i).Value, long.MaxValue, 9, default)).Select(holder => holder.Arrival));
            Assert.Equal([i + 1], (await store.Views.Holders(ValueRole.Indicator, Value(i).Type, Value(i).Value, Names, 9, default)).Select(holder => holder.Arrival));
        }
        var forgetting = new ViewChanges();
        for (var i = 0; i < Again; i++) forgetting.Unname(new RecordAddress(Log, i));
        Assert.True(await store.Views.Advance("a", 2, 3, forgetting, default));
        for (var i = 0; i < Again; i++)
            Assert.Equal([Names + i + 1], (await store.Views.Holders(ValueRole.Indicator, Value(i).Type, Value(i).Value, long.MaxValue, 9, default)).Select(holder => holder.Arrival));
        Assert.Equal(Names, Count(store, "names_young") + Count(store, "names_old"));
    }

    [Fact]
    public async Task The_last_version_of_an_object_is_found_in_both_trees_and_gives_way_to_a_later_one()
    {
        const int Objects = HashIndex.YoungMost + HashIndex.GivenAtOnce * 4, Revised = 100;
        await using var store = new SqliteStore();
        Assert.True(await store.Views.Advance("a", 0, 1, Listed(0, Objects, version: 1), default));
        Assert.True(await store.Views.Advance("a", 1, 2, Listed(Objects, Revised, version: 2), default));
        Assert.Equal(Objects, Count(store, "lasts_young") + Count(store, "lasts_old"));
        Assert.Equal(0, Count(store, "(SELECT number FROM lasts_young UNION ALL SELECT number FROM lasts_old EXCEPT SELECT seq FROM objects WHERE state=2)"));
        for (var i = 0; i < Revised * 2; i++)
        {
            var found = await store.Views.Objects(new ObjectQuery { Circle = Log.Circle, Ids = [Id(i)], Most = 9 }, default);
            Assert.Equal([Instant.FromUnixTimeSeconds(i < Revised ? 2 : 1)], found.Objects.Select(each => each.Version));
        }

        static string Id(int i) => FormattableString.Invariant($"malware--00000000-06ce-492e-8472-{i:x12}");
        static ViewChanges Listed(int from, int count, int version)
        {
            var changes = new ViewChanges();
            for (var i = 0; i < count; i++)
                changes.Enlist(new ListedObject
                {
                    Place = new(from + i + 1, 0), Address = new RecordAddress(Log, from + i), Source = from + i + 1, Id = Id(i), Version = Instant.FromUnixTimeSeconds(version), Added = Instant.FromUnixTimeSeconds(1), IsMain = true, IsVersioned = true,
                }, revised: null);
            return changes;
        }
    }

    static NamedValue Value(int i) => new("domain", FormattableString.Invariant($"h{i}.example"));

    static ViewChanges Named(int from, int count)
    {
        var changes = new ViewChanges();
        for (var i = from; i < from + count; i++) changes.Name(ValueRole.Indicator, Value(i), i + 1, new RecordAddress(Log, i));
        return changes;
    }

    static int Count(SqliteStore store, string table) => store.ViewsFile.Read(connection =>
    {
        using var command = SqliteFile.Command(connection, $"SELECT count(*) FROM {table}");
        return (int)(long)command.ExecuteScalar()!;
    });
}

public sealed class SqlitePapersTests : PapersContract
{
    protected override PapersUnderTest Create() => new Kept();

    sealed class Kept : PapersUnderTest
    {
        readonly SqliteStore store = new();

        public override IPapers Papers => store.Papers;
        public override Task Reopen() => store.Reopen();
        public override ValueTask DisposeAsync() => store.DisposeAsync();
    }
}
