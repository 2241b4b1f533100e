using System.Text.Json;

namespace Tocsin.Formats.Text;

/// <summary>Members of a JSON object whose kinds nobody has promised.</summary>
public static class JsonMembers
{
    /// <summary>The member, where the element is an object that has it.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    /// <summary>The member's text; nothing where it is no text or empty.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>A number that may be written as text, as MISP does; nothing where it is none.</summary>
    public static long? Number(this JsonElement element, string name) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt64(out var number) => number,
        { ValueKind: JsonValueKind.String } value when long.TryParse(value.GetString(), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    /// <summary>Whether the member is true, or the text or number 1.</summary>
    public static bool IsTrue(this JsonElement element, string name) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.String } value => value.ValueEquals("1"u8),
        { ValueKind: JsonValueKind.Number } value => value.TryGetInt32(out var number) && number == 1,
        _ => false,
    };

    /// <summary>The elements of a list; none where the member is no list.</summary>
    public static IEnumerable<JsonElement> List(this JsonElement element, string name)
    {
        if (element.Member(name) is not { ValueKind: JsonValueKind.Array } list) yield break;
        foreach (var each in list.EnumerateArray()) yield return each;
    }

    /// <summary>The texts of a list; what is no text is passed over.</summary>
    public static IEnumerable<string> Texts(this JsonElement element, string name) =>
        element.List(name).Where(each => each.ValueKind == JsonValueKind.String).Select(each => each.GetString()!);
}
