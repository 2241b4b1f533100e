using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using Tocsin.Formats.GeoJson;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Misp;

/// <summary>Reads MISP's core format: <c>{"Event":{...}}</c>, what a search answers (<c>{"response":[...]}</c>), and attributes and sightings without an event.</summary>
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
        if (answer.Member("Sighting") is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } sightings) return MispSightings.Alone(sightings, at);
        return [Refuse(at.Length == 0 ? "the document" : at.TrimEnd('.'), "there is neither an event nor an attribute nor a sighting in it")];
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
            Tlp = MispMarking.OfEvent(json),
            Audience = MispMarking.AudienceOfEvent(json),
            Json = JsonText.Without(json, MispEvent.CreatorMember, "Attribute", "Object", MispPart.ProposalsMember),
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
                Tlp = MispMarking.Stricter(parent?.Tlp, MispMarking.Of(each)), Audience = MispMarking.Narrower(parent?.Audience, MispMarking.AudienceOf(each)), Json = JsonText.Without(each, null, "Attribute", MispPart.ProposalsMember), Name = each.Text("name"), Comment = each.Text("comment"),
            };
            yield return new Item<MispPart>.Read(thing, place, []);
            var within = 0;
            var bic = each.List("Attribute").Where(attribute => attribute.Text("type") == MispTypes.BicType).Select(attribute => attribute.Text("value")).FirstOrDefault();
            foreach (var attribute in each.List("Attribute"))
                foreach (var part in Attribute(attribute, parent, thing, $"{place}.Attribute[{within++}]", bic)) yield return part;
        }
    }

    static IEnumerable<Item<MispPart>> Attribute(JsonElement json, MispEvent? parent, MispObject? thing, string at, string? bic = null)
    {
        if (Uuid(json) is not { } uuid) return [Refuse(at, NoUuid)];
        if (json.Text("type") is not { } type) return [Refuse(at, "it has no type")];
        if (json.Text("value") is not { } value) return [Refuse(at, "it has no value")];
        var category = json.Text("category");
        var values = MispTypes.IsComparable(type, category) ? MispTypes.Values(type, value) : [.. MispTypes.Account(bic, type, category, value), .. MispTypes.OtherWallet(thing?.Name, json.Text("object_relation"), value)];
        var attribute = new MispAttribute
        {
            Uuid = uuid, Event = parent, ObjectUuid = thing?.Uuid, ObjectName = thing?.Name, Timestamp = Time(json, "timestamp"),
            Tlp = MispMarking.Stricter(thing?.Tlp ?? parent?.Tlp, MispMarking.Of(json)),
            Audience = MispMarking.Narrower(thing?.Audience ?? parent?.Audience, MispMarking.AudienceOf(json)),
            IsDeleted = json.IsTrue("deleted") || thing?.IsDeleted == true,
            Json = json.Member(MispPart.ProposalsMember) is null ? JsonText.Compact(json) : JsonText.Without(json, null, MispPart.ProposalsMember),
            Type = type, Category = category, Value = value, Comment = json.Text("comment"),
            IsComparable = MispTypes.IsComparable(type, category) || !values.IsEmpty, Values = values,
            ForDetection = json.IsTrue("to_ids"), FirstSeen = Seen(json.Text("first_seen")), ExpiresAt = MispSightings.Expiry(json, parent),
        };
        ImmutableArray<Repair> notes = attribute.IsComparable && attribute.Values.IsEmpty ? [new Repair(at, $"its value is no {type} that can be compared: kept as it came")] : [];
        return [new Item<MispPart>.Read(attribute, at, [.. notes, .. MispSightings.Expired(json, parent, at)]), .. MispSightings.Of(json, attribute, at)];
    }

    internal const string NoUuid = "it has no uuid like 54884656-2da8-4625-bf07-43ef950d210b";

    internal static string? Uuid(JsonElement json) => Guid.TryParseExact(json.Text("uuid"), "D", out var uuid) ? uuid.ToString() : null;

    internal static Instant? Time(JsonElement json, string name) =>
        json.Number(name) is { } seconds and > 0 && seconds <= LatestSeconds ? Instant.FromUnixTimeSeconds(seconds) : null;

    /// <summary>As MISP writes it: 2020-10-25T16:22:00.000000+00:00, or seconds.</summary>
    static Instant? Seen(string? text) =>
        text is null ? null
        : NodaTime.Text.OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true } read ? read.Value.InUtc() : null;

    // 31 December 9999.
    const long LatestSeconds = 253_402_214_400;

    internal static Item<MispPart> Refuse(string at, string reason) => new Item<MispPart>.Refused(new Refusal(at, reason));
}
