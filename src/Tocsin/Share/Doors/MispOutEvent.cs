using System.Buffers;
using System.Text.Json;
using Tocsin.Formats.Indicators;
using Tocsin.Formats.Misp;
using Tocsin.Formats.Stix;
using Tocsin.Formats.Text;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>A part of an event on its way out.</summary>
/// <param name="Uuid">Its UUID.</param>
/// <param name="Object">The UUID of the object that it stands in; null where it stands in none.</param>
/// <param name="Json">Its own JSON.</param>
/// <param name="Version">Which telling of it this is, a later one greater.</param>
/// <param name="Address">Where its record stands.</param>
sealed record MispOutPart(string Uuid, string? Object, string Json, long Version, RecordAddress Address);

/// <summary>A MISP event on its way out: its own JSON, with its parts put back where they stood.</summary>
sealed class MispOutEvent(string uuid, string publisher)
{
    readonly Dictionary<string, MispOutPart> attributes = new(StringComparer.Ordinal), objects = new(StringComparer.Ordinal);
    MispOutPart? own;
    string? creator;
    Instant newest = Instant.MinValue;
    Tlp? added;
    Tlp strictest;

    /// <summary>Its UUID.</summary>
    public string Uuid => uuid;

    /// <summary>The values of its attributes, for the feed's hashes; composite ones in their parts, as MISP's own feeds have them.</summary>
    public IEnumerable<string> Values => InOrder(attributes).Select(each => JsonElement.Parse(each.Json))
        .Where(each => !each.IsTrue("deleted") && each.Text("value") is not null)
        .SelectMany(each => each.Text("type") is { } type && (type.Contains('|', StringComparison.Ordinal) || type == "malware-sample") ? each.Text("value")!.Split('|') : [each.Text("value")!]);

    /// <summary>Notes when a part was written, and under which marking.</summary>
    public void Hear(Telling telling)
    {
        newest = Instant.Max(newest, telling.Record.Leaf.Time);
        if (telling.Record.Leaf.Marking > strictest) strictest = telling.Record.Leaf.Marking;
        if (telling.AddedMarking is { } more && !(added >= more)) added = more;
    }

    /// <summary>Takes the event itself. Of what several logs tell, the latest version stands.</summary>
    public void PutEvent(MispOutPart part, string? creatorEmail)
    {
        if (own is null || part.Version > own.Version) (own, creator) = (part, creatorEmail);
    }

    /// <summary>Takes an object.</summary>
    public void PutObject(MispOutPart part) => Put(objects, part);

    /// <summary>Takes an attribute.</summary>
    public void PutAttribute(MispOutPart part) => Put(attributes, part);

    static void Put(Dictionary<string, MispOutPart> parts, MispOutPart part)
    {
        if (!parts.TryGetValue(part.Uuid, out var known) || part.Version > known.Version) parts[part.Uuid] = part;
    }

    /// <summary>As they came into the logs.</summary>
    static List<MispOutPart> InOrder(Dictionary<string, MispOutPart> parts) => [.. parts.Values.OrderBy(part => part.Address.Log.ToString(), StringComparer.Ordinal).ThenBy(part => part.Address.Index)];

    /// <summary>The event's JSON.</summary>
    public byte[] Write()
    {
        var isOurs = own is null;
        var body = JsonElement.Parse(own?.Json ?? MispOwn.Event(uuid, publisher, newest, strictest));
        var tag = isOurs && strictest != Tlp.Clear ? strictest : added;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonText.Plain))
        {
            // An attribute whose object is not among those that go out stands in the event itself.
            var within = InOrder(attributes).ToLookup(each => each.Object is { } parent && objects.ContainsKey(parent) ? parent : "", each => each.Json);
            var alone = within[""].ToList();
            Body(json, body, tag, creator, (json, name) =>
            {
                if (name == "Attribute") List(json, name, alone, static (json, each) => json.WriteRawValue(each, skipInputValidation: true));
                else List(json, name, InOrder(objects), (json, each) => Object(json, each, [.. within[each.Uuid]]));
            }, alone.Count > 0 ? "Attribute" : null, objects.Count > 0 ? "Object" : null);
        }
        return buffer.WrittenSpan.ToArray();
    }

    static void Object(Utf8JsonWriter json, MispOutPart part, IReadOnlyList<string> within) =>
        Body(json, JsonElement.Parse(part.Json), null, null, (json, name) => List(json, name, within, static (json, each) => json.WriteRawValue(each, skipInputValidation: true)),
            within.Count > 0 ? "Attribute" : null);

    /// <summary>Members in their own order; lists of parts where they stood, or at the end where they stood nowhere.</summary>
    static void Body(Utf8JsonWriter json, JsonElement body, Tlp? tag, string? creatorEmail, Action<Utf8JsonWriter, string> list, params string?[] lists)
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
        if (creatorEmail is not null) json.WriteString(MispEvent.CreatorMember, creatorEmail);
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
