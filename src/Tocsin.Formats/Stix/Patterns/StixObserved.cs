using System.Collections.Immutable;
using System.Text.Json;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Stix.Patterns;

/// <summary>One observation: cyber observables that were seen together.</summary>
public sealed class StixObserved
{
    readonly Dictionary<string, JsonElement> byId = new(StringComparer.Ordinal);

    StixObserved(IEnumerable<(string Id, JsonElement Object)> objects)
    {
        foreach (var (id, each) in objects) byId[id] = each;
        Objects = [.. byId.Values.Where(each => each.Text("type") is not null)];
    }

    /// <summary>What was seen.</summary>
    public ImmutableArray<JsonElement> Objects { get; }

    /// <summary>The observation of an <c>observed-data</c>: of 2.1 its <c>object_refs</c> among the objects given, of 2.0 its own <c>objects</c>.</summary>
    public static StixObserved Of(StixObject observedData, IReadOnlyDictionary<string, StixObject> others)
    {
        if (observedData.Body.Member("objects") is { ValueKind: JsonValueKind.Object } own) return new(own.EnumerateObject().Select(each => (each.Name, each.Value)));
        var named = observedData.Body.Texts("object_refs").Where(others.ContainsKey).ToHashSet(StringComparer.Ordinal);
        return new(named.Select(id => (id, others[id].Body)));
    }

    /// <summary>Observables as one observation.</summary>
    public static StixObserved Of(IEnumerable<StixObject> observables) => new(observables.Select(each => (each.Id, each.Body)));

    /// <summary>The object that an element refers to; nothing where it refers to none of this observation.</summary>
    internal JsonElement? Find(JsonElement reference) =>
        reference.ValueKind == JsonValueKind.String && byId.TryGetValue(reference.GetString()!, out var found) ? found : null;
}
