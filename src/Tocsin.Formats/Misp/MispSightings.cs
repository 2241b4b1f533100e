using System.Text.Json;
using NodaTime;
using Tocsin.Formats.Indicators;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Misp;

/// <summary>Reads MISP's sightings: within the attribute that was met, and alone, as a search for sightings answers.</summary>
static class MispSightings
{
    const string NoType = "its type is none of 0 (met), 1 (a false positive) and 2 (an end of life)";

    const string NoTime = "it has no date_sighting, in seconds since 1970";

    /// <summary>Those of an attribute; the ends of its life aside.</summary>
    public static IEnumerable<Item<MispPart>> Of(JsonElement json, MispAttribute attribute, string at)
    {
        var number = 0;
        foreach (var each in json.List("Sighting"))
        {
            var place = $"{at}.Sighting[{number++}]";
            if (TypeOf(each) is not { } type) yield return MispReader.Refuse(place, NoType);
            else if (type == EndOfLife) continue;
            else if (TimeOf(each) is not { } time) yield return MispReader.Refuse(place, NoTime);
            else
                yield return new Item<MispPart>.Read(new MispSighting
                {
                    Uuid = MispReader.Uuid(each) ?? $"{attribute.Uuid}:{time.ToUnixTimeSeconds()}", Of = attribute, OfUuid = attribute.Uuid, Value = attribute.Values.IsEmpty ? null : attribute.Values[0],
                    Type = (MispSightingType)type, At = time, Timestamp = time, Tlp = attribute.Tlp, Audience = attribute.Audience, IsDeleted = attribute.IsDeleted, By = By(each), Json = JsonText.Compact(each),
                }, place, []);
        }
    }

    /// <summary>One that stands alone, or a list of such.</summary>
    public static IEnumerable<Item<MispPart>> Alone(JsonElement sightings, string at)
    {
        if (sightings.ValueKind == JsonValueKind.Object) return [One(sightings, at + "Sighting")];
        return sightings.EnumerateArray().Select((each, number) => One(each, $"{at}Sighting[{number}]"));
    }

    static Item<MispPart> One(JsonElement json, string at)
    {
        if (TypeOf(json) is not { } type) return MispReader.Refuse(at, NoType);
        if (type == EndOfLife) return MispReader.Refuse(at, "an end of life (type 2) counts where it stands in its attribute: take the event in");
        if (TimeOf(json) is not { } time) return MispReader.Refuse(at, NoTime);
        var attribute = json.Member("Attribute");
        var of = Lower(json.Text("attribute_uuid") ?? attribute?.Text("uuid"));
        var value = attribute is { } inner && inner.Text("type") is { } kind ? MispTypes.IsComparable(kind, inner.Text("category")) && (inner.Text("value") ?? json.Text("value")) is { } text ? MispTypes.Values(kind, text).FirstOrDefault() : null
            : json.Text("value") is { } said && IndicatorParse.Parse(said, at) is { IsRead: true } read ? read.Value : null;
        if (of is null && value is null) return MispReader.Refuse(at, "it does not say what was met: an attribute_uuid, an Attribute, or a value that can be compared");
        var uuid = MispReader.Uuid(json) ?? $"{of ?? value!.Value}:{time.ToUnixTimeSeconds()}";
        JsonElement?[] repeated = [json, attribute, .. Around(json), .. attribute is { } its ? Around(its) : []];
        return new Item<MispPart>.Read(new MispSighting
        {
            Uuid = uuid, OfUuid = of, Value = value, Type = (MispSightingType)type, At = time, Timestamp = time, By = By(json), Json = JsonText.Compact(json),
            Tlp = repeated.OfType<JsonElement>().Aggregate((TrafficLight?)null, (strictest, each) => MispMarking.Stricter(strictest, MispMarking.Of(each))),
            Audience = repeated.OfType<JsonElement>().Aggregate((MispAudience?)null, (narrowest, each) => MispMarking.Narrower(narrowest, MispMarking.AudienceOf(each))),
            IsPersonal = repeated.OfType<JsonElement>().Any(each => each.Member(MispEvent.CreatorMember) is not null || each.List(MispPart.ProposalsMember).Any())
                || value is null && attribute is { } met && MispPersons.IsOne(met.Text("type") ?? "", met.Text("category"), (met.Member("Object") ?? json.Member("Object"))?.Text("name")),
        }, at, []);
    }

    /// <summary>What a part repeats of the parts that it stands in.</summary>
    static IEnumerable<JsonElement?> Around(JsonElement json) => [json.Member("Object"), json.Member("Event")];

    /// <summary>When an attribute ends, by whoever made the event; the earliest where it is said more than once.</summary>
    public static Instant? Expiry(JsonElement json, MispEvent? parent)
    {
        var ends = json.List("Sighting").Where(each => TypeOf(each) == EndOfLife && IsOfAuthor(each, parent)).Select(TimeOf).OfType<Instant>().ToList();
        return ends.Count == 0 ? null : ends.Min();
    }

    /// <summary>Notes the ends of life that others say: what one partner has done with may concern another.</summary>
    public static IEnumerable<Repair> Expired(JsonElement json, MispEvent? parent, string at) => json.List("Sighting")
        .Where(each => TypeOf(each) == EndOfLife && !IsOfAuthor(each, parent)).Take(1)
        .Select(each => new Repair(at, $"{By(each) ?? "somebody"} says that it has expired, and did not make the event: kept, and it goes on counting"));

    const int EndOfLife = 2;

    /// <summary>One that names no organisation may be anybody's: MISP leaves it out where it is not to be told.</summary>
    static bool IsOfAuthor(JsonElement json, MispEvent? parent) => json.Member("Organisation")?.Text("name") is { } name && name == parent?.Organisation;

    static int? TypeOf(JsonElement json) => json.Member("type") is null ? 0 : json.Number("type") is { } type and >= 0 and <= EndOfLife ? (int)type : null;

    static Instant? TimeOf(JsonElement json) => MispReader.Time(json, "date_sighting") ?? MispReader.Time(json, "timestamp");

    static string? By(JsonElement json) => json.Member("Organisation")?.Text("name") ?? json.Text("source");

    static string? Lower(string? uuid) => Guid.TryParseExact(uuid, "D", out var read) ? read.ToString() : null;
}
