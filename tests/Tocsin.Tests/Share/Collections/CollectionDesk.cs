using System.Globalization;
using System.Text;
using System.Text.Json;
using Tocsin.Log;
using Tocsin.Share;
using Tocsin.Share.Collections;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Tests.Stores;
using Xunit;

namespace Tocsin.Tests.Share.Collections;

/// <summary>A party's log in a circle with its collection.</summary>
sealed class CollectionDesk : IAsyncDisposable
{
    public const string When = "2016-04-06T20:03:48.000Z";

    CollectionDesk(Desk desk)
    {
        Desk = desk;
        // Records are dated by the machine's clock: what arrives is so too.
        desk.Store.Clock.Pass(TimeProvider.System.GetUtcNow() - desk.Store.Clock.GetUtcNow());
    }

    public Desk Desk { get; }

    /// <summary>The circle is not the private one, unless it is said to be.</summary>
    public Hash Private { get; init; } = Hash.Of("private"u8);

    CollectionCircles Circles => new(Private, _ => Desk.Terms.IsExercise);

    public static async Task<CollectionDesk> OpenExercise() => new(await Desk.Open(new Desk { Terms = new(Tlp.Amber, IsExercise: true) }));

    public static async Task<CollectionDesk> Open() => new(await Desk.Open());

    public static async Task<CollectionDesk> OpenPrivate() => new(await Desk.Open()) { Private = Desk.Log.Circle };

    public static string Uuid(int number) => string.Create(CultureInfo.InvariantCulture, $"{number:x8}-0000-4000-8000-000000000000");

    public static string Malware(int number, string modified = When, string name = "A family") => Object("malware", Uuid(number), $"\"created\":\"{When}\",\"modified\":\"{modified}\",\"name\":\"{name}\",\"is_family\":true");

    public static string Object(string type, string uuid, string members) => $"{{\"type\":\"{type}\",\"spec_version\":\"2.1\",\"id\":\"{type}--{uuid}\",{members}}}";

    public static byte[] Envelope(params IEnumerable<string> objects) => Encoding.UTF8.GetBytes($"{{\"objects\":[{string.Join(',', objects)}]}}");

    public Task<PostingObjects> Post(params IEnumerable<string> objects) => Post(Desk.Journal, objects);

    public Task<PostingObjects> Post(Journal journal, params IEnumerable<string> objects) => Post(journal, TimeProvider.System, objects);

    public Task<PostingObjects> Post(Journal journal, TimeProvider clock, params IEnumerable<string> objects) =>
        new PostObjects(journal, Desk.Terms, clock).Handle(Envelope(objects), "token-of-tests", "tests", WarningListShelf.None, Desk.Stop);

    public async Task<IReadOnlyList<PostedObject>> Judge(params IEnumerable<string> objects) => Assert.IsType<PostingObjects.Judged>(await Post(objects)).Objects;

    public IReadOnlyList<IFollower> Followers(IViews views) => [new IndexFollower(Desk.Store.Records), new CollectionFollower(Circles, Desk.Store.Records, views, TimeProvider.System), new ErasureFollower(Desk.Store.Records, static _ => { })];

    public async Task Follow()
    {
        foreach (var follower in Followers(Desk.Store.Views)) await new FollowerLoop(follower, Desk.Store.Records, Desk.Store.Views, static _ => { }).CatchUp(long.MaxValue, Desk.Stop);
    }

    public PageObjects Pages => new(Desk.Store.Views, Desk.Store.Records, Circles);

    public static ObjectQuery All(int most = 1_000) => new() { Circle = Desk.Log.Circle, Most = most };

    public Task<CollectionPage> Read(ObjectQuery query) => Pages.Read(query, Desk.Stop);

    /// <summary>Ids and versions, in order.</summary>
    public async Task<IReadOnlyList<string>> Versions(ObjectQuery query)
    {
        await Follow();
        return [.. (await Read(query)).Texts.Select(text => JsonDocument.Parse(text).RootElement).Select(each => $"{each.GetProperty("id").GetString()![..16]} {(each.TryGetProperty("modified", out var modified) ? modified.GetString() : "-")}{(each.TryGetProperty("revoked", out _) ? " revoked" : "")}")];
    }

    public async Task<Rebuilding> Rebuild()
    {
        await using var fresh = new SqliteStore();
        return await new RebuildViews(Desk.Store.Records, static _ => { }).Check(Followers, Desk.Store.Views, fresh.Views, Desk.Stop);
    }

    public async Task<RecordAddress> Address(string id) =>
        (await Pages.List(All() with { Ids = [id] }, Desk.Stop)).Objects.Single().Address;

    /// <summary>The log of another member.</summary>
    public Task<Journal> Another(string name = "another") => Desk.OpenJournal(Desk.Log with { Party = Hash.Of(Encoding.UTF8.GetBytes(name)) });

    /// <summary>The records of one object, as they came.</summary>
    public async Task<IReadOnlyList<RecordAddress>> Tellings(Origin log, string id)
    {
        var tellings = new List<RecordAddress>();
        foreach (var stored in await Desk.Store.Records.ReadAfter(0, 1_000, Desk.Stop))
            if (stored.Address.Log == log && stored.Read().Try(out var record, out _) && record.Source?.Key?.Keys[0] == id) tellings.Add(stored.Address);
        return tellings;
    }

    public async Task Withdraw(Journal journal, RecordAddress address) =>
        Assert.IsType<Withdrawing.Withdrawn>(await new WithdrawRecord(journal, Desk.Store.Records, Desk.Store.Views).Withdraw(address, "wrong", Desk.Stop));

    public async Task EraseAll(Journal journal, RecordAddress address)
    {
        Assert.IsType<Erasing.Erased>(await new EraseRecord(journal, Desk.Store.Records, Desk.Store.Views).Erase(address, [], "asked for", Desk.Stop));
        await Follow();
    }

    public ValueTask DisposeAsync() => Desk.DisposeAsync();
}
