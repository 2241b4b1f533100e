using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Tocsin.Log;
using Tocsin.Node.Partners;
using Tocsin.Node.Running;
using Tocsin.Share.Parties;
using Tocsin.Share.Sync;
using Xunit;

namespace Tocsin.Tests.Node.Partners;

/// <summary>The port of the partners and the link to it: what they let through, and each limit at its edge.</summary>
public sealed class PartnersPortTests : IAsyncLifetime
{
    static readonly CancellationToken Stop = CancellationToken.None;

    readonly string root = Directory.CreateTempSubdirectory("tocsin-port-").FullName;
    TocsinNode node = null!;
    PartnersHost host = null!;
    PartnerRequest? asked;
    Func<PartnerRequest, PartnerAnswer?> refuse = _ => null;
    Func<PartnerRequest, PartnerAnswer> answer = _ => Answer(200, "yes\n"u8.ToArray());

    public async Task InitializeAsync()
    {
        var folder = NodeFolder.Create(Path.Combine(root, "node"), Founding.Of("Served", TimeProvider.System, Chance.System).Value, "Served", Chance.System);
        node = await TocsinNode.Open(folder, NodeSources.System, Stop);
        host = await PartnersHost.Start("https://127.0.0.1:0", new OwnCertificate.Source(node.Own, TimeProvider.System), request => refuse(request), (request, _) => Task.FromResult(answer(asked = request)), PartnerPatience.Served, Stop);
        await node.Own.Amend(null, document => document.At([host.Addresses[0]], Hash.TryParseBase64Url(document.Tls, out var pin) ? pin : null), Stop);
    }

    [Fact]
    public async Task A_request_and_its_answer_cross_as_they_are()
    {
        using var link = new HttpsPartnerLink(node.Register);
        var request = new PartnerRequest("POST", "/circles/x/sync", Headers(("signature", "s=:AA==:"), ("content-digest", "d"), ("cookie", "c=1")), Encoding.UTF8.GetBytes("{\"a\":1}\n"));
        answer = _ => Answer(409, "no\n"u8.ToArray()) with { Headers = Headers(("content-type", "application/problem+json"), ("tocsin-time", "7")) };
        var got = await link.Ask(node.Own.Id, request, Stop);
        Assert.Equal((409, "no\n", "7"), (got.Status, Encoding.UTF8.GetString(got.Body.Span), got.Headers["tocsin-time"]));
        Assert.Equal(("POST", "/circles/x/sync", "{\"a\":1}\n"), (asked!.Method, asked.Target, Encoding.UTF8.GetString(asked.Body.Span)));
        Assert.Equal(("s=:AA==:", "d", false), (asked.Headers["signature"], asked.Headers["content-digest"], asked.Headers.ContainsKey("cookie")));
        Assert.DoesNotContain("set-cookie", got.Headers.Keys);
        Assert.DoesNotContain("server", got.Headers.Keys);
    }

    [Fact]
    public async Task A_redirect_is_an_answer_like_any_other()
    {
        using var link = new HttpsPartnerLink(node.Register);
        answer = _ => Answer(302, []) with { Headers = Headers(("location", host.Addresses[0] + "/elsewhere")) };
        Assert.Equal(302, (await link.Ask(node.Own.Id, Get("/here"), Stop)).Status);
        Assert.Equal("/here", asked!.Target);
    }

    [Fact]
    public async Task Another_key_than_the_pinned_one_is_not_believed()
    {
        await node.Own.Amend(null, document => document.At(document.Addresses!, Hash.Of("another key"u8)), Stop);
        using var link = new HttpsPartnerLink(node.Register);
        var told = await Assert.ThrowsAsync<IOException>(() => link.Ask(node.Own.Id, Get("/"), Stop));
        Assert.Contains("does not have the key that the party's document pins", told.Message, StringComparison.Ordinal);
        Assert.Null(asked);
    }

