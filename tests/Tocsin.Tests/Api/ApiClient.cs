using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Tocsin.Log;
using Tocsin.Node.Api;
using Tocsin.Node.Api.Tokens;
using Tocsin.Tests.Console;
using Xunit;

namespace Tocsin.Tests.Api;

/// <summary>A program that speaks to a node by a token.</summary>
sealed class ApiClient : IDisposable
{
    readonly HttpClient client;

    ApiClient(ConsoleNode console, ApiToken token, TokenSecret secret)
    {
        (Console, Token, Secret) = (console, token, secret);
        client = new HttpClient { BaseAddress = new Uri(console.Origin), Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret.ToString());
    }

    public ConsoleNode Console { get; }

    public ApiToken Token { get; }

    public TokenSecret Secret { get; }

    /// <summary>A token for these circles; for the private one where none is named.</summary>
    public static ApiClient Of(ConsoleNode console, string name = "program", bool write = false, int rate = ApiLimits.RateMax, params ImmutableArray<Hash> circles) =>
        Given(console, new TokenRequest(name, circles.IsEmpty ? [console.Node.Log.Circle] : circles, write, 90, rate));

    /// <summary>A token for whatever the party shares.</summary>
    public static ApiClient OfAllShared(ConsoleNode console) => Given(console, new TokenRequest("shared", [], MayWrite: false, 90, ApiLimits.RateMax));

    public Task<HttpResponseMessage> Send(HttpRequestMessage request, HttpCompletionOption until = HttpCompletionOption.ResponseContentRead) => client.SendAsync(request, until);

    public Task<HttpResponseMessage> Get(string path) => client.GetAsync(path);

    public Task<HttpResponseMessage> Post(string path, byte[] file) => client.PostAsync(path, new ByteArrayContent(file));

    /// <summary>An answer that is JSON and was given.</summary>
    public async Task<JsonElement> Json(string path)
    {
        var answer = await Get(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>A refusal: its status, and the place and the reason that the problem tells.</summary>
    public static async Task<(int Status, string At, string Detail)> Problem(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True("application/problem+json" == answer.Content.Headers.ContentType?.MediaType, $"{(int)answer.StatusCode} {text}");
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal((int)answer.StatusCode, problem.GetProperty("status").GetInt32());
        Assert.Equal("about:blank", problem.GetProperty("type").GetString());
        return ((int)answer.StatusCode, problem.GetProperty("at").GetString()!, problem.GetProperty("detail").GetString()!);
    }

    public async Task<(int Status, string At, string Detail)> Refused(string path) => await Problem(await Get(path));

    public void Dispose() => client.Dispose();

    /// <summary>A token for several circles.</summary>
    public static ApiClient Given(ConsoleNode console, ImmutableArray<Hash> circles, bool write) => Given(console, new TokenRequest($"several-{circles[0].ToBase64Url()[..8]}{circles[1].ToBase64Url()[..8]}".ToLowerInvariant().Replace('_', '-'), circles, write, 90, ApiLimits.RateMax));

    static ApiClient Given(ConsoleNode console, TokenRequest request)
    {
        var added = Assert.IsType<AddingToken.Added>(console.Services.GetRequiredService<AddToken>().Handle(request));
        return new ApiClient(console, added.Token, added.Secret);
    }

    /// <summary>GeoJSON that the node reads.</summary>
    public static byte[] GeoJson(params IEnumerable<string> ids) => Encoding.UTF8.GetBytes($$"""{"type":"FeatureCollection","features":[{{string.Join(',', ids.Select(Gauge))}}]}""");

    static string Gauge(string id, int index) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"type":"Feature","id":"{{{id}}}","geometry":{"type":"Point","coordinates":[{{{105 + index % 1_000 * 0.01}}},20.5]},"properties":{"event":"Gauge","category":"Env","severity":"Minor","time":"2026-01-02T03:04:05Z","headline":"Gauge {{{id}}}"}}""");

    /// <summary>The time now, by the node.</summary>
    public Instant Now => Console.Node.Sources.Clock.Now();
}
