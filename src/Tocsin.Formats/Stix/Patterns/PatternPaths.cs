using System.Text.Json;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Stix.Patterns;

/// <summary>The values to which a path leads from an object of an observation (§9.7): through lists, dictionaries and references.</summary>
static class PatternPaths
{
    public static IEnumerable<JsonElement> Follow(StixObserved observed, JsonElement root, StixPath path)
    {
        IEnumerable<JsonElement> here = [root];
        var isReference = false;
        foreach (var step in path.Steps)
        {
            var (from, wasReference) = (here, isReference);
            here = step.Key is { } key
                ? from.Select(element => wasReference ? observed.Find(element) : element).OfType<JsonElement>().Select(element => element.Member(key)).OfType<JsonElement>()
                : from.SelectMany(element => Elements(element, step.Index));
            if (step.Key is { } name) isReference = name.EndsWith("_ref", StringComparison.Ordinal) || name.EndsWith("_refs", StringComparison.Ordinal);
        }
        return here;
    }

    /// <summary>Of a dictionary, * is every value: OASIS's validator lets <c>hashes[*]</c> pass.</summary>
    static IEnumerable<JsonElement> Elements(JsonElement list, long? index)
    {
        if (list.ValueKind == JsonValueKind.Object && index is null) return list.EnumerateObject().Select(member => member.Value);
        if (list.ValueKind != JsonValueKind.Array) return [];
        if (index is not { } number) return list.EnumerateArray();
        var at = number < 0 ? number + list.GetArrayLength() : number;
        return at >= 0 && at < list.GetArrayLength() ? [list[(int)at]] : [];
    }
}
