using System.Text;

namespace Tocsin.Formats.Text;

/// <summary>The encoding that <c>&lt;?xml version="1.0" encoding="..."?&gt;</c> names.</summary>
static class XmlDeclaration
{
    const int BytesMax = 256;

    /// <summary>The name as written; null where there is no declaration or it names none.</summary>
    public static string? Encoding(ReadOnlySpan<byte> document)
    {
        var start = document[..Math.Min(BytesMax, document.Length)];
        if (!start.StartsWith("<?xml"u8)) return null;
        var end = start.IndexOf("?>"u8);
        if (end < 0) return null;
        var declaration = System.Text.Encoding.Latin1.GetString(start[..end]);
        var key = declaration.IndexOf("encoding", StringComparison.Ordinal);
        if (key < 0) return null;
        var open = declaration.AsSpan(key).IndexOfAny('"', '\'');
        if (open < 0) return null;
        var value = declaration.AsSpan(key + open + 1);
        var close = value.IndexOf(declaration[key + open]);
        return close < 0 ? null : value[..close].Trim().ToString();
    }

    /// <summary>The encoding of that name; null where it is not one of those read.</summary>
    public static Encoding? Resolve(string name) => name.ToUpperInvariant() switch
    {
        "UTF-8" or "UTF8" => new UTF8Encoding(false, true),
        "US-ASCII" or "ASCII" => System.Text.Encoding.GetEncoding("us-ascii", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback),
        "ISO-8859-1" or "LATIN1" or "ISO_8859-1" => System.Text.Encoding.Latin1,
        "WINDOWS-1252" or "CP1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback),
        // Bytes that begin with "<?xml" in single bytes are not UTF-16, whatever they declare: a transcoder forgot the name.
        "UTF-16" or "UTF-16LE" or "UTF-16BE" => new UTF8Encoding(false, true),
        _ => null,
    };
}
