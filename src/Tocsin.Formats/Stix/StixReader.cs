using System.Text.Json;
using Tocsin.Formats.GeoJson;
using Tocsin.Formats.Indicators;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Stix;

/// <summary>Reads STIX 2.1 and 2.0: a bundle of any length, or one object.</summary>
public static class StixReader
{
    static readonly JsonShape Shape = new("objects", TrailingCommas: false);

    /// <summary>Streams the objects. One that is refused does not stop the rest; a break in the JSON's syntax does.</summary>
    public static IEnumerable<Item<StixObject>> Read(Stream bytes) => JsonFeatures.Read<StixObject>(bytes, Shape, ReadSlice);

    static Parsed<StixObject> ReadSlice(ReadOnlySpan<byte> json, string at, bool whole)
    {
        var body = JsonFeatures.Element(json);
        if (body.ValueKind != JsonValueKind.Object) return Refuse(at, "a STIX object must be a JSON object");
        if (body.Text("type") is not { } type) return Refuse(at, "it has no type");
        if (type == "bundle") return Refuse(at, whole ? "the bundle has no list of objects" : "a bundle does not stand in a bundle");
        if (body.Text("id") is not { } id) return Refuse(at, "it has no id");
        if (!IsIdOf(id, type)) return Refuse($"{at}.id", $"the id is not '{Short(type)}--' and a UUID");
        if (Fault(body, "created") is { } created) return Refuse($"{at}.created", created);
        if (Fault(body, "modified") is { } modified) return Refuse($"{at}.modified", modified);
        if (body.Member("spec_version") is { } version && !version.IsVersion("2.1"u8, "2.0"u8)) return Refuse($"{at}.spec_version", "only STIX 2.0 and 2.1 are read");
        return IsOf20(body, type) ? Upgraded(body, type, id, at) : new(Object(body, type, id, JsonText.Compact(json)));
    }

    static bool IsOf20(JsonElement body, string type) =>
        body.Member("spec_version") is { } version ? version.ValueEquals("2.0"u8) : StixTypes.IsOf20(type);

    static Parsed<StixObject> Upgraded(JsonElement body, string type, string id, string at)
    {
        var json = StixUpgrade.To21(body, type);
        return new(Object(JsonElement.Parse(json, Deep), type, id, json), [new Repair(at, "STIX 2.0: read as 2.1")]);
    }

    static StixObject Object(JsonElement body, string type, string id, string json) => new()
    {
        Type = type,
        Id = id,
        Created = StixTime.Read(body.Text("created")),
        Modified = StixTime.Read(body.Text("modified")),
        IsRevoked = body.Member("revoked") is { ValueKind: JsonValueKind.True },
        CreatedBy = body.Text("created_by_ref"),
        Tlp = Strictest(body),
        Body = body,
        Json = json,
    };

    static TrafficLight? Strictest(JsonElement body)
    {
        TrafficLight? strictest = null;
        foreach (var id in body.Texts("object_marking_refs").Concat(body.List("granular_markings").Select(each => each.Text("marking_ref")).OfType<string>()))
            if (StixTlp.Of(id) is { } tlp && !(tlp <= strictest)) strictest = tlp;
        return strictest;
    }

    static string? Fault(JsonElement body, string name) =>
        body.Member(name) is { } value && (value.ValueKind != JsonValueKind.String || StixTime.Read(value.GetString()) is null)
            ? "the time is not like 2016-01-20T12:31:12.123Z"
            : null;

    static bool IsVersion(this JsonElement version, ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        version.ValueKind == JsonValueKind.String && (version.ValueEquals(one) || version.ValueEquals(other));

    /// <summary>§2.9: a UUID of any version is taken, for the specification itself leaves it open.</summary>
    static bool IsIdOf(string id, string type) =>
        id.Length == type.Length + 38 && id.StartsWith(type, StringComparison.Ordinal) && id.AsSpan(type.Length, 2) is "--"
        && Guid.TryParseExact(id.AsSpan(type.Length + 2), "D", out _);

    static string Short(string type) => type.Length <= 60 ? type : type[..60] + "...";

    static readonly JsonDocumentOptions Deep = new() { MaxDepth = FormatLimits.JsonDepthMax };

    static Parsed<StixObject> Refuse(string at, string reason) => new(new Refusal(at, reason));
}
