using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Tocsin.Log;

/// <summary>What C2SP signed-note says of characters, names and base64.</summary>
static class NoteText
{
    /// <summary>Throws where text is not Unicode, instead of replacing it: what is signed must be what was
    /// meant.</summary>
    public static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool IsLine(string text) => text.Length > 0 && IsText(text) && !text.Contains('\n');

    /// <summary>No control character below U+0020 but newline, and no half of a surrogate pair.</summary>
    public static bool IsText(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done
                || (rune.Value < ' ' && rune.Value != '\n')) return false;
            rest = rest[length..];
        }
        return true;
    }

    /// <summary>"Key names MUST be non-empty and MUST NOT contain any Unicode spaces or plus."</summary>
    public static bool IsKeyName(string name) => IsLine(name) && !name.Contains('+') && !name.Any(char.IsWhiteSpace);

    /// <summary>Only the one spelling that the encoder gives: no blanks, no stray bits behind the last byte.</summary>
    public static bool TryBase64(string base64, [NotNullWhen(true)] out byte[]? bytes)
    {
        var buffer = new byte[base64.Length / 4 * 3];
        bytes = Convert.TryFromBase64String(base64, buffer, out var length) ? buffer[..length] : null;
        return bytes is not null && Convert.ToBase64String(bytes) == base64;
    }
}
