using System.Xml;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Gdacs;

/// <summary>Reads the RSS feed of GDACS, the Global Disaster Alert and Coordination System.</summary>
/// <remarks>Nothing is fetched, and no document type declaration is read.</remarks>
public static class GdacsReader
{
    /// <summary>The namespace of GDACS's own elements.</summary>
    internal const string Namespace = "http://www.gdacs.org";

    /// <summary>Streams the items. One that is refused does not stop the rest; a break in the XML does.</summary>
    public static IEnumerable<Item<GdacsEvent>> Read(Stream bytes)
    {
        var text = XmlParts.Document(bytes);
        if (!text.IsRead)
        {
            yield return new Item<GdacsEvent>.Refused(text.Refusal);
            yield break;
        }
        using var reader = XmlParts.Open(text.Value);
        var parts = new XmlParts();
        for (var count = 0; ;)
        {
            var (item, broken) = Next(reader, parts);
            if (broken is { } refusal) yield return new Item<GdacsEvent>.Refused(refusal);
            if (item is null) yield break;
            var at = $"item[{++count}]";
            yield return Item<GdacsEvent>.Of(new GdacsFields(item, at).Read(), at);
        }
    }

    /// <summary>The next item; neither at the end.</summary>
    static (XmlPart? Item, Refusal? Broken) Next(XmlReader reader, XmlParts parts)
    {
        try
        {
            while (reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element) continue;
                var line = ((IXmlLineInfo)reader).LineNumber;
                var limit = parts.Enter(reader);
                if (limit is null && reader.LocalName != "item") continue;
                if (limit is null && parts.Read(reader, out limit) is { } item) return (item, null);
                return (null, new Refusal($"line {line}", limit!));
            }
            return default;
        }
        catch (XmlException broken)
        {
            return (null, XmlParts.Broken(broken));
        }
    }
}
