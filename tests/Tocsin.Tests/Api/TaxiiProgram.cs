using System.Text.Json;
using Xunit;

namespace Tocsin.Tests.Api;

/// <summary>A program that speaks TAXII 2.1.</summary>
sealed class TaxiiProgram(ApiClient client) : IDisposable
{
    public const string Media = "application/taxii+json;version=2.1", Root = "/taxii2/tocsin/";

    public static string Objects(string collection = "private") => $"{Root}collections/{collection}/objects/";

    public Task<HttpResponseMessage> Get(string path, string? accept = Media) => Send(HttpMethod.Get, path, accept, null, null);

    public Task<HttpResponseMessage> Post(byte[] envelope, string? path = null, string? contentType = Media) => Send(HttpMethod.Post, path ?? Objects(), Media, new ByteArrayContent(envelope), contentType);

    public async Task<HttpResponseMessage> Send(HttpMethod method, string path, string? accept, HttpContent? body, string? contentType)
    {
        var request = new HttpRequestMessage(method, path) { Content = body };
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        if (contentType is not null) body?.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await client.Send(request);
    }

    /// <summary>A resource.</summary>
    public async Task<JsonElement> Json(string path) => await Json(await Get(path), 200);

    /// <summary>What was posted became.</summary>
    public async Task<JsonElement> Posted(byte[] envelope) => await Json(await Post(envelope), 202);

    public static async Task<JsonElement> Json(HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode} {text}");
        Assert.Equal(Media, answer.Content.Headers.ContentType!.ToString().Replace("; ", ";", StringComparison.Ordinal));
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>An error (§3.6.1): its status and what it says.</summary>
    public static async Task<(int Status, string At, string Why)> Error(HttpResponseMessage answer)
    {
        var error = await Json(answer, (int)answer.StatusCode);
        Assert.Equal($"{(int)answer.StatusCode}", error.GetProperty("http_status").GetString());
        Assert.NotEqual("", error.GetProperty("title").GetString());
        Assert.NotEqual("", error.GetProperty("error_id").GetString());
        return ((int)answer.StatusCode, error.GetProperty("details").GetProperty("at").GetString()!, error.GetProperty("description").GetString()!);
    }

    public void Dispose() => client.Dispose();
}
