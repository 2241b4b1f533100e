namespace Tocsin.Formats;

/// <summary>Tells XML formats apart by their root element, which is found without parsing what may be hostile.</summary>
static class XmlRecognition
{
    public static Recognised Recognise(string text)
    {
        if (Root(text) is not { } root) return Unknown("this begins like XML but has no root element");
        var name = root[1..];
        var end = name.AsSpan().IndexOfAny(" \t\r\n/>");
        if (end >= 0) name = name[..end];
        name = name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return name switch
        {
            "alert" => new(FileFormat.Cap, "an alert of the Common Alerting Protocol"),
            "EDXLDistribution" => new(FileFormat.Cap, "an EDXL-DE envelope"),
            "rss" or "feed" or "RDF" when root.Contains("http://www.gdacs.org", StringComparison.Ordinal) => new(FileFormat.Gdacs, "the RSS feed of GDACS"),
            "rss" or "feed" or "RDF" => new(FileFormat.Cap, "a feed, which may hold alerts of the Common Alerting Protocol"),
            "html" or "HTML" => Unknown("this is a web page, not data"),
            "kml" => Unknown("this looks like KML, which this version does not read"),
            _ => Unknown($"this is XML with the root element '{(name.Length <= 40 ? name : name[..40])}', which this version does not read"),
        };
    }

    static Recognised Unknown(string reason) => new(FileFormat.Unknown, reason);

    /// <summary>The root's start tag, behind declarations, comments and a document type; null where it does not begin in the text.</summary>
    static string? Root(string text)
    {
        for (var at = 0; ;)
        {
            at = text.IndexOf('<', at);
            if (at < 0 || at + 1 == text.Length) return null;
            var rest = text.AsSpan(at);
            var end = rest.StartsWith("<?") ? After(text, at, "?>") : rest.StartsWith("<!--") ? After(text, at, "-->") : text[at + 1] == '!' ? AfterType(text, at) : at;
            if (end < 0) return null;
            if (end == at) return text[at..(text.IndexOf('>', at) is var close and >= 0 ? close : text.Length)];
            at = end;
        }
    }

    static int After(string text, int from, string mark) => text.IndexOf(mark, from, StringComparison.Ordinal) is var at and >= 0 ? at + mark.Length : -1;

    /// <summary>Behind <c>&lt;!DOCTYPE ... [ ... ]&gt;</c>.</summary>
    static int AfterType(string text, int from)
    {
        var close = text.IndexOf('>', from);
        var open = text.IndexOf('[', from);
        if (open < 0 || open > close) return close + 1 > 0 ? close + 1 : -1;
        var subset = text.IndexOf(']', open);
        return subset < 0 ? -1 : text.IndexOf('>', subset) is var end and >= 0 ? end + 1 : -1;
    }
}
