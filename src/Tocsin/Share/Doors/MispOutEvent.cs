using System.Buffers;
using System.Text.Json;
using Tocsin.Formats;
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
    const string Distribution = "distribution";

    readonly Dictionary<string, MispOutPart> attributes = new(StringComparer.Ordinal), objects = new(StringComparer.Ordinal);
    readonly Dictionary<string, List<string>> sightings = new(StringComparer.Ordinal);
    readonly HashSet<(string Attribute, string Json)> told = [];
    MispOutEvent? into;
    MispOutPart? own;
    string? creator;
    Instant newest = Instant.MinValue;
    Tlp? added, widest;
    Tlp strictest;

    /// <summary>Sightings that go out with one attribute at most.</summary>
    public const int SightingsMax = 1_000;

    /// <summary>How deep a part is nested at most, so that what is written reads again: above a sighting stand nine levels, up to the answer that it is in.</summary>
    public const int PartDepthMax = FormatLimits.JsonDepthMax - 9;

    /// <summary>Its UUID.</summary>
    public string Uuid => uuid;

    /// <summary>Whose it is where the event itself is not there.</summary>
    public string Publisher => publisher;

    /// <summary>Whether the event itself is there, and not only parts of it.</summary>
    public bool IsWhole => own is not null;

    /// <summary>Characters of the parts that were put in.</summary>
    public long Chars { get; private set; }

    /// <summary>The event in which its parts stand now.</summary>
    public MispOutEvent Standing => into?.Standing ?? this;

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
    /// <param name="part">The event.</param>
    /// <param name="creatorEmail">Who entered it; null where nobody says.</param>
    /// <param name="bound">The marking that bounds how far it goes on; null where it goes as it came.</param>
    public void PutEvent(MispOutPart part, string? creatorEmail, Tlp? bound)
    {
        Chars += part.Json.Length;
        if (own is null || part.Version > own.Version) (own, creator, widest) = (part, creatorEmail, bound);
    }

    /// <summary>Puts its parts, and what was heard with them, into another event.</summary>
    public void MoveTo(MispOutEvent other)
    {
        foreach (var part in objects.Values) Put(other.objects, part);
        foreach (var part in attributes.Values) Put(other.attributes, part);
        other.newest = Instant.Max(other.newest, newest);
        if (strictest > other.strictest) other.strictest = strictest;
        if (added is { } more && !(other.added >= more)) other.added = more;
        into = other;
    }

    /// <summary>Takes an object.</summary>
    public void PutObject(MispOutPart part)
    {
        Chars += part.Json.Length;
        Put(objects, part);
    }

    /// <summary>Takes an attribute.</summary>
    public void PutAttribute(MispOutPart part)
    {
        Chars += part.Json.Length;
        Put(attributes, part);
    }

    /// <summary>Takes a sighting of an attribute, beside those that its own JSON tells of. False: there are <see cref="SightingsMax"/> of it already.</summary>
    public bool PutSighting(string attribute, string json)
    {
        if (!sightings.TryGetValue(attribute, out var all)) sightings[attribute] = all = [];
        if (all.Count == SightingsMax) return told.Contains((attribute, json));
        if (told.Add((attribute, json))) all.Add(json);
        return true;
    }

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
            var within = InOrder(attributes).ToLookup(each => each.Object is { } parent && objects.ContainsKey(parent) ? parent : "", Met);
            var alone = within[""].ToList();
            Body(json, body, tag, tag > widest || widest is null ? tag : widest, creator, (json, name) =>
            {
                if (name == "Attribute") List(json, name, alone, static (json, each) => json.WriteRawValue(each, skipInputValidation: true));
                else List(json, name, InOrder(objects), (json, each) => Object(json, each, [.. within[each.Uuid]]));
            }, alone.Count > 0 ? "Attribute" : null, objects.Count > 0 ? "Object" : null);
        }
        return buffer.WrittenSpan.ToArray();
    }

    static void Object(Utf8JsonWriter json, MispOutPart part, IReadOnlyList<string> within) =>
        Body(json, JsonElement.Parse(part.Json), null, null, null, (json, name) => List(json, name, within, static (json, each) => json.WriteRawValue(each, skipInputValidation: true)),
            within.Count > 0 ? "Attribute" : null);

    /// <summary>An attribute's JSON, with the sightings that it does not tell of itself.</summary>
    string Met(MispOutPart attribute)
    {
        if (!sightings.TryGetValue(attribute.Uuid, out var more)) return attribute.Json;
        var body = JsonElement.Parse(attribute.Json);
        var known = body.List("Sighting").Select(each => each.Text("uuid")).ToHashSet(StringComparer.Ordinal);
        List<string> all = [.. body.List("Sighting").Select(each => each.GetRawText()), .. more.Where(each => JsonElement.Parse(each).Text("uuid") is not { } own || !known.Contains(own))];
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonText.Plain))
        {
            json.WriteStartObject();
            foreach (var member in body.EnumerateObject().Where(member => member.Name != "Sighting"))
            {
                json.WritePropertyName(member.Name);
                json.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
            }
            List(json, "Sighting", all, static (json, each) => json.WriteRawValue(each, skipInputValidation: true));
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Members in their own order; lists of parts where they stood, or at the end where they stood nowhere.</summary>
    static void Body(Utf8JsonWriter json, JsonElement body, Tlp? tag, Tlp? bound, string? creatorEmail, Action<Utf8JsonWriter, string> list, params string?[] lists)
    {
        json.WriteStartObject();
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name is "Attribute" or "Object" && member.Value.ValueKind == JsonValueKind.Array) list(json, member.Name);
            else if (member.Name == "Tag" && tag is { } stricter) Tags(json, member.Value, stricter);
            else if (member.Name == Distribution && bound is { } marked && MispMarking.IsWider(body.Number(Distribution), (TrafficLight)marked)) Level(json, marked);
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
        if (bound is { } level && body.Member(Distribution) is null) Level(json, level);
        json.WriteEndObject();
    }

    /// <summary>As wide as the marking lets it go: an event's distribution bounds that of all in it.</summary>
    static void Level(Utf8JsonWriter json, Tlp marking) => json.WriteString(Distribution, MispMarking.DistributionOf((TrafficLight)marking).ToString(System.Globalization.CultureInfo.InvariantCulture));

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
