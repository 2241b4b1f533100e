using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NetTopologySuite.Geometries;
using NodaTime.Text;
using Tocsin.Formats.CaseCounts;
using Tocsin.Formats.GeoJson;

namespace Tocsin.Share.Records;

/// <summary>The groups' members as JSON: camel case, absent where there is nothing to say, instants as RFC 3339 in UTC.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    Converters = [
        typeof(InstantConverter), typeof(GeometryConverter), typeof(WordConverter<CapStatus>), typeof(WordConverter<MessageType>),
        typeof(WordConverter<Category>), typeof(WordConverter<Severity>), typeof(WordConverter<Urgency>), typeof(WordConverter<Certainty>),
        typeof(WordConverter<DispositionAction>), typeof(WordConverter<Outcome>), typeof(LocalDateConverter),
        typeof(WordConverter<Measure>), typeof(WordConverter<CaseStatus>), typeof(WordConverter<DateBasis>), typeof(WordConverter<CountPeriod>)])]
[JsonSerializable(typeof(CountFacts))]
[JsonSerializable(typeof(CaseFacts))]
[JsonSerializable(typeof(IndicatorFacts))]
[JsonSerializable(typeof(SightingFacts))]
[JsonSerializable(typeof(IntelligenceFacts))]
[JsonSerializable(typeof(WarningFacts))]
[JsonSerializable(typeof(DispositionFacts))]
[JsonSerializable(typeof(NoteFacts))]
[JsonSerializable(typeof(RulesFacts))]
[JsonSerializable(typeof(WatchFacts))]
[JsonSerializable(typeof(RosterFacts))]
[JsonSerializable(typeof(HandoverFacts))]
[JsonSerializable(typeof(WithdrawalFacts))]
[JsonSerializable(typeof(ErasureFacts))]
[JsonSerializable(typeof(DocumentFacts))]
[JsonSerializable(typeof(ConsentFacts))]
[JsonSerializable(typeof(RelayGroup))]
[JsonSerializable(typeof(Personal))]
[JsonSerializable(typeof(JsonElement))]
sealed partial class GroupJson : JsonSerializerContext
{
    /// <summary>Reads a kind's facts; nothing, and the reader stays, for a kind that this version does not know.</summary>
    public static Facts? ReadFacts(Kind kind, ref Utf8JsonReader json)
    {
        if (!IsEvent(kind) && FactsOf(kind) is null) return null;
        if (json.TokenType == JsonTokenType.Null) throw new JsonException("the facts are null");
        return kind.Name switch
        {
            "observation" or "incident" => EventFactsJson.Read(ref json),
            "indicator" => IntelligenceFactsJson.ReadIndicator(ref json),
            "sighting" => IntelligenceFactsJson.ReadSighting(ref json),
            "intelligence" => IntelligenceFactsJson.ReadIntelligence(ref json),
            _ => (Facts)JsonSerializer.Deserialize(ref json, FactsOf(kind)!)!,
        };
    }

    /// <summary>Writes a kind's facts.</summary>
    /// <exception cref="ArgumentException">The kind is not known here, or has other facts.</exception>
    public static void WriteFacts(Utf8JsonWriter json, Kind kind, Facts facts)
    {
        if (IsEvent(kind) && facts is EventFacts happened) EventFactsJson.Write(json, happened);
        else JsonSerializer.Serialize(json, facts, FactsOf(kind) ?? throw new ArgumentException($"a record of the kind '{kind}' has other facts than {facts.GetType().Name}", nameof(facts)));
    }

    static bool IsEvent(Kind kind) => kind == Kind.Observation || kind == Kind.Incident;

    static JsonTypeInfo? FactsOf(Kind kind) => kind.Name switch
    {
        "count" => Default.CountFacts,
        "case" => Default.CaseFacts,
        "indicator" => Default.IndicatorFacts,
        "sighting" => Default.SightingFacts,
        "intelligence" => Default.IntelligenceFacts,
        "warning" => Default.WarningFacts,
        "disposition" => Default.DispositionFacts,
        "note" => Default.NoteFacts,
        "rules" => Default.RulesFacts,
        "watch" => Default.WatchFacts,
        "roster" => Default.RosterFacts,
        "handover" => Default.HandoverFacts,
        "withdrawal" => Default.WithdrawalFacts,
        "erasure" => Default.ErasureFacts,
        "charter" or "party" => Default.DocumentFacts,
        "consent" => Default.ConsentFacts,
        _ => null,
    };
}

