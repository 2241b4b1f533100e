using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Tocsin.Share.Records;

/// <summary>Documents as they are signed and sent: one line of JSON and its newline, its words as one reads them.</summary>
static class JsonLine
{
    static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line: only what JSON demands is escaped.</summary>
    public static string Of<T>(T document, JsonTypeInfo<T> type) => Encoding.UTF8.GetString(Utf8(document, type));

    /// <summary>The same, in UTF-8.</summary>
    public static byte[] Utf8<T>(T document, JsonTypeInfo<T> type)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Plain)) JsonSerializer.Serialize(json, document, type);
        text.Write("\n"u8);
        return text.WrittenSpan.ToArray();
    }
}
