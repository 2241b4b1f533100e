using System.Collections.Immutable;
using Tocsin.Formats.Indicators;

namespace Tocsin.Formats.Stix.Patterns;

/// <summary>The values that a pattern asks for by equality, in the form in which this house compares them.</summary>
public static class PatternValues
{
    /// <summary>Reads them; each once, in the order of the pattern, at most <see cref="FormatLimits.PatternValuesMax"/>.</summary>
    /// <remarks>A pattern that asks for more than the value (AND, FOLLOWEDBY, a qualifier) gives it all the same: whoever meets the value
    /// has met a part of what the pattern describes. What stands behind NOT or != is no value of it.</remarks>
    public static ImmutableArray<Indicator> Of(StixPattern pattern)
    {
        var values = ImmutableArray.CreateBuilder<Indicator>();
        var met = new HashSet<(IndicatorType, string)>();
        foreach (var test in pattern.Tests)
        {
            if (test.IsNegated || test.Operator is not (StixOperator.Equal or StixOperator.In) || !Names(test.Path)) continue;
            foreach (var literal in test.Literals)
                if (literal.Kind == StixLiteralKind.Text && values.Count < FormatLimits.PatternValuesMax
                    && IndicatorParse.Parse(literal.Text, "") is { IsRead: true } read && Fits(test.Path, read.Value.Type) && met.Add((read.Value.Type, read.Value.Value)))
                    values.Add(read.Value);
        }
        return values.ToImmutable();
    }

    /// <summary>Whether the path leads to a value of the kinds that lists carry.</summary>
    static bool Names(StixPath path)
    {
        if (path.Steps is [{ Key: "hashes" }, { Key: not null }] or [.., { Key: "content_ref" }, { Key: "hashes" }, { Key: not null }]) return true;
        if (path.Steps[^1].Key != "value") return false;
        return path.Steps.Length == 1
            ? path.Type is "ipv4-addr" or "ipv6-addr" or "domain-name" or "url"
            : path.Steps[..^1].Any(step => step.Key is { } key && (key.EndsWith("_ref", StringComparison.Ordinal) || key.EndsWith("_refs", StringComparison.Ordinal)));
    }

    static bool Fits(StixPath path, IndicatorType type) => path.Type switch
    {
        _ when path.Steps[^1].Key != "value" => type is IndicatorType.Md5 or IndicatorType.Sha1 or IndicatorType.Sha256,
        "ipv4-addr" or "ipv6-addr" when path.Steps.Length == 1 => type is IndicatorType.Ip or IndicatorType.Network,
        "domain-name" when path.Steps.Length == 1 => type == IndicatorType.Domain,
        "url" when path.Steps.Length == 1 => type is IndicatorType.Url or IndicatorType.Domain or IndicatorType.Ip,
        _ => type is IndicatorType.Ip or IndicatorType.Network or IndicatorType.Domain or IndicatorType.Url,
    };
}