    [Fact]
    public async Task An_address_that_does_not_answer_gives_way_to_the_next_and_none_is_a_sentence()
    {
        await node.Own.Amend(null, document => document with { Addresses = [$"https://127.0.0.1:{Program.Circles.Agency.FreePort()}", host.Addresses[0]] }, Stop);
        using var link = new HttpsPartnerLink(node.Register);
        Assert.Equal(200, (await link.Ask(node.Own.Id, Get("/"), Stop)).Status);
        await node.Own.Amend(null, document => document with { Addresses = [$"https://127.0.0.1:{Program.Circles.Agency.FreePort()}"] }, Stop);
        Assert.Contains("does not answer", (await Assert.ThrowsAsync<IOException>(() => link.Ask(node.Own.Id, Get("/"), Stop))).Message, StringComparison.Ordinal);
        await node.Own.Amend(null, document => document with { Addresses = null }, Stop);
        Assert.Contains("names no address", (await Assert.ThrowsAsync<IOException>(() => link.Ask(node.Own.Id, Get("/"), Stop))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SyncLimits.RequestBytesMax, 200)]
    [InlineData(SyncLimits.RequestBytesMax + 1, 413)]
    public async Task A_body_ends_at_its_limit(int bytes, int status)
    {
        using var client = Client();
        // Who is refused by the length alone hears it before it sends the rest, into a connection that is closed then.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/circles/x/sync") { Content = new ByteArrayContent(new byte[bytes]), Headers = { ExpectContinue = true } };
        Assert.Equal(status, (int)(await client.SendAsync(request, Stop)).StatusCode);
    }

    [Fact]
    public async Task A_GET_has_no_body()
    {
        using var client = Client();
        foreach (var content in new HttpContent[] { new ByteArrayContent([1]), new StreamContent(new UnsizedStream()) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/circles/x/evidence") { Content = content };
            using var got = await client.SendAsync(request, Stop);
            Assert.Equal(HttpStatusCode.BadRequest, got.StatusCode);
            Assert.Contains("a GET has no body", await got.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }
        Assert.Null(asked);
    }

    /// <summary>Whoever announces a body that is refused by its head is not waited for.</summary>
    [Fact]
    public async Task What_is_refused_by_its_head_is_refused_before_its_body_is_read()
    {
        using var house = new PartnerServer(node.Sharing.House, _ => null);
        refuse = house.RefuseUnread;
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPEndPoint.Parse(host.Addresses[0]["https://".Length..]), Stop);
        await using var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("localhost");
        var circle = Hash.Of("circle"u8).ToBase64Url();
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"POST /circles/{circle}/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"), Stop);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var got = new byte[4096];
        Assert.StartsWith("HTTP/1.1 401", Encoding.ASCII.GetString(got, 0, await tls.ReadAsync(got, patience.Token)), StringComparison.Ordinal);
        Assert.Null(asked);
    }

