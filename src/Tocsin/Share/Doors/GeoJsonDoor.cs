using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NetTopologySuite.IO;
using Tocsin.Formats.GeoJson;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>GeoJSON features to observations: the properties that are recognised, and the plain others beside. See docs/doors.md.</summary>
public static class GeoJsonDoor
{
    /// <summary>The scheme of its source keys.</summary>
    public const string Scheme = "geojson";

    /// <summary>The type of the observation.</summary>
    public const string Type = "feature";

    /// <summary>Maps one feature. Without a time it is taken as of now, and then only the first reading of it counts.</summary>
    public static Mapped Map(Feature feature, DoorTerms terms)
    {
        var properties = new FeatureProperties(feature);
        var (at, note) = properties.Time();
        if (at is { } time && terms.FutureFault(time) is { } fault) return Mapped.Refuse(fault);
        var (numbers, codes) = properties.Others();
        var name = properties.Text("event");
        var draft = new Draft
        {
            Kind = Kind.Observation,
            What = new EventFacts
            {
                Type = Type,
                Category = properties.Word("category", Category.Other),
                Event = name,
                Severity = properties.Word("severity", Severity.Unknown),
                Urgency = properties.Word("urgency", Urgency.Unknown),
                Certainty = properties.Word("certainty", Certainty.Unknown),
                At = at ?? terms.Now,
                Numbers = numbers,
                Codes = codes,
            },
            Where = feature.Geometry is null && properties.Text("place") is null
                ? null
                : new Where { Geometry = feature.Geometry, Name = properties.Text("place") },
            Texts = Texts(properties, name),
            Source = new Source { Key = Key(feature, at, terms), Publisher = terms.Publisher, Web = properties.Text("web", "url", "link") },
        };
        return new Mapped(draft, null, note);
    }

    static IReadOnlyList<TextBlock> Texts(FeatureProperties properties, string? name)
    {
        var headline = properties.Text("headline", "title", "name");
        var description = properties.Text("description");
        var instruction = properties.Text("instruction");
        return (name ?? headline ?? description ?? instruction) is null
            ? []
            : [new TextBlock { Language = properties.Text("language") ?? "und", Event = name, Headline = headline, Description = description, Instruction = instruction }];
    }

    /// <summary>The feature's id, or a digest of all that it says.</summary>
    static SourceKey Key(Feature feature, Instant? at, DoorTerms terms) => at is null
        // Each reading would give it another time; so the first one stands, and every later one is older news.
        ? new SourceKey(Scheme, terms.Publisher, [Digest(feature)], -terms.Now.ToUnixTimeMilliseconds())
        : new SourceKey(Scheme, terms.Publisher, [feature.Id ?? Digest(feature)], null);

    static string Digest(Feature feature)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(feature.Id ?? ""));
        hash.AppendData(feature.Geometry is null ? [] : new WKBWriter().Write(feature.Geometry));
        if (feature.Properties.ValueKind == JsonValueKind.Object) hash.AppendData(Encoding.UTF8.GetBytes(feature.Properties.GetRawText()));
        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
