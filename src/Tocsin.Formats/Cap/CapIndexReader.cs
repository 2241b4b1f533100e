using System.Collections.Immutable;
using System.Xml;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Cap;

/// <summary>An entry of an index of alerts.</summary>
/// <param name="Link">Where the alert is, as the index writes it.</param>
/// <param name="Version">What tells one telling of it from the next: the entry's id and the time of its last change.</param>
public readonly record struct CapLink(string Link, string Version);

/// <summary>Reads indexes of alerts: Atom (RFC 4287) and RSS 2.0, whose entries link to the alerts.</summary>
public static class CapIndexReader
{
    const string Atom = "http://www.w3.org/2005/Atom";

    /// <summary>How many entries are read; further ones are passed over.</summary>
    public const int EntriesMax = 10_000;

    /// <summary>The links of an index, in its order; entries without one are passed over.</summary>
    public static Parsed<ImmutableArray<CapLink>> Read(Stream bytes)
    {
        var text = XmlParts.Document(bytes);
        if (!text.IsRead) return new(text.Refusal);
        try
        {
            return Links(text.Value);
        }
        catch (XmlException broken)
        {
            return new(XmlParts.Broken(broken));
        }
    }

    static Parsed<ImmutableArray<CapLink>> Links(string document)
    {
        using var reader = XmlParts.Open(document);
        var parts = new XmlParts();
        var links = ImmutableArray.CreateBuilder<CapLink>();
        string? root = null;
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element) continue;
            var line = ((IXmlLineInfo)reader).LineNumber;
            if (parts.Enter(reader) is { } limit) return new(new Refusal($"line {line}", limit));
            root ??= reader.LocalName;
            if (!(reader.LocalName == "entry" && reader.NamespaceURI == Atom || reader.LocalName == "item")) continue;
            if (parts.Read(reader, out var passed) is not { } entry) return new(new Refusal($"line {line}", passed!));
            if (Link(entry) is { Length: > 0 } link && links.Count < EntriesMax) links.Add(new CapLink(link, Version(entry, link)));
        }
        return root is "feed" or "rss" or "RDF" ? new(links.ToImmutable()) : new(new Refusal("line 1", $"this is no index of alerts: its root element is '{root}'"));
    }

    /// <summary>The link whose type says CAP, else the entry's own (RFC 4287 §4.2.7.2); in RSS what the element holds.</summary>
    static string? Link(XmlPart entry)
    {
        var all = entry.Children.Where(child => child.Name == "link").ToList();
        var best = all.Find(link => link.Attributes.GetValueOrDefault("type")?.Contains("cap+xml", StringComparison.OrdinalIgnoreCase) == true)
            ?? all.Find(link => link.Attributes.GetValueOrDefault("rel", "alternate") == "alternate");
        return (best?.Attributes.GetValueOrDefault("href") ?? best?.Text)?.Trim();
    }

    static string Version(XmlPart entry, string link) => string.Join('|', new[] { "id", "guid", "updated", "pubDate" }
        .Select(name => entry.Children.FirstOrDefault(child => child.Name == name)?.Text.Trim()).Append(link).Where(word => !string.IsNullOrEmpty(word)));
}
