using System.Text;
using NodaTime;
using Tocsin.Log;
using Tocsin.Node.Stores.Sqlite;
using Tocsin.Share.Collections;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Tests.Share.Doors;

/// <summary>A private circle on the real SQLite store in a folder of its own.</summary>
sealed class DoorNode : IAsyncDisposable
{
    readonly SqliteFile journalFile, viewsFile;
    readonly FollowerLoop index;

    DoorNode(string folder, SqliteFile journalFile, SqliteFile viewsFile, Journal journal, CircleTerms terms, IHeads heads, IRecords records, Bell bell, TimeProvider clock)
    {
        (Folder, this.journalFile, this.viewsFile, Journal, Heads, Records) = (folder, journalFile, viewsFile, journal, heads, records);
        Views = new SqliteViews(viewsFile);
        Importer = new Importer(journal, terms, clock);
        index = new FollowerLoop(new IndexFollower(records), records, Views, static _ => { });
    }

    public string Folder { get; }
    public Journal Journal { get; }
    public IHeads Heads { get; }
    public IRecords Records { get; }
    public IViews Views { get; }
    public Importer Importer { get; }

    public static Task<DoorNode> Open(TimeProvider clock) => Open(clock, new CircleTerms(Tlp.Amber, IsExercise: false), static heads => heads);

    public static async Task<DoorNode> Open(TimeProvider clock, CircleTerms terms, Func<IHeads, IHeads> around)
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-doors-").FullName;
        var founding = Founding.Of("Sample Disaster Agency", clock, Chance.System).Value;
        var journalFile = SqliteFile.Open(Path.Combine(folder, "journal.db"), "FULL", JournalLayout.Layout);
        var viewsFile = SqliteFile.Open(Path.Combine(folder, "views.db"), "NORMAL", ViewsLayout.Layout);
        var numbers = new LogNumbers();
        var (heads, records, bell) = (around(new SqliteHeads(journalFile, TimeProvider.System)), new SqliteRecords(journalFile, numbers, TimeProvider.System), new Bell());
        var log = new Origin(Hash.Of([1]), PartyDocument.IdOf(founding.Root), 1);
        var sealer = new Sealer(log, terms, new Identity(new byte[Identity.SecretBytes]), clock, Chance.System);
        var key = new LogKey(log, new EcdsaSigningKey(founding.LogKey), clock);
        var journal = await Journal.Open(log, sealer, key, heads, records, bell, static _ => { }, default);
        await journal.Append(
        [
            new Draft { Kind = Kind.Charter, What = new DocumentFacts(founding.Charter), Charter = log.Circle },
            new Draft { Kind = Kind.Party, What = new DocumentFacts(founding.Document) },
        ], default);
        return new DoorNode(folder, journalFile, viewsFile, journal, terms, heads, records, bell, clock);
    }

    public Task Index() => index.CatchUp(long.MaxValue, default);

    public Task<ImportReport> Import(string fileName, string text) =>
        Importer.Import(new MemoryStream(Encoding.UTF8.GetBytes(text)), fileName, new ImportOptions(), default);

    public async Task<Record> Read(long place) => Read((await Records.Read(new RecordAddress(Journal.Log, place), default))!);

    /// <summary>Everything but the charter and the party's document, in the log's order.</summary>
    public async Task<List<Record>> All()
    {
        var all = new List<Record>();
        for (var place = 2L; place < Journal.Head.Size; place++) all.Add(await Read(place));
        return all;
    }

    /// <summary>What writes its records.</summary>
    /// <param name="isPrivate">Whether its circle is the party's own.</param>
    /// <param name="isExercise">Whether its circle is an exercise.</param>
    public Exporter Exporter(bool isPrivate = true, bool isExercise = false) => new(Views, Records, new CollectionCircles(isPrivate ? Journal.Log.Circle : Hash.Of([0]), _ => isExercise));

    public async Task<string> Export(ExportFormat format, RecordQuery? query = null, bool isPrivate = true) => (await Exported(format, query, isPrivate)).Text;

    /// <summary>The same, with what was left out.</summary>
    public async Task<(string Text, ExportReport Report)> Exported(ExportFormat format, RecordQuery? query = null, bool isPrivate = true, bool isExercise = false)
    {
        await Index();
        using var bytes = new MemoryStream();
        var report = await Exporter(isPrivate, isExercise).Export(format, query ?? new RecordQuery(), bytes, default);
        return (Encoding.UTF8.GetString(bytes.ToArray()), report);
    }

    static Record Read(StoredRecord stored) => RecordReader.Read(stored.Address, stored.Leaf.Span, stored.Content.Span).Value;

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        journalFile.Dispose();
        viewsFile.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>A clock that stands still until it is moved.</summary>
sealed class StoppedClock(Instant now) : TimeProvider
{
    Instant now = now;

    public static StoppedClock At(int year, int month, int day) => new(Instant.FromUtc(year, month, day, 0, 0));

    public void Advance(TimeSpan by) => now += Duration.FromTimeSpan(by);

    public void AdvanceTo(int year, int month, int day) => now = Instant.FromUtc(year, month, day, 0, 0);

    public override DateTimeOffset GetUtcNow() => now.ToDateTimeOffset();
}
