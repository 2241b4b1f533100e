using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using Tocsin.Node.Api.Taxii;
using Tocsin.Node.Delivery;
using Tocsin.Warn.Feeds;

namespace Tocsin.Node.Feeds;

/// <summary>What a server sent: a closed set.</summary>
abstract record Fetched
{
    Fetched() { }

    /// <summary>Nothing new (304).</summary>
    public sealed record Unchanged : Fetched;

    /// <summary>A document.</summary>
    public sealed record Document(Stream Bytes, string Digest, string? Tag, DateTimeOffset? Modified) : Fetched
    {
        /// <summary>What its server says that it is.</summary>
        public string? MediaType { get; init; }
        /// <summary>Of a TAXII server: when the last object came to it.</summary>
        public string? AddedLast { get; init; }
    }

    /// <summary>Nothing; why, and how long it wants to be left alone.</summary>
    public sealed record Failed(string Why, Duration? After) : Fetched
    {
        /// <summary>HTTP's number for it; nothing where there was no answer.</summary>
        public int? Status { get; init; }
        /// <summary>Whether it is longer than what is taken.</summary>
        public bool IsTooLong { get; init; }
    }
}

/// <summary>Asks a feed's server, with conditions (RFC 9110 §13). No redirect is followed, no cookie kept, no proxy asked; an answer ends at its limit.</summary>
sealed class FeedFetch(TimeProvider clock, TimeSpan patience) : IDisposable
{
    readonly ConcurrentDictionary<(string? CaFile, string Host), HttpClient> clients = new();

    /// <summary>Asks for the feed's own document.</summary>
    public Task<Fetched> Fetch(UrlFeed feed, FeedHealth health, CancellationToken stop) => Ask(feed, feed.Url, health, stop);

    /// <summary>Asks for a document of the feed's, with the conditions that its health tells.</summary>
    public Task<Fetched> Fetch(UrlFeed feed, Uri url, FeedHealth health, CancellationToken stop) => Ask(feed, url, health, stop);

    /// <summary>Asks for a document to which a feed's index links; no secret goes to another host.</summary>
    public Task<Fetched> Follow(UrlFeed feed, Uri link, CancellationToken stop) => Ask(link.Authority == feed.Url.Authority ? feed : feed with { Token = null, User = null, Password = null }, link, FeedHealth.Unasked, stop);

    async Task<Fetched> Ask(UrlFeed feed, Uri url, FeedHealth health, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(patience, clock);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        try
        {
            using var request = Request(feed, url, health);
            using var response = await Client(feed.CaFile, url).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, enough.Token);
            if (response.StatusCode == HttpStatusCode.NotModified) return new Fetched.Unchanged();
            return (int)response.StatusCode switch
            {
                200 => await Document(response, feed.AnswerBytesMax, enough.Token),
                >= 300 and < 400 => Failed(response, $"{url.Host} sends us elsewhere, to {Elsewhere(response)}: redirects are not followed, so write that address"),
                401 or 403 => Failed(response, $"{url.Host} wants another token or password ({(int)response.StatusCode})"),
                429 or 503 => Failed(response, $"{url.Host} wants to be left alone for a while ({(int)response.StatusCode})"),
                406 or 415 when feed.IsTaxii => Failed(response, $"{url.Host} does not speak TAXII 2.1 ({(int)response.StatusCode})"),
                var status => Failed(response, $"{url.Host} answered {status}"),
            };
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new Fetched.Failed($"{url.Host} did not finish within {patience.TotalSeconds:0} s", null);
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException tls)
        {
            return new Fetched.Failed($"{url.Host} shows a certificate that is not to be trusted: {tls.Message}", null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            return new Fetched.Failed($"{url.Host} cannot be reached, or its answer does not read: {e.Message}", null) { IsTooLong = e is TooLongException };
        }
    }

    static HttpRequestMessage Request(UrlFeed feed, Uri url, FeedHealth health)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Add("User-Agent", "Tocsin");
        if (feed.IsTaxii) request.Headers.Accept.ParseAdd(TaxiiMedia.Taxii);
        if (feed.Token is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (feed is { User: { } user, Password: { } password }) request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        if (health.Tag is { } tag && EntityTagHeaderValue.TryParse(tag, out var known)) request.Headers.IfNoneMatch.Add(known);
        request.Headers.IfModifiedSince = health.Modified;
        return request;
    }

    /// <summary>Kept in a file that is gone with its stream: an answer may be larger than a node should hold in memory.</summary>
    static async Task<Fetched> Document(HttpResponseMessage response, long bytesMax, CancellationToken stop)
    {
        var kept = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 64 << 10, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(stop);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[64 << 10];
            for (int count; (count = await body.ReadAsync(buffer, stop)) > 0;)
            {
                if (kept.Length + count > bytesMax) throw new TooLongException($"it is longer than {bytesMax >> 20} MiB");
                hash.AppendData(buffer, 0, count);
                await kept.WriteAsync(buffer.AsMemory(0, count), stop);
            }
            await kept.FlushAsync(stop);
            kept.Position = 0;
            return new Fetched.Document(kept, Convert.ToBase64String(hash.GetHashAndReset()), response.Headers.ETag?.ToString(), response.Content.Headers.LastModified)
            {
                MediaType = response.Content.Headers.ContentType?.ToString(),
                AddedLast = response.Headers.TryGetValues("X-TAXII-Date-Added-Last", out var dates) ? dates.First() : null,
            };
        }
        catch
        {
            await kept.DisposeAsync();
            throw;
        }
    }

    Fetched.Failed Failed(HttpResponseMessage response, string why) => new(why, response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => Duration.FromTimeSpan(delta),
        { Date: { } date } => Duration.Max(Duration.Zero, Instant.FromDateTimeOffset(date) - clock.Now()),
        _ => null,
    }) { Status = (int)response.StatusCode };

    static string Elsewhere(HttpResponseMessage response) => response.Headers.Location is { } there ? there.IsAbsoluteUri ? there.GetLeftPart(UriPartial.Path) : there.OriginalString.Split('?')[0] : "nowhere";

    HttpClient Client(string? caFile, Uri url) => clients.GetOrAdd((caFile, url.IdnHost), static key => new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, UseProxy = false, AutomaticDecompression = DecompressionMethods.All, MaxResponseHeadersLength = 32,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10), SslOptions = Trust.In(key.CaFile, key.Host),
    }) { Timeout = Timeout.InfiniteTimeSpan });

    public void Dispose()
    {
        foreach (var client in clients.Values) client.Dispose();
    }

    sealed class TooLongException(string message) : IOException(message);
}
