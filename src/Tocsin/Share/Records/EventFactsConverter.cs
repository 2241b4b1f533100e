using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tocsin.Share.Records;

/// <summary>Event facts member by member: by far the most records are observations, and this is several times faster than
/// the general way.</summary>
sealed class EventFactsConverter : JsonConverter<EventFacts>
{
    static readonly InstantConverter Time = new();
    static readonly WordConverter<CapStatus> Status = new();
    static readonly WordConverter<Category> Category = new();
    static readonly WordConverter<Severity> Severity = new();
    static readonly WordConverter<Urgency> Urgency = new();
    static readonly WordConverter<Certainty> Certainty = new();

    public override EventFacts Read(ref Utf8JsonReader json, Type type, JsonSerializerOptions options)
    {
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException("facts are not a JSON object");
        var (status, severity, urgency, certainty) = (CapStatus.Actual, Records.Severity.Unknown, Records.Urgency.Unknown, Records.Certainty.Unknown);
        string? kind = null, name = null;
        Category? category = null;
        Instant? at = null, until = null;
        Dictionary<string, double>? numbers = null;
        Dictionary<string, string>? codes = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (Is(ref json, "type"u8)) kind = Text(ref json);
            else if (Is(ref json, "category"u8)) category = Category.Read(ref json, typeof(Category), options);
            else if (Is(ref json, "at"u8)) at = Time.Read(ref json, typeof(Instant), options);
            else if (Is(ref json, "status"u8)) status = Status.Read(ref json, typeof(CapStatus), options);
            else if (Is(ref json, "severity"u8)) severity = Severity.Read(ref json, typeof(Severity), options);
            else if (Is(ref json, "urgency"u8)) urgency = Urgency.Read(ref json, typeof(Urgency), options);
            else if (Is(ref json, "certainty"u8)) certainty = Certainty.Read(ref json, typeof(Certainty), options);
            else if (Is(ref json, "event"u8)) name = json.TokenType == JsonTokenType.Null ? null : Text(ref json);
            else if (Is(ref json, "until"u8)) until = json.TokenType == JsonTokenType.Null ? null : Time.Read(ref json, typeof(Instant), options);
            else if (Is(ref json, "numbers"u8)) numbers = Map(ref json, static (ref reader) => reader.GetDouble());
            else if (Is(ref json, "codes"u8)) codes = Map(ref json, Text);
            else
            {
                json.Read();
                json.Skip();
            }
        }
        return new EventFacts
        {
            Type = kind ?? throw new JsonException("facts have no type"),
            Category = category ?? throw new JsonException("facts have no category"),
            At = at ?? throw new JsonException("facts have no time"),
            Status = status, Severity = severity, Urgency = urgency, Certainty = certainty,
            Event = name, Until = until, Numbers = numbers, Codes = codes,
        };
    }

    public override void Write(Utf8JsonWriter json, EventFacts facts, JsonSerializerOptions options)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, facts.Type);
        json.WritePropertyName("category"u8);
        Category.Write(json, facts.Category, options);
        if (facts.Event is not null) json.WriteString("event"u8, facts.Event);
        json.WritePropertyName("severity"u8);
        Severity.Write(json, facts.Severity, options);
        json.WritePropertyName("urgency"u8);
        Urgency.Write(json, facts.Urgency, options);
        json.WritePropertyName("certainty"u8);
        Certainty.Write(json, facts.Certainty, options);
        json.WritePropertyName("at"u8);
        Time.Write(json, facts.At, options);
        if (facts.Until is { } until)
        {
            json.WritePropertyName("until"u8);
            Time.Write(json, until, options);
        }
        if (facts.Numbers is not null)
        {
            json.WriteStartObject("numbers"u8);
            foreach (var (name, number) in facts.Numbers) json.WriteNumber(name, number);
            json.WriteEndObject();
        }
        if (facts.Codes is not null)
        {
            json.WriteStartObject("codes"u8);
            foreach (var (name, code) in facts.Codes) json.WriteString(name, code);
            json.WriteEndObject();
        }
        json.WritePropertyName("status"u8);
        Status.Write(json, facts.Status, options);
        json.WriteEndObject();
    }

    /// <summary>Whether the reader stands on this member; then it goes on to its value.</summary>
    static bool Is(ref Utf8JsonReader json, ReadOnlySpan<byte> name) => json.ValueTextEquals(name) && json.Read();

    static string Text(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.String ? json.GetString()! : throw new JsonException("a word is not a string");

    delegate T ReadValue<T>(ref Utf8JsonReader json);

    static Dictionary<string, T>? Map<T>(ref Utf8JsonReader json, ReadValue<T> read)
    {
        if (json.TokenType == JsonTokenType.Null) return null;
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException("numbers or codes are not a JSON object");
        var map = new Dictionary<string, T>();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            map[name] = read(ref json);
        }
        return map;
    }
}