/// <summary>RFC 3339 in UTC with as many decimals as there are.</summary>
sealed class InstantConverter : JsonConverter<Instant>
{
    public override Instant Read(ref Utf8JsonReader json, Type type, JsonSerializerOptions options) => Read(ref json);

    public override void Write(Utf8JsonWriter json, Instant time, JsonSerializerOptions options) => Write(json, time);

    public static Instant Read(ref Utf8JsonReader json)
    {
        var time = json.GetDateTimeOffset();
        var isUtc = json.ValueIsEscaped ? json.GetString() is [.., 'Z'] : json.ValueSpan[^1] == 'Z';
        return isUtc ? Instant.FromDateTimeOffset(time) : throw new JsonException("a time is not in UTC");
    }

    /// <exception cref="UnsayableException">The time lies before the year 1.</exception>
    public static void Write(Utf8JsonWriter json, Instant time) =>
        json.WriteStringValue(time >= Earliest ? time.ToDateTimeUtc() : throw new UnsayableException("a time lies before the year 1, which RFC 3339 cannot say"));

    // Its latest is NodaTime's too.
    static readonly Instant Earliest = Instant.FromDateTimeUtc(DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc));
}

/// <summary>A record says what its JSON cannot.</summary>
/// <param name="what">What, for a sentence.</param>
sealed class UnsayableException(string what) : Exception(what);

/// <summary>ISO 8601, as in 2015-03-02.</summary>
sealed class LocalDateConverter : JsonConverter<LocalDate>
{
    public override LocalDate Read(ref Utf8JsonReader json, Type type, JsonSerializerOptions options) =>
        json.TokenType == JsonTokenType.String && LocalDatePattern.Iso.Parse(json.GetString()!) is { Success: true } date ? date.Value : throw new JsonException("a date does not read");

    public override void Write(Utf8JsonWriter json, LocalDate date, JsonSerializerOptions options) => json.WriteStringValue(LocalDatePattern.Iso.Format(date));
}

/// <summary>A word of a closed list, spelt exactly: no numbers, no lists of words.</summary>
sealed class WordConverter<T> : JsonConverter<T> where T : struct, Enum
{
    static readonly FrozenDictionary<string, T> Values = Enum.GetValues<T>().ToFrozenDictionary(value => value.ToString());
    static readonly FrozenDictionary<T, JsonEncodedText> Words = Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonEncodedText.Encode(value.ToString()));

    static readonly FrozenDictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> ByChars = Values.GetAlternateLookup<ReadOnlySpan<char>>();

    public override T Read(ref Utf8JsonReader json, Type type, JsonSerializerOptions options) => Read(ref json);

    public override void Write(Utf8JsonWriter json, T value, JsonSerializerOptions options) => Write(json, value);

    public static T Read(ref Utf8JsonReader json)
    {
        const int LongestEscaped = 128;
        if (json.TokenType != JsonTokenType.String || json.ValueSpan.Length > LongestEscaped) throw new JsonException($"a word is not of the list {typeof(T).Name}");
        Span<char> word = stackalloc char[LongestEscaped];
        return ByChars.TryGetValue(word[..json.CopyString(word)], out var value)
            ? value
            : throw new JsonException($"a word is not of the list {typeof(T).Name}");
    }

    public static void Write(Utf8JsonWriter json, T value) => json.WriteStringValue(Words[value]);
}

/// <summary>RFC 7946 geometry.</summary>
sealed class GeometryConverter : JsonConverter<Geometry>
{
    public override Geometry Read(ref Utf8JsonReader json, Type type, JsonSerializerOptions options) =>
        GeoJsonGeometry.Read(ref json) is { IsRead: true } geometry ? geometry.Value : throw new JsonException("a geometry does not read");

    public override void Write(Utf8JsonWriter json, Geometry geometry, JsonSerializerOptions options) =>
        GeoJsonGeometry.Write(json, geometry);
}
