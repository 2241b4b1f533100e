using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Tocsin.Share.Doors;
using Tocsin.Tests.Conventions;
using Xunit;

namespace Tocsin.Tests.Api;

/// <summary>The OpenAPI document is true: of every route, and of every answer that these tests provoke.</summary>
public sealed partial class OpenApiTests(ScopedNode node) : IClassFixture<ScopedNode>
{
    static readonly string Source = Path.Combine(SourceFiles.Root, "src/Tocsin.Node/Api/openapi.json");
    static readonly string LintFolder = Path.Combine(SourceFiles.Root, "tests/openapi-lint");

    /// <summary>What the node lints the document with, where it is installed.</summary>
    internal static string Spectral => Path.Combine(LintFolder, "node_modules/.bin/spectral");

    [Fact]
    public void Every_route_is_told_and_every_path_is_there()
    {
        var told = Document().GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}")).Order(StringComparer.Ordinal);
        var there = node.Console.Routes.OfType<RouteEndpoint>().Where(IsForPrograms)
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Select(method => $"{method} {Plain(route)}") ?? []).Order(StringComparer.Ordinal);
        Assert.Equal(there, told);
    }

    [Fact]
    public async Task Every_answer_is_as_the_document_says()
    {
        using var program = ApiClient.Of(node.Console, "told", write: true);
        using var narrow = ApiClient.Of(node.Console, "narrow", circles: node.Circles["drill"]);
        using var idle = ApiClient.Of(node.Console, "idle", rate: 1);
        await idle.Json("/api/v1/circles");
        var (record, seen) = (RowFeatures.IdOf(node.Warnings["private"]), new HashSet<string>());
        var watch = Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057");
        foreach (var (path, address) in new[]
        {
            ("/api/openapi.json", "/api/openapi.json"), ("/api/v1/circles", "/api/v1/circles"), ("/api/v1/records", "/api/v1/records?limit=50"), ("/api/v1/records/{record}", $"/api/v1/records/{record}"),
            ("/api/v1/warnings", "/api/v1/warnings"), ("/api/v1/warnings/{thread}", $"/api/v1/warnings/{node.Thread}"), ("/api/v1/vessels", "/api/v1/vessels?near=105,20&at=2026-01-02"), ("/api/v1/vessels", $"/api/v1/vessels?warning={node.Thread}"), ("/ogc", "/ogc"), ("/ogc/conformance", "/ogc/conformance"), ("/ogc/collections", "/ogc/collections"),
            ("/ogc/collections/{collection}", "/ogc/collections/records"), ("/ogc/collections/{collection}/queryables", "/ogc/collections/records/queryables"),
            ("/ogc/collections/{collection}/items", "/ogc/collections/records/items"), ("/ogc/collections/{collection}/items/{feature}", $"/ogc/collections/records/items/{record}"),
            ("/ogc/collections/{collection}/items", "/ogc/collections/threads/items"), ("/ogc/collections/{collection}/items/{feature}", $"/ogc/collections/threads/items/{node.Thread}"),
            ("/misp/{circle}/manifest.json", "/misp/private/manifest.json"), ("/misp/{circle}/hashes.csv", "/misp/private/hashes.csv"),
            ("/misp/{circle}/{event}.json", $"/misp/private/{await MispEvent()}.json"),
            ("/cap/{circle}.atom", "/cap/private.atom"), ("/cap/alerts/{record}.xml", $"/cap/alerts/{record}.xml"),
        })
        {
            var answer = await program.Get(address);
            await Check("get", path, answer, seen);
            if (answer.Headers.ETag is { } tag) await Check("get", path, await program.Send(new HttpRequestMessage(HttpMethod.Get, address) { Headers = { IfNoneMatch = { tag } } }), seen);
            await Check("get", path, await program.Get($"{address.Split('?')[0]}?nonsense=1"), seen);
            await Check("get", path, await narrow.Get(address), seen);
            await Check("get", path, await idle.Get(address), seen);
            using var bare = new HttpClient { BaseAddress = new Uri(node.Console.Origin) };
            await Check("get", path, await bare.GetAsync(address), seen);
        }
        foreach (var missing in new[] { "/api/v1/records/x", "/api/v1/warnings/x", "/api/v1/vessels?record=x", "/ogc/collections/x", "/ogc/collections/records/items/x", "/cap/x.atom", $"/cap/watch/{watch}.atom" })
            await Check("get", PathOf(missing), await program.Get(missing), seen);
        await Check("post", "/api/v1/records", await program.Post("/api/v1/records", ApiClient.GeoJson("told")), seen);
        await Check("post", "/api/v1/records", await program.Post("/api/v1/records", [0]), seen);
        await Check("post", "/api/v1/records", await narrow.Post("/api/v1/records", [0]), seen);
        await Check("get", "/api/v1/stream", await program.Send(new HttpRequestMessage(HttpMethod.Get, "/api/v1/stream"), HttpCompletionOption.ResponseHeadersRead), seen);
        await Check("get", "/api/v1/stream", await program.Get("/api/v1/stream?after=999999999"), seen);
        var told = Document().GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name} {path.Name} 200"));
        Assert.Equal(["get /cap/watch/{watch}.atom 200"], told.Except(seen).Order());
        Assert.InRange(seen.Count, 60, 200);
    }

    [Fact]
    public async Task It_is_served_to_anybody_under_the_name_that_is_asked_for()
    {
        using var bare = new HttpClient { BaseAddress = new Uri(node.Console.Origin) };
        var plain = await bare.GetAsync("/api/openapi.json");
        Assert.Equal("application/json", plain.Content.Headers.ContentType!.ToString());
        Assert.Equal(File.ReadAllBytes(Source), await plain.Content.ReadAsByteArrayAsync());
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/openapi.json");
        request.Headers.TryAddWithoutValidation("Accept", "application/vnd.oai.openapi+json;version=3.1");
        var named = await bare.SendAsync(request);
        Assert.Equal("application/vnd.oai.openapi+json;version=3.1", named.Content.Headers.ContentType!.ToString().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("3.1.0", Document().GetProperty("openapi").GetString());
    }

    [SpectralFact]
    public void Spectral_finds_nothing_wrong()
    {
        var start = new ProcessStartInfo(Spectral, ["lint", "--fail-severity=warn", "-r", Path.Combine(LintFolder, "spectral.yaml"), Source]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var lint = Process.Start(start)!;
        var (said, failed) = (lint.StandardOutput.ReadToEndAsync(), lint.StandardError.ReadToEndAsync());
        lint.WaitForExit();
        Assert.True(lint.ExitCode == 0, $"{said.Result}{failed.Result}");
    }

    /// <summary>The UUID of the event that a list's indicators make.</summary>
    async Task<string> MispEvent()
    {
        using var program = ApiClient.Of(node.Console, "lists", write: true);
        await program.Post("/api/v1/records?name=list.txt", "evil.example\n"u8.ToArray());
        await node.Console.Settle();
        return (await program.Json("/misp/private/manifest.json")).EnumerateObject().First().Name;
    }

    static JsonElement Document() => JsonDocument.Parse(File.ReadAllBytes(Source)).RootElement;

    static async Task Check(string method, string path, HttpResponseMessage answer, HashSet<string> seen)
    {
        var (document, status) = (Document(), (int)answer.StatusCode);
        var responses = document.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses");
        Assert.True(responses.TryGetProperty($"{status}", out var response), $"{method} {path} answers {status}, which is not told");
        seen.Add($"{method} {path} {status}");
        var schema = new SchemaCheck(document);
        response = schema.Resolve(response);
        if (status == (int)HttpStatusCode.NotModified) return;
        var type = answer.Content.Headers.ContentType!.ToString();
        Assert.True(response.GetProperty("content").TryGetProperty(type.Replace("; charset=utf-8", "", StringComparison.Ordinal), out var content), $"{method} {path} {status} is {type}, which is not told");
        if (response.TryGetProperty("headers", out var headers))
            foreach (var header in headers.EnumerateObject().Where(header => header.Name is "ETag" or "WWW-Authenticate" || header.Name == "Retry-After" && status == 429 && path != "/api/v1/stream"))
                Assert.True(answer.Headers.Contains(header.Name), $"{method} {path} {status} bears no {header.Name}");
        if (!type.Contains("json", StringComparison.Ordinal)) return;
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Null(schema.Fault(body, content.GetProperty("schema"), $"{method} {path} {status}: body"));
    }

    static bool IsForPrograms(RouteEndpoint route) =>
        route.RoutePattern.RawText is { } text && Tocsin.Node.Api.ApiErrors.Paths.Any(path => text.StartsWith(path, StringComparison.Ordinal)) && !text.Contains("**", StringComparison.Ordinal)
        && !text.StartsWith("/taxii2", StringComparison.Ordinal);      // OASIS describes that one.

    static string Plain(RouteEndpoint route) => Constraint().Replace(route.RoutePattern.RawText!, "{$1}").TrimEnd('/');

    static string PathOf(string address) => address.Split('/') switch
    {
        ["", "api", "v1", "records", _] => "/api/v1/records/{record}",
        ["", "api", "v1", "warnings", _] => "/api/v1/warnings/{thread}",
        ["", "ogc", "collections", _] => "/ogc/collections/{collection}",
        ["", "ogc", "collections", _, "items", _] => "/ogc/collections/{collection}/items/{feature}",
        ["", "cap", "watch", _] => "/cap/watch/{watch}.atom",
        _ => "/cap/{circle}.atom",
    };

    [GeneratedRegex(@"\{([a-z]+):[a-z]+\}")]
    private static partial Regex Constraint();
}

/// <summary>A test that needs Spectral, which ./test installs by npm: skipped by name where it is missing, except under CI=true.</summary>
public sealed class SpectralFactAttribute : FactAttribute
{
    /// <summary>Decides at discovery whether the test can run.</summary>
    public SpectralFactAttribute() => Skip = File.Exists(OpenApiTests.Spectral) || Environment.GetEnvironmentVariable("CI") == "true" ? null : "Spectral is not installed in tests/openapi-lint";
}
