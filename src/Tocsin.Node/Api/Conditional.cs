using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Tocsin.Node.Api;

/// <summary>Answers with bytes, or with 304 where the program holds the same already (RFC 9110 §13.1.2). The validator is the bytes' own digest.</summary>
static class Conditional
{
    const int TagBytes = 16;

    /// <summary>The answer.</summary>
    /// <param name="http">The request.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="mediaType">What they are.</param>
    public static IResult Answer(HttpContext http, ReadOnlyMemory<byte> body, string mediaType)
    {
        var tag = TagOf(body.Span);
        http.Response.Headers.ETag = tag.ToString();
        http.Response.Headers.CacheControl = "private, no-cache";
        return Has(http.Request, tag) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Bytes(body, mediaType);
    }

    /// <summary>The validator of some bytes.</summary>
    public static EntityTagHeaderValue TagOf(ReadOnlySpan<byte> body)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, digest);
        return new($"\"{Convert.ToHexStringLower(digest[..TagBytes])}\"");
    }

    /// <summary>Whether the program says that it holds them.</summary>
    public static bool Has(HttpRequest request, EntityTagHeaderValue tag) =>
        request.GetTypedHeaders().IfNoneMatch.Any(held => held.Equals(EntityTagHeaderValue.Any) || held.Compare(tag, useStrongComparison: false));
}
