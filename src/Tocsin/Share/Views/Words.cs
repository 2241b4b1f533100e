using System.Globalization;
using System.Text;

namespace Tocsin.Share.Views;

/// <summary>Folds words so that a search finds them whatever the keyboard: lower case, no diacritics.</summary>
public static class Words
{
    // Letters that have no decomposition, and the letters that people type for them.
    static readonly Dictionary<char, string> Letters = new()
    {
        ['đ'] = "d", ['ð'] = "d", ['ł'] = "l", ['ø'] = "o", ['ħ'] = "h", ['ı'] = "i", ['ŧ'] = "t",
        ['æ'] = "ae", ['œ'] = "oe", ['ß'] = "ss", ['þ'] = "th",
    };

    /// <summary>The text in lower case, compatibility forms and diacritics folded.</summary>
    /// <remarks>Marks of scripts that write vowels and tones as marks (Thai, Lao, Khmer, Devanagari) are part of the word and stay.</remarks>
    public static string Fold(string text)
    {
        if (Ascii.IsValid(text)) return text.ToLowerInvariant();
        var folded = new StringBuilder(text.Length);
        foreach (var c in Decompose(text).ToLowerInvariant())
        {
            if (Letters.TryGetValue(c, out var letters)) folded.Append(letters);
            else if (c is < '\u0300' or > '\u036F') folded.Append(c);
        }
        return folded.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>Whether the text holds letters of a script that puts no spaces between words: it is searched by trigram.</summary>
    public static bool HasUnspacedScript(string text) => text.AsSpan().IndexOfAnyInRange('\u0E00', '\u0EFF') >= 0
        || text.AsSpan().IndexOfAnyInRange('\u1000', '\u109F') >= 0
        || text.AsSpan().IndexOfAnyInRange('\u1780', '\u17FF') >= 0
        || text.AsSpan().IndexOfAnyInRange('\u3040', '\u30FF') >= 0
        || text.AsSpan().IndexOfAnyInRange('\u3400', '\u9FFF') >= 0
        || text.AsSpan().IndexOfAnyInRange('\uD840', '\uD8BF') >= 0;

    /// <summary>The folded words of a query: what stands between characters that are neither letters, digits nor marks.</summary>
    public static IReadOnlyList<string> Split(string query)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var c in Fold(query))
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c) || IsMark(c)) word.Append(c);
            else if (word.Length > 0) { words.Add(word.ToString()); word.Clear(); }
        }
        if (word.Length > 0) words.Add(word.ToString());
        return words;
    }

    static bool IsMark(char c) => CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    static string Decompose(string text)
    {
        // Half a surrogate pair is no character, and normalising it throws.
        var whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        return whole.IsNormalized(NormalizationForm.FormKD) ? whole : whole.Normalize(NormalizationForm.FormKD);
    }
}
