using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Tocsin.Log;
using Tocsin.Node.Partners;
using Tocsin.Node.Running;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Sync;
using Tocsin.Tests.Share.Sync;
using Xunit;

namespace Tocsin.Tests.Node.Partners;

/// <summary>The table of refusals in docs/spec/sync.md, row by row: each is brought about, and none is refused in other words.</summary>
public sealed class RefusalTableTests
{
    static readonly CancellationToken Stop = CancellationToken.None;
    static readonly Regex Filled = new(@"\b(PARTY|NUMBER|HASH|LOG|PATH|METHOD|TIME|WHY|LIST|NAME)\b(?!/)");

    delegate Task<Refusal> Provoke(SyncWorld world);

    static IReadOnlyList<(int Status, string Detail)> Rows { get; } =
    [
        .. File.ReadAllLines(Tocsin.Tests.Share.Doors.Checkout.Path("docs/spec/sync.md")).Select(line => Regex.Match(line, @"^\| (\d{3}) \| `([^`]+)` \|$")).Where(match => match.Success)
            .Select(match => (int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), match.Groups[2].Value)),
    ];

    /// <summary>How each is brought about, in the table's words.</summary>
    static readonly Dictionary<string, Provoke> Ways = new()
    {
        ["a request names a path, and no query"] = _ => Over((client, stop) => client.GetAsync("/circles/x/evidence?a=1", stop)),
        ["a GET has no body"] = _ => Over((client, stop) => client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/circles/x/evidence") { Content = new ByteArrayContent([1]) }, stop)),
        ["the answer took too long"] = _ => Over((client, stop) => client.GetAsync("/circles/x/evidence", stop)),
        ["the path names another circle than the signature"] = world => Answer(world, Get(world, "evidence") with { Target = $"/circles/{Hash.Of("x"u8).ToBase64Url()}/evidence" }),
        ["the message does not read: WHY"] = world => Says(world, "{}"),
        ["this is no message of version 1"] = world => Says(world, """{"epoch":"EPOCH","parties":{},"v":2}"""),
        ["'epoch' is no hash of a charter"] = world => Says(world, """{"epoch":"x","parties":{},"v":1}"""),
        ["'wait' is 0 to 25 seconds, not NUMBER"] = world => Says(world, """{"epoch":"EPOCH","parties":{},"v":1,"wait":26}"""),
        ["'holds' has the size NUMBER"] = world => Says(world, """{"epoch":"EPOCH","parties":{},"v":1,"holds":{"log":"x","size":-1}}"""),
        ["growth stands in answers alone"] = world => Says(world, """{"epoch":"EPOCH","parties":{},"v":1,"growth":{"log":"x","from":0,"entries":"","contents":""}}"""),
        ["'LIST' has NUMBER items; 1024 are the most"] = world => Says(world, $$"""{"epoch":"EPOCH","parties":{},"v":1,"evidence":[{{string.Join(',', Enumerable.Repeat("\"x\"", 1_025))}}]}"""),
        ["'LIST' has an item that is null"] = world => Says(world, """{"epoch":"EPOCH","parties":{},"v":1,"heads":[null]}"""),
        ["'cursor' has more than 100 characters"] = world => Says(world, $$"""{"epoch":"EPOCH","parties":{},"v":1,"cursor":"{{new string('x', 101)}}"}"""),
        ["the request is not signed"] = world => Answer(world, Get(world, "evidence") with { Headers = ImmutableDictionary<string, string>.Empty }),
        ["the signature's input does not read: WHY"] = world => Input(world, _ => "tocsin"),
        ["the signature does not cover exactly LIST"] = world => Input(world, input => input.Replace(" \"tocsin-circle\"", "", StringComparison.Ordinal)),
        ["the signature has a parameter 'NAME'"] = world => Input(world, input => input + ";tag=\"x\""),
        ["the signature is not ecdsa-p256-sha256"] = world => Input(world, input => input.Replace("ecdsa-p256-sha256", "none", StringComparison.Ordinal)),
        ["the signature does not say from when to when it is good"] = world => Input(world, input => Regex.Replace(input, ";expires=\\d+", "")),
        ["the signature is good beyond the year 9999"] = world => Input(world, input => Regex.Replace(input, "expires=\\d+", "expires=253402300800")),
        ["the signature is good for NUMBER seconds; 60 are the most"] = world => Input(world, input => Regex.Replace(input, "created=\\d+", "created=1")),
        ["the signature has no nonce of 22 characters of base64url"] = world => Input(world, input => Regex.Replace(input, "nonce=\"[^\"]+\"", "nonce=\"x\"")),
        ["the signature's key is not PARTY/NUMBER"] = world => Input(world, input => Regex.Replace(input, "keyid=\"[^\"]+\"", "keyid=\"x\"")),
        ["document NUMBER of PARTY is not known here: send it along with a sync"] = world => Answer(world, Get(world, "evidence", new RequestKey(world["id"].Id, 9, world["id"].Request))),
        ["PARTY lists no key for requests"] = async world =>
        {
            await world["vn"].Register.Take(world["id"].Say(document => document with { Keys = [.. document.Keys.Where(key => key.Use != PartyKey.Request)] }), Stop);
            return await Answer(world, Get(world, "evidence"));
        },
        ["the request was signed at TIME and is good until TIME; it is TIME here, and clocks may differ by 5 minutes"] = world =>
        {
            var request = Get(world, "evidence");
            world.Clock.Pass(TimeSpan.FromHours(3));
            return Answer(world, request);
        },
        ["the request is addressed to PARTY, and this is PARTY"] = world => Answer(world, Sign(world, "GET", "evidence", [], world["id"].RequestKey, world["ph"].Id)),
        ["the body does not have the digest that was signed"] = world => Answer(world, Get(world, "evidence") with { Body = "x"u8.ToArray() }),
        ["the signature is not one of PARTY's by the key of its document NUMBER"] = world => Answer(world, Get(world, "evidence", new RequestKey(world["id"].Id, 1, world["ph"].Request))),
        ["this request was made before"] = async world =>
        {
            var request = Get(world, "evidence");
            Assert.Equal(200, (await world["vn"].Server.Answer(request, Stop)).Status);
            return await Answer(world, request);
        },
        ["PARTY is not a member of this circle"] = world => Answer(world, Get(world, "evidence", world.Add("stranger").RequestKey)),
        ["PARTY is not a member of this circle any more"] = async world =>
        {
            await Remove(world);
            return await Answer(world, Get(world, "evidence", world["ph"].RequestKey));
        },
        ["PARTY signed two party documents of one number: nothing new of it is believed"] = async world =>
        {
            var one = world["id"].Say(document => document.WithName("one"));
            world["id"].Documents.Remove(one);
            foreach (var note in new[] { one, world["id"].Say(document => document.WithName("another")) }) await world["vn"].Register.Take(note, Stop);
            return await Answer(world, Get(world, "evidence"));
        },
        ["nothing is served under this path"] = world => Answer(world, Get(world, "evidence") with { Target = "/records" }),
        ["nothing is served under PATH"] = world => Answer(world, Get(world, "nothing")),
        ["nothing answers METHOD under this path"] = world => Answer(world, Sign(world, "DELETE", "evidence", [], world["id"].RequestKey, world["vn"].Id)),
        ["the charter HASH is not held here"] = world => Answer(world, Get(world, $"charters/{Hash.Of("x"u8).ToBase64Url()}")),
        ["document NUMBER of PARTY is not held here"] = world => Answer(world, Get(world, $"parties/{world["ph"].Id}/9")),
        ["the log LOG is not held here"] = world => Answer(world, Get(world, $"{world["ph"].Id}/7/checkpoint")),
        ["PATH of LOG is not held here"] = async world =>
        {
            await world["vn"].Sync.RefreshOwn(Stop);
            return await Answer(world, Get(world, $"{world["vn"].Id}/1/tile/entries/099"));
        },
        ["what is asked for does not read here; another member may hold it"] = world =>
        {
            world["vn"].Papers.Listing = _ => throw new CorruptLogException(world["vn"].Journal.Log, "a tile is missing");
            return Answer(world, Get(world, "evidence"));
        },
        ["the charter HASH is not known here: send it along, with its consents"] = world => Answer(world, Post(world, new SyncMessage(Hash.Of("x"u8).ToBase64Url(), new Dictionary<string, int>()).Bytes())),
        ["the log LOG ended at NUMBER records"] = async world =>
        {
            await Remove(world);
            return await Answer(world, Get(world, $"{world["ph"].Id}/1/tile/entries/000.p/3"));
        },
        ["a request has at most 1048576 bytes"] = world => Answer(world, Post(world, new byte[SyncLimits.RequestBytesMax + 1])),
        ["the circle is frozen: two charters of one epoch have all the agreement they need"] = async world =>
        {
            foreach (var name in new[] { "one", "another" }) await world.Change("vn", _ => world.Genesis.Renamed(name, world.Clock.Now()), ["vn", "id", "ph"], ["vn"]);
            return await Answer(world, Get(world, $"{world["vn"].Id}/1/checkpoint"));
        },
        ["NUMBER long polls are open already"] = async world =>
        {
            await world.Settle();
            byte[] Poll() => new SyncMessage(world.Genesis.Hash().ToBase64Url(), world.Parties.ToDictionary(party => party.Id, party => party.Documents.Count))
                { Wait = 25, Cursor = world["vn"].Sync.Board.Cursor(world["vn"].Sync.Board.Since(0, world["id"].Id).Number) }.Bytes();
            var open = Enumerable.Range(0, PartnerServer.PollsMax).Select(_ => world["vn"].Server.Answer(Post(world, Poll()), Stop)).ToList();
            var refused = await Answer(world, Post(world, Poll()));
            await world["vn"].Server.Close();
            await Task.WhenAll(open);
            return refused;
        },
        ["too many requests in six minutes: wait one"] = async world =>
        {
            using var server = new PartnerServer(world["vn"].House, _ => world["vn"].Sync) { Nonces = new NonceMemory(world.Clock, most: 2) };
            for (var i = 0; i < 2; i++) Assert.Equal(200, (await server.Answer(Get(world, "evidence"), Stop)).Status);
            return Refusal.Read(await server.Answer(Get(world, "evidence"), Stop));
        },
        ["the node cannot read its store"] = world =>
        {
            world["vn"].Papers.Listing = _ => throw new IOException("the disk is gone");
            return Answer(world, Get(world, "evidence"));
        },
        ["the node is closing"] = async world =>
        {
            await world["vn"].Server.Close();
            return await Answer(world, Get(world, "evidence"));
        },
    };

    [Fact]
    public void The_table_and_the_ways_are_the_same()
    {
        Assert.NotEmpty(Rows);
        Assert.Equal(Rows.Select(row => row.Detail).Order(StringComparer.Ordinal), Ways.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_row_is_refused_so()
    {
        foreach (var (status, detail) in Rows)
        {
            await using var world = await SyncWorld.Of("vn", "id", "ph");
            var refusal = await Ways[detail](world);
            Assert.True(refusal.Status == status && Pattern(detail).IsMatch(refusal.Detail), $"'{detail}' is to be {status}: {refusal.Status} '{refusal.Detail}'");
        }
    }

    /// <summary>What the code says in so many words stands in the table.</summary>
    [Fact]
    public void Nothing_is_refused_in_other_words()
    {
        var sources = Directory.GetFiles(Tocsin.Tests.Share.Doors.Checkout.Path("src/Tocsin/Share/Sync"), "PartnerServer*.cs").Append(Tocsin.Tests.Share.Doors.Checkout.Path("src/Tocsin.Node/Partners/PartnerRoutes.cs")).Select(File.ReadAllText);
        var said = sources.SelectMany(source => Regex.Matches(source, @"(?:Refusal|new|No)\((\d{3}), \$?""([^""]+)""").Concat(Regex.Matches(source, @"StatusCodes\.Status(\d{3})\w+, \$?""([^""]+)""")))
            .Select(match => (int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), Regex.Replace(match.Groups[2].Value, @"\{[^}]+\}", "1048576"))).ToList();
        Assert.True(said.Count > 20, $"{said.Count} are found");
        foreach (var (status, words) in said) Assert.True(Rows.Any(row => row.Status == status && Pattern(row.Detail).IsMatch(words)), $"{status} '{words}' stands in no row");
    }

    static Regex Pattern(string detail) => new($"^{Filled.Replace(Regex.Escape(detail).Replace("\\ ", " ", StringComparison.Ordinal), ".+")}$");

    static Task<Refusal> Says(SyncWorld world, string body) => Answer(world, Post(world, Encoding.UTF8.GetBytes(body.Replace("EPOCH", world.Genesis.Hash().ToBase64Url(), StringComparison.Ordinal))));

    static Task<Refusal> Input(SyncWorld world, Func<string, string> change)
    {
        var request = Get(world, "evidence");
        return Answer(world, request with { Headers = request.Headers.SetItem("signature-input", change(request.Headers["signature-input"])) });
    }

    static PartnerRequest Get(SyncWorld world, string rest, RequestKey? key = null) => Sign(world, "GET", rest, [], key ?? world["id"].RequestKey, world["vn"].Id);

    static PartnerRequest Post(SyncWorld world, byte[] body) => Sign(world, "POST", "sync", body, world["id"].RequestKey, world["vn"].Id);

    static PartnerRequest Sign(SyncWorld world, string method, string rest, byte[] body, RequestKey key, string recipient) =>
        RequestSignature.Sign(method, $"/circles/{world["vn"].Sync.Id}/{rest}", body, recipient, world["vn"].Sync.Id, key, world.Clock, Chance.System);

    static async Task<Refusal> Answer(SyncWorld world, PartnerRequest request)
    {
        var answer = await world["vn"].Server.Answer(request, Stop);
        Assert.Equal("application/problem+json", answer.Headers["content-type"]);
        return Refusal.Read(answer);
    }

    /// <summary>"ph" is put out, where its log had two records.</summary>
    static async Task Remove(SyncWorld world)
    {
        await world["ph"].Write("before");
        await world.Settle(6);
        var end = world["ph"].Sync.Book[world["ph"].Journal.Log].Kept!;
        await world.Change("vn", now => now.Removed(world["ph"].Id, world.Clock.Now()), ["vn", "id"], ["vn", "id"], [end.ToString()]);
    }

    /// <summary>Asks over the real port, whose node answers nothing in time.</summary>
    static async Task<Refusal> Over(Func<HttpClient, CancellationToken, Task<HttpResponseMessage>> ask)
    {
        var root = Directory.CreateTempSubdirectory("tocsin-refusals-").FullName;
        try
        {
            var folder = NodeFolder.Create(Path.Combine(root, "node"), Founding.Of("Served", TimeProvider.System, Chance.System).Value, "Served", Chance.System);
            await using var node = await TocsinNode.Open(folder, NodeSources.System, Stop);
            await using var host = await PartnersHost.Start("https://127.0.0.1:0", new OwnCertificate.Source(node.Own, TimeProvider.System), _ => null, Never, PartnerPatience.Served with { Answer = TimeSpan.FromSeconds(1) }, Stop);
            using var client = new HttpClient(new SocketsHttpHandler { SslOptions = new() { RemoteCertificateValidationCallback = (_, _, _, _) => true } }) { BaseAddress = new Uri(host.Addresses[0]) };
            using var answer = await ask(client, Stop);
            return Refusal.Read(new PartnerAnswer((int)answer.StatusCode, ImmutableDictionary<string, string>.Empty, await answer.Content.ReadAsByteArrayAsync(Stop)));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        static async Task<PartnerAnswer> Never(PartnerRequest request, CancellationToken stop)
        {
            await Task.Delay(Timeout.Infinite, stop);
            throw new InvalidOperationException();
        }
    }
}
