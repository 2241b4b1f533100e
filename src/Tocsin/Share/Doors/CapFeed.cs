using System.Xml;
using Tocsin.Share.Views;

namespace Tocsin.Share.Doors;

/// <summary>What an Atom feed says of itself.</summary>
/// <param name="Id">Its identity, the same wherever it is fetched from.</param>
/// <param name="Title">Its title.</param>
/// <param name="Author">Who offers it.</param>
/// <param name="Links">Its pages by relation (RFC 5005 §3): self, first, next.</param>
public sealed record FeedHead(string Id, string Title, string Author, IReadOnlyList<KeyValuePair<string, string>> Links);

/// <summary>An Atom feed (RFC 4287) of warnings, each entry with a link to its CAP 1.2 document.</summary>
public static class CapFeed
{
    /// <summary>The media type of a CAP document.</summary>
    public const string CapType = "application/cap+xml";

    const string Atom = "http://www.w3.org/2005/Atom";

    /// <summary>Writes a page.</summary>
    /// <param name="head">What the feed says of itself.</param>
    /// <param name="rows">The warnings, the newest first.</param>
    /// <param name="author">What the party of a warning is called.</param>
    /// <param name="link">Where a warning's document is.</param>
    public static byte[] Write(FeedHead head, IReadOnlyList<RecordRow> rows, Func<RecordRow, string> author, Func<RecordRow, string> link)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false) }))
        {
            xml.WriteStartElement("feed", Atom);
            Text(xml, "id", head.Id);
            Text(xml, "title", head.Title);
            Text(xml, "updated", Moment(rows.Count > 0 ? rows.Max(row => row.Issued) : Instant.FromUnixTimeSeconds(0)));
            Author(xml, head.Author);
            foreach (var (relation, address) in head.Links) Link(xml, relation, "application/atom+xml", address);
            foreach (var row in rows) Entry(xml, row, author(row), link(row));
            xml.WriteEndElement();
        }
        return bytes.ToArray();
    }

    static void Entry(XmlWriter xml, RecordRow row, string author, string link)
    {
        xml.WriteStartElement("entry", Atom);
        Text(xml, "id", $"urn:cap:{Uri.EscapeDataString($"tocsin:{row.Address.Log.Party.ToBase64Url()}")}:{Uri.EscapeDataString(FormattableString.Invariant($"{row.Id}-{row.Revision}"))}");
        Text(xml, "title", row.IsExercise ? $"EXERCISE: {row.Headline}" : row.Headline);
        Text(xml, "updated", Moment(row.Issued));
        Author(xml, author);
        Link(xml, "alternate", CapType, link);
        foreach (var term in new[] { row.Category?.ToString(), row.Severity.ToString(), row.Status.ToString() })
            if (term is not null)
            {
                xml.WriteStartElement("category", Atom);
                xml.WriteAttributeString("term", term);
                xml.WriteEndElement();
            }
        if (row.Place is { } place) Text(xml, "summary", place);
        xml.WriteEndElement();
    }

    static void Author(XmlWriter xml, string name)
    {
        xml.WriteStartElement("author", Atom);
        Text(xml, "name", name);
        xml.WriteEndElement();
    }

    static void Link(XmlWriter xml, string relation, string type, string address)
    {
        xml.WriteStartElement("link", Atom);
        xml.WriteAttributeString("rel", relation);
        xml.WriteAttributeString("type", type);
        xml.WriteAttributeString("href", address);
        xml.WriteEndElement();
    }

    static void Text(XmlWriter xml, string name, string text) => xml.WriteElementString(name, Atom, Plain(text));

    /// <summary>What XML 1.0 §2.2 has no place for is left out.</summary>
    static string Plain(string text)
    {
        if (text.All(XmlConvert.IsXmlChar)) return text;
        var plain = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i])) plain.Append(text[i]);
            else if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i])) plain.Append(text, i++, 2);
        }
        return plain.ToString();
    }

    static string Moment(Instant time) => NodaTime.Text.InstantPattern.ExtendedIso.Format(time);
}
