using System.Collections.Immutable;

namespace Tocsin.Formats.Cap;

/// <summary>How often an element stands in its parent.</summary>
enum CapUse { Required, Optional, OneOrMore, Any }

/// <summary>What an element holds.</summary>
enum CapKind { Text, Name, Word, Time, Language, Uri, Mime, Integer, Decimal, References, Polygon, Circle, Group }

/// <summary>One element of the standard: its use and content, and what a value of ours puts there.</summary>
/// <param name="Name">The element's name.</param>
/// <param name="Use">How often it stands in its parent.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Of">The values to write: text, or a group; nulls are left out.</param>
/// <param name="Words">The words allowed, where the kind is <see cref="CapKind.Word"/>.</param>
sealed record CapField<T>(string Name, CapUse Use, CapKind Kind, Func<T, IEnumerable<object?>> Of, ImmutableArray<string> Words);

/// <summary>CAP 1.2 (OASIS CAP-v1.2-os §3.2 and its schema) as tables: the reader and the writer both go by them.</summary>
static class CapTables
{
    // §3.2.1 "alert"
    public static readonly ImmutableArray<CapField<CapAlert>> Alert =
    [
        Required<CapAlert>("identifier", CapKind.Name, a => a.Identifier),
        Required<CapAlert>("sender", CapKind.Name, a => a.Sender),
        Required<CapAlert>("sent", CapKind.Time, a => CapTime.Write(a.Sent)),
        OneOf<CapAlert, CapStatus>("status", a => a.Status),
        OneOf<CapAlert, CapMessageType>("msgType", a => a.MessageType),
        Optional<CapAlert>("source", CapKind.Text, a => a.Source),
        OneOf<CapAlert, CapScope>("scope", a => a.Scope),
        Optional<CapAlert>("restriction", CapKind.Text, a => a.Restriction),
        Optional<CapAlert>("addresses", CapKind.Text, a => a.Addresses),
        Any<CapAlert>("code", CapKind.Text, a => a.Codes),
        Optional<CapAlert>("note", CapKind.Text, a => a.Note),
        Optional<CapAlert>("references", CapKind.References, a => CapReferences.Write(a.References)),
        Optional<CapAlert>("incidents", CapKind.Text, a => a.Incidents),
        Any<CapAlert>("info", CapKind.Group, a => a.Infos),
    ];

    // §3.2.2 "info"
    public static readonly ImmutableArray<CapField<CapInfo>> Info =
    [
        Optional<CapInfo>("language", CapKind.Language, i => i.Language),
        new("category", CapUse.OneOrMore, CapKind.Word, i => i.Categories.Select(c => (object)c.ToString()), Words<CapCategory>()),
        Required<CapInfo>("event", CapKind.Text, i => i.Event),
        new("responseType", CapUse.Any, CapKind.Word, i => i.ResponseTypes.Select(r => (object)r.ToString()), Words<CapResponse>()),
        OneOf<CapInfo, CapUrgency>("urgency", i => i.Urgency),
        OneOf<CapInfo, CapSeverity>("severity", i => i.Severity),
        OneOf<CapInfo, CapCertainty>("certainty", i => i.Certainty),
        Optional<CapInfo>("audience", CapKind.Text, i => i.Audience),
        Any<CapInfo>("eventCode", CapKind.Group, i => i.EventCodes.Cast<object>()),
        Optional<CapInfo>("effective", CapKind.Time, i => CapTime.Write(i.Effective)),
        Optional<CapInfo>("onset", CapKind.Time, i => CapTime.Write(i.Onset)),
        Optional<CapInfo>("expires", CapKind.Time, i => CapTime.Write(i.Expires)),
        Optional<CapInfo>("senderName", CapKind.Text, i => i.SenderName),
        Optional<CapInfo>("headline", CapKind.Text, i => i.Headline),
        Optional<CapInfo>("description", CapKind.Text, i => i.Description),
        Optional<CapInfo>("instruction", CapKind.Text, i => i.Instruction),
        Optional<CapInfo>("web", CapKind.Uri, i => i.Web),
        Optional<CapInfo>("contact", CapKind.Text, i => i.Contact),
        Any<CapInfo>("parameter", CapKind.Group, i => i.Parameters.Cast<object>()),
        Any<CapInfo>("resource", CapKind.Group, i => i.Resources),
        Any<CapInfo>("area", CapKind.Group, i => i.Areas),
    ];

    // §3.2.3 "resource"
    public static readonly ImmutableArray<CapField<CapResource>> Resource =
    [
        Required<CapResource>("resourceDesc", CapKind.Text, r => r.Description),
        Required<CapResource>("mimeType", CapKind.Mime, r => r.MimeType),
        Optional<CapResource>("size", CapKind.Integer, r => CapNumbers.Write(r.SizeBytes)),
        Optional<CapResource>("uri", CapKind.Text, r => r.Uri), // may be relative, beside derefUri
        Optional<CapResource>("derefUri", CapKind.Text, r => r.DerefUri),
        Optional<CapResource>("digest", CapKind.Text, r => r.Digest),
    ];

    // §3.2.4 "area"
    public static readonly ImmutableArray<CapField<CapArea>> Area =
    [
        Required<CapArea>("areaDesc", CapKind.Text, a => a.Description),
        Any<CapArea>("polygon", CapKind.Polygon, a => a.Polygons.Select(CapPolygon.Write)),
        Any<CapArea>("circle", CapKind.Circle, a => a.Circles.Select(CapNumbers.Write)),
        Any<CapArea>("geocode", CapKind.Group, a => a.Geocodes.Cast<object>()),
        Optional<CapArea>("altitude", CapKind.Decimal, a => CapNumbers.Write(a.AltitudeFeet)),
        Optional<CapArea>("ceiling", CapKind.Decimal, a => CapNumbers.Write(a.CeilingFeet)),
    ];

    // Schema "eventCode", "parameter", "geocode"
    public static readonly ImmutableArray<CapField<CapNamed>> Named =
    [
        Required<CapNamed>("valueName", CapKind.Text, n => n.ValueName),
        new("value", CapUse.Optional, CapKind.Text, n => [n.Value], []), // required, and may be empty
    ];

    static CapField<T> Required<T>(string name, CapKind kind, Func<T, object?> of) => new(name, CapUse.Required, kind, x => [of(x)], []);

    static CapField<T> Optional<T>(string name, CapKind kind, Func<T, object?> of) => new(name, CapUse.Optional, kind, x => [of(x)], []);

    static CapField<T> Any<T>(string name, CapKind kind, Func<T, IEnumerable<object?>> of) => new(name, CapUse.Any, kind, of, []);

    static CapField<T> OneOf<T, TWord>(string name, Func<T, TWord> of) where TWord : struct, Enum =>
        new(name, CapUse.Required, CapKind.Word, x => [of(x).ToString()], Words<TWord>());

    static ImmutableArray<string> Words<T>() where T : struct, Enum => [.. Enum.GetNames<T>()];
}
