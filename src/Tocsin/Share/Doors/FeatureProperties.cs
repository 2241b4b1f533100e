using System.Text.Json;
using NodaTime.Text;
using Tocsin.Formats.GeoJson;

namespace Tocsin.Share.Doors;

/// <summary>The properties of a feature, asked for by the names that people give them.</summary>
sealed class FeatureProperties(Feature feature)
{
    const int OthersMax = 64;
    const int CodeCharsMax = 1_000;

    static readonly ImmutableArray<string> TimeNames = ["time", "date", "datetime", "updated"];

    // What has a place of its own in a record, or says what our own export says of the record and not of the event.
    static readonly ImmutableHashSet<string> Known =
    [
        "event", "headline", "title", "name", "time", "date", "datetime", "updated", "category", "severity", "urgency", "certainty",
        "description", "instruction", "language", "place", "web", "url", "link", "kind", "type", "status", "until", "tlp", "exercise", "revision", "issued", "publisher", "record",
    ];

    /// <summary>The first of these properties that is a text and not empty.</summary>
    public string? Text(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (feature[name] is { ValueKind: JsonValueKind.String } value && value.GetString()!.Trim() is { Length: > 0 } text) return text;
        return null;
    }

    /// <summary>The property as a word of CAP; the default where it is none.</summary>
    public T Word<T>(string name, T otherwise) where T : struct, Enum =>
        Text(name) is { } text && text.All(char.IsAsciiLetter) && Enum.TryParse<T>(text, ignoreCase: true, out var word) ? word : otherwise;

    /// <summary>When it happened; nothing where no property says so, and what to tell of that.</summary>
    public (Instant? At, string? Note) Time()
    {
        foreach (var name in TimeNames)
        {
            if (feature[name] is not { } value) continue;
            return Time(value) is { At: { } } read
                ? read
                : (null, $"'{name}' is no time that is understood: taken as of now");
        }
        return (null, "it says no time: taken as of now");
    }

    /// <summary>The plain properties that have no place of their own: numbers, and short texts as codes.</summary>
    public (IReadOnlyDictionary<string, double>? Numbers, IReadOnlyDictionary<string, string>? Codes) Others()
    {
        if (feature.Properties.ValueKind != JsonValueKind.Object) return (null, null);
        Dictionary<string, double>? numbers = null;
        Dictionary<string, string>? codes = null;
        foreach (var property in feature.Properties.EnumerateObject().Where(p => !Known.Contains(p.Name)).Take(OthersMax))
        {
            if (property.Value.ValueKind == JsonValueKind.Number && property.Value.TryGetDouble(out var number) && double.IsFinite(number))
                (numbers ??= [])[property.Name] = number;
            else if (property.Value.ValueKind == JsonValueKind.String && property.Value.GetString() is { Length: > 0 and <= CodeCharsMax } text)
                (codes ??= [])[property.Name] = text;
            else if (property.Value.ValueKind is JsonValueKind.True or JsonValueKind.False)
                (codes ??= [])[property.Name] = property.Value.GetBoolean() ? "true" : "false";
        }
        return (numbers, codes);
    }

    static (Instant? At, string? Note) Time(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) => (OfNumber(number), null),
        JsonValueKind.String => OfText(value.GetString()!.Trim()),
        _ => (null, null),
    };

    /// <summary>Milliseconds since 1970; seconds, where milliseconds would lie before 1973.</summary>
    static Instant? OfNumber(double number) => Math.Abs(number) switch
    {
        < 1e11 => Instant.FromUnixTimeMilliseconds((long)(number * 1000)),
        < 2.5e14 => Instant.FromUnixTimeMilliseconds((long)number),
        _ => null,
    };

    static (Instant? At, string? Note) OfText(string text)
    {
        if (OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true } exact) return (exact.Value.ToInstant(), null);
        if (LocalDatePattern.Iso.Parse(text) is { Success: true } day)
            return (day.Value.AtMidnight().InUtc().ToInstant(), $"'{text}' says a day only: taken as its beginning in UTC");
        if (LocalDateTimePattern.ExtendedIso.Parse(text.Replace(' ', 'T')) is { Success: true } local)
            return (local.Value.InUtc().ToInstant(), $"'{text}' has no offset: taken as UTC");
        return (null, null);
    }
}
