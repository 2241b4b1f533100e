using System.Text;

namespace Tocsin.Formats.Text;

/// <summary>From bytes to text: byte order marks, XML-declared encodings, and what is not text at all.</summary>
/// <remarks>Nothing is guessed: without a mark or a declaration a file is UTF-8, and a byte that is not is named.</remarks>
public static class TextDecoding
{
    static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];
    static ReadOnlySpan<byte> Utf8MarkTwice => [0xC3, 0xAF, 0xC2, 0xBB, 0xC2, 0xBF];
    static ReadOnlySpan<byte> Utf16LittleMark => [0xFF, 0xFE];
    static ReadOnlySpan<byte> Utf16BigMark => [0xFE, 0xFF];

    /// <summary>What the first bytes say about the encoding.</summary>
    /// <param name="Encoding">Throws on bytes that are not of it.</param>
    /// <param name="MarkBytes">How many bytes the byte order mark takes.</param>
    internal readonly record struct Start(Encoding Encoding, int MarkBytes);

    /// <summary>Reads the byte order mark; refuses what is not text.</summary>
    /// <param name="beginning">At least the first 6 bytes, where there are as many; 64 KiB are enough to find binary data.</param>
    internal static Parsed<Start> ReadMark(ReadOnlySpan<byte> beginning)
    {
        if (beginning.StartsWith(Utf8MarkTwice))
            return Refuse(0, "the UTF-8 byte order mark was itself encoded twice: the file was saved from text that was " +
                "already UTF-8 but taken for another encoding; save it again as UTF-8");
        if (beginning.StartsWith(Utf16LittleMark)) return new(new Start(new UnicodeEncoding(false, true, true), 2));
        if (beginning.StartsWith(Utf16BigMark)) return new(new Start(new UnicodeEncoding(true, true, true), 2));
        if (beginning.StartsWith("<\0?\0"u8)) return new(new Start(new UnicodeEncoding(false, false, true), 0));
        if (beginning.StartsWith("\0<\0?"u8)) return new(new Start(new UnicodeEncoding(true, false, true), 0));
        var nul = beginning.IndexOf((byte)0);
        if (nul >= 0) return Refuse(nul, "this is binary data, not text (a NUL byte)");
        return new(new Start(new UTF8Encoding(false, true), beginning.StartsWith(Utf8Mark) ? 3 : 0));
    }

    /// <summary>Opens text as UTF-8 without a byte order mark: UTF-8 passes through, UTF-16 with its mark is transcoded.</summary>
    internal static Parsed<Stream> OpenUtf8(Stream bytes)
    {
        var head = new byte[4096];
        var length = bytes.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var mark = ReadMark(head.AsSpan(0, length));
        if (!mark.IsRead) return new(mark.Refusal);
        var rest = new PrefixedStream(head.AsMemory(mark.Value.MarkBytes, length - mark.Value.MarkBytes), bytes);
        // A pair cut in half becomes U+FFFD here, and is refused by whoever reads that field.
        return new(mark.Value.Encoding is UnicodeEncoding utf16
            ? Encoding.CreateTranscodingStream(rest, new UnicodeEncoding(utf16.CodePage == 1201, false, false), new UTF8Encoding(false))
            : rest);
    }

    /// <summary>Decodes a whole XML document by its mark or its declaration; names the first byte that does not belong.</summary>
    internal static Parsed<string> DecodeXml(ReadOnlySpan<byte> document)
    {
        var mark = ReadMark(document);
        if (!mark.IsRead) return new(mark.Refusal);
        var (encoding, skip) = (mark.Value.Encoding, mark.Value.MarkBytes);
        if (encoding is UTF8Encoding && skip == 0 && XmlDeclaration.Encoding(document) is { Length: > 0 } name)
        {
            if (XmlDeclaration.Resolve(name) is not { } declared)
                return new(new Refusal("byte 0", $"the XML declares the encoding '{name}', which is not read: save it as UTF-8"));
            encoding = declared;
        }
        try
        {
            return new(encoding.GetString(document[skip..]));
        }
        catch (DecoderFallbackException broken)
        {
            var name8 = encoding is UTF8Encoding ? "UTF-8" : encoding.WebName;
            return new(new Refusal($"byte {skip + Math.Max(0, broken.Index)}", $"the byte here is not {name8} text"));
        }
    }

    /// <summary>Where UTF-8 text first goes wrong; null where it does not.</summary>
    internal static int? FirstInvalidUtf8(ReadOnlySpan<byte> text)
    {
        if (System.Text.Unicode.Utf8.IsValid(text)) return null;
        var at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out var length) == System.Buffers.OperationStatus.Done) at += length;
        return at;
    }

    static Parsed<Start> Refuse(int at, string reason) => new(new Refusal($"byte {at}", reason));
}