    [Fact]
    public async Task Too_many_headers_or_too_long_ones_and_a_query_are_refused()
    {
        using var client = Client();
        using var many = new HttpRequestMessage(HttpMethod.Get, "/");
        for (var i = 0; i <= PartnerLimits.HeadersMax; i++) many.Headers.TryAddWithoutValidation($"x-{i}", "1");
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, (await client.SendAsync(many, Stop)).StatusCode);
        using var large = new HttpRequestMessage(HttpMethod.Get, "/");
        large.Headers.TryAddWithoutValidation("x", new string('x', PartnerLimits.HeaderBytesMax));
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, (await client.SendAsync(large, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/?a=1", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestUriTooLong, (await client.GetAsync("/" + new string('x', PartnerLimits.RequestLineBytesMax), Stop)).StatusCode);
        Assert.Null(asked);
    }

    [Theory]
    [InlineData("/circles/x/y/1/checkpoint", SyncLimits.AnswerBytesMax, true)]
    [InlineData("/circles/x/y/1/checkpoint", SyncLimits.AnswerBytesMax + 1, false)]
    [InlineData("/circles/x/y/1/tile/entries/000", SyncLimits.EntryAnswerBytesMax, true)]
    [InlineData("/circles/x/y/1/tile/entries/000", SyncLimits.EntryAnswerBytesMax + 1, false)]
    public async Task An_answer_ends_at_its_limit(string target, int bytes, bool isTaken)
    {
        using var link = new HttpsPartnerLink(node.Register);
        answer = _ => Answer(200, new byte[bytes]);
        if (isTaken) Assert.Equal(bytes, (await link.Ask(node.Own.Id, Get(target), Stop)).Body.Length);
        else Assert.Contains("are the most", (await Assert.ThrowsAsync<IOException>(() => link.Ask(node.Own.Id, Get(target), Stop))).Message, StringComparison.Ordinal);
    }

    /// <summary>Nothing of the console answers at this port, and nothing at all without TLS.</summary>
    [Fact]
    public async Task Nothing_but_the_sync_is_there()
    {
        answer = request => Answer(404, Encoding.UTF8.GetBytes(request.Target));
        using var client = Client();
        foreach (var path in new[] { "/", "/records", "/sign-in", "/local/run", "/live", "/_framework/blazor.web.js" })
        {
            using var got = await client.GetAsync(path, Stop);
            Assert.Equal((HttpStatusCode.NotFound, path), (got.StatusCode, await got.Content.ReadAsStringAsync(Stop)));
        }
        using var plain = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => plain.GetAsync(host.Addresses[0].Replace("https", "http", StringComparison.Ordinal), Stop));
        await Assert.ThrowsAsync<IOException>(() => PartnersHost.Start("http://127.0.0.1:0", new OwnCertificate.Source(node.Own, TimeProvider.System), _ => null, (_, _) => throw new InvalidOperationException(), PartnerPatience.Served, Stop));
        await Assert.ThrowsAsync<IOException>(() => PartnersHost.Start("https://partners.example:0", new OwnCertificate.Source(node.Own, TimeProvider.System), _ => null, (_, _) => throw new InvalidOperationException(), PartnerPatience.Served, Stop));
    }

