using System.Net;
using System.Net.Security;
using System.Net.WebSockets;

namespace Tocsin.Tests.Officers;

/// <summary>What a browser does, as far as it matters here: keeps cookies, sends Origin with posts, follows nothing by itself.</summary>
sealed class Browser : IDisposable
{
    readonly HttpClient client;

    public Browser(string origin)
    {
        Origin = origin;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = Cookies,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        };
        client = new HttpClient(handler) { BaseAddress = new Uri(origin) };
    }

    public string Origin { get; }

    public CookieContainer Cookies { get; } = new();

    public Task<HttpResponseMessage> Get(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return client.SendAsync(request);
    }

    public async Task<string> Read(string path) => await (await Get(path)).Content.ReadAsStringAsync();

    /// <summary>Posts a form as the page would: with its token and the page's own origin.</summary>
    public async Task<HttpResponseMessage> Post(string path, Dictionary<string, string> fields, string? fragment = null)
    {
        fields["__RequestVerificationToken"] = await Read("/token");
        return await PostRaw(path, fields, Origin, fragment);
    }

    public Task<HttpResponseMessage> PostRaw(string path, Dictionary<string, string> fields, string? origin, string? fragment = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) };
        if (origin is not null) request.Headers.Add("Origin", origin);
        if (fragment is not null) request.Headers.Add("X-Fragment", fragment);
        return client.SendAsync(request);
    }

    public Task<HttpResponseMessage> SignIn(string name, string password, string returnTo = "/", string? fragment = null) =>
        Post("/sign-in/password", new() { ["name"] = name, ["password"] = password, ["returnTo"] = returnTo }, fragment);

    /// <summary>Opens the live channel, from a page of that origin.</summary>
    public async Task<ClientWebSocket> Open(string? pageOrigin)
    {
        var socket = new ClientWebSocket();
        socket.Options.Cookies = Cookies;
        socket.Options.CollectHttpResponseDetails = true;
        if (pageOrigin is not null) socket.Options.SetRequestHeader("Origin", pageOrigin);
        try
        {
            await socket.ConnectAsync(new Uri(new Uri(Origin.Replace("http", "ws", StringComparison.Ordinal)), "/live"), default);
        }
        catch (WebSocketException) when (socket.HttpStatusCode != 0)
        {
            // The test looks at the status.
        }
        return socket;
    }

    public void Dispose() => client.Dispose();
}
