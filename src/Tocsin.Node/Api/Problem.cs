using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tocsin.Node.Api.Taxii;

namespace Tocsin.Node.Api;

/// <summary>RFC 9457: what is wrong with a request, at which place of it, and why.</summary>
/// <param name="Type">Always about:blank: the status says what kind of problem it is.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">HTTP's number for it.</param>
/// <param name="Detail">The reason, in one sentence.</param>
/// <param name="At">The place: query parameter 'bbox', header Authorization, path, body.</param>
sealed record ProblemDocument(string Type, string Title, int Status, string Detail, string At)
{
    /// <summary>What became of a file of which nothing was taken in.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Report { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProblemDocument))]
sealed partial class ProblemJson : JsonSerializerContext;

/// <summary>Answers with a problem.</summary>
static class Problem
{
    // Quotes and letters of all scripts stay as they are.
    static readonly ProblemJson Plain = new(new JsonSerializerOptions(ProblemJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public const string MediaType = "application/problem+json";

    public static IResult Of(int status, string at, string reason) => Of(new ProblemDocument("about:blank", Title(status), status, reason, at));

    public static IResult Of(ProblemDocument problem) => new Answer(problem);

    public static IResult NotFound(string reason) => Of(404, "path", reason);

    /// <summary>In the form that is read below the path: TAXII has one of its own (§3.6.1).</summary>
    sealed class Answer(ProblemDocument problem) : IResult
    {
        public Task ExecuteAsync(HttpContext http) => (http.Request.Path.StartsWithSegments(TaxiiApi.Path)
            ? TypedResults.Text(JsonSerializer.SerializeToUtf8Bytes(new TaxiiError(problem.Title, problem.Detail, http.TraceIdentifier, $"{problem.Status}", new() { ["at"] = problem.At }), TaxiiText.Json.TaxiiError), TaxiiMedia.Taxii, problem.Status)
            : TypedResults.Text(JsonSerializer.SerializeToUtf8Bytes(problem, Plain.ProblemDocument), MediaType, problem.Status)).ExecuteAsync(http);
    }

    public static string Title(int status) => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status);
}
