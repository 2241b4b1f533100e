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
using Tocsin.Share.Parties;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>Events and attributes of MISP for what did not come from there.</summary>
static class MispOwn
{
    public static Guid EventUuid(string publisher) => StixIds.Version5(Telling.UuidOf(publisher), "event");

    /// <summary>MISP's type of values that are told in another form than their own; here, as <c>hashed-phone:HASH</c>.</summary>
    public const string HashType = "anonymised";

    /// <summary>Takes an indicator's value into an event: as an attribute, or as an object where MISP needs more than one for it; the UUID of the attribute that bears it. Nothing where MISP has no form for it.</summary>
    public static string? Put(MispOutEvent target, Telling telling, IndicatorFacts facts, NamedValue named)
    {
        if (FormOf(named) is not { } form) return null;
        var (version, address) = (telling.Record.Leaf.Time.ToUnixTimeMilliseconds(), telling.Record.Address);
        var thing = form.Object is null ? null : telling.Uuid($"{named.Type} {named.Value} object").ToString();
        if (thing is not null) target.PutObject(new MispOutPart(thing, null, Object(thing, form.Object!, telling), version, address));
        foreach (var part in form.Parts)
        {
            var uuid = UuidOf(telling, named, part);
            target.PutAttribute(new MispOutPart(uuid, thing, Attribute(uuid, part, telling, facts), version, address));
        }
        return UuidOf(telling, named, form.Parts.First(part => part.IsMain));
    }

    static string UuidOf(Telling telling, NamedValue named, MispValue part) => telling.Uuid(part.IsMain ? $"{named.Type} {named.Value}" : $"{named.Type} {named.Value} {part.Relation}").ToString();

    /// <summary>A sighting; one of MISP's as it came.</summary>
    public static string Sighting(Telling telling, SightingFacts facts) => telling.Scheme == MispDoor.Scheme && IntelligencePersonal.OriginalOf(telling.Record, MispOutEvent.PartDepthMax) is { } original ? original : Json(json =>
    {
        json.WriteString("uuid"u8, telling.Uuid("sighting").ToString());
        json.WriteString("type"u8, telling.Scheme == MispDoor.Scheme && telling.Record.Source!.Words?.ContainsKey(MispDoor.SightingWord) == true ? "1"u8 : "0"u8);
        json.WriteString("date_sighting"u8, Seconds(facts.At));
        json.WriteString("source"u8, telling.Record.Source?.Words?.GetValueOrDefault("sensor") ?? "");
        if ((telling.Record.Source?.Publisher ?? telling.SenderName) is not { } publisher) return;
        json.WriteStartObject("Organisation"u8);
        json.WriteString("name"u8, publisher);
        json.WriteString("uuid"u8, Telling.UuidOf(publisher).ToString());
        json.WriteEndObject();
    });

    /// <summary>The hash that an attribute of <see cref="HashType"/> tells; nothing where it tells something else.</summary>
    public static NamedValue? HashOf(string value) => value.Split(':') is [var type, var hash] && HashedValues.SortOf(type) is { } sort ? HashedValues.Read(sort, hash) : null;

    static string Attribute(string uuid, MispValue part, Telling telling, IndicatorFacts facts) => Json(json =>
    {
        json.WriteString("uuid"u8, uuid);
        json.WriteString("type"u8, part.Type);
        json.WriteString("category"u8, part.Category);
        json.WriteString("value"u8, part.Value);
        if (part.Relation is not null) json.WriteString("object_relation"u8, part.Relation);
        json.WriteBoolean("to_ids"u8, facts.Silent is null && part.IsMain);
        json.WriteString("timestamp"u8, Seconds(telling.Record.Leaf.Time));
        json.WriteString("comment"u8, Comment(telling));
        json.WriteString("distribution"u8, "5"u8);
        json.WriteString("sharing_group_id"u8, "0"u8);
        json.WriteBoolean("deleted"u8, false);
        json.WriteBoolean("disable_correlation"u8, !part.IsMain);
        if (facts.From is { } from) json.WriteString("first_seen"u8, StixTime.Write(from));
    });

