using Microsoft.Net.Http.Headers;

namespace Tocsin.Node.Api.Taxii;

/// <summary>What is spoken: TAXII 2.1 alone (§1.6.8). An answer is asked for by name, by a name of which it is one, or not at all.</summary>
static class TaxiiMedia
{
    /// <summary>The media type of all requests and answers.</summary>
    public const string Taxii = "application/taxii+json;version=2.1";

    /// <summary>What collections hold.</summary>
    public const string Stix = "application/stix+json;version=2.1";

    /// <summary>The media type without its parameter, and what that says.</summary>
    public const string Plain = "application/taxii+json", Version = "2.1";

    /// <summary>Refuses who wants another form, or sends one.</summary>
    public static ValueTask<object?> Negotiate(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        if (!Accepts(request.Headers.Accept)) return Refuse(406, "header Accept", $"This server answers in {Taxii} alone.");
        if (HttpMethods.IsPost(request.Method) && !(MediaTypeHeaderValue.TryParse(request.ContentType, out var sent) && Is(sent))) return Refuse(415, "header Content-Type", $"This server reads {Taxii} alone.");
        return next(context);
    }

    /// <summary>The most specific of the ranges that take in a type decides (RFC 9110 §12.5.1); without the header everything is acceptable.</summary>
    static bool Accepts(Microsoft.Extensions.Primitives.StringValues header)
    {
        if (header.Count == 0) return true;
        if (!MediaTypeHeaderValue.TryParseList([.. header.OfType<string>()], out var ranges)) return false;
        var nearest = ranges.Where(range => Nearness(range) > 0).OrderByDescending(Nearness).FirstOrDefault();
        return nearest is not null && nearest.Quality is not 0;
    }

    static int Nearness(MediaTypeHeaderValue range) => Is(range) ? VersionOf(range) is null ? 3 : 4 : range.MatchesAllTypes ? 1 : range.MatchesAllSubTypes && range.Type.Equals("application", StringComparison.OrdinalIgnoreCase) ? 2 : 0;

    static bool Is(MediaTypeHeaderValue type) => type.MediaType.Equals(Plain, StringComparison.OrdinalIgnoreCase) && VersionOf(type) is null or Version;

    /// <summary>The version that a media type names; nothing where it names none.</summary>
    public static string? VersionOf(MediaTypeHeaderValue type) => type.Parameters.FirstOrDefault(each => each.Name.Equals("version", StringComparison.OrdinalIgnoreCase)) is { } version ? HeaderUtilities.RemoveQuotes(version.Value).ToString() : null;

    static ValueTask<object?> Refuse(int status, string at, string why) => ValueTask.FromResult<object?>(Problem.Of(status, at, why));
}
