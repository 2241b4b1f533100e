using System.Text.Json;
using Tocsin.Formats;
using Tocsin.Formats.Stix;
using Tocsin.Formats.Stix.Patterns;
using Tocsin.Formats.Text;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Share.Doors;

/// <summary>Under which names the patterns of STIX indicators, and the observations that they may hold of, are found. What tells of a person has none.</summary>
public static class StixIndexing
{
    /// <summary>STIX's type of observations.</summary>
    public const string ObservedData = "observed-data";

    /// <summary>The names of a record beside the values that its facts say.</summary>
    public static IEnumerable<(ValueRole Role, NamedValue Name)> NamesOf(Record record)
    {
        if (record.What is IndicatorFacts { Silent: null } && PatternOf(record) is { } pattern)
            foreach (var (sort, text) in PatternKeys.Of(pattern))
            {
                yield return (ValueRole.Pattern, new NamedValue(sort, text));
                yield return (ValueRole.Pattern, new NamedValue(SortOf(sort, record.Address.Log.Party), text));
            }
        if (record.What is not IntelligenceFacts facts || !StixTypes.IsObservable(facts.Type) && facts.Type != ObservedData || BodyOf(record) is not { } body) yield break;
        if (StixTypes.IsObservable(facts.Type))
        {
            yield return (ValueRole.Object, new NamedValue(StixDoor.Scheme, facts.Id));
            foreach (var (sort, text) in PatternKeys.Of(body)) yield return (ValueRole.Observed, new NamedValue(sort, text));
        }
        if (facts.Type != ObservedData) yield break;
        foreach (var bound in facts.Binds ?? []) yield return (ValueRole.Observation, new NamedValue(StixDoor.Scheme, bound));
        foreach (var own in Own(body).Take(Limits.ReferencesMax))
            foreach (var (sort, text) in PatternKeys.Of(own)) yield return (ValueRole.Observed, new NamedValue(sort, text));
    }

    /// <summary>The sort under which the patterns of one party alone are found: however many others have the same key, they are.</summary>
    public static string SortOf(string sort, Hash party) => $"{sort}@{party.ToBase64Url()}";

    /// <summary>The pattern of a STIX indicator; nothing where it has none that reads.</summary>
    public static StixPattern? PatternOf(Record record) =>
        BodyOf(record) is { } body && body.Text("type") == StixTypes.Indicator && body.Text("pattern") is { } text && body.Text("pattern_type") is null or "stix" && StixPattern.Parse(text) is { IsRead: true } read ? read.Value : null;

    /// <summary>A STIX object as its author wrote it; nothing where the record is none, or where it tells of a person.</summary>
    public static JsonElement? BodyOf(Record record)
    {
        if (record.Source is not { Original: { } json, Key.Scheme: StixDoor.Scheme }) return null;
        try
        {
            var body = JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = FormatLimits.JsonDepthMax, AllowDuplicateProperties = false });
            return body.ValueKind == JsonValueKind.Object ? body : null;
        }
        catch (JsonException) { return null; } // A partner may have written it.
    }

    /// <summary>STIX 2.0 has the observables inside.</summary>
    public static IEnumerable<JsonElement> Own(JsonElement observedData) =>
        observedData.Member("objects") is { ValueKind: JsonValueKind.Object } own ? own.EnumerateObject().Select(each => each.Value) : [];
}
