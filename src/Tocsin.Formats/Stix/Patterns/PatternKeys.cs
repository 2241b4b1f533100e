using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Stix.Patterns;

/// <summary>By what a pattern and an observation find each other, so that an observation is held against few patterns: what meets a pattern has one
/// of its keys at least. A key is a sort and a text.</summary>
/// <remarks>A comparison by = or IN gives the property's name and the value, where it is a property whose values tell objects apart: an id, a value, a name, a hash, a port. Any
/// other property and comparison (LIKE, MATCHES, ISSUBSET, an order, what is negated) gives no more than the object's type and property, and is taken only where the
/// pattern has nothing better.</remarks>
public static class PatternKeys
{
    /// <summary>Keys of one pattern; one that needs more is not held against observations.</summary>
    public const int KeysMax = 256;

    /// <summary>Keys of one object, its values before its properties; what is beyond is passed over.</summary>
    public const int ObjectKeysMax = 64;

    /// <summary>Characters of a value that is a key; what is longer is free text, or data.</summary>
    public const int TextCharsMax = 256;

    /// <summary>The sort of keys that say no more than which property an object has.</summary>
    public const string HasProperty = "stix-has";

    const string Equal = "stix:";

    // STIX 2.1, section 6 and, of hashes, section 10.6; both in whatever case.
    static readonly FrozenSet<string> Telling = FrozenSet.ToFrozenSet(
        ["id", "value", "name", "path", "key", "data", "number", "size", "src_port", "dst_port", "serial_number", "subject", "issuer", "cpe", "swid", "command_line", "request_value", "User-Agent", "Host",
            "service_name", "display_name", "pe_type", "imphash", "MD5", "SHA-1", "SHA-256", "SHA-512", "SHA3-256", "SHA3-512", "SSDEEP", "TLSH", "SHA1", "SHA256", "SHA512"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The keys of a pattern; none where there are too many.</summary>
    public static ImmutableArray<(string Sort, string Text)> Of(StixPattern pattern)
    {
        var keys = Of(pattern.Root);
        return keys.Count <= KeysMax ? [.. keys] : [];
    }

    /// <summary>The keys of an observed object.</summary>
    public static ImmutableArray<(string Sort, string Text)> Of(JsonElement observed)
    {
        if (observed.ValueKind != JsonValueKind.Object || observed.Text("type") is not { Length: <= TextCharsMax } type) return [];
        var keys = new HashSet<(string, string)> { (HasProperty, type + ":") };
        foreach (var property in observed.EnumerateObject()) Add(keys, property.Name, property.Value);
        foreach (var property in observed.EnumerateObject()) Add(keys, HasProperty, Short($"{type}:{property.Name}"));
        return [.. keys];
    }

    static void Add(HashSet<(string, string)> keys, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
            foreach (var inner in value.EnumerateObject()) Add(keys, inner.Name, inner.Value);
        else if (value.ValueKind == JsonValueKind.Array)
            foreach (var element in value.EnumerateArray()) Add(keys, name, element);
        else if (Telling.Contains(name) && TextOf(value) is { } text) Add(keys, Equal + name, text);
    }

    static void Add(HashSet<(string, string)> keys, string sort, string text)
    {
        if (keys.Count < ObjectKeysMax) keys.Add((sort, text));
    }

    static HashSet<(string Sort, string Text)> Of(StixObservation expression) => expression switch
    {
        StixObservation.Bracket bracket => Of(bracket.Comparison),
        StixObservation.Any any => Union(any.Parts.Select(Of)),
        StixObservation.All all => Best(all.Parts.Select(Of)),
        StixObservation.Sequence sequence => Best(sequence.Parts.Select(Of)),
        StixObservation.Qualified qualified => Of(qualified.Inner),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static HashSet<(string Sort, string Text)> Of(StixComparison comparison) => comparison switch
    {
        StixComparison.Any any => Union(any.Parts.Select(Of)),
        StixComparison.All all => Best(all.Parts.Select(Of)),
        StixComparison.Test test => Of(test),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static HashSet<(string Sort, string Text)> Of(StixComparison.Test test)
    {
        if (!test.IsNegated && test.Operator is StixOperator.Equal or StixOperator.In && test.Path.Steps[^1].Key is { } name && Telling.Contains(name) && test.Literals.All(literal => TextOf(literal) is not null))
            return [.. test.Literals.Select(literal => (Equal + name, TextOf(literal)!))];
        // That a property is absent can be told of any object of the type.
        return [(HasProperty, Short($"{test.Path.Type}:{(test.Operator == StixOperator.Exists && test.IsNegated ? "" : test.Path.Steps[0].Key)}"))];
    }

    static HashSet<(string, string)> Union(IEnumerable<HashSet<(string, string)>> parts)
    {
        var all = new HashSet<(string, string)>();
        foreach (var part in parts)
        {
            all.UnionWith(part);
            if (all.Count > KeysMax) break;
        }
        return all;
    }

    static HashSet<(string Sort, string Text)> Best(IEnumerable<HashSet<(string Sort, string Text)>> parts) =>
        parts.OrderBy(part => part.Count > KeysMax).ThenBy(part => part.Any(key => key.Sort == HasProperty)).ThenBy(part => part.Count).First();

    static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() is { Length: <= TextCharsMax } text => text,
        JsonValueKind.Number => Number(value.GetRawText()),
        _ => null,
    };

    static string? TextOf(StixLiteral literal) => literal.Kind switch
    {
        StixLiteralKind.Text when literal.Text.Length <= TextCharsMax => literal.Text,
        StixLiteralKind.Integer or StixLiteralKind.Float => Number(literal.Text),
        _ => null,
    };

    static string? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number.ToString("R", CultureInfo.InvariantCulture) : null;

    static string Short(string text) => text.Length <= TextCharsMax ? text : text[..TextCharsMax];
}
