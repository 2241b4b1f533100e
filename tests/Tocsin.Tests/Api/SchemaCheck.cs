using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tocsin.Tests.Api;

/// <summary>Checks JSON against the keywords of JSON Schema (2020-12) that the OpenAPI document uses; any other keyword fails, so that none passes unseen.</summary>
sealed class SchemaCheck(JsonElement document)
{
    static readonly HashSet<string> Words = ["description", "title", "default"];

    /// <summary>What a reference leads to; itself where it is none.</summary>
    public JsonElement Resolve(JsonElement element)
    {
        while (element.TryGetProperty("$ref", out var reference)) element = reference.GetString()![2..].Split('/').Aggregate(document, (at, name) => at.GetProperty(name));
        return element;
    }

    /// <summary>The first thing that is wrong, with its place; null where nothing is.</summary>
    public string? Fault(JsonElement value, JsonElement schema, string at)
    {
        schema = Resolve(schema);
        foreach (var keyword in schema.EnumerateObject())
            if (Fault(value, keyword, schema, at) is { } fault) return fault;
        return null;
    }

    string? Fault(JsonElement value, JsonProperty keyword, JsonElement schema, string at)
    {
        var given = keyword.Value;
        switch (keyword.Name)
        {
            case "type":
                var types = given.ValueKind == JsonValueKind.Array ? given.EnumerateArray().Select(each => each.GetString()!) : [given.GetString()!];
                return types.Any(type => Is(value, type)) ? null : $"{at} is {value.ValueKind}, not {given}";
            case "const": return JsonElement.DeepEquals(value, given) ? null : $"{at} is {value}, not {given}";
            case "enum": return given.EnumerateArray().Any(each => JsonElement.DeepEquals(each, value)) ? null : $"{at} is {value}, none of {given}";
            case "format":
                return given.GetString() switch
                {
                    "date-time" => value.TryGetDateTimeOffset(out _) ? null : $"{at} is no time: {value}",
                    "uuid" => value.TryGetGuid(out _) ? null : $"{at} is no UUID: {value}",
                    var other => $"{at}: the format {other} is not checked",
                };
            case "pattern": return Regex.IsMatch(value.GetString()!, given.GetString()!) ? null : $"{at} is {value}, not like {given}";
            case "minimum": return value.GetDouble() >= given.GetDouble() ? null : $"{at} is {value}, less than {given}";
            case "items": return value.ValueKind != JsonValueKind.Array ? null : value.EnumerateArray().Select((each, i) => Fault(each, given, $"{at}[{i}]")).FirstOrDefault(fault => fault is not null);
            case "required": return value.ValueKind != JsonValueKind.Object ? null : given.EnumerateArray().Select(each => each.GetString()!).FirstOrDefault(name => !value.TryGetProperty(name, out _)) is { } missing ? $"{at} has no '{missing}'" : null;
            case "properties": return value.ValueKind != JsonValueKind.Object ? null : given.EnumerateObject().Select(each => value.TryGetProperty(each.Name, out var member) ? Fault(member, each.Value, $"{at}.{each.Name}") : null).FirstOrDefault(fault => fault is not null);
            case "additionalProperties": return Additional(value, given, schema, at);
            default: return Words.Contains(keyword.Name) ? null : $"{at}: the keyword {keyword.Name} is not checked";
        }
    }

    string? Additional(JsonElement value, JsonElement given, JsonElement schema, string at)
    {
        if (value.ValueKind != JsonValueKind.Object || given.ValueKind == JsonValueKind.True) return null;
        var more = value.EnumerateObject().Where(member => !schema.TryGetProperty("properties", out var known) || !known.TryGetProperty(member.Name, out _));
        return given.ValueKind == JsonValueKind.False
            ? more.Select(member => $"{at} has a '{member.Name}', which is not told").FirstOrDefault()
            : more.Select(member => Fault(member.Value, given, $"{at}.{member.Name}")).FirstOrDefault(fault => fault is not null);
    }

    static bool Is(JsonElement value, string type) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => type.Equals(value.ValueKind.ToString(), StringComparison.OrdinalIgnoreCase),
    };
}
