using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using Tocsin.Formats.GeoJson;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Misp;

/// <summary>Reads MISP's core format: <c>{"Event":{...}}</c>, what a search answers (<c>{"response":[...]}</c>), and attributes without an event.</summary>
public static class MispReader
{
    static readonly JsonShape Shape = new("response", TrailingCommas: false);

    /// <summary>Streams the parts, an event before what stands in it. One that is refused does not stop the rest.</summary>
    public static IEnumerable<Item<MispPart>> Read(Stream bytes)
    {
        foreach (var document in JsonFeatures.Read<JsonElement>(bytes, Shape, static (json, _, _) => new(JsonFeatures.Element(json))))
            if (document is Item<JsonElement>.Read { Value: var element, At: var at }) foreach (var part in Parts(element, at == "the document" ? "" : at + ".")) yield return part;
            else if (document is Item<JsonElement>.Refused { Refusal: var refusal }) yield return new Item<MispPart>.Refused(refusal);
    }

    static IEnumerable<Item<MispPart>> Parts(JsonElement element, string at)
    {
        var answer = element.Member("response") is { ValueKind: JsonValueKind.Object } response ? response : element;
        if (answer.Member("Event") is { ValueKind: JsonValueKind.Object } parent) return Event(parent, at + "Event");
        if (answer.Member("Attribute") is { ValueKind: JsonValueKind.Array } || answer.Member("Object") is { ValueKind: JsonValueKind.Array })
            return answer.Text("info") is not null && answer.Text("uuid") is not null ? Event(answer, at.TrimEnd('.')) : Contents(answer, null, at);
        return [Refuse(at.Length == 0 ? "the document" : at.TrimEnd('.'), "there is neither an event nor an attribute in it")];
    }

    static IEnumerable<Item<MispPart>> Event(JsonElement json, string at)
    {
        if (Uuid(json) is not { } uuid)
        {
            yield return Refuse(at, NoUuid);
            yield break;
        }
        var parent = new MispEvent
        {
            Uuid = uuid,
            Timestamp = Time(json, "timestamp"),
            Tlp = MispMarking.Of(json),
            Json = JsonText.Without(json, MispEvent.CreatorMember, "Attribute", "Object"),
            Info = json.Text("info"),
            Organisation = json.Member("Orgc")?.Text("name") ?? json.Member("Org")?.Text("name"),
            ThreatLevel = (int?)json.Number("threat_level_id"),
            Tags = [.. json.List("Tag").Select(tag => tag.Text("name")).OfType<string>()],
            CreatorEmail = json.Text(MispEvent.CreatorMember),
        };
        yield return new Item<MispPart>.Read(parent, at, []);
        foreach (var part in Contents(json, parent, at + ".")) yield return part;
    }

    static IEnumerable<Item<MispPart>> Contents(JsonElement json, MispEvent? parent, string at)
    {
        var number = 0;
        foreach (var attribute in json.List("Attribute"))
            foreach (var part in Attribute(attribute, parent, null, $"{at}Attribute[{number++}]")) yield return part;
        number = 0;
        foreach (var each in json.List("Object"))
        {
            var place = $"{at}Object[{number++}]";
            if (Uuid(each) is not { } uuid)
            {
                yield return Refuse(place, NoUuid);
                continue;
            }
            var thing = new MispObject
            {
                Uuid = uuid, Event = parent, Timestamp = Time(each, "timestamp"), IsDeleted = each.IsTrue("deleted"),
                Tlp = MispMarking.Stricter(parent?.Tlp, MispMarking.Of(each)), Json = JsonText.Without(each, null, "Attribute"), Name = each.Text("name"), Comment = each.Text("comment"),
            };
            yield return new Item<MispPart>.Read(thing, place, []);
            var within = 0;
            foreach (var attribute in each.List("Attribute"))
                foreach (var part in Attribute(attribute, parent, thing, $"{place}.Attribute[{within++}]")) yield return part;
        }
    }

    static IEnumerable<Item<MispPart>> Attribute(JsonElement json, MispEvent? parent, MispObject? thing, string at)
    {
        if (Uuid(json) is not { } uuid) return [Refuse(at, NoUuid)];
        if (json.Text("type") is not { } type) return [Refuse(at, "it has no type")];
        if (json.Text("value") is not { } value) return [Refuse(at, "it has no value")];
        var attribute = new MispAttribute
        {
            Uuid = uuid, Event = parent, ObjectUuid = thing?.Uuid, Timestamp = Time(json, "timestamp"),
            Tlp = MispMarking.Stricter(thing?.Tlp ?? parent?.Tlp, MispMarking.Of(json)),
            IsDeleted = json.IsTrue("deleted") || thing?.IsDeleted == true,
            Json = JsonText.Compact(json),
            Type = type, Category = json.Text("category"), Value = value, Comment = json.Text("comment"),
            IsComparable = MispTypes.IsComparable(type), Values = MispTypes.Values(type, value),
            ForDetection = json.IsTrue("to_ids"), FirstSeen = Seen(json.Text("first_seen")),
        };
        ImmutableArray<Repair> notes = attribute.IsComparable && attribute.Values.IsEmpty ? [new Repair(at, $"its value is no {type} that can be compared: kept as it came")] : [];
        return [new Item<MispPart>.Read(attribute, at, notes), .. Sightings(json, attribute, at)];
    }

    /// <summary>Type 0 alone: 1 is a false positive, 2 an end of life, and both are told by the attribute itself.</summary>
    static IEnumerable<Item<MispPart>> Sightings(JsonElement json, MispAttribute attribute, string at)
    {
        var number = 0;
        foreach (var each in json.List("Sighting"))
        {
            var place = $"{at}.Sighting[{number++}]";
            if (attribute.Values.IsEmpty || each.Number("type") is 1 or 2) continue;
            if (Time(each, "date_sighting") is not { } time) yield return Refuse(place, "it has no date_sighting, in seconds since 1970");
            else
                yield return new Item<MispPart>.Read(new MispSighting
                {
                    Uuid = Uuid(each) ?? $"{attribute.Uuid}:{time.ToUnixTimeSeconds()}", Of = attribute, At = time, Timestamp = time, Tlp = attribute.Tlp,
                    IsDeleted = attribute.IsDeleted, By = each.Member("Organisation")?.Text("name") ?? each.Text("source"), Json = JsonText.Compact(each),
                }, place, []);
        }
    }

    const string NoUuid = "it has no uuid like 54884656-2da8-4625-bf07-43ef950d210b";

    static string? Uuid(JsonElement json) => Guid.TryParseExact(json.Text("uuid"), "D", out var uuid) ? uuid.ToString() : null;

    static Instant? Time(JsonElement json, string name) =>
        json.Number(name) is { } seconds and > 0 && seconds <= LatestSeconds ? Instant.FromUnixTimeSeconds(seconds) : null;

    /// <summary>As MISP writes it: 2020-10-25T16:22:00.000000+00:00, or seconds.</summary>
    static Instant? Seen(string? text) =>
        text is null ? null
        : NodaTime.Text.OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true } read ? read.Value.ToInstant() : null;

    // 31 December 9999.
    const long LatestSeconds = 253_402_214_400;

    static Item<MispPart> Refuse(string at, string reason) => new Item<MispPart>.Refused(new Refusal(at, reason));
}
