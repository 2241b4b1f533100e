using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NetTopologySuite.Geometries;
using Tocsin.Formats.GeoJson;

namespace Tocsin.Share.Records;

/// <summary>The groups' members as JSON: camel case, absent where there is nothing to say, instants as RFC 3339 in UTC.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    Converters = [
        typeof(EventFactsConverter), typeof(InstantConverter), typeof(GeometryConverter), typeof(WordConverter<CapStatus>), typeof(WordConverter<MessageType>),
        typeof(WordConverter<Category>), typeof(WordConverter<Severity>), typeof(WordConverter<Urgency>), typeof(WordConverter<Certainty>),
        typeof(WordConverter<DispositionAction>), typeof(WordConverter<Outcome>)])]
[JsonSerializable(typeof(EventFacts))]
[JsonSerializable(typeof(IndicatorFacts))]
[JsonSerializable(typeof(SightingFacts))]
[JsonSerializable(typeof(WarningFacts))]
[JsonSerializable(typeof(DispositionFacts))]
[JsonSerializable(typeof(NoteFacts))]
[JsonSerializable(typeof(RulesFacts))]
[JsonSerializable(typeof(RosterFacts))]
[JsonSerializable(typeof(HandoverFacts))]
[JsonSerializable(typeof(WithdrawalFacts))]
[JsonSerializable(typeof(ErasureFacts))]
[JsonSerializable(typeof(DocumentFacts))]
[JsonSerializable(typeof(Where))]
[JsonSerializable(typeof(IReadOnlyList<TextBlock>))]
[JsonSerializable(typeof(Source))]
[JsonSerializable(typeof(Personal))]
[JsonSerializable(typeof(JsonElement))]
sealed partial class GroupJson : JsonSerializerContext
{
    /// <summary>How a kind's facts are read and written; nothing for a kind that this version does not know.</summary>
    public static JsonTypeInfo? FactsOf(Kind kind) => kind.Name switch
    {
        "observation" or "incident" => Default.EventFacts,
        "indicator" => Default.IndicatorFacts,
        "sighting" => Default.SightingFacts,
        "warning" => Default.WarningFacts,
        "disposition" => Default.DispositionFacts,
        "note" => Default.NoteFacts,
        "rules" => Default.RulesFacts,
        "roster" => Default.RosterFacts,
        "handover" => Default.HandoverFacts,
        "withdrawal" => Default.WithdrawalFacts,
        "erasure" => Default.ErasureFacts,
        "charter" or "party" => Default.DocumentFacts,
        _ => null,
    };
}

/// <summary>RFC 3339 in UTC with as many decimals as there are.</summary>
sealed class InstantConverter : JsonConverter<Instant>
{
    public override Instant Read(ref Utf8JsonReader json, Type type, JsonSerializerOptions options)
    {
        var time = json.GetDateTimeOffset();
        var isUtc = json.ValueIsEscaped ? json.GetString() is [.., 'Z'] : json.ValueSpan[^1] == 'Z';
        return isUtc ? Instant.FromDateTimeOffset(time) : throw new JsonException("a time is not in UTC");
    }

    public override void Write(Utf8JsonWriter json, Instant time, JsonSerializerOptions options) =>
        json.WriteStringValue(time.ToDateTimeUtc());
}

/// <summary>A word of a closed list, spelt exactly: no numbers, no lists of words.</summary>
sealed class WordConverter<T> : JsonConverter<T> where T : struct, Enum
{
    static readonly FrozenDictionary<string, T> Values = Enum.GetValues<T>().ToFrozenDictionary(value => value.ToString());
    static readonly FrozenDictionary<T, JsonEncodedText> Words = Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonEncodedText.Encode(value.ToString()));

    public override T Read(ref Utf8JsonReader json, Type type, JsonSerializerOptions options) =>
        json.TokenType == JsonTokenType.String && Values.TryGetValue(json.GetString()!, out var value)
            ? value
            : throw new JsonException($"a word is not of the list {typeof(T).Name}");

    public override void Write(Utf8JsonWriter json, T value, JsonSerializerOptions options) => json.WriteStringValue(Words[value]);
}

/// <summary>RFC 7946 geometry.</summary>
sealed class GeometryConverter : JsonConverter<Geometry>
{
    public override Geometry Read(ref Utf8JsonReader json, Type type, JsonSerializerOptions options) =>
        GeoJsonGeometry.Read(ref json) is { IsRead: true } geometry ? geometry.Value : throw new JsonException("a geometry does not read");

    public override void Write(Utf8JsonWriter json, Geometry geometry, JsonSerializerOptions options) =>
        GeoJsonGeometry.Write(json, geometry);
}
