using System.Buffers.Binary;
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
        Assert.Equal(expected.Select(seconds => began + NodaTime.Duration.FromSeconds(seconds)), (await store.Records.ReadAfter(0, 100, default)).Select(record => record.Received!.Value));
        Assert.Equal(began + NodaTime.Duration.FromSeconds(-2_940), (await store.Records.Read(new RecordAddress(log.Log, 0), default))!.Received);
        Assert.Equal(began + NodaTime.Duration.FromSeconds(3_660), (await store.Records.Read(new RecordAddress(log.Log, 7), default))!.Received);
    }
}

public sealed class SqliteViewsTests : ViewsContract
{
    protected override StoreUnderTest Create() => new SqliteStore();

    /// <summary>From the hash of a telephone number the number is guessed, so it is to be nowhere in the file once it is erased.</summary>
    [Fact]
    public async Task Not_even_the_hashes_of_erased_values_stay_in_the_file()
    {
        const int Names = 30_000, Gone = 10; // one in so many: the pages stay as they are
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
        int Held(Func<int, bool> which)
        {
            Assert.True(store.ViewsFile.TryEmptyWriteAheadLog());
            using var stream = new FileStream(Path.Combine(store.Folder, "views.db"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            var found = new HashSet<long>();
            for (var at = 0; at + sizeof(long) <= bytes.Length; at++) found.Add(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(at)));
            return Enumerable.Range(0, Names).Where(which).Count(i => found.Contains(NameSearch.HashOf(ValueRole.Sighting, Phone(i).Type, Phone(i).Value)));
        }
    }
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
