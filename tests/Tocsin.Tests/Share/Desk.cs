using System.Security.Cryptography;
using NodaTime;
using Tocsin.Log;
using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Tests.Stores;
using Tocsin.Warn.Following;

namespace Tocsin.Tests.Share;

/// <summary>One party's open journal over SQLite, with its followers run by hand.</summary>
sealed class Desk : IAsyncDisposable
{
    public static readonly CancellationToken Stop = CancellationToken.None;
    static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    readonly TimeProvider clock = TimeProvider.System;

    public static Origin Log { get; } = new(Hash.Of("circle"u8), Hash.Of("party"u8), 1);
    public SqliteStore Store { get; } = new();
    public Bell Bell { get; } = new();
    public Journal Journal { get; private set; } = null!;
    public Passing Passing { get; init; } = _ => { };
    public CircleTerms Terms { get; init; } = new(Tlp.Amber, IsExercise: false);
    public Func<IHeads, IHeads> Heads { get; init; } = heads => heads;
    public LogKey LogKey => new(Log, new EcdsaSigningKey(Key), clock);

    public static async Task<Desk> Open(Desk desk)
    {
        await desk.OpenJournal();
        return desk;
    }

    public static Task<Desk> Open() => Open(new Desk());

    public Sealer Sealer() => new(Log, Terms, new Identity(new byte[32]), clock, Chance.System);

    public async Task OpenJournal() =>
        Journal = await Journal.Open(Log, Sealer(), LogKey, Heads(Store.Heads), Store.Records, Bell, Passing, Stop);

    /// <summary>The journal of another incarnation, beside the first.</summary>
    public Task<Journal> OpenJournal(Origin log) => Journal.Open(
        log, new Sealer(log, Terms, new Identity(new byte[32]), clock, Chance.System), new LogKey(log, new EcdsaSigningKey(Key), clock),
        Store.Heads, Store.Records, Bell, Passing, Stop);

    public async Task Reopen()
    {
        await Journal.DisposeAsync();
        await Store.Reopen();
        await OpenJournal();
    }

    public IReadOnlyList<IFollower> Followers(IViews views) =>
        [new IndexFollower(Store.Records), new ErasureFollower(Store.Records, Passing), new RetentionFollower(), new SourcesFollower(Journal.Log.Party, Store.Records, views), new StationsFollower(views), new VesselsFollower(views)];

    public async Task Follow()
    {
        foreach (var follower in Followers(Store.Views)) await new FollowerLoop(follower, Store.Records, Store.Views, Passing).CatchUp(long.MaxValue, Stop);
    }

    /// <summary>Makes the views again from the journal, and compares.</summary>
    public async Task<Rebuilding> Rebuild()
    {
        await using var fresh = new SqliteStore();
        return await new RebuildViews(Store.Records, static _ => { }).Check(Followers, Store.Views, fresh.Views, Stop);
    }

    public EraseRecord Erase => new(Journal, Store.Records, Store.Views);

    public Task<LogVerdict> Verify() => new VerifyLog(Store.Heads, Store.Records).Verify(Log, LogKey.Verifier, new Progress<long>(), Stop);

    public async Task<Record> Read(long index)
    {
        var stored = (await Store.Records.Read(new RecordAddress(Log, index), Stop))!;
        return RecordReader.Read(stored.Address, stored.Leaf.Span, stored.Content.Span).Value;
    }

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        await Store.DisposeAsync();
    }

    public static Draft Quake(string words, params string[] keys) => Quake(words, null, keys);

    public static Draft Quake(string words, long? version, params string[] keys) => new()
    {
        Kind = Kind.Observation,
        What = new EventFacts { Type = "earthquake", Category = Category.Geo, At = Instant.FromUtc(2026, 1, 2, 3, 4), Numbers = new Dictionary<string, double> { ["magnitude"] = 5.5 } },
        Texts = [new TextBlock { Headline = words, Description = $"{words}, at length" }],
        Source = keys.Length == 0 ? null : new Source { Key = new SourceKey("usgs", "us", keys, version), Publisher = "USGS" },
    };
}
