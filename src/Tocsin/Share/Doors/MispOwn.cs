using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using NodaTime.Text;
using Tocsin.Formats.Indicators;
using Tocsin.Formats.Misp;
using Tocsin.Formats.Stix;
using Tocsin.Formats.Text;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>Events and attributes of MISP for what did not come from there.</summary>
static class MispOwn
{
    public static Guid EventUuid(string publisher) => StixIds.Version5(Telling.UuidOf(publisher), "event");

    /// <summary>An attribute, its UUID first; null where MISP has no type for the value.</summary>
    public static (string Uuid, string Json)? Attribute(Telling telling, IndicatorFacts facts, NamedValue named)
    {
        if (TypeOf(named) is not var (type, category, value)) return null;
        var uuid = telling.Uuid($"{named.Type} {named.Value}").ToString();
        var comment = telling.Record.Texts is [{ Description: { } description }, ..] ? description : "";
        return (uuid, Json(json =>
        {
            json.WriteString("uuid"u8, uuid);
            json.WriteString("type"u8, type);
            json.WriteString("category"u8, category);
            json.WriteString("value"u8, value);
            json.WriteBoolean("to_ids"u8, facts.Silent is null);
            json.WriteString("timestamp"u8, Seconds(telling.Record.Leaf.Time));
            json.WriteString("comment"u8, comment);
            json.WriteString("distribution"u8, "5"u8);
            json.WriteString("sharing_group_id"u8, "0"u8);
            json.WriteBoolean("deleted"u8, false);
            json.WriteBoolean("disable_correlation"u8, false);
            if (facts.From is { } from) json.WriteString("first_seen"u8, StixTime.Write(from));
        }));
    }

    /// <summary>An event that carries such attributes, without them.</summary>
    public static string Event(string uuid, string publisher, Instant newest, Tlp marking) => Json(json =>
    {
        json.WriteString("uuid"u8, uuid);
        json.WriteString("info"u8, $"Indicators of {publisher}");
        json.WriteString("date"u8, LocalDatePattern.Iso.Format(newest.InUtc().Date));
        json.WriteString("timestamp"u8, Seconds(newest));
        json.WriteString("publish_timestamp"u8, Seconds(newest));
        json.WriteBoolean("published"u8, true);
        json.WriteString("analysis"u8, "2"u8);
        json.WriteString("threat_level_id"u8, "4"u8);
        json.WriteString("distribution"u8, MispMarking.DistributionOf((TrafficLight)marking).ToString(CultureInfo.InvariantCulture));
        json.WriteString("sharing_group_id"u8, "0"u8);
        json.WriteStartObject("Orgc"u8);
        json.WriteString("name"u8, publisher);
        json.WriteString("uuid"u8, Telling.UuidOf(publisher).ToString());
        json.WriteEndObject();
        json.WriteStartArray("Attribute"u8);
        json.WriteEndArray();
    });

    static (string Type, string Category, string Value)? TypeOf(NamedValue named) => named.Type switch
    {
        "domain" or "url" => (named.Type, "Network activity", named.Value),
        "ipv4" or "ipv6" or "cidr" => ("ip-dst", "Network activity", named.Value),
        "md5" or "sha1" or "sha256" => (named.Type, "Payload delivery", named.Value),
        "endpoint" when named.Value.LastIndexOf(':') is var colon and > 0 => Endpoint(named.Value[..colon].Trim('[', ']'), named.Value[(colon + 1)..]),
        _ => null,
    };

    static (string, string, string) Endpoint(string host, string port) =>
        (IPAddress.TryParse(host, out _) ? "ip-dst|port" : "hostname|port", "Network activity", $"{host}|{port}");

    internal static string Seconds(Instant time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    static string Json(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonText.Plain))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
