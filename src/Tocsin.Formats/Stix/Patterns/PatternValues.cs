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
        foreach (var account in Accounts(pattern.Root))
            if (values.Count < FormatLimits.PatternValuesMax && met.Add((account.Type, account.Value))) values.Add(account);
        return values.ToImmutable();
    }

    /// <summary>Accounts of banks without IBAN: the BIC and the number that one AND asks for.</summary>
    static IEnumerable<Indicator> Accounts(StixObservation expression) => expression switch
    {
        StixObservation.Bracket bracket => Accounts(bracket.Comparison),
        StixObservation.All all => all.Parts.SelectMany(Accounts),
        StixObservation.Any any => any.Parts.SelectMany(Accounts),
        StixObservation.Sequence sequence => sequence.Parts.SelectMany(Accounts),
        StixObservation.Qualified qualified => Accounts(qualified.Inner),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static IEnumerable<Indicator> Accounts(StixComparison comparison)
    {
        if (comparison is StixComparison.Any any) return any.Parts.SelectMany(Accounts);
        if (comparison is not StixComparison.All all) return [];
        var own = Said(all, "bic") is { } bic && Said(all, "account_number") is { } number
            && IndicatorParse.Parse($"{bic}:{number}", "") is { IsRead: true, Value: { Type: IndicatorType.Account } account } ? (Indicator[])[account] : [];
        return [.. own, .. all.Parts.SelectMany(Accounts)];
    }

    /// <summary>What an AND asks of a bank account by equality.</summary>
    static string? Said(StixComparison.All all, string property) =>
        all.Parts.OfType<StixComparison.Test>().Where(test => !test.IsNegated && test.Operator == StixOperator.Equal && test.Path is { Type: StixTypes.BankAccount, Steps: [{ Key: var key }] } && key == property)
            .SelectMany(test => test.Literals).Where(literal => literal.Kind == StixLiteralKind.Text).Select(literal => literal.Text).FirstOrDefault();

    /// <summary>Whether the path leads to a value of the kinds that lists carry.</summary>
    static bool Names(StixPath path)
    {
        if (path.Steps is [{ Key: "hashes" }, { Key: not null }] or [.., { Key: "content_ref" }, { Key: "hashes" }, { Key: not null }]) return true;
        if (path is { Type: StixTypes.BankAccount, Steps: [{ Key: "iban" }] } or { Type: StixTypes.Wallet, Steps: [{ Key: "value" or "address" }] } or { Type: StixTypes.PhoneNumber, Steps: [{ Key: "value" }] }) return true;
        if (path.Steps[^1].Key != "value") return false;
        return path.Steps.Length == 1
            ? path.Type is "ipv4-addr" or "ipv6-addr" or "domain-name" or "url"
            : path.Steps[..^1].Any(step => step.Key is { } key && (key.EndsWith("_ref", StringComparison.Ordinal) || key.EndsWith("_refs", StringComparison.Ordinal)));
    }

    static bool Fits(StixPath path, IndicatorType type) => path.Type switch
    {
        StixTypes.BankAccount => type == IndicatorType.Iban,
        StixTypes.Wallet => type == IndicatorType.Wallet,
        StixTypes.PhoneNumber => type == IndicatorType.Phone,
        _ when path.Steps[^1].Key != "value" => type is IndicatorType.Md5 or IndicatorType.Sha1 or IndicatorType.Sha256,
        "ipv4-addr" or "ipv6-addr" when path.Steps.Length == 1 => type is IndicatorType.Ip or IndicatorType.Network,
        "domain-name" when path.Steps.Length == 1 => type == IndicatorType.Domain,
        "url" when path.Steps.Length == 1 => type is IndicatorType.Url or IndicatorType.Domain or IndicatorType.Ip,
        _ => type is IndicatorType.Ip or IndicatorType.Network or IndicatorType.Domain or IndicatorType.Url,
    };
}
