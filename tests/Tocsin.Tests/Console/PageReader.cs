using System.Net;
using System.Text.RegularExpressions;

namespace Tocsin.Tests.Console;

/// <summary>A browser without a script: keeps cookies, and sends the token that it found on a page.</summary>
sealed partial class PageReader : IDisposable
{
    readonly HttpClient client;

    public PageReader(string origin)
    {
        Origin = origin;
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = new Uri(origin) };
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    public string Origin { get; }

    public CookieContainer Cookies { get; } = new();

    public Task<HttpResponseMessage> Get(string path) => client.GetAsync(path);

    public async Task<string> Read(string path) => await (await Get(path)).Content.ReadAsStringAsync();

    /// <summary>Posts a form from a page, as its script does or as the browser alone would.</summary>
    public async Task<HttpResponseMessage> Post(string path, string page = "/", bool script = true, string? token = null, params (string Name, string Value)[] fields)
    {
        var shown = token is null ? await Read(page) : "";
        token ??= Token().Match(shown).Groups[1].Value;
        if (Based().Match(shown) is { Success: true } based && fields.All(field => field.Name != "based")) fields = [.. fields, ("based", based.Groups[1].Value)];
        var form = fields.Append(("__RequestVerificationToken", token)).Select(field => new KeyValuePair<string, string>(field.Item1, field.Item2));
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add("Origin", Origin);
        request.Headers.Add("Referer", Origin + page);
        if (script) request.Headers.Add("X-Fragment", "1");
        return await client.SendAsync(request);
    }

    /// <summary>A request of another method, without a form.</summary>
    public Task<HttpResponseMessage> Send(string method, string path) =>
        client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path) { Headers = { { "Origin", Origin }, { "X-Fragment", "1" } } });

    public Task<HttpResponseMessage> SignIn(string name) =>
        Post("/sign-in/password", "/sign-in", script: false, token: null, ("name", name), ("password", ConsoleNode.Password), ("returnTo", "/"));

    public void Dispose() => client.Dispose();

    [GeneratedRegex("name=\"based\" value=\"([^\"]*)\"")]
    private static partial Regex Based();

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
