using System.Text;
using Microsoft.AspNetCore.Identity;
using Tocsin.Node.Ui;

namespace Tocsin.Node.Officers;

/// <summary>What an officer types to sign in. The default value is nobody's name.</summary>
readonly record struct OfficerName
{
    /// <summary>The most characters of a name.</summary>
    public const int CharsMax = 64;

    OfficerName(string value) => Value = value;

    /// <summary>The name as it was given, in Unicode's form C.</summary>
    public string Value { get; }

    /// <summary>Reads a name: letters of any script and digits, with dots, dashes and low lines between them.</summary>
    public static Parsed<OfficerName> Parse(string text)
    {
        if (text.Length is 0 or > CharsMax) return new(Texts.Of("officers.name.length", CharsMax));
        if (!IsUnicode(text)) return new(Texts.Of("officers.name.unicode"));
        var name = text.Normalize(NormalizationForm.FormC);
        foreach (var rune in name.EnumerateRunes())
        {
            if (!Rune.IsLetterOrDigit(rune) && rune.Value is not ('.' or '-' or '_'))
                return new(Texts.Of("officers.name.letters", rune));
        }
        return char.IsPunctuation(name[0]) ? new(Texts.Of("officers.name.beginning")) : new(new OfficerName(name));
    }

    /// <summary>The name as it is compared: compatibility forms and case do not make another officer.</summary>
    /// <remarks>What is not Unicode text is nobody's key.</remarks>
    public static string KeyOf(string text) =>
        IsUnicode(text) ? text.Normalize(NormalizationForm.FormKC).ToUpperInvariant() : "";

    static bool IsUnicode(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at])) continue;
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1])) return false;
            at++;
        }
        return true;
    }

    /// <summary>Makes Identity compare names by the same rule.</summary>
    public sealed class Normalizer : ILookupNormalizer
    {
        /// <inheritdoc/>
        public string? NormalizeName(string? name) => name is null ? null : KeyOf(name);

        /// <inheritdoc/>
        public string? NormalizeEmail(string? email) => throw new NotSupportedException("Officers have no mail addresses here.");
    }
}