    static readonly PartnerPatience Short = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(20));

    /// <summary>Says something to a port that has little patience, one piece each 200 ms, and answers what comes back before the line is cut.</summary>
    async Task<string> Trickle(Func<PartnerRequest, CancellationToken, Task<PartnerAnswer>> slow, string head, string pieces, PartnerPatience patient)
    {
        await using var impatient = await PartnersHost.Start("https://127.0.0.1:0", new OwnCertificate.Source(node.Own, TimeProvider.System), _ => null, slow, patient, Stop);
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPEndPoint.Parse(impatient.Addresses[0]["https://".Length..]), Stop);
        await using var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("localhost");
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await tls.WriteAsync(Encoding.ASCII.GetBytes(head), Stop);
        var (text, got) = (new StringBuilder(), new byte[4096]);
        var reading = Task.Run(async () =>
        {
            for (int read; (read = await tls.ReadAsync(got, patience.Token)) > 0;) text.Append(Encoding.ASCII.GetString(got, 0, read));
        });
        foreach (var piece in pieces)
        {
            if (await Task.WhenAny(reading, Task.Delay(200, Stop)) == reading) break;
            try { await tls.WriteAsync(new[] { (byte)piece }, Stop); }
            catch (IOException) { break; }
        }
        try { await reading; }
        catch (IOException) { /* It was cut off, once it had been told why. */ }
        return text.ToString();
    }

    static readonly string Sync = $"POST /circles/{Hash.Of("circle"u8).ToBase64Url()}/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n";

    /// <summary>Whoever connects and dawdles over its headers, or over its body, is shown the door; nothing of it is looked at.</summary>
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n", "")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n", "x-slow: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData(null, "{\"epoch\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public async Task A_slow_caller_does_not_hold_a_connection(string? head, string pieces)
    {
        var isAsked = false;
        var said = await Trickle((_, _) => { isAsked = true; return Task.FromResult(Answer(200, [])); }, head ?? Sync, pieces, Short);
        Assert.StartsWith("HTTP/1.1 408", said, StringComparison.Ordinal);
        Assert.False(isAsked);
    }

    [Fact]
    public async Task An_answer_that_takes_too_long_is_given_up()
    {
        var said = await Trickle(async (_, stop) => { await Task.Delay(Timeout.Infinite, stop); throw new InvalidOperationException(); }, "GET /circles/x/evidence HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "", Short with { Answer = TimeSpan.FromSeconds(1) });
        Assert.StartsWith("HTTP/1.1 503", said, StringComparison.Ordinal);
        Assert.Contains("the answer took too long", said, StringComparison.Ordinal);
    }

    /// <summary>A partner that dribbles its answer, a byte at a time, holds nobody longer than a request may take.</summary>
    [Fact]
    public async Task An_answer_that_dribbles_is_given_up()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await node.Own.Amend(null, document => document with { Addresses = [$"https://{listener.LocalEndpoint}"] }, Stop);
        using var certificate = new OwnCertificate.Source(node.Own, TimeProvider.System);
        using var enough = new CancellationTokenSource();
        var dribbled = 0;
        var dribbling = Dribble();
        using var link = new HttpsPartnerLink(node.Register);
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => link.Ask(node.Own.Id, Get("/"), late.Token).WaitAsync(TimeSpan.FromMinutes(1), Stop));
        Assert.True(dribbled > 2, $"{dribbled} bytes of the body came");
        await enough.CancelAsync();
        await dribbling;

        async Task Dribble()
        {
            using var socket = await listener.AcceptTcpClientAsync(Stop);
            await using var tls = new SslStream(socket.GetStream());
            await tls.AuthenticateAsServerAsync(certificate.Now());
            await tls.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"u8.ToArray(), Stop);
            try
            {
                for (; !enough.IsCancellationRequested; dribbled++, await Task.Delay(50, Stop)) await tls.WriteAsync("x"u8.ToArray(), Stop);
            }
            catch (IOException) { /* The asker hung up. */ }
        }
    }

    [Fact]
    public async Task A_new_key_shows_with_the_next_connection()
    {
        var before = node.Party.Tls;
        await node.Own.Turn(null, Stop);
        Assert.NotEqual(before, node.Party.Tls);
        using var link = new HttpsPartnerLink(node.Register);
        Assert.Equal(200, (await link.Ask(node.Own.Id, Get("/"), Stop)).Status);
    }

    [Fact]
    public void The_limits_are_written_down()
    {
        var page = File.ReadAllText(Tocsin.Tests.Share.Doors.Checkout.Path("docs/operations.md")).ReplaceLineEndings(" ");
        Assert.Contains($"{PartnerLimits.ConnectionsMax} connections, {PartnerLimits.StreamsPerConnectionMax} requests at once on each; {PartnerLimits.HeaderBytesMax >> 10} KiB and {PartnerLimits.HeadersMax} fields of headers, "
            + $"whole within {PartnerLimits.HeadersSeconds} seconds; a request line of {PartnerLimits.RequestLineBytesMax >> 10} KiB; a body of {SyncLimits.RequestBytesMax >> 20} MiB, at no less than "
            + $"1,024 bytes a second after the first {PartnerLimits.GraceSeconds} seconds, in either direction; TLS done within {PartnerLimits.HandshakeSeconds} seconds; "
            + $"{PartnerLimits.IdleSeconds} seconds without a request; {SyncLimits.RequestTimeoutSeconds} seconds for an answer.", page, StringComparison.Ordinal);
        Assert.Equal(1_024, PartnerLimits.BytesPerSecondMin);
    }

    /// <summary>A body whose length is not known before it ends.</summary>
    sealed class UnsizedStream() : MemoryStream([1, 2, 3])
    {
        public override bool CanSeek => false;
    }

    HttpClient Client() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        Expect100ContinueTimeout = TimeSpan.FromMinutes(1),
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
    })
    {
        BaseAddress = new Uri(host.Addresses[0]),
    };

    static PartnerRequest Get(string target) => new("GET", target, ImmutableDictionary<string, string>.Empty, default);

    static PartnerAnswer Answer(int status, byte[] body) => new(status, ImmutableDictionary<string, string>.Empty, body);

    static ImmutableDictionary<string, string> Headers(params (string Name, string Value)[] headers) => headers.ToImmutableDictionary(header => header.Name, header => header.Value);

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        await node.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }
}