    static string Object(string uuid, MispTemplate template, Telling telling) => Json(json =>
    {
        json.WriteString("uuid"u8, uuid);
        json.WriteString("name"u8, template.Name);
        json.WriteString("meta-category"u8, "financial"u8);
        json.WriteString("template_uuid"u8, template.Uuid);
        json.WriteString("template_version"u8, template.Version);
        json.WriteString("timestamp"u8, Seconds(telling.Record.Leaf.Time));
        json.WriteString("comment"u8, Comment(telling));
        json.WriteString("distribution"u8, "5"u8);
        json.WriteString("sharing_group_id"u8, "0"u8);
        json.WriteBoolean("deleted"u8, false);
        json.WriteStartArray("Attribute"u8);
        json.WriteEndArray();
    });

    static string Comment(Telling telling) => telling.Record.Texts is [{ Description: { } description }, ..] ? description : "";

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

    static MispForm? FormOf(NamedValue named) => named.Type switch
    {
        "domain" or "url" => Plain(named.Type, Network, named.Value),
        "ipv4" or "ipv6" or "cidr" => Plain("ip-dst", Network, named.Value),
        "md5" or "sha1" or "sha256" => Plain(named.Type, "Payload delivery", named.Value),
        "endpoint" when named.Value.LastIndexOf(':') is var colon and > 0 => Endpoint(named.Value[..colon].Trim('[', ']'), named.Value[(colon + 1)..]),
        "iban" => Plain("iban", MispTypes.FraudCategory, named.Value),
        "phone" => Plain("phone-number", MispTypes.FraudCategory, named.Value),
        "wallet" => WalletForm(named.Value, Wallet.CoinOf(named.Value)),
        "account" when named.Value.Split(':') is [var bic, var number] => new(BankAccount,
            [new(MispTypes.BicType, MispTypes.FraudCategory, bic, "swift", IsMain: false), new(MispTypes.BankAccountType, MispTypes.FraudCategory, number, "account", IsMain: true)]),
        _ when HashedValues.SortOf(named.Type) is not null => Plain(HashType, MispTypes.FraudCategory, $"{named.Type}:{named.Value}"),
        _ => null,
    };

    static MispForm WalletForm(string address, string coin) => coin is "BTC" or "DASH" or "XMR"
        ? Plain(coin.ToLowerInvariant(), MispTypes.FraudCategory, address)
        : new(CoinAddress, [new("text", MispTypes.FraudCategory, address, MispTypes.OtherWalletRelation, IsMain: true), new("text", MispTypes.FraudCategory, coin, "symbol", IsMain: false)]);

    static MispForm Endpoint(string host, string port) => Plain(IPAddress.TryParse(host, out _) ? "ip-dst|port" : "hostname|port", Network, $"{host}|{port}");

    static MispForm Plain(string type, string category, string value) => new(null, [new(type, category, value, null, IsMain: true)]);

    const string Network = "Network activity";

    // MISP/misp-objects: bank-account 1 (after goAML 4.0), coin-address 7.
    static readonly MispTemplate BankAccount = new(MispTypes.BankAccountObject, "b4712203-95a8-4883-80e9-b566f5df11c9", "1");
    static readonly MispTemplate CoinAddress = new(MispTypes.WalletObject, "d0e6997e-78da-4815-a6a1-cfc1c1cb8a46", "7");

    /// <summary>An object's template.</summary>
    sealed record MispTemplate(string Name, string Uuid, string Version);

    /// <summary>What MISP tells a value by: attributes, in an object where it is one.</summary>
    sealed record MispForm(MispTemplate? Object, ImmutableArray<MispValue> Parts);

    /// <summary>An attribute; the main one bears the value itself.</summary>
    sealed record MispValue(string Type, string Category, string Value, string? Relation, bool IsMain);

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
