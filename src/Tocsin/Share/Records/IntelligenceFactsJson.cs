using System.Text.Json;

namespace Tocsin.Share.Records;

/// <summary>The facts of indicators, sightings and intelligence, read member by member: partners post a million of them. What writes them is <see cref="GroupJson"/>.</summary>
static class IntelligenceFactsJson
{
    public static IndicatorFacts ReadIndicator(ref Utf8JsonReader json)
    {
        JsonMember.Open(ref json, "the facts");
        var (status, severity) = (CapStatus.Actual, Records.Severity.Unknown);
        string? kind = null, value = null, silent = null;
        Category? category = null;
        int? confidence = null;
        Instant? from = null, until = null;
        List<NamedValue>? also = null;
        while (JsonMember.Next(ref json))
        {
            if (JsonMember.Is(ref json, "type"u8)) kind = JsonMember.Text(ref json);
            else if (JsonMember.Is(ref json, "value"u8)) value = JsonMember.Text(ref json);
            else if (JsonMember.Is(ref json, "category"u8)) category = WordConverter<Category>.Read(ref json);
            else if (JsonMember.Is(ref json, "severity"u8)) severity = WordConverter<Severity>.Read(ref json);
            else if (JsonMember.Is(ref json, "confidencePercent"u8)) confidence = json.TokenType == JsonTokenType.Null ? null : json.GetInt32();
            else if (JsonMember.Is(ref json, "from"u8)) from = JsonMember.OptionalTime(ref json);
            else if (JsonMember.Is(ref json, "until"u8)) until = JsonMember.OptionalTime(ref json);
            else if (JsonMember.Is(ref json, "also"u8)) also = JsonMember.OptionalList(ref json, ReadNamed);
            else if (JsonMember.Is(ref json, "silent"u8)) silent = JsonMember.OptionalText(ref json);
            else if (JsonMember.Is(ref json, "status"u8)) status = WordConverter<CapStatus>.Read(ref json);
            else JsonMember.Pass(ref json);
        }
        return new IndicatorFacts
        {
            Type = kind ?? throw new JsonException("facts have no type"),
            Value = value ?? throw new JsonException("facts have no value"),
            Category = category ?? throw new JsonException("facts have no category"),
            Severity = severity, ConfidencePercent = confidence, From = from, Until = until, Also = also, Silent = silent, Status = status,
        };
    }

    public static SightingFacts ReadSighting(ref Utf8JsonReader json)
    {
        JsonMember.Open(ref json, "the facts");
        var (status, count) = (CapStatus.Actual, 1L);
        string? kind = null, value = null, silent = null;
        Instant? at = null;
        while (JsonMember.Next(ref json))
        {
            if (JsonMember.Is(ref json, "type"u8)) kind = JsonMember.Text(ref json);
            else if (JsonMember.Is(ref json, "value"u8)) value = JsonMember.Text(ref json);
            else if (JsonMember.Is(ref json, "at"u8)) at = InstantConverter.Read(ref json);
            else if (JsonMember.Is(ref json, "count"u8)) count = json.GetInt64();
            else if (JsonMember.Is(ref json, "silent"u8)) silent = JsonMember.OptionalText(ref json);
            else if (JsonMember.Is(ref json, "status"u8)) status = WordConverter<CapStatus>.Read(ref json);
            else JsonMember.Pass(ref json);
        }
        return new SightingFacts
        {
            Type = kind ?? throw new JsonException("facts have no type"),
            Value = value ?? throw new JsonException("facts have no value"),
            At = at ?? throw new JsonException("facts have no time"),
            Count = count, Silent = silent, Status = status,
        };
    }

    public static IntelligenceFacts ReadIntelligence(ref Utf8JsonReader json)
    {
        JsonMember.Open(ref json, "the facts");
        var status = CapStatus.Actual;
        string? kind = null, id = null;
        Instant? at = null;
        List<string>? binds = null;
        while (JsonMember.Next(ref json))
        {
            if (JsonMember.Is(ref json, "type"u8)) kind = JsonMember.Text(ref json);
            else if (JsonMember.Is(ref json, "id"u8)) id = JsonMember.Text(ref json);
            else if (JsonMember.Is(ref json, "at"u8)) at = JsonMember.OptionalTime(ref json);
            else if (JsonMember.Is(ref json, "binds"u8)) binds = JsonMember.OptionalList(ref json, JsonMember.Text);
            else if (JsonMember.Is(ref json, "status"u8)) status = WordConverter<CapStatus>.Read(ref json);
            else JsonMember.Pass(ref json);
        }
        return new IntelligenceFacts
        {
            Type = kind ?? throw new JsonException("facts have no type"), Id = id ?? throw new JsonException("facts have no id"), At = at, Binds = binds, Status = status,
        };
    }

    static NamedValue ReadNamed(ref Utf8JsonReader json)
    {
        JsonMember.Open(ref json, "a named value");
        string? kind = null, value = null;
        while (JsonMember.Next(ref json))
        {
            if (JsonMember.Is(ref json, "type"u8)) kind = JsonMember.Text(ref json);
            else if (JsonMember.Is(ref json, "value"u8)) value = JsonMember.Text(ref json);
            else JsonMember.Pass(ref json);
        }
        return new(kind ?? throw new JsonException("a named value has no type"), value ?? throw new JsonException("a named value has no value"));
    }
}
