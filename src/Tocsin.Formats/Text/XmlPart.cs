using System.Text;
using System.Xml;

namespace Tocsin.Formats.Text;

/// <summary>One XML element, read whole: names, text, attributes without a namespace, and what stands inside.</summary>
sealed record XmlPart(string Name, string Namespace, string Text, IReadOnlyList<XmlPart> Children)
{
    /// <summary>No attributes.</summary>
    public static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    /// <summary>The attributes that have no namespace, by name.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = None;

    /// <summary>The first child of this name; null where there is none.</summary>
    public XmlPart? Child(string space, string name) => Children.FirstOrDefault(child => child.Name == name && child.Namespace == space);
}

/// <summary>Builds <see cref="XmlPart"/>s within the limits of the whole document.</summary>
sealed class XmlParts
{
    int count;

    /// <summary>A reader that fetches nothing and takes no document type declaration.</summary>
    public static XmlReader Open(string document) => XmlReader.Create(new StringReader(document), new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    });

    /// <summary>The same, which leaves nothing out.</summary>
    public static XmlReader OpenWhole(string document) => XmlReader.Create(new StringReader(document), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });

    /// <summary>A whole document as text; or why it is none, or none that is safe to parse.</summary>
    public static Parsed<string> Document(Stream bytes)
    {
        using var document = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (int count; (count = bytes.Read(buffer)) > 0;)
        {
            document.Write(buffer, 0, count);
            if (document.Length > FormatLimits.XmlBytesMax) return new(new Refusal($"byte {FormatLimits.XmlBytesMax}", "the XML is longer than 16 MiB"));
        }
        if (document.Length == 0) return new(new Refusal("byte 0", "the file is empty"));
        var text = TextDecoding.DecodeXml(document.GetBuffer().AsSpan(0, (int)document.Length));
        return text.IsRead && XmlTags.Fault(text.Value) is { } fault ? new(fault) : text;
    }

    /// <summary>A break in the syntax, as a refusal.</summary>
    public static Refusal Broken(XmlException broken) => new($"line {Math.Max(1, broken.LineNumber)}",
        broken.Message.Contains("DTD", StringComparison.Ordinal)
            ? "the XML has a document type declaration (DTD), which can fetch files or exhaust memory: it is not read"
            : "the XML breaks off or is not well-formed here");

    /// <summary>Counts an element on which the reader stands; returns which limit it passes, or null.</summary>
    public string? Enter(XmlReader reader)
    {
        if (reader.Depth >= FormatLimits.XmlDepthMax) return $"the XML is nested deeper than {FormatLimits.XmlDepthMax} elements";
        return ++count > FormatLimits.XmlElementsMax ? $"the XML has more than {FormatLimits.XmlElementsMax} elements" : null;
    }

    /// <summary>The element on which the reader stands, which is already counted; the reader ends on its end. Null where a limit is passed.</summary>
    /// <exception cref="XmlException">The XML is not well-formed.</exception>
    public XmlPart? Read(XmlReader reader, out string? limit)
    {
        limit = null;
        var (name, space, attributes) = (reader.LocalName, reader.NamespaceURI, AttributesOf(reader));
        if (reader.IsEmptyElement) return new(name, space, "", []) { Attributes = attributes };
        var text = new StringBuilder();
        var children = new List<XmlPart>();
        while (reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                limit = Enter(reader);
                if (limit is not null || Read(reader, out limit) is not { } child) return null;
                children.Add(child);
            }
            else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace) text.Append(reader.Value);
        }
        return new(name, space, text.ToString(), children) { Attributes = attributes };
    }

    static IReadOnlyDictionary<string, string> AttributesOf(XmlReader reader)
    {
        if (!reader.HasAttributes) return XmlPart.None;
        var attributes = new Dictionary<string, string>(reader.AttributeCount, StringComparer.Ordinal);
        while (reader.MoveToNextAttribute())
            if (reader.NamespaceURI.Length == 0) attributes[reader.LocalName] = reader.Value;
        reader.MoveToElement();
        return attributes;
    }
}
