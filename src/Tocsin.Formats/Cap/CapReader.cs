using Tocsin.Formats.Text;

namespace Tocsin.Formats.Cap;

/// <summary>Reads CAP 1.0, 1.1 and 1.2: one alert, or the alerts inside an Atom or RSS feed or an EDXL-DE envelope.</summary>
/// <remarks>Nothing is fetched, and no document type declaration is read. Signatures are passed over, not verified.</remarks>
public static class CapReader
{
    /// <summary>Streams the alerts of one document. One that is refused does not stop the rest; a break in the XML does.</summary>
    public static IEnumerable<Item<CapAlert>> Read(Stream bytes)
    {
        var text = Document(bytes);
        if (!text.IsRead)
        {
            yield return new Item<CapAlert>.Refused(text.Refusal);
            yield break;
        }
        if (XmlTags.Fault(text.Value) is { } fault)
        {
            yield return new Item<CapAlert>.Refused(fault);
            yield break;
        }
        using var walk = new CapWalk(text.Value);
        while (walk.Next() is { } item) yield return item;
    }

    static Parsed<string> Document(Stream bytes)
    {
        using var document = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (int count; (count = bytes.Read(buffer)) > 0;)
        {
            document.Write(buffer, 0, count);
            if (document.Length > FormatLimits.XmlBytesMax) return new(new Refusal($"byte {FormatLimits.XmlBytesMax}", "the XML is longer than 16 MiB"));
        }
        if (document.Length == 0) return new(new Refusal("byte 0", "the file is empty"));
        return TextDecoding.DecodeXml(document.GetBuffer().AsSpan(0, (int)document.Length));
    }
}
