using System.Text.Json;
using NetTopologySuite.Geometries;
using Tocsin.Formats.GeoJson;

namespace Tocsin.Share.Records;

/// <summary>The group <see cref="Group.Where"/> as JSON.</summary>
static class WhereJson
{
    public static Where Read(ref Utf8JsonReader json)
    {
        JsonMember.Open(ref json, "the place");
        Geometry? geometry = null;
        string? name = null, country = null;
        Dictionary<string, string>? codes = null;
        while (JsonMember.Next(ref json))
        {
            if (JsonMember.Is(ref json, "geometry"u8)) geometry = Geometry(ref json);
            else if (JsonMember.Is(ref json, "name"u8)) name = JsonMember.OptionalText(ref json);
            else if (JsonMember.Is(ref json, "country"u8)) country = JsonMember.OptionalText(ref json);
            else if (JsonMember.Is(ref json, "codes"u8)) codes = JsonMember.Map(ref json, JsonMember.Text);
            else JsonMember.Pass(ref json);
        }
        return new Where { Geometry = geometry, Name = name, Country = country, Codes = codes };
    }

    public static void Write(Utf8JsonWriter json, Where where)
    {
        json.WriteStartObject();
        if (where.Geometry is not null)
        {
            json.WritePropertyName("geometry"u8);
            GeoJsonGeometry.Write(json, where.Geometry);
        }
        JsonMember.Write(json, "name"u8, where.Name);
        JsonMember.Write(json, "country"u8, where.Country);
        JsonMember.Write(json, "codes"u8, where.Codes);
        json.WriteEndObject();
    }

    static Geometry? Geometry(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null) return null;
        return GeoJsonGeometry.Read(ref json) is { IsRead: true } geometry ? geometry.Value : throw new JsonException("a geometry does not read");
    }
}

/// <summary>The group <see cref="Group.Text"/> as JSON.</summary>
static class TextsJson
{
    public static IReadOnlyList<TextBlock> Read(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.Null ? [] : JsonMember.List(ref json, ReadBlock);

    public static void Write(Utf8JsonWriter json, IReadOnlyList<TextBlock> texts)
    {
        json.WriteStartArray();
        foreach (var text in texts)
        {
            json.WriteStartObject();
            json.WriteString("language"u8, text.Language);
            JsonMember.Write(json, "event"u8, text.Event);
            JsonMember.Write(json, "headline"u8, text.Headline);
            JsonMember.Write(json, "description"u8, text.Description);
            JsonMember.Write(json, "instruction"u8, text.Instruction);
            JsonMember.Write(json, "contact"u8, text.Contact);
            JsonMember.Write(json, "web"u8, text.Web);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static TextBlock ReadBlock(ref Utf8JsonReader json)
    {
        JsonMember.Open(ref json, "a text");
        var language = "en";
        string? name = null, headline = null, description = null, instruction = null, contact = null, web = null;
        while (JsonMember.Next(ref json))
        {
            if (JsonMember.Is(ref json, "language"u8)) language = JsonMember.Text(ref json);
            else if (JsonMember.Is(ref json, "event"u8)) name = JsonMember.OptionalText(ref json);
            else if (JsonMember.Is(ref json, "headline"u8)) headline = JsonMember.OptionalText(ref json);
            else if (JsonMember.Is(ref json, "description"u8)) description = JsonMember.OptionalText(ref json);
            else if (JsonMember.Is(ref json, "instruction"u8)) instruction = JsonMember.OptionalText(ref json);
            else if (JsonMember.Is(ref json, "contact"u8)) contact = JsonMember.OptionalText(ref json);
            else if (JsonMember.Is(ref json, "web"u8)) web = JsonMember.OptionalText(ref json);
            else JsonMember.Pass(ref json);
        }
        return new TextBlock
        {
            Language = language, Event = name, Headline = headline, Description = description, Instruction = instruction, Contact = contact, Web = web,
        };
    }
}

/// <summary>The group <see cref="Group.Source"/> as JSON.</summary>
static class SourceJson
{
    /// <summary>How the member begins that says who handed it in, the last one: no text of JSON holds a quote that is not escaped.</summary>
    public static ReadOnlySpan<byte> OfficerBegins => "\"officer\":\""u8;

    public static Source Read(ref Utf8JsonReader json)
    {
        JsonMember.Open(ref json, "the source");
        SourceKey? key = null;
        string? publisher = null, web = null, original = null, officer = null;
        Dictionary<string, string>? words = null;
        while (JsonMember.Next(ref json))
        {
            if (JsonMember.Is(ref json, "key"u8)) key = json.TokenType == JsonTokenType.Null ? null : ReadKey(ref json);
            else if (JsonMember.Is(ref json, "publisher"u8)) publisher = JsonMember.OptionalText(ref json);
            else if (JsonMember.Is(ref json, "web"u8)) web = JsonMember.OptionalText(ref json);
            else if (JsonMember.Is(ref json, "words"u8)) words = JsonMember.Map(ref json, JsonMember.Text);
            else if (JsonMember.Is(ref json, "original"u8)) original = JsonMember.OptionalText(ref json);
            else if (JsonMember.Is(ref json, "officer"u8)) officer = JsonMember.OptionalText(ref json);
            else JsonMember.Pass(ref json);
        }
        return new Source { Key = key, Publisher = publisher, Web = web, Words = words, Original = original, Officer = officer };
    }

    public static void Write(Utf8JsonWriter json, Source source)
    {
        json.WriteStartObject();
        if (source.Key is { } key)
        {
            json.WriteStartObject("key"u8);
            json.WriteString("scheme"u8, key.Scheme);
            json.WriteString("sender"u8, key.Sender);
            json.WriteStartArray("keys"u8);
            foreach (var name in key.Keys) json.WriteStringValue(name);
            json.WriteEndArray();
            if (key.Version is { } version) json.WriteNumber("version"u8, version);
            json.WriteEndObject();
        }
        JsonMember.Write(json, "publisher"u8, source.Publisher);
        JsonMember.Write(json, "web"u8, source.Web);
        JsonMember.Write(json, "words"u8, source.Words);
        JsonMember.Write(json, "original"u8, source.Original);
        JsonMember.Write(json, "officer"u8, source.Officer);
        json.WriteEndObject();
    }

    static SourceKey ReadKey(ref Utf8JsonReader json)
    {
        JsonMember.Open(ref json, "the source key");
        string? scheme = null, sender = null;
        List<string>? keys = null;
        long? version = null;
        while (JsonMember.Next(ref json))
        {
            if (JsonMember.Is(ref json, "scheme"u8)) scheme = JsonMember.Text(ref json);
            else if (JsonMember.Is(ref json, "sender"u8)) sender = JsonMember.Text(ref json);
            else if (JsonMember.Is(ref json, "keys"u8)) keys = JsonMember.List(ref json, JsonMember.Text);
            else if (JsonMember.Is(ref json, "version"u8)) version = json.TokenType == JsonTokenType.Null ? null : json.GetInt64();
            else JsonMember.Pass(ref json);
        }
        return scheme is not null && sender is not null && keys is { Count: > 0 }
            ? new SourceKey(scheme, sender, keys, version)
            : throw new JsonException("the source key lacks scheme, sender or keys");
    }
}
