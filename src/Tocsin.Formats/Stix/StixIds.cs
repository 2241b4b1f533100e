using System.Security.Cryptography;
using System.Text;

namespace Tocsin.Formats.Stix;

/// <summary>Identifiers that the same thing always gets again: UUIDs of version 5 (RFC 9562 §5.5).</summary>
public static class StixIds
{
    /// <summary>The name space of cyber observables, STIX 2.1 §2.9.</summary>
    static readonly Guid Observables = new("00abedb4-aa42-466c-9c01-fed23315a9b7");

    /// <summary>The id of a cyber observable whose only contributing property is a text (§2.9): its canonical JSON decides.</summary>
    /// <param name="type">The type: ipv4-addr, domain-name, url.</param>
    /// <param name="value">Its <c>value</c>.</param>
    public static string OfValue(string type, string value) => OfProperty(type, "value", value);

    /// <summary>The id of a cyber observable whose only contributing property is a text of another name.</summary>
    /// <param name="type">The type: bank-account.</param>
    /// <param name="property">The property's name, plain letters: iban.</param>
    /// <param name="value">Its text.</param>
    public static string OfProperty(string type, string property, string value) => $"{type}--{Version5(Observables, $$"""{"{{property}}":{{Canonical(value)}}}""")}";

    /// <summary>The id of a file known by one hash.</summary>
    public static string OfHash(string algorithm, string value) => $"file--{Version5(Observables, $$$"""{"hashes":{"{{{algorithm}}}":"{{{value}}}"}}""")}";

    /// <summary>A UUID of version 5.</summary>
    public static Guid Version5(Guid space, string name)
    {
        Span<byte> bytes = stackalloc byte[16];
        space.TryWriteBytes(bytes, bigEndian: true, out _);
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 9562 §5.5 says SHA-1; nothing is protected by it.
        SHA1.HashData([.. bytes, .. Encoding.UTF8.GetBytes(name)], digest);
#pragma warning restore CA5350
        digest[6] = (byte)(digest[6] & 0x0F | 0x50);
        digest[8] = (byte)(digest[8] & 0x3F | 0x80);
        return new Guid(digest[..16], bigEndian: true);
    }

    /// <summary>RFC 8785 §3.2.2.2.</summary>
    static string Canonical(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var c in text)
            _ = c switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                < ' ' => json.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => json.Append(c),
            };
        return json.Append('"').ToString();
    }
}
