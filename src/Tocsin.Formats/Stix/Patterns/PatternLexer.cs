using System.Buffers;
using System.Globalization;
using System.Text;

namespace Tocsin.Formats.Stix.Patterns;

/// <summary>What stands at a place of a pattern.</summary>
enum PatternToken { End, Word, HyphenWord, Mark, Literal, Invalid }

/// <summary>Cuts a pattern into the tokens of OASIS's grammar. It never goes back, and keeps nothing but the token at hand.</summary>
sealed class PatternLexer(string text)
{
    static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    int next;

    /// <summary>What it is.</summary>
    public PatternToken Token { get; private set; }

    /// <summary>Its first character, counted from 1.</summary>
    public int Position { get; private set; }

    /// <summary>A word's or a mark's text; of an invalid token, why it is.</summary>
    public string Text { get; private set; } = "";

    /// <summary>A literal's value.</summary>
    public StixLiteral Literal { get; private set; }

    /// <summary>Goes to the next token.</summary>
    public void Next()
    {
        if (SkipSpace() is { } open)
        {
            Set(PatternToken.Invalid, open, "this comment is never closed");
            return;
        }
        Position = next + 1;
        if (next == text.Length) (Token, Text) = (PatternToken.End, "");
        else if (text[next] is 't' or 'h' or 'b' && next + 1 < text.Length && text[next + 1] == '\'') Prefixed(text[next]);
        else if (char.IsAsciiLetter(text[next]) || text[next] == '_') Word();
        else if (text[next] == '\'') Quoted();
        else if (char.IsAsciiDigit(text[next]) || text[next] is '+' or '-' or '.' && IsNumber()) Number();
        else Mark();
    }

    /// <summary>Where a comment began that is never closed; null where all is well.</summary>
    int? SkipSpace()
    {
        while (next < text.Length)
        {
            var rest = text.AsSpan(next);
            if (char.IsWhiteSpace(text[next])) next++;
            else if (rest.StartsWith("//")) next += rest.IndexOfAny('\r', '\n') is var end and >= 0 ? end : rest.Length;
            else if (rest.StartsWith("/*"))
            {
                var close = rest[2..].IndexOf("*/");
                if (close < 0) return next;
                next += close + 4;
            }
            else break;
        }
        return null;
    }

    void Word()
    {
        var (start, hyphen) = (next, false);
        while (next < text.Length && (char.IsAsciiLetterOrDigit(text[next]) || text[next] is '_' or '-')) hyphen |= text[next++] == '-';
        (Token, Text) = (hyphen ? PatternToken.HyphenWord : PatternToken.Word, text[start..next]);
        if (Text is "true" or "false") (Token, Literal) = (PatternToken.Literal, new StixLiteral(StixLiteralKind.Boolean, Text));
    }

    /// <summary>A full stop before a digit begins a number only where no word stands before it.</summary>
    bool IsNumber()
    {
        var at = next + (text[next] == '.' ? 0 : 1);
        if (at < text.Length && text[at] == '.') at++;
        return at < text.Length && char.IsAsciiDigit(text[at]);
    }

    void Number()
    {
        var start = next;
        if (text[next] is '+' or '-') next++;
        var digits = next;
        while (next < text.Length && char.IsAsciiDigit(text[next])) next++;
        var whole = next - digits;
        var isFloat = next + 1 < text.Length && text[next] == '.' && char.IsAsciiDigit(text[next + 1]);
        if (isFloat)
            for (next++; next < text.Length && char.IsAsciiDigit(text[next]); next++) { }
        if (!isFloat && whole > 1 && text[digits] == '0') Set(PatternToken.Invalid, start, "a whole number does not begin with 0");
        else (Token, Literal) = (PatternToken.Literal, new StixLiteral(isFloat ? StixLiteralKind.Float : StixLiteralKind.Integer, text[start..next].TrimStart('+')));
    }

    void Quoted()
    {
        var value = new StringBuilder();
        for (var at = next + 1; at < text.Length; at++)
        {
            if (text[at] == '\'')
            {
                (Token, Literal, next) = (PatternToken.Literal, new StixLiteral(StixLiteralKind.Text, value.ToString()), at + 1);
                return;
            }
            if (text[at] != '\\') value.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] is '\'' or '\\') value.Append(text[++at]);
            else
            {
                Set(PatternToken.Invalid, at, "a backslash stands only before a backslash or a quote");
                return;
            }
        }
        Set(PatternToken.Invalid, next, "this text is never closed");
    }

    void Prefixed(char prefix)
    {
        var close = text.IndexOf('\'', next + 2);
        if (close < 0)
        {
            Set(PatternToken.Invalid, next, "this literal is never closed");
            return;
        }
        var value = text[(next + 2)..close];
        var (kind, fault) = prefix switch
        {
            't' => (StixLiteralKind.Time, IsTime(value) ? null : "the time is not like t'2016-06-01T01:30:00Z'"),
            'h' => (StixLiteralKind.Hex, value.Length % 2 == 0 && value.All(char.IsAsciiHexDigit) ? null : "h'' holds pairs of hexadecimal digits"),
            _ => (StixLiteralKind.Binary, IsBase64(value) ? null : "b'' holds Base64"),
        };
        if (fault is not null) Set(PatternToken.Invalid, next, fault);
        else (Token, Literal, next) = (PatternToken.Literal, new StixLiteral(kind, value), close + 1);
    }

    /// <summary>By the grammar alone, which knows no calendar: 30 February passes, and is met by nothing.</summary>
    static bool IsTime(string value)
    {
        if (value.Length < 20 || value[4] != '-' || value[7] != '-' || value[10] != 'T' || value[13] != ':' || value[16] != ':' || value[^1] != 'Z') return false;
        var fraction = value.AsSpan(19, value.Length - 20);
        return IsIn(value.AsSpan(0, 4), 0, 9999) && IsIn(value.AsSpan(5, 2), 1, 12) && IsIn(value.AsSpan(8, 2), 1, 31) && IsIn(value.AsSpan(11, 2), 0, 23)
            && IsIn(value.AsSpan(14, 2), 0, 59) && IsIn(value.AsSpan(17, 2), 0, 60)
            && (fraction.IsEmpty || fraction.Length > 1 && fraction[0] == '.' && !fraction[1..].ContainsAnyExceptInRange('0', '9'));
    }

    static bool IsIn(ReadOnlySpan<char> digits, int least, int most) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most;

    static bool IsBase64(string value)
    {
        var bare = value.AsSpan().TrimEnd('=');
        return value.Length % 4 == 0 && value.Length > 0 && value.Length - bare.Length <= 2 && !bare.ContainsAnyExcept(Base64);
    }

    void Mark()
    {
        var two = text.AsSpan(next, Math.Min(2, text.Length - next));
        var length = two is "==" or "!=" or "<>" or "<=" or ">=" ? 2 : 1;
        Text = text.Substring(next, length);
        Token = Text is "=" or "==" or "!=" or "<>" or "<" or "<=" or ">" or ">=" or ":" or "." or "," or "(" or ")" or "[" or "]" or "*" ? PatternToken.Mark : PatternToken.Invalid;
        if (Token == PatternToken.Invalid) Text = "this character has no meaning here";
        next += length;
    }

    void Set(PatternToken token, int at, string why) => (Token, Position, Text, next) = (token, at + 1, why, text.Length);
}
