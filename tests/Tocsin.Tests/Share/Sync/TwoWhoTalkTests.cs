using Tocsin.Log;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>A party can show two histories, but not to two who talk to each other.</summary>
public sealed class TwoWhoTalkTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    // How many records each of the two histories has, beside the mark of the epoch.
    [Theory]
    [InlineData(3, 3)]
    [InlineData(2, 5)]
    [InlineData(5, 2)]
    [InlineData(300, 1)]
    public async Task A_fork_is_convicted_by_two_who_talk(int one, int other)
    {
        await using var world = await SyncWorld.Of("evil", "id", "ph");
        await using var twin = await Twin(world, other);
        for (var i = 0; i < one; i++) await world["evil"].Write($"to id {i}");
        world.CutOff("id", "ph");
        await world.Settle(4);
        Assert.NotEqual(world["id"].Sync.Book[world["evil"].Journal.Log].Kept!.Head, world["ph"].Sync.Book[world["evil"].Journal.Log].Kept!.Head);
        world.Cut.Clear();
        await world.Settle(4);
        foreach (var name in new[] { "id", "ph" })
        {
            var documents = await world[name].Sync.EvidenceHere(Stop);
            Assert.NotEmpty(documents);
            foreach (var (_, text) in documents)
            {
                var evidence = ForkEvidence.Read(System.Text.Encoding.UTF8.GetBytes(text)).Value;
                Assert.Null(evidence.Verify(world[name].Register.KeysEver(evidence.Log)));
                Assert.Equal(world["evil"].PartyId, evidence.Log.Party);
                Assert.Contains("signed", world[name].Sync.Logs.Single(log => log.Log == evidence.Log).Frozen, StringComparison.Ordinal);
            }
            // What convicts is not lifted.
            Assert.All(await world[name].Sync.Lift(world["evil"].Id, Stop), lifted => Assert.Contains("is convicted", lifted.Refusal, StringComparison.Ordinal));
            Assert.Contains("signed", await world[name].House.Mirror.Lift(world["evil"].Journal.Log, Stop), StringComparison.Ordinal);
            Assert.NotNull(world[name].Sync.Logs.Single(log => log.Log == world["evil"].Journal.Log).Frozen);
        }
    }

    [Fact]
    public async Task Evidence_reaches_who_saw_one_history_alone()
    {
        await using var world = await SyncWorld.Of("evil", "id", "ph", "th");
        await using var twin = await Twin(world, 4);
        await world["evil"].Write("to all others");
        world.CutOff("th", "ph");
        world.CutOff("th", "evil");
        await world.Settle(8);
        Assert.NotEmpty(await world["th"].Sync.EvidenceHere(Stop));
    }

    [Fact]
    public async Task A_lie_about_another_s_evidence_is_refused_and_named()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        await world.Settle();
        var head = world["vn"].Sync.Book[world["vn"].Journal.Log].Kept!;
        var forged = world["id"].SignHead(head.Head with { Root = Hash.Of("another"u8) });
        var document = JsonLine.Of(new ForkDocument(head.Log.ToString(), [head.Bare().ToString(), forged.Split('\n') is var lines ? string.Join('\n', [.. lines[..5], ""]) : ""], [], null), SyncJson.Default.ForkDocument);
        var refusal = await world["id"].Sync.TakeEvidence(document, Stop);
        Assert.Contains("is not signed by its author", refusal, StringComparison.Ordinal);
        Assert.Empty(await world["id"].Sync.EvidenceHere(Stop));
    }

    [Fact]
    public async Task Of_an_answer_no_more_documents_are_read_than_may_stand_in_it()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        await world.Settle();
        world["id"].Sync.TakeRefusals();
        var lines = string.Concat(Enumerable.Range(0, SyncLimits.EvidenceMax + 9).Select(number => $"{{\"line\":{number}}}\n"));
        world.Meddle = (_, _, request) => Task.FromResult(!request.Target.EndsWith("/evidence", StringComparison.Ordinal) ? null
            : new PartnerAnswer(200, System.Collections.Immutable.ImmutableDictionary<string, string>.Empty, System.Text.Encoding.UTF8.GetBytes(lines)));
        await world["id"].Sync.TakeNews(world["vn"].Id, new SyncMessage("", new Dictionary<string, int>()) { Evidence = ["something"] }, null, Stop);
        await world["id"].Sync.Work(Stop);
        await world["id"].Sync.Settle();
        Assert.Equal(SyncLimits.EvidenceMax, world["id"].Sync.TakeRefusals().Count(sentence => sentence.Contains("gave evidence that is refused", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_head_that_came_before_the_document_of_its_key_is_asked_for_again_once_that_is_held()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        await world["vn"].Write("under the first key");
        await world.Settle();
        var (vn, id, ph) = (world["vn"], world["id"], world["ph"]);
        var key = new EcdsaSigningKey(System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256));
        var document = vn.Say(now => now.WithKey(Tocsin.Share.Parties.PartyKey.Log, vn.Sync.Id, key));
        var note = new LogKey(vn.Journal.Log, key, world.Clock).Sign(vn.Journal.Head);
        int Asked() => world.Asked.Count(asked => asked == ("id", "ph", asked.Request) && asked.Request.Target == LogPath.Checkpoint(vn.Journal.Log));
        async Task Work()
        {
            await id.Sync.Work(Stop);
            await id.Sync.Settle();
        }
        Assert.Contains("is not signed by its author", await id.Sync.TakeNote(ph.Id, note, Stop), StringComparison.Ordinal);
        world.Clock.Pass(TimeSpan.FromMinutes(2));
        await Work();
        Assert.Equal(0, Asked());
        await id.Register.Take(document, Stop);
        await Work();
        await Work();
        Assert.Equal(1, Asked());
    }

    [Fact]
    public async Task Honest_parties_are_never_convicted_whatever_the_network_does()
    {
        for (var seed = 1; seed <= 4; seed++)
        {
            var random = new Random(seed);
            await using var world = await SyncWorld.Of("vn", "id", "ph");
            var names = new[] { "vn", "id", "ph" };
            for (var turn = 0; turn < 12; turn++)
            {
                if (random.Next(3) == 0) world.Cut.Clear();
                else world.Cut.Add((names[random.Next(3)], names[random.Next(3)]));
                var writes = random.Next(0, 4);
                for (var i = 0; i < writes; i++) await world[names[random.Next(3)]].Write($"turn {turn}");
                if (random.Next(3) == 0) await world[names[random.Next(3)]].Journal.Restate(Stop);
                await world.Settle(1);
            }
            world.Cut.Clear();
            world.Clock.Pass(TimeSpan.FromMinutes(2));
            await world.Settle(8);
            foreach (var party in world.Parties)
            {
                Assert.Empty(await party.Sync.EvidenceHere(Stop));
                Assert.All(party.Sync.Logs, log => Assert.True(log.Frozen is null && log.Size == log.KnownSize, $"seed {seed}: {party.Name}, {log}"));
                foreach (var other in world.Parties) Assert.Equal(other.Journal.Head, party.Sync.Book[other.Journal.Log].Kept!.Head);
            }
        }
    }

    [Fact]
    public async Task A_node_that_was_set_back_goes_on_with_the_next_incarnation_and_brings_the_old_one_back()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        var first = await world["vn"].Write("kept");
        await world.Settle();
        var copy = Directory.CreateTempSubdirectory("tocsin-test-").FullName;
        await world["vn"].Journal.DisposeAsync();
        world["vn"].Store.Close();
        File.Copy(Path.Combine(world["vn"].Store.Folder, "journal.db"), Path.Combine(copy, "journal.db"));
        await world["vn"].Store.Reopen();
        await world["vn"].OpenNode(world);
        var lost = await world["vn"].Write("lost by the restore");
        await world.Settle();

        await world["vn"].Journal.DisposeAsync();
        world["vn"].Store.Close();
        foreach (var left in Directory.GetFiles(world["vn"].Store.Folder, "journal.db*")) File.Delete(left);
        File.Copy(Path.Combine(copy, "journal.db"), Path.Combine(world["vn"].Store.Folder, "journal.db"));
        Directory.Delete(copy, recursive: true);
        await world["vn"].Store.Reopen();
        await world["vn"].OpenNode(world);
        await world.Settle(1);
        var shown = world["vn"].Shown[^1];
        Assert.Equal(lost.Index + 1, shown.Head.Size);
        var recovery = new RecoverOwnLog(world["vn"].Sync);
        await Assert.ThrowsAsync<InvalidOperationException>(() => recovery.BringBack(shown, Stop));
        Assert.Null(await recovery.Recover(shown, _ => Task.FromResult<Origin?>(null), Stop));
        Assert.IsType<Mirrored.Grown>(await recovery.Recover(shown, async next =>
        {
            Assert.Equal(2, next.Incarnation);
            await world["vn"].GoOn(next, world.Genesis);
            return next;
        }, Stop));
        Assert.Equal(2, world["vn"].Sync.Own.Incarnation);
        // Its logs end where they were mirrored back to, not where this node last signed.
        var ends = await new HighestHeads(world["vn"].Store.Heads, world["vn"].Papers).Of(shown.Log.Circle, world["vn"].Id, Stop);
        Assert.Equal([lost.Index + 1, 1L], ends.Select(note => Checkpoint.Parse(SignedNote.Parse(note).Value.Text).Value.Size));
        Assert.Equal("lost by the restore", await world["vn"].Reads(lost));
        var later = await world["vn"].Write("goes on");
        await world.Settle(8);
        Assert.Equal("goes on", await world["id"].Reads(later));
        Assert.Equal("kept", await world["id"].Reads(first));
        Assert.Empty(await world["id"].Sync.EvidenceHere(Stop));
        Assert.All(world["id"].Sync.Logs, log => Assert.Null(log.Frozen));
    }

    [Fact]
    public async Task A_node_that_is_told_of_its_own_unknown_head_says_so()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        await world.Settle();
        var head = world["vn"].Journal.Head;
        var unknown = world["vn"].SignHead(new Checkpoint(head.Origin, head.Size + 5, Hash.Of("unknown"u8)));
        Assert.Null(await world["vn"].Sync.TakeNote(world["id"].Id, unknown, Stop));
        Assert.Equal(head.Size + 5, Assert.Single(world["vn"].Shown).Head.Size);
        Assert.Null(await world["vn"].Sync.TakeNote(world["id"].Id, world["vn"].Sync.Book[world["vn"].Journal.Log].Kept!.ToString(), Stop));
        Assert.Single(world["vn"].Shown);
    }

    /// <summary>The evil party runs a second node with the same keys and another log, and shows that one to ph.</summary>
    static async Task<SqliteTwin> Twin(SyncWorld world, int records)
    {
        var evil = world["evil"];
        var twin = new SqliteTwin(evil);
        await twin.Open(world, records);
        world.Cut.Add(("evil", "ph"));
        world.Meddle = async (from, to, request) => from == "ph" && to == "evil" ? await twin.Server.Answer(request, Stop) : null;
        return twin;
    }

    sealed class SqliteTwin(SyncParty evil) : IAsyncDisposable
    {
        readonly Tocsin.Tests.Stores.SqliteStore store = new();
        Journal journal = null!;

        public PartnerServer Server { get; private set; } = null!;

        public async Task Open(SyncWorld world, int records)
        {
            var bell = new Bell();
            var house = evil.House with { Heads = store.Heads, Records = store.Records, Bell = bell, Mirror = new Mirror(store.Heads, store.Records, evil.Papers, bell, evil.Register.KeysEver, _ => { }) };
            var sync = new CircleSync(house, evil.Sync.Circle, evil.Sync.Own);
            journal = await evil.OpenJournal(evil.Sync.Own, store, bell);
            await journal.Append(new Tocsin.Share.Records.Draft { Kind = Tocsin.Share.Records.Kind.Charter, What = new Tocsin.Share.Records.DocumentFacts("charter"), Charter = world.Genesis.Hash() }, Stop);
            for (var i = 0; i < records; i++) await journal.Append(new Tocsin.Share.Records.Draft { Kind = Tocsin.Share.Records.Kind.Note, What = new Tocsin.Share.Records.NoteFacts() }, Stop);
            await sync.Open(Stop);
            Server = new PartnerServer(house, _ => sync);
        }

        public async ValueTask DisposeAsync()
        {
            await journal.DisposeAsync();
            Server.Dispose();
            await store.DisposeAsync();
        }
    }
}
