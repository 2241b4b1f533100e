using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime.Text;

namespace Tocsin.Node.Api.Taxii;

/// <summary>§4.1.</summary>
sealed record TaxiiDiscovery(string Title, string Description, string Default, IReadOnlyList<string> ApiRoots);

/// <summary>§4.2.</summary>
sealed record TaxiiRoot(string Title, string Description, IReadOnlyList<string> Versions, int MaxContentLength);

/// <summary>§5.2.1.</summary>
sealed record TaxiiCollection(string Id, string Title, string? Description, string? Alias, bool CanRead, bool CanWrite, IReadOnlyList<string> MediaTypes);

/// <summary>§5.1.1.</summary>
sealed record TaxiiCollections(IReadOnlyList<TaxiiCollection>? Collections);

/// <summary>§5.3.1.</summary>
sealed record TaxiiEntry(string Id, string DateAdded, string Version, string MediaType);

/// <summary>§5.3.1.</summary>
sealed record TaxiiManifest(bool? More, string? Next, IReadOnlyList<TaxiiEntry>? Objects);

/// <summary>§5.8.1.</summary>
sealed record TaxiiVersions(bool? More, string? Next, IReadOnlyList<string>? Versions);

/// <summary>§4.3.2.</summary>
sealed record TaxiiDetail(string Id, string Version, string? Message);

/// <summary>§4.3.1.</summary>
sealed record TaxiiStatus(
    string Id, string Status, string RequestTimestamp, int TotalCount, int SuccessCount, IReadOnlyList<TaxiiDetail>? Successes, int FailureCount, IReadOnlyList<TaxiiDetail>? Failures, int PendingCount);

/// <summary>§3.6.1.</summary>
sealed record TaxiiError(string Title, string Description, string ErrorId, string HttpStatus, Dictionary<string, string> Details);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TaxiiDiscovery))]
[JsonSerializable(typeof(TaxiiRoot))]
[JsonSerializable(typeof(TaxiiCollection))]
[JsonSerializable(typeof(TaxiiCollections))]
[JsonSerializable(typeof(TaxiiManifest))]
[JsonSerializable(typeof(TaxiiVersions))]
[JsonSerializable(typeof(TaxiiStatus))]
[JsonSerializable(typeof(TaxiiError))]
sealed partial class TaxiiJson : JsonSerializerContext;

/// <summary>How resources are written.</summary>
static class TaxiiText
{
    static readonly InstantPattern Microseconds = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.ffffff'Z'");
    static readonly InstantPattern Milliseconds = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.fff'Z'");

    /// <summary>Letters of all scripts as they are.</summary>
    public static TaxiiJson Json { get; } = new(new JsonSerializerOptions(TaxiiJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>A time of TAXII's: with six decimals.</summary>
    public static string Moment(Instant time) => Microseconds.Format(time);

    /// <summary>A version: as STIX writes it, with three decimals where no more are needed.</summary>
    public static string Version(Instant time) => time.ToUnixTimeTicks() % NodaConstants.TicksPerMillisecond == 0 ? Milliseconds.Format(time) : Microseconds.Format(time);
}
