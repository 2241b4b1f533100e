using System.Text.Json;

namespace Tocsin.Share.Records;

/// <summary>A record's envelope in the log: everything that can never be redacted. See docs/spec/record.md.</summary>
/// <param name="Log">The log that it was written for; it must be the head's, so that a leaf cannot be moved.</param>
/// <param name="Kind">What the record is.</param>
/// <param name="Id">Minted once, a UUID of version 7; every revision carries it on.</param>
/// <param name="Revision">1, and one more for each revision.</param>
/// <param name="Time">When the author wrote it. UTC, whole milliseconds.</param>
/// <param name="Marking">TLP 2.0, never laxer than the charter's.</param>
/// <param name="Exercise">Whether it belongs to an exercise.</param>
/// <param name="References">The leaves that it bears on: of the same circle, in a private circle of any.</param>
/// <param name="Digests">The sorted digests of its disclosures (RFC 9901 §4.2.3).</param>
/// <param name="Charter">The charter that begins an epoch here; only with <see cref="Kind.Charter"/>.</param>
public sealed record Leaf(
    Origin Log, Kind Kind, Guid Id, int Revision, Instant Time, Tlp Marking, bool Exercise,
    ImmutableArray<Reference> References, ImmutableArray<Hash> Digests, Hash? Charter)
{
    /// <summary>The version of the envelope that this code writes, and the only one that it reads.</summary>
    public const int Version = 1;

    /// <summary>Writes the envelope in the order of the specification, without white space.</summary>
    public void Write(Utf8JsonWriter json)
    {
        Span<byte> digest = stackalloc byte[Hash.Base64UrlChars];
        json.WriteStartObject();
        json.WriteNumber("v"u8, Version);
        json.WriteString("log"u8, OriginText.Of(Log));
        json.WriteString("kind"u8, Kind.Name);
        json.WriteString("id"u8, Id);
        json.WriteNumber("rev"u8, Revision);
        json.WriteString("time"u8, Time.ToDateTimeUtc());
        json.WriteString("tlp"u8, Marking.Name());
        if (Exercise) json.WriteBoolean("exercise"u8, true);
        if (Charter is { } charter) json.WriteString("charter"u8, charter.ToBase64Url());
        if (References.Length > 0)
        {
            json.WriteStartArray("refs"u8);
            foreach (var reference in References) Write(json, reference);
            json.WriteEndArray();
        }
        json.WriteStartArray("_sd"u8);
        foreach (ref readonly var each in Digests.AsSpan())
        {
            each.WriteBase64Url(digest);
            json.WriteStringValue(digest);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, Reference reference)
    {
        json.WriteStartObject();
        json.WriteString("rel"u8, reference.Relation);
        json.WriteString("log"u8, OriginText.Of(reference.Log));
        json.WriteNumber("index"u8, reference.Index);
        json.WriteString("leaf"u8, reference.Leaf.ToBase64Url());
        json.WriteEndObject();
    }
}
