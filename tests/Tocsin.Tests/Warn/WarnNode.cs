using System.Security.Cryptography;
using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Log;
using Tocsin.Node.Stores.Sqlite;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn;
using Tocsin.Warn.Following;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Shift;
using Tocsin.Warn.Threads;
using Xunit;
using Record = Tocsin.Share.Records.Record;

namespace Tocsin.Tests.Warn;

/// <summary>A party with a real store in a folder of its own, a clock that stands still, and followers that step on demand.</summary>
sealed class WarnNode : IAsyncDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("tocsin-warn-").FullName;
    readonly List<IDisposable> files = [];
    readonly List<Journal> others = [];
    readonly ECDsa signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    SqliteHeads heads = null!;

    public static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    public StoppedClock Clock { get; } = new(Noon);
    public Journal Journal { get; private set; } = null!;
    public IRecords Records { get; private set; } = null!;
    public IViews Views { get; private set; } = null!;
    public Action<CrashPoint> Passing { get; set; } = _ => { };

    public static CancellationToken Stop => CancellationToken.None;

    public static async Task<WarnNode> Open(string? rules = null, bool isExercise = false)
    {
        var node = new WarnNode();
        var journalFile = SqliteFile.Open(Path.Combine(node.folder, "journal.db"), "OFF", JournalLayout.Layout);
        var viewsFile = SqliteFile.Open(Path.Combine(node.folder, "views.db"), "OFF", ViewsLayout.Layout);
        node.files.AddRange([journalFile, viewsFile]);
        (node.Records, node.Views) = (new SqliteRecords(journalFile, new LogNumbers(), node.Clock), new SqliteViews(viewsFile));
        node.heads = new SqliteHeads(journalFile, node.Clock);
        node.Journal = await node.OpenLog(new Origin(Hash.Of([1]), Hash.Of([2]), 1), node.Clock, isExercise);
        if (rules is not "") await node.Adopt(rules);
        return node;
    }

    /// <summary>Puts rules in force; nothing: the default ones.</summary>
    public async Task Adopt(string? rules = null) =>
        Assert.IsType<Adopting.Done>(await new AdoptRules(Journal, Views, Records).Handle(rules ?? RuleBook.DefaultText(), null, Stop));

    /// <summary>Another log that the node holds: of the same party in a circle, or of another party. What is appended arrives at once.</summary>
    /// <param name="circle">Names the circle.</param>
    /// <param name="party">Names the party; nothing: the node's own.</param>
    /// <param name="isExercise">Whether the circle is an exercise.</param>
    /// <param name="clock">The author's clock; nothing: the node's.</param>
    /// <param name="chance">The author's chance; nothing: the machine's.</param>
    /// <param name="incarnation">Which of the author's logs in the circle.</param>
    public Task<Journal> Other(byte circle, byte? party, bool isExercise = false, TimeProvider? clock = null, Chance? chance = null, int incarnation = 1) =>
        Other(Hash.Of([circle, circle]), party, isExercise, clock, chance, incarnation);

    /// <summary>The same in a circle that has a charter.</summary>
    public async Task<Journal> Other(Hash circle, byte? party, bool isExercise = false, TimeProvider? clock = null, Chance? chance = null, int incarnation = 1)
    {
        others.Add(await OpenLog(new Origin(circle, party is { } other ? Hash.Of([other, other]) : Journal.Log.Party, incarnation), clock ?? Clock, isExercise, chance));
        return others[^1];
    }

    async Task<Journal> OpenLog(Origin log, TimeProvider clock, bool isExercise, Chance? chance = null)
    {
        var sealer = new Sealer(log, new CircleTerms(Tlp.AmberStrict, isExercise), new Identity(new byte[Identity.SecretBytes]), clock, chance ?? Chance.System);
        return await Journal.Open(log, sealer, new LogKey(log, new EcdsaSigningKey(signing), clock), heads, Records, new Bell(), point => Passing(point), Stop);
    }

    public async Task<Appended.Stored> Append(Draft draft) => Assert.IsType<Appended.Stored>(await Journal.Append(draft, Stop));

    /// <summary>Lets index, judge and threads read all there is, what they append included.</summary>
    public Task Settle() => Settle(TestWorld.Atlas);

    /// <summary>The same, with a judge that knows another world.</summary>
    public async Task Settle(Atlas world)
    {
        for (var twice = 0; twice < 2; twice++)
        {
            await Step(new IndexFollower(Records));
            await Step(new JudgeFollower(Journal, Records, Views, world, Clock));
        }
        await Step(new ThreadsFollower(Journal.Log, Records, Views));
        await Step(new ShiftFollower(Journal.Log, Records, Views));
    }

    /// <summary>Compares the views with what the journal makes of them from the beginning.</summary>
    public async Task<Rebuilding> Rebuild()
    {
        var (rebuilding, judging) = await Rebuild(TestWorld.Atlas);
        Assert.Empty(judging.Named);
        return rebuilding;
    }

    /// <summary>The same in another world, and what is judged otherwise there.</summary>
    public async Task<(Rebuilding Views, CheckJudging Judging)> Rebuild(Atlas atlas)
    {
        using var fresh = SqliteFile.Open(Path.Combine(folder, "fresh.db"), "OFF", ViewsLayout.Layout);
        var judging = new CheckJudging(Journal, Records, new Identity(new byte[Identity.SecretBytes]));
        var rebuilding = await new RebuildViews(Records, _ => { }).Check(
            views => [new IndexFollower(Records), new ThreadsFollower(Journal.Log, Records, views), new ShiftFollower(Journal.Log, Records, views), judging.Followers(views, atlas, Clock)[0]],
            Views, new SqliteViews(fresh), Stop);
        await judging.FindSilent(Stop);
        return (rebuilding, judging);
    }

    public async Task Step(IFollower follower)
    {
        // Up to what has arrived now: what the judge appends itself waits for the index.
        var until = await Records.Arrived(Stop);
        while (await Views.Cursor(follower.Name, Stop) is var cursor && cursor < until)
        {
            var batch = await Records.ReadAfter(cursor, (int)Math.Min(Limits.FollowRecordsMax, until - cursor), Stop);
            Passing(CrashPoint.BeforeFollowing);
            var changes = await follower.Follow(batch, Stop);
            Passing(CrashPoint.AfterFollowing);
            await Views.Advance(follower.Name, cursor, batch[^1].Arrival, changes, Stop);
            Passing(CrashPoint.AfterAdvancing);
        }
    }

    public async Task<IReadOnlyList<Record>> Warnings()
    {
        var found = new List<Record>();
        foreach (var stored in await Records.ReadAfter(0, 10_000, Stop))
        {
            var record = RecordReader.Read(stored.Address, stored.Leaf.Span, stored.Content.Span).Value;
            if (record.What is not WarningFacts || record.Address.Log != Journal.Log) continue;
            SaidInEveryLanguage.Check(record);
            found.Add(record);
        }
        return found;
    }

    /// <summary>What was said, in short: "Alert Severe 6.4".</summary>
    public async Task<string[]> Said() => [.. (await Warnings()).Select(w => (WarningFacts)w.What!).Select(f =>
        FormattableString.Invariant($"{f.Message} {f.Severity}{(f.Numbers?.TryGetValue("magnitude", out var m) == true ? $" {m}" : "")}"))];

    /// <summary>The files of the views, the write-ahead log among them, that hold a text.</summary>
    public IReadOnlyList<string> FilesOfViewsHolding(string text)
    {
        var found = new List<string>();
        foreach (var path in Directory.GetFiles(folder, "views.db*"))
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            if (bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0) found.Add(Path.GetFileName(path));
        }
        return found;
    }

    public Task<IReadOnlyList<WarningThread>> Threads() => new ListWarnings(Views).Handle(100, Stop);

    public Draft Quake(string id, double magnitude, Duration ago, double longitude = 121.653, double latitude = 24.1737, double depthKm = 10.64,
        CapStatus status = CapStatus.Actual, long? version = null, bool deleted = false) => new()
        {
            Kind = Kind.Observation,
            What = new EventFacts
            {
                Status = status, Type = "earthquake", Category = Category.Geo, At = Clock.Now() - ago,
                Numbers = new Dictionary<string, double> { ["magnitude"] = magnitude, ["depthKm"] = depthKm },
                Codes = deleted ? new Dictionary<string, string> { ["status"] = "deleted" } : null,
            },
            Where = new Where { Geometry = new Point(longitude, latitude), Name = "words of the source" },
            Source = new Source { Key = new SourceKey("usgs", "us", [id], version) },
        };

    public async ValueTask DisposeAsync()
    {
        foreach (var other in others) await other.DisposeAsync();
        await Journal.DisposeAsync();
        foreach (var file in files) file.Dispose();
        signing.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>A clock that moves when it is told to; what nobody can set back moves with <see cref="Pass"/> alone.</summary>
sealed class StoppedClock(Instant now) : TimeProvider
{
    long passed;

    public Instant Now { get; set; } = now;

    public override long TimestampFrequency => 1_000;

    /// <summary>Lets time pass, for both clocks.</summary>
    public void Pass(Duration time)
    {
        Now += time;
        passed += (long)time.TotalMilliseconds;
    }

    /// <summary>Lets time pass that the clock on the wall does not show.</summary>
    public void PassUnseen(Duration time) => passed += (long)time.TotalMilliseconds;

    public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();

    public override long GetTimestamp() => passed;
}
