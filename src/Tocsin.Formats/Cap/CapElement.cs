using System.Text;
using System.Xml;

namespace Tocsin.Formats.Cap;

/// <summary>One XML element, read whole: what CAP needs of it.</summary>
sealed record CapElement(string Name, string Namespace, string Text, IReadOnlyList<CapElement> Children);

/// <summary>Builds <see cref="CapElement"/>s within the limits of the whole document.</summary>
sealed class CapElements
{
    int count;

    /// <summary>Counts an element on which the reader stands; returns which limit it passes, or null.</summary>
    public string? Enter(XmlReader reader)
    {
        if (reader.Depth >= FormatLimits.XmlDepthMax) return $"the XML is nested deeper than {FormatLimits.XmlDepthMax} elements";
        return ++count > FormatLimits.XmlElementsMax ? $"the XML has more than {FormatLimits.XmlElementsMax} elements" : null;
    }

    /// <summary>The element on which the reader stands, which is already counted; the reader ends on its end. Null where a limit is passed.</summary>
    /// <exception cref="XmlException">The XML is not well-formed.</exception>
    public CapElement? Read(XmlReader reader, out string? limit)
    {
        limit = null;
        var (name, space) = (reader.LocalName, reader.NamespaceURI);
        if (reader.IsEmptyElement) return new(name, space, "", []);
        var text = new StringBuilder();
        var children = new List<CapElement>();
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
        return new(name, space, text.ToString(), children);
    }
}
