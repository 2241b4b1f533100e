using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tocsin.Formats.Text;

/// <summary>JSON as it was written, without the white space between its parts: every number and every escape stays as its author spelt it.</summary>
public static class JsonText
{
    /// <summary>How this house writes JSON for others: letters of every script as they are.</summary>
    public static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static readonly SearchValues<byte> InText = SearchValues.Create("\"\\"u8);
    static readonly SearchValues<byte> Between = SearchValues.Create("\" \t\r\n"u8);

    /// <summary>The text of a value that stands well-formed in the bytes.</summary>
    public static string Compact(ReadOnlySpan<byte> json)
    {
        var rented = ArrayPool<byte>.Shared.Rent(json.Length);
        var length = Compact(json, rented);
        var text = Encoding.UTF8.GetString(rented, 0, length);
        ArrayPool<byte>.Shared.Return(rented);
        return text;
    }

    /// <summary>The text of an element.</summary>
    public static string Compact(JsonElement element) => Compact(JsonMarshal.GetRawUtf8Value(element));

    /// <summary>The text of an object in which some members are replaced by an empty list.</summary>
    /// <param name="element">The object.</param>
    /// <param name="dropped">A member that is left out; null: none.</param>
    /// <param name="lists">The members that become empty lists.</param>
    public static string Without(JsonElement element, string? dropped, params ReadOnlySpan<string> lists)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            foreach (var member in element.EnumerateObject())
            {
                if (member.Name == dropped) continue;
                json.WritePropertyName(member.Name);
                if (lists.Contains(member.Name)) json.WriteRawValue("[]"u8);
                else json.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
            }
            json.WriteEndObject();
        }
        return Compact(buffer.WrittenSpan);
    }

    static int Compact(ReadOnlySpan<byte> json, Span<byte> to)
    {
        var length = 0;
        while (!json.IsEmpty)
        {
            var plain = json.IndexOfAny(Between);
            if (plain < 0) plain = json.Length;
            json[..plain].CopyTo(to[length..]);
            length += plain;
            json = json[plain..];
            if (json.IsEmpty) break;
            if (json[0] != (byte)'"')
            {
                json = json[1..];
                continue;
            }
            var end = EndOfText(json);
            json[..end].CopyTo(to[length..]);
            length += end;
            json = json[end..];
        }
        return length;
    }

    /// <summary>Behind the closing quote of a text that begins here.</summary>
    static int EndOfText(ReadOnlySpan<byte> json)
    {
        for (var at = 1; ;)
        {
            var next = json[at..].IndexOfAny(InText);
            if (next < 0) return json.Length;
            at += next;
            if (json[at] == (byte)'"') return at + 1;
            at = Math.Min(at + 2, json.Length);
        }
    }
}
