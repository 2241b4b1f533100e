namespace Tocsin.Formats.Text;

/// <summary>Counts attributes before an XML parser sees them: it compares each with each, which takes the square of a hostile number.</summary>
static class XmlTags
{
    /// <summary>Where an element has too many attributes; null where none has.</summary>
    public static Refusal? Fault(string document)
    {
        for (var at = 0; (at = document.IndexOf('<', at)) >= 0;)
        {
            var rest = document.AsSpan(at);
            var (mark, skipped) = rest.StartsWith("<!--") ? ("-->", true) : rest.StartsWith("<![CDATA[") ? ("]]>", true) : rest.StartsWith("<?") ? ("?>", true) : ("", false);
            if (skipped)
            {
                var end = rest.IndexOf(mark);
                if (end < 0) return null; // not well-formed: the parser says where
                at += end + mark.Length;
                continue;
            }
            var length = Tag(rest, out var attributes);
            if (attributes > FormatLimits.XmlAttributesMax)
                return new($"line {document.AsSpan(0, at).Count('\n') + 1}", $"an element has more than {FormatLimits.XmlAttributesMax} attributes");
            at += length;
        }
        return null;
    }

    /// <summary>The length of a start or end tag, up to its <c>&gt;</c> outside quotes.</summary>
    static int Tag(ReadOnlySpan<char> text, out int attributes)
    {
        attributes = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '>') return i + 1;
            if (text[i] == '=') attributes++;
            if (text[i] is not ('"' or '\'')) continue;
            var close = text[(i + 1)..].IndexOf(text[i]);
            if (close < 0) return text.Length;
            i += 1 + close;
        }
        return text.Length;
    }
}
