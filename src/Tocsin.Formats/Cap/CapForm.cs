using System.Collections.Immutable;
using System.Globalization;

namespace Tocsin.Formats.Cap;

/// <summary>The form of one text of the standard: what is put right on the way in, and what is refused on the way out.</summary>
static class CapForm
{
    /// <summary>The text in the standard's form; null where it is left out. Notes and faults go to <paramref name="notes"/>.</summary>
    public static string? Normalise(string written, CapKind kind, ImmutableArray<string> words, string at, CapNotes notes)
    {
        var text = written.Trim();
        if (text.Length == 0) return null;
        if (text.Length != written.Length && kind is not (CapKind.Text or CapKind.References))
            notes.Note(at, "white space around the value was left out");
        switch (kind)
        {
            case CapKind.Name:
                if (text.AsSpan().ContainsAny(" ,<&\t\n\r")) notes.Note(at, "it holds a space, a comma, < or &, which the standard forbids: other messages cannot refer to it");
                return text;
            case CapKind.Word: return Word(text, words, at, notes);
            case CapKind.Time:
                var time = CapTime.Read(text, out var reason, out var note);
                if (note is not null) notes.Note(at, note);
                if (reason is not null) notes.Fail(at, reason);
                return time is { } t ? CapTime.Write(t) : null;
            case CapKind.Language: return Language(text, at, notes);
            case CapKind.Integer:
                if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _)) return text;
                notes.Note(at, $"'{Short(text)}' is not a whole number: left out");
                return null;
            case CapKind.Decimal:
                if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)) return text;
                notes.Note(at, $"'{Short(text)}' is not a decimal number: left out");
                return null;
            default: return text;
        }
    }

    static string? Word(string text, ImmutableArray<string> words, string at, CapNotes notes)
    {
        if (words.Contains(text)) return text;
        foreach (var word in words)
            if (word.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                notes.Note(at, $"'{text}' is read as {word}");
                return word;
            }
        if (text.Equals("Very Likely", StringComparison.OrdinalIgnoreCase) && words.Contains("Likely"))
        {
            notes.Note(at, "'Very Likely' is CAP 1.0: read as Likely");
            return "Likely";
        }
        notes.Fail(at, $"'{Short(text)}' is not one of {string.Join(", ", words)}");
        return null;
    }

    static string Language(string text, string at, CapNotes notes)
    {
        if (IsLanguage(text)) return text;
        var dashed = text.Replace('_', '-');
        var read = IsLanguage(dashed) ? dashed : "und";
        notes.Note(at, $"'{Short(text)}' is not a language tag: read as {read}");
        return read;
    }

    /// <summary>XML Schema's <c>language</c>.</summary>
    static bool IsLanguage(string text)
    {
        var first = true;
        foreach (var part in text.Split('-'))
        {
            if (part.Length is 0 or > 8 || !part.All(first ? char.IsAsciiLetter : char.IsAsciiLetterOrDigit)) return false;
            first = false;
        }
        return true;
    }

    /// <summary>Why a text may not be written; null where it may.</summary>
    public static string? Fault(string text, CapKind kind, ImmutableArray<string> words)
    {
        if (FirstForbidden(text) is { } at) return $"character {at + 1} cannot stand in XML";
        return kind switch
        {
            CapKind.Name when text.AsSpan().ContainsAny(" ,<&\t\n\r") => "it holds a space, a comma, < or & (CAP 1.2 §3.2.1)",
            CapKind.Word when !words.Contains(text) => $"'{text}' is not one of {string.Join(", ", words)}",
            CapKind.Time when !CapTime.IsExact(text) => "a time has whole seconds, whole minutes of offset up to 14 hours, and a year from 1 to 9999 (§3.3.2)",
            CapKind.Language when !IsLanguage(text) => $"'{text}' is not a language tag (RFC 3066)",
            CapKind.Uri when !Uri.TryCreate(text, UriKind.Absolute, out _) || text.Any(char.IsWhiteSpace) => "it is not a full, absolute URI",
            CapKind.Mime when text.IndexOf('/', StringComparison.Ordinal) is not > 0 => "it is not a MIME type (RFC 2046)",
            CapKind.Integer when text[0] == '-' => "it is negative",
            CapKind.Circle when CapNumbers.Circle(text, out var reason) is null => reason,
            _ => null,
        };
    }

    static int? FirstForbidden(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (System.Xml.XmlConvert.IsXmlChar(text[i])) continue;
            if (i + 1 == text.Length || !System.Xml.XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i])) return i;
            i++;
        }
        return null;
    }

    static string Short(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
