using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tocsin.Formats.Indicators;

namespace Tocsin.Formats.Stix.Patterns;

/// <summary>One value of an observed object against one comparison of a pattern (§9.6.2).</summary>
static class PatternComparing
{
    /// <summary>Whether the comparison holds; null where this version cannot say, as with a regular expression that could run for ever.</summary>
    public static bool? Holds(StixComparison.Test test, JsonElement value)
    {
        var holds = test.Operator switch
        {
            StixOperator.Exists => true,
            StixOperator.Equal => Order(value, test.Literals[0]) is { } order && order == 0,
            StixOperator.Unequal => !(Order(value, test.Literals[0]) is { } order && order == 0),
            StixOperator.Less => Order(value, test.Literals[0]) < 0,
            StixOperator.LessOrEqual => Order(value, test.Literals[0]) <= 0,
            StixOperator.Greater => Order(value, test.Literals[0]) > 0,
            StixOperator.GreaterOrEqual => Order(value, test.Literals[0]) >= 0,
            StixOperator.In => test.Literals.Any(literal => Order(value, literal) is { } order && order == 0),
            StixOperator.Like => value.ValueKind == JsonValueKind.String && IsLike(value.GetString(), test.Literals[0].Text),
            StixOperator.Matches => Matches(value, test.Literals[0].Text),
            StixOperator.IsSubset => Contains(test.Literals[0].Text, TextOf(value)),
            StixOperator.IsSuperset => Contains(TextOf(value), test.Literals[0].Text),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return test.IsNegated ? !holds : holds;
    }

    /// <summary>Below 0, 0 or above 0 as the value stands to the literal; null where they have no order.</summary>
    static int? Order(JsonElement value, StixLiteral literal)
    {
        switch (literal.Kind)
        {
            case StixLiteralKind.Boolean:
                return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean().CompareTo(literal.Text == "true") : null;
            case StixLiteralKind.Integer or StixLiteralKind.Float:
                if (value.ValueKind != JsonValueKind.Number) return null;
                if (value.TryGetDecimal(out var exact) && decimal.TryParse(literal.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var with)) return exact.CompareTo(with);
                return value.TryGetDouble(out var number) ? number.CompareTo(double.Parse(literal.Text, CultureInfo.InvariantCulture)) : null;
        }
        if (value.ValueKind != JsonValueKind.String) return null;
        var text = value.GetString()!;
        return literal.Kind switch
        {
            StixLiteralKind.Time => StixTime.Read(text) is { } time && StixTime.Read(literal.Text) is { } moment ? time.CompareTo(moment) : null,
            StixLiteralKind.Hex => string.Compare(text, literal.Text, StringComparison.OrdinalIgnoreCase),
            _ => string.CompareOrdinal(text, literal.Text),
        };
    }

    static string? TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>SQL's LIKE: % is any text, _ any character. Linear but for the last %, to which alone it goes back.</summary>
    static bool IsLike(string? text, string like)
    {
        if (text is null) return false;
        var (at, want, percent, resume) = (0, 0, -1, 0);
        while (at < text.Length)
        {
            if (want < like.Length && like[want] == '%') (percent, resume, want) = (want, at, want + 1);
            else if (want < like.Length && (like[want] == '_' || like[want] == text[at])) (at, want) = (at + 1, want + 1);
            else if (percent >= 0) (want, at) = (percent + 1, ++resume);
            else return false;
        }
        while (want < like.Length && like[want] == '%') want++;
        return want == like.Length;
    }

    /// <summary>In time proportional to the text, whatever the expression: without back-references and looking around.</summary>
    static bool? Matches(JsonElement value, string expression)
    {
        if (value.ValueKind != JsonValueKind.String) return false;
        if (expression.Length > FormatLimits.PatternRegexCharsMax) return null;
        try
        {
            return Regex.IsMatch(value.GetString()!, expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or RegexMatchTimeoutException)
        {
            return null;
        }
    }

    static bool Contains(string? network, string? part)
    {
        if (Network(network) is not { } outer || Network(part) is not { } inner) return false;
        return outer.BaseAddress.AddressFamily == inner.BaseAddress.AddressFamily && outer.PrefixLength <= inner.PrefixLength && outer.Contains(inner.BaseAddress);
    }

    static IPNetwork? Network(string? text)
    {
        if (text is null) return null;
        if (IpAddresses.ParseNetwork(text) is { } read) return read.Network;
        return IpAddresses.Parse(text) is { } address ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;
    }
}
