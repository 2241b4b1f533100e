using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Partners;

/// <summary>Asks partners' nodes over HTTPS: at the addresses of their newest party document, believing the TLS key that it pins and no other.</summary>
/// <remarks>It follows no redirects, uses no proxy and keeps no cookies: what a partner answers is bytes to be verified.</remarks>
sealed class HttpsPartnerLink(Register register) : IPartnerLink, IDisposable
{
    readonly ConcurrentDictionary<string, Reach> reaches = new();

    public async Task<PartnerAnswer> Ask(string party, PartnerRequest request, CancellationToken stop)
    {
        var reach = ReachOf(party);
        IOException? last = null;
        foreach (var address in reach.Addresses)
        {
            try
            {
                using var message = Message(address, request);
                using var answer = await reach.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, stop);
                reach.Prefer(address);
                return await Read(answer, PartnerAnswer.BytesMax(request.Target), stop);
            }
            catch (HttpRequestException e)
            {
                last = new IOException(Say(address, e, reach), e);
            }
            catch (IOException e)
            {
                last = new IOException($"the connection to {address.Authority} broke off: {e.Message}", e);
            }
        }
        throw last!;
    }

    /// <summary>The way to a party, made anew when its document says something else.</summary>
    Reach ReachOf(string party)
    {
        if (register.Chain(party) is not { Newest: { Document: { Addresses: { Count: > 0 } addresses, Tls: { } pin } document }, Conviction: null })
            throw new IOException($"the document of the party {register.Chain(party)?.Newest?.Document.Name ?? party} names no address");
        if (reaches.TryGetValue(party, out var known) && known.Number == document.Number) return known;
        var reach = new Reach(document.Number, [.. addresses.Select(address => new Uri(address))], pin);
        reaches[party] = reach;
        return reach;       // The one before goes when its last request is answered.
    }

    static HttpRequestMessage Message(Uri address, PartnerRequest request)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(address, request.Target))
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (!request.Body.IsEmpty) message.Content = new ReadOnlyMemoryContent(request.Body);
        foreach (var (name, value) in request.Headers)
            if (!message.Headers.TryAddWithoutValidation(name, value)) message.Content?.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    static async Task<PartnerAnswer> Read(HttpResponseMessage answer, int most, CancellationToken stop)
    {
        if (answer.Content.Headers.ContentLength > most) throw new IOException($"the answer has {answer.Content.Headers.ContentLength} bytes; {most} are the most");
        using var body = new MemoryStream((int)(answer.Content.Headers.ContentLength ?? 0));
        var stream = await answer.Content.ReadAsStreamAsync(stop);
        var buffer = new byte[64 << 10];
        for (int read; (read = await stream.ReadAsync(buffer, stop)) > 0; body.Write(buffer, 0, read))
            if (body.Length + read > most) throw new IOException($"the answer has more than {most} bytes");
        var headers = answer.Headers.Concat(answer.Content.Headers).ToImmutableDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(", ", header.Value));
        return new PartnerAnswer((int)answer.StatusCode, headers, body.TryGetBuffer(out var bytes) ? bytes.AsMemory() : body.ToArray());
    }

    static string Say(Uri address, HttpRequestException e, Reach reach) => e.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError when reach.MetAnotherKey => $"{address.Authority} does not have the key that the party's document pins",
        HttpRequestError.SecureConnectionError => $"no secure connection to {address.Authority} comes about: {e.InnerException?.Message ?? e.Message}",
        HttpRequestError.NameResolutionError => $"the name {address.Host} is not known",
        HttpRequestError.ConnectionError => $"{address.Authority} does not answer: {e.InnerException?.Message ?? e.Message}",
        _ => $"{address.Authority}: {e.Message}",
    };

    public void Dispose()
    {
        foreach (var reach in reaches.Values) reach.Dispose();
    }

    /// <summary>How one party is reached, by one of its documents.</summary>
    sealed class Reach : IDisposable
    {
        readonly ImmutableArray<Uri> addresses;
        readonly string pin;
        readonly HttpClient client;
        volatile Uri preferred;
        volatile bool metAnotherKey;

        public Reach(int number, ImmutableArray<Uri> addresses, string pin)
        {
            (Number, this.addresses, this.pin, preferred) = (number, addresses, pin, addresses[0]);
            client = Make();
        }

        public int Number { get; }

        /// <summary>The one that answered last comes first.</summary>
        public IEnumerable<Uri> Addresses => addresses.OrderBy(address => address == preferred ? 0 : 1);

        /// <summary>Whether the last handshake showed another key than the pinned one.</summary>
        public bool MetAnotherKey => metAnotherKey;

        public HttpClient Client => client;

        HttpClient Make() => new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseProxy = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(PartnerLimits.ConnectSeconds),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(PartnerLimits.IdleSeconds / 2),
            EnableMultipleHttp2Connections = true, InitialHttp2StreamWindowSize = SyncLimits.RequestBytesMax,
            MaxResponseHeadersLength = PartnerLimits.HeaderBytesMax >> 10,
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                RemoteCertificateValidationCallback = (_, certificate, _, _) => IsPinned(certificate),
            },
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

        public void Prefer(Uri address) => preferred = address;

        public void Dispose() => client.Dispose();

        bool IsPinned(X509Certificate? certificate)
        {
            metAnotherKey = certificate is not X509Certificate2 found || OwnCertificate.Pin(found).ToBase64Url() != pin;
            return !metAnotherKey;
        }
    }
}
