using System.Buffers;
using System.Text.Json;
using Tocsin.Formats.Indicators;
using Tocsin.Formats.Stix;
using Tocsin.Formats.Text;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>A MISP event on its way out: its own JSON, with its parts put back where they stood.</summary>
sealed class MispOutEvent(string uuid, string publisher)
{
    readonly SortedDictionary<(string Log, long Index, string Uuid), (string Json, string? Object)> attributes = [];
    readonly SortedDictionary<(string Log, long Index), (string Uuid, string Json)> objects = [];
    string? own;
    Instant newest = Instant.MinValue;
    Tlp? added;
    Tlp strictest;

    /// <summary>Its UUID.</summary>
    public string Uuid => uuid;

    /// <summary>The values of its attributes, for the feed's hashes; composite ones in their parts, as MISP's own feeds have them.</summary>
    public IEnumerable<string> Values => attributes.Values.Select(each => JsonElement.Parse(each.Json))
        .Where(each => !each.IsTrue("deleted") && each.Text("value") is not null)
        .SelectMany(each => each.Text("type") is { } type && (type.Contains('|', StringComparison.Ordinal) || type == "malware-sample") ? each.Text("value")!.Split('|') : [each.Text("value")!]);

    /// <summary>Notes when a part was written, and under which marking.</summary>
    public string? Hear(Telling telling)
    {
        newest = Instant.Max(newest, telling.Record.Leaf.Time);
        if (telling.Record.Leaf.Marking > strictest) strictest = telling.Record.Leaf.Marking;
        if (telling.AddedMarking is { } more && !(added >= more)) added = more;
        return null;
    }

    public string? Put(string json)
    {
        own ??= json;
        return null;
    }

    public string? PutObject(string part, RecordAddress place, string json)
    {
        objects[(place.Log.ToString(), place.Index)] = (part, json);
        return null;
    }

    public string? PutAttribute(string part, string? parent, RecordAddress place, string json)
    {
        attributes[(place.Log.ToString(), place.Index, part)] = (json, parent);
        return null;
    }

    /// <summary>The event's JSON.</summary>
    public byte[] Write()
    {
        var isOurs = own is null;
        var body = JsonElement.Parse(own ?? MispOwn.Event(uuid, publisher, newest, strictest));
        var tag = isOurs && strictest != Tlp.Clear ? strictest : added;
        var known = objects.Values.Select(each => each.Uuid).ToHashSet(StringComparer.Ordinal);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonText.Plain))
        {
            // An attribute whose object is not among those that go out stands in the event itself.
            var alone = attributes.Values.Where(each => each.Object is null || !known.Contains(each.Object)).Select(each => each.Json).ToList();
            Body(json, body, tag, (json, name) =>
            {
                if (name == "Attribute") List(json, name, alone, static (json, each) => json.WriteRawValue(each, skipInputValidation: true));
                else List(json, name, [.. objects.Values], Object);
            }, alone.Count > 0 ? "Attribute" : null, objects.Count > 0 ? "Object" : null);
        }
        return buffer.WrittenSpan.ToArray();
    }

    void Object(Utf8JsonWriter json, (string Uuid, string Json) part)
    {
        var within = attributes.Values.Where(each => each.Object == part.Uuid).Select(each => each.Json).ToList();
        Body(json, JsonElement.Parse(part.Json), null, (json, name) => List(json, name, within, static (json, each) => json.WriteRawValue(each, skipInputValidation: true)),
            within.Count > 0 ? "Attribute" : null);
    }

    /// <summary>Members in their own order; lists of parts where they stood, or at the end where they stood nowhere.</summary>
    static void Body(Utf8JsonWriter json, JsonElement body, Tlp? tag, Action<Utf8JsonWriter, string> list, params string?[] lists)
    {
        json.WriteStartObject();
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name is "Attribute" or "Object" && member.Value.ValueKind == JsonValueKind.Array) list(json, member.Name);
            else if (member.Name == "Tag" && tag is { } stricter) Tags(json, member.Value, stricter);
            else
            {
                json.WritePropertyName(member.Name);
                json.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
            }
        }
        foreach (var name in lists)
            if (name is not null && body.Member(name) is not { ValueKind: JsonValueKind.Array }) list(json, name);
        if (tag is { } marking && body.Member("Tag") is null) Tags(json, default, marking);
        json.WriteEndObject();
    }

    static void List<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> parts, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var part in parts) write(json, part);
        json.WriteEndArray();
    }

    /// <summary>The tags, with another tlp: the circle's is stricter.</summary>
    static void Tags(Utf8JsonWriter json, JsonElement tags, Tlp marking)
    {
        json.WriteStartArray("Tag"u8);
        if (tags.ValueKind == JsonValueKind.Array)
            foreach (var tag in tags.EnumerateArray())
                if (tag.Text("name")?.StartsWith("tlp:", StringComparison.OrdinalIgnoreCase) != true) tag.WriteTo(json);
        json.WriteStartObject();
        json.WriteString("name"u8, $"tlp:{StixTlp.Word((TrafficLight)marking)}");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>What the manifest says of it (draft-dulaunoy-misp-core-format, "Manifest").</summary>
    public void WriteManifest(Utf8JsonWriter json, byte[] written, string digest)
    {
        using var body = JsonDocument.Parse(written);
        json.WriteStartObject(uuid);
        foreach (var name in (string[])["info", "Orgc", "analysis", "timestamp", "date", "threat_level_id", "Tag"])
            if (body.RootElement.Member(name) is { } value)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }
        json.WriteString("integrity:sha256"u8, digest);
        json.WriteEndObject();
    }
}
