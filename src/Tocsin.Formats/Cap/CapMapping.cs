using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Cap;

/// <summary>From checked elements to values.</summary>
static class CapMapping
{
    /// <summary>The alert, or why it is refused.</summary>
    public static Parsed<CapAlert> Alert(XmlPart element, string at)
    {
        var notes = new CapNotes();
        if (element.Namespace.Length == 0) notes.Note(at, "the alert has no namespace: read as CAP 1.2");
        var parts = CapParts.Of(element, CapTables.Alert, at, notes);
        if (notes.Fault is { } early) return new(early);
        var alert = new CapAlert
        {
            Identifier = parts.Required("identifier"),
            Sender = parts.Required("sender"),
            Sent = Time(parts, "sent") ?? default,
            Status = parts.Word<CapStatus>("status"),
            MessageType = parts.Word<CapMessageType>("msgType"),
            Source = parts.Text("source"),
            Scope = parts.Word<CapScope>("scope"),
            Restriction = parts.Text("restriction"),
            Addresses = parts.Text("addresses"),
            Codes = [.. parts.Texts("code")],
            Note = parts.Text("note"),
            References = parts.Text("references") is { } text ? CapReferences.Read(text, at + "/references", notes) : [],
            Incidents = parts.Text("incidents"),
            Infos = [.. parts.Groups("info").Select(g => Info(g.Element, g.At, notes))],
        };
        if (alert.References.IsEmpty && alert.MessageType is CapMessageType.Update or CapMessageType.Cancel)
            notes.Note(at + "/references", $"the message is an {alert.MessageType} but refers to no earlier message");
        return notes.Fault is { } fault ? new(fault) : new(alert, notes.Repairs);
    }

    static CapInfo Info(XmlPart element, string at, CapNotes notes)
    {
        if (element.Namespace == CapNamespaces.V10 && element.Children.All(c => c.Name != "category"))
        {
            notes.Note(at, "CAP 1.0 may leave the category out: read as Other");
            element = element with { Children = [new("category", element.Namespace, nameof(CapCategory.Other), []), .. element.Children] };
        }
        var parts = CapParts.Of(element, CapTables.Info, at, notes);
        return new CapInfo
        {
            Language = parts.Text("language") ?? "en-US", // §3.2.2: the implicit default
            Categories = parts.Words<CapCategory>("category"),
            Event = parts.Required("event"),
            ResponseTypes = parts.Words<CapResponse>("responseType"),
            Urgency = parts.Word<CapUrgency>("urgency"),
            Severity = parts.Word<CapSeverity>("severity"),
            Certainty = parts.Word<CapCertainty>("certainty"),
            Audience = parts.Text("audience"),
            EventCodes = Named(parts, "eventCode", notes),
            Effective = Time(parts, "effective"),
            Onset = Time(parts, "onset"),
            Expires = Time(parts, "expires"),
            SenderName = parts.Text("senderName"),
            Headline = parts.Text("headline"),
            Description = parts.Text("description"),
            Instruction = parts.Text("instruction"),
            Web = parts.Text("web"),
            Contact = parts.Text("contact"),
            Parameters = Named(parts, "parameter", notes),
            Resources = [.. parts.Groups("resource").Select(g => Resource(g.Element, g.At, notes))],
            Areas = [.. parts.Groups("area").Select(g => Area(g.Element, g.At, notes))],
        };
    }

    static CapResource Resource(XmlPart element, string at, CapNotes notes)
    {
        if (element.Children.All(c => c.Name != "mimeType" || c.Text.AsSpan().Trim().IsEmpty))
        {
            // Optional in CAP 1.1, required in 1.2; RFC 2046 §4.5.1 has a name for "some file".
            notes.Note(at, "the resource has no mimeType: read as application/octet-stream");
            var kept = element.Children.Where(c => c.Name != "mimeType").ToList();
            kept.Insert(Math.Min(1, kept.Count), new XmlPart("mimeType", element.Namespace, "application/octet-stream", []));
            element = element with { Children = kept };
        }
        var parts = CapParts.Of(element, CapTables.Resource, at, notes);
        return new CapResource
        {
            Description = parts.Required("resourceDesc"),
            MimeType = parts.Required("mimeType"),
            SizeBytes = parts.Text("size") is { } size ? long.Parse(size, CultureInfo.InvariantCulture) : null,
            Uri = parts.Text("uri"),
            DerefUri = parts.Text("derefUri"),
            Digest = parts.Text("digest"),
        };
    }

    static CapArea Area(XmlPart element, string at, CapNotes notes)
    {
        var parts = CapParts.Of(element, CapTables.Area, at, notes);
        var circles = ImmutableArray.CreateBuilder<CapCircle>();
        foreach (var (circle, place) in parts.Groups("circle"))
        {
            if (circle.Text.AsSpan().Trim().IsEmpty) notes.Note(place, "the circle is empty: left out");
            else if (CapNumbers.Circle(circle.Text, out var reason) is { } read) circles.Add(read);
            else notes.Fail(place, reason);
        }
        return new CapArea
        {
            Description = parts.Required("areaDesc"),
            Polygons = [.. parts.Groups("polygon").SelectMany(g => CapPolygon.Read(g.Element.Text, g.At, notes))],
            Circles = circles.ToImmutable(),
            Geocodes = Named(parts, "geocode", notes),
            AltitudeFeet = Decimal(parts, "altitude"),
            CeilingFeet = Decimal(parts, "ceiling"),
        };
    }

    static ImmutableArray<CapNamed> Named(CapParts parts, string name, CapNotes notes)
    {
        var named = ImmutableArray.CreateBuilder<CapNamed>();
        foreach (var (element, at) in parts.Groups(name)) named.AddRange(CapPairs.Read(element, at, notes));
        return named.ToImmutable();
    }

    static OffsetDateTime? Time(CapParts parts, string name) => parts.Text(name) is { } text ? CapTime.Read(text, out _, out _) : null;

    static decimal? Decimal(CapParts parts, string name) =>
        parts.Text(name) is { } text ? decimal.Parse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) : null;
}
