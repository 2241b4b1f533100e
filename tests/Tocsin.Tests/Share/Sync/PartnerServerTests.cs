using System.Text;
using Tocsin.Log;
using Tocsin.Share.Sync;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>Requests that are refused, each with its status and its sentence.</summary>
public sealed class PartnerServerTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    [Fact]
    public async Task A_request_is_served_once()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        var request = Get(world, "evidence");
        Assert.Equal(200, (await world["vn"].Server.Answer(request, Stop)).Status);
        await Refused(world, request, 401, "was made before");
    }

    [Fact]
    public async Task A_request_is_good_for_its_time_within_the_skew_of_clocks()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        var (old, older) = (Get(world, "evidence"), Get(world, "evidence"));
        world.Clock.Pass(TimeSpan.FromSeconds(SyncLimits.RequestSecondsMax + SyncLimits.SkewSecondsMax));
        Assert.Equal(200, (await world["vn"].Server.Answer(old, Stop)).Status);
        world.Clock.Pass(TimeSpan.FromSeconds(1));
        await Refused(world, older, 401, "it is 2026-03-01T06:06:01Z here, and clocks may differ by 5 minutes");
        var early = Get(world, "evidence");
        world.Clock.Pass(TimeSpan.FromSeconds(-SyncLimits.SkewSecondsMax));
        Assert.Equal(200, (await world["vn"].Server.Answer(early, Stop)).Status);
        early = Get(world, "evidence", ahead: 1);
        await Refused(world, early, 401, "the request was signed at");
    }

    [Fact]
    public async Task A_forged_request_is_refused()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        var vn = world["vn"];
        string Path(string rest) => $"/circles/{vn.Sync.Id}/{rest}";
        PartnerRequest Signed(RequestKey key, string? recipient = null, string? circle = null, string method = "GET", string rest = "evidence") =>
            RequestSignature.Sign(method, Path(rest), ReadOnlyMemory<byte>.Empty, recipient ?? vn.Id, circle ?? vn.Sync.Id, key, world.Clock, Tocsin.Chance.System);
        var good = Signed(world["id"].RequestKey);
        await Refused(world, good with { Target = Path("parties/x/1") }, 401, "the signature is not one of");
        await Refused(world, good with { Method = "POST", Target = Path("sync"), Body = "{}"u8.ToArray() }, 400, "the message does not read");
        await Refused(world, good with { Body = "x"u8.ToArray() }, 401, "the body does not have the digest");
        await Refused(world, good with { Headers = good.Headers.Remove("signature") }, 401, "the signature is not one of");
        await Refused(world, good with { Headers = good.Headers.Remove("signature-input") }, 401, "the request is not signed");
        await Refused(world, good with { Headers = good.Headers.SetItem("signature-input", good.Headers["signature-input"].Replace("alg=\"ecdsa-p256-sha256\"", "alg=\"none\"", StringComparison.Ordinal)) }, 401, "the signature is not ecdsa-p256-sha256");
        await Refused(world, good with { Headers = good.Headers.SetItem("signature-input", good.Headers["signature-input"].Replace(" \"tocsin-circle\"", "", StringComparison.Ordinal)) }, 401, "does not cover exactly");
        await Refused(world, good with { Headers = good.Headers.SetItem("tocsin-circle", Hash.Of("x"u8).ToBase64Url()) }, 400, "another circle");
        await Refused(world, Signed(world["id"].RequestKey, recipient: world["ph"].Id), 401, $"addressed to {world["ph"].Id}");
        await Refused(world, Signed(new RequestKey(world["id"].Id, 1, world["ph"].Request)), 401, $"is not one of {world["id"].Id}'s");
        await Refused(world, Signed(new RequestKey(world["id"].Id, 9, world["id"].Request)), 401, "document 9");
        await Refused(world, Signed(world["id"].RequestKey, method: "DELETE"), 404, "nothing answers DELETE");
        await Refused(world, Signed(world["id"].RequestKey, rest: "nothing"), 404, "nothing is served");
        Assert.Equal(200, (await vn.Server.Answer(good, Stop)).Status);
    }

    [Fact]
    public async Task A_stranger_hears_the_same_of_circles_that_are_and_that_are_not()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        var stranger = world.Add("stranger");
        foreach (var note in stranger.Documents) await world["vn"].Register.Take(note, Stop);
        foreach (var circle in new[] { world["vn"].Sync.Id, Hash.Of("no circle"u8).ToBase64Url() })
        {
            var request = RequestSignature.Sign("GET", $"/circles/{circle}/evidence", ReadOnlyMemory<byte>.Empty, world["vn"].Id, circle, stranger.RequestKey, world.Clock, Tocsin.Chance.System);
            await Refused(world, request, 403, $"{stranger.Id} is not a member of this circle");
        }
    }

    [Fact]
    public async Task Documents_of_who_is_no_member_are_not_looked_at()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        var (vn, stranger) = (world["vn"], world.Add("stranger"));
        var message = new SyncMessage(world.Genesis.Hash().ToBase64Url(), new Dictionary<string, int>()) { Documents = stranger.Documents };
        var request = RequestSignature.Sign("POST", $"/circles/{vn.Sync.Id}/sync", message.Bytes(), vn.Id, vn.Sync.Id, stranger.RequestKey, world.Clock, Tocsin.Chance.System);
        await Refused(world, request, 403, $"{stranger.Id} is not a member of this circle");
        Assert.Null(vn.Register.Chain(stranger.Id));
        Assert.Equal(403, vn.Server.RefuseUnread(request with { Body = default })!.Status);
    }

    [Fact]
    public async Task A_member_s_introduction_ends_with_the_first_document_that_does_not_verify()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        var (vn, id) = (world["vn"], world["id"]);
        var known = id.Documents.Count;
        id.Say(document => document.WithName("Indonesia"));
        var forged = id.Documents[^1].Replace("Indonesia", "Nobody", StringComparison.Ordinal);
        async Task<PartnerAnswer> Say(params string[] documents)
        {
            var message = new SyncMessage(world.Genesis.Hash().ToBase64Url(), new Dictionary<string, int>()) { Documents = documents };
            return await vn.Server.Answer(RequestSignature.Sign("POST", $"/circles/{vn.Sync.Id}/sync", message.Bytes(), vn.Id, vn.Sync.Id, id.RequestKey, world.Clock, Tocsin.Chance.System), Stop);
        }
        Assert.Equal(401, (await Say(forged, id.Documents[^1])).Status);
        Assert.Equal(known, vn.Register.Chain(id.Id)!.Documents.Length);
        Assert.Equal(200, (await Say([.. id.Documents])).Status);
        Assert.Equal(known + 1, vn.Register.Chain(id.Id)!.Documents.Length);
    }

    [Fact]
    public async Task Evidence_is_looked_for_where_somebody_was_newly_convicted_and_not_with_each_message()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        await world.Settle();
        var listed = 0;
        world["vn"].Papers.Listing = kind => listed += kind == Mirror.EvidenceKind ? 1 : 0;
        for (var again = 0; again < 5; again++)
        {
            var message = new SyncMessage(world.Genesis.Hash().ToBase64Url(), Known(world)) { Documents = world["id"].Documents, Cursor = Cursor(world) };
            Assert.Equal(200, (await world["vn"].Server.Answer(Sync(world, message.Bytes()), Stop)).Status);
        }
        Assert.Equal(0, listed);
        world["ph"].Say(document => document.WithName("one"));
        var one = world["ph"].Documents[^1];
        world["ph"].Documents.RemoveAt(world["ph"].Documents.Count - 1);
        world["ph"].Say(document => document.WithName("another"));
        var both = new SyncMessage(world.Genesis.Hash().ToBase64Url(), Known(world)) { Documents = [one, world["ph"].Documents[^1]], Cursor = Cursor(world) };
        Assert.Equal(200, (await world["vn"].Server.Answer(Sync(world, both.Bytes()), Stop)).Status);
        Assert.Equal(1, listed);
        Assert.Equal(world["ph"].Id, Tocsin.Share.Parties.Conviction.Read(Assert.Single(await world["vn"].Sync.EvidenceHere(Stop)).Text).Value.Party);
    }

    [Fact]
    public async Task Content_of_an_epoch_that_is_not_known_is_not_served()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        var known = await world["vn"].Write("before");
        await world["vn"].Mark(world["vn"].Sync.Circle.Current!.Renamed("unheard of", world.Clock.Now()));
        var unknown = await world["vn"].Write("under a charter that nobody here knows");
        await world.Settle(6);
        async Task<int> Length(string server, Tocsin.Share.Records.RecordAddress address)
        {
            var request = RequestSignature.Sign("GET", LogPath.Content(address.Log, address.Index), ReadOnlyMemory<byte>.Empty, world[server].Id, world[server].Sync.Id, world["ph"].RequestKey, world.Clock, Tocsin.Chance.System);
            return (await world[server].Server.Answer(request, Stop)).Body.Length;
        }
        foreach (var server in new[] { "vn", "id" })
        {
            Assert.NotEqual(0, await Length(server, known));
            Assert.Equal(0, await Length(server, unknown));
        }
    }

    [Fact]
    public async Task So_many_GETs_of_one_member_are_answered_at_once_and_the_others_wait_their_turn()
    {
        await using var world = await SyncWorld.Of("vn", "id", "ph");
        await world.Settle();
        using var gate = new ManualResetEventSlim();
        var (open, most) = (0, 0);
        world["vn"].Papers.Listing = _ =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref open));
            gate.Wait();
            Interlocked.Decrement(ref open);
        };
        var asked = Enumerable.Range(0, SyncLimits.GetsAtOnceMax + 8).Select(_ => Get(world, "evidence")).Select(request => Task.Factory.StartNew(() => world["vn"].Server.Answer(request, Stop), Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()).ToList();
        while (Volatile.Read(ref open) < SyncLimits.GetsAtOnceMax) await Task.Delay(5, Stop);
        await Task.Delay(50, Stop);
        Assert.All(asked, each => Assert.False(each.IsCompleted));
        gate.Set();
        Assert.All(await Task.WhenAll(asked), answer => Assert.Equal(200, answer.Status));
        Assert.Equal(SyncLimits.GetsAtOnceMax, most);

        static void InterlockedMax(ref int held, int value)
        {
            for (var now = Volatile.Read(ref held); now < value; now = Volatile.Read(ref held)) Interlocked.CompareExchange(ref held, value, now);
        }
    }

    [Fact]
    public async Task An_unknown_epoch_is_refused_with_the_one_that_is_known()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        var message = new SyncMessage(Hash.Of("unknown"u8).ToBase64Url(), new Dictionary<string, int>());
        var answer = await Refused(world, Sync(world, message.Bytes()), 409, "is not known here");
        Assert.Equal(world.Genesis.Hash().ToBase64Url(), Refusal.Read(answer).Epoch);
    }

    [Theory]
    [InlineData("{}", "does not read")]
    [InlineData("[]", "does not read")]
    [InlineData("null", "no message of version 1")]
    [InlineData("""{"epoch":"x","parties":{},"v":1}""", "'epoch' is no hash")]
    [InlineData("""{"epoch":"EPOCH","parties":{},"v":2}""", "no message of version 1")]
    [InlineData("""{"epoch":"EPOCH","parties":{},"v":1,"wait":26}""", "'wait' is 0 to 25 seconds")]
    [InlineData("""{"epoch":"EPOCH","parties":{},"v":1,"heads":[null]}""", "'heads' has an item that is null")]
    [InlineData("""{"epoch":"EPOCH","parties":{},"v":1,"v":1}""", "does not read")]
    public async Task A_message_that_does_not_read_is_refused(string body, string reason)
    {
        await using var world = await SyncWorld.Of("vn", "id");
        await Refused(world, Sync(world, Encoding.UTF8.GetBytes(body.Replace("EPOCH", world.Genesis.Hash().ToBase64Url(), StringComparison.Ordinal))), 400, reason);
    }

    [Fact]
    public async Task A_body_at_the_limit_is_read_and_one_byte_more_is_not()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        var message = new SyncMessage(world.Genesis.Hash().ToBase64Url(), new Dictionary<string, int>()).Bytes();
        byte[] largest = [.. message, .. Enumerable.Repeat((byte)' ', SyncLimits.RequestBytesMax - message.Length)];
        Assert.Equal(200, (await world["vn"].Server.Answer(Sync(world, largest), Stop)).Status);
        await Refused(world, Sync(world, [.. largest, (byte)' ']), 413, "at most 1048576 bytes");
        Assert.Equal(1_024, SyncLimits.MessageItemsMax);
        foreach (var (count, status) in new[] { (1_024, 200), (1_025, 400) })
        {
            var heads = new SyncMessage(world.Genesis.Hash().ToBase64Url(), new Dictionary<string, int>()) { Evidence = [.. Enumerable.Repeat("x", count)] };
            Assert.Equal(status, (await world["vn"].Server.Answer(Sync(world, heads.Bytes()), Stop)).Status);
        }
    }

    [Fact]
    public async Task What_is_served_of_a_log_ends_with_its_signed_head()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        for (var i = 0; i < 299; i++) await world["vn"].Write("x");
        await world.Settle(6);
        var log = world["vn"].Journal.Log;
        foreach (var server in new[] { "vn", "id" })
        {
            foreach (var (rest, status) in new[]
            {
                ("checkpoint", 200), ("tile/0/000", 200), ("tile/0/001.p/44", 200), ("tile/0/001.p/45", 404), ("tile/1/000.p/1", 200), ("tile/1/000.p/2", 404), ("tile/7/000", 404), ("tile/63/000", 404), ("tile/0/x999/999", 404),
                ("tile/entries/000", 200), ("tile/entries/001.p/44", 200), ("tile/entries/001.p/45", 404), ("tile/entries/001", 404), ("tile/entries/9", 404), ("content/000", 200), ("content/001.p/44", 200), ("content/001.p/45", 404),
                ("leaf/299/content", 200), ("leaf/300/content", 404), ("leaf/-1/content", 404), ("leaf/007/content", 404), ("../x", 404),
            })
                Assert.Equal((rest, status), (rest, (await Ask(world, server, $"{LogPath.Of(log)}{rest}")).Status));
            Assert.Equal("private, max-age=31536000, immutable", (await Ask(world, server, $"{LogPath.Of(log)}tile/entries/000")).Headers["cache-control"]);
            Assert.Equal("private, no-cache", (await Ask(world, server, $"{LogPath.Of(log)}tile/entries/001.p/3")).Headers["cache-control"]);
            Assert.Equal("no-store", (await Ask(world, server, $"{LogPath.Of(log)}content/000")).Headers["cache-control"]);
        }
    }

    [Fact]
    public async Task A_frozen_circle_serves_documents_and_evidence_alone()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        await world.Settle();
        await world.Change("vn", now => now.Renamed("one", world.Clock.Now()), ["vn", "id"], ["vn"]);
        // Both members agree to another charter of the same epoch, and so convict themselves.
        await world.Change("id", now => now.Renamed("another", world.Clock.Now()), ["vn", "id"], ["id"]);
        await world.Settle(3);
        Assert.All(world.Parties, party => Assert.True(party.Sync.Circle.IsFrozen));
        Assert.Equal(423, (await Ask(world, "vn", $"{LogPath.Of(world["vn"].Journal.Log)}checkpoint")).Status);
        Assert.Equal(200, (await Ask(world, "vn", $"/circles/{world["vn"].Sync.Id}/evidence")).Status);
        Assert.Equal(200, (await Ask(world, "vn", $"/circles/{world["vn"].Sync.Id}/charters/{world.Genesis.Hash().ToBase64Url()}")).Status);
        Assert.Equal(200, (await Ask(world, "vn", $"/circles/{world["vn"].Sync.Id}/parties/{world["vn"].Id}/1")).Status);
        Assert.Equal(404, (await Ask(world, "vn", $"/circles/{world["vn"].Sync.Id}/parties/{world["vn"].Id}/9")).Status);
        var before = world["id"].Sync.Logs.Sum(log => log.Size);
        await world["vn"].Write("nobody hears it");
        await world.Settle(3);
        Assert.Equal(before, world["id"].Sync.Logs.Sum(log => log.Size));
        Assert.Equal(2, (await world["id"].Sync.EvidenceHere(Stop)).Select(evidence => Tocsin.Share.Parties.Conviction.Read(evidence.Text).Value.Party).Distinct().Count());
    }

    [Fact]
    public async Task Too_many_polls_and_a_closing_node()
    {
        await using var world = await SyncWorld.Of("vn", "id");
        await world.Settle();
        byte[] Message(int wait) => new SyncMessage(world.Genesis.Hash().ToBase64Url(), Known(world)) { Wait = wait, Cursor = Cursor(world) }.Bytes();
        var open = Enumerable.Range(0, PartnerServer.PollsMax).Select(_ => world["vn"].Server.Answer(Sync(world, Message(25)), Stop)).ToList();
        Assert.All(open, poll => Assert.False(poll.IsCompleted));
        await Refused(world, Sync(world, Message(25)), 429, "long polls are open");
        await world["vn"].Server.Close();
        foreach (var poll in open) Assert.Equal(503, (await poll).Status);
        await Refused(world, Get(world, "evidence"), 503, "closing");
    }

    [Fact]
    public void Nonces_are_bounded_for_each_partner_by_itself()
    {
        var clock = new Tocsin.Tests.Officers.HandClock();
        var nonces = new NonceMemory(clock, SyncLimits.NoncesMax);
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        for (var i = 0; i < SyncLimits.NoncesMax; i++) Assert.Null(nonces.Take(new SignedBy("one", 1, "", (UInt128)i, now + 60)));
        Assert.Equal(NonceMemory.Met.TooMany, nonces.Take(new SignedBy("one", 1, "", UInt128.MaxValue, now + 60)));
        Assert.Equal(NonceMemory.Met.Before, nonces.Take(new SignedBy("one", 1, "", 5, now + 60)));
        Assert.Null(nonces.Take(new SignedBy("two", 1, "", 5, now + 60)));
        clock.Pass(TimeSpan.FromSeconds(60 + SyncLimits.SkewSecondsMax));
        Assert.Equal(NonceMemory.Met.Before, nonces.Take(new SignedBy("one", 1, "", 5, now + 60)));
        clock.Pass(TimeSpan.FromSeconds(1));
        Assert.Null(nonces.Take(new SignedBy("one", 1, "", UInt128.MaxValue, now + 400)));
    }

    static Dictionary<string, int> Known(SyncWorld world) => world.Parties.ToDictionary(party => party.Id, party => party.Documents.Count);

    static string Cursor(SyncWorld world) => world["vn"].Sync.Board.Cursor(world["vn"].Sync.Board.Since(0, world["id"].Id).Number);

    static PartnerRequest Get(SyncWorld world, string rest, int ahead = 0)
    {
        world.Clock.Pass(TimeSpan.FromSeconds(ahead + (ahead > 0 ? SyncLimits.SkewSecondsMax : 0)));
        var request = RequestSignature.Sign("GET", $"/circles/{world["vn"].Sync.Id}/{rest}", ReadOnlyMemory<byte>.Empty, world["vn"].Id, world["vn"].Sync.Id, world["id"].RequestKey, world.Clock, Tocsin.Chance.System);
        world.Clock.Pass(-TimeSpan.FromSeconds(ahead + (ahead > 0 ? SyncLimits.SkewSecondsMax : 0)));
        return request;
    }

    static PartnerRequest Sync(SyncWorld world, byte[] body) =>
        RequestSignature.Sign("POST", $"/circles/{world["vn"].Sync.Id}/sync", body, world["vn"].Id, world["vn"].Sync.Id, world["id"].RequestKey, world.Clock, Tocsin.Chance.System);

    static Task<PartnerAnswer> Ask(SyncWorld world, string server, string target)
    {
        var asker = world[server == "vn" ? "id" : "vn"];
        return world[server].Server.Answer(RequestSignature.Sign("GET", target, ReadOnlyMemory<byte>.Empty, world[server].Id, asker.Sync.Id, asker.RequestKey, world.Clock, Tocsin.Chance.System), Stop);
    }

    static async Task<PartnerAnswer> Refused(SyncWorld world, PartnerRequest request, int status, string sentence)
    {
        var answer = await world["vn"].Server.Answer(request, Stop);
        var refusal = Refusal.Read(answer);
        Assert.Equal(status, answer.Status);
        Assert.Contains(sentence, refusal.Detail, StringComparison.Ordinal);
        Assert.Equal(("application/problem+json", world.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)), (answer.Headers["content-type"], answer.Headers["tocsin-time"]));
        return answer;
    }
}
