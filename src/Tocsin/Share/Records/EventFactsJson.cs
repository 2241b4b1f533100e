using System.Text.Json;

namespace Tocsin.Share.Records;

/// <summary>Event facts as JSON: by far the most records are observations.</summary>
static class EventFactsJson
{
    public static EventFacts Read(ref Utf8JsonReader json)
    {
        JsonMember.Open(ref json, "the facts");
        var (status, severity, urgency, certainty) = (CapStatus.Actual, Records.Severity.Unknown, Records.Urgency.Unknown, Records.Certainty.Unknown);
        string? kind = null, name = null;
        Category? category = null;
        Instant? at = null, until = null;
        Dictionary<string, double>? numbers = null;
        Dictionary<string, string>? codes = null;
        while (JsonMember.Next(ref json))
        {
            if (JsonMember.Is(ref json, "type"u8)) kind = JsonMember.Text(ref json);
            else if (JsonMember.Is(ref json, "category"u8)) category = WordConverter<Category>.Read(ref json);
            else if (JsonMember.Is(ref json, "at"u8)) at = InstantConverter.Read(ref json);
            else if (JsonMember.Is(ref json, "status"u8)) status = WordConverter<CapStatus>.Read(ref json);
            else if (JsonMember.Is(ref json, "severity"u8)) severity = WordConverter<Severity>.Read(ref json);
            else if (JsonMember.Is(ref json, "urgency"u8)) urgency = WordConverter<Urgency>.Read(ref json);
            else if (JsonMember.Is(ref json, "certainty"u8)) certainty = WordConverter<Certainty>.Read(ref json);
            else if (JsonMember.Is(ref json, "event"u8)) name = JsonMember.OptionalText(ref json);
            else if (JsonMember.Is(ref json, "until"u8)) until = JsonMember.OptionalTime(ref json);
            else if (JsonMember.Is(ref json, "numbers"u8)) numbers = JsonMember.Map(ref json, static (ref reader) => reader.GetDouble());
            else if (JsonMember.Is(ref json, "codes"u8)) codes = JsonMember.Map(ref json, JsonMember.Text);
            else JsonMember.Pass(ref json);
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

    public static void Write(Utf8JsonWriter json, EventFacts facts)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, facts.Type);
        json.WritePropertyName("category"u8);
        WordConverter<Category>.Write(json, facts.Category);
        JsonMember.Write(json, "event"u8, facts.Event);
        json.WritePropertyName("severity"u8);
        WordConverter<Severity>.Write(json, facts.Severity);
        json.WritePropertyName("urgency"u8);
        WordConverter<Urgency>.Write(json, facts.Urgency);
        json.WritePropertyName("certainty"u8);
        WordConverter<Certainty>.Write(json, facts.Certainty);
        json.WritePropertyName("at"u8);
        InstantConverter.Write(json, facts.At);
        if (facts.Until is { } until)
        {
            json.WritePropertyName("until"u8);
            InstantConverter.Write(json, until);
        }
        if (facts.Numbers is not null)
        {
            json.WriteStartObject("numbers"u8);
            foreach (var (name, number) in facts.Numbers) json.WriteNumber(name, number);
            json.WriteEndObject();
        }
        JsonMember.Write(json, "codes"u8, facts.Codes);
        json.WritePropertyName("status"u8);
        WordConverter<CapStatus>.Write(json, facts.Status);
        json.WriteEndObject();
    }
}
