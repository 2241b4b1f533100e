using Tocsin.Node.Stores.Sqlite;
using Tocsin.Share.Logs;
using Tocsin.Share.Views;
using Tocsin.Tests.Contracts;

namespace Tocsin.Tests.Stores;

/// <summary>SQLite's two files in a folder of their own, which goes with the test.</summary>
sealed class SqliteStore : StoreUnderTest
{
    SqliteFile journal, views;

    public SqliteStore()
    {
        Folder = Directory.CreateTempSubdirectory("tocsin-test-").FullName;
        (journal, views) = Open();
    }

    public string Folder { get; }
    public SqliteFile Journal => journal;
    public SqliteFile ViewsFile => views;
    public override IHeads Heads => new SqliteHeads(journal);
    public override IRecords Records => new SqliteRecords(journal, new LogNumbers());
    public IPapers Papers => new SqlitePapers(journal);
    public override IViews Views => new SqliteViews(views);

    public override Task Reopen()
    {
        Close();
        (journal, views) = Open();
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
}

public sealed class SqliteViewsTests : ViewsContract
{
    protected override StoreUnderTest Create() => new SqliteStore();
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
