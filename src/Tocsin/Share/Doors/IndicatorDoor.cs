using System.Globalization;
using Tocsin.Formats.Indicators;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>Indicators and sightings to records of these kinds. See docs/doors.md.</summary>
public static class IndicatorDoor
{
    /// <summary>The scheme of an indicator's source key.</summary>
    public const string Scheme = "indicators";

    /// <summary>The scheme of a sighting's source key.</summary>
    public const string SightingScheme = "sightings";

    /// <summary>Maps one indicator of the list that <paramref name="terms"/> names.</summary>
    public static Mapped Map(Indicator indicator, DoorTerms terms)
    {
        if (indicator.FirstSeen is { } first && terms.FutureFault(first) is { } fault) return Mapped.Refuse(fault);
        var clear = new NamedValue(TypeOf(indicator), indicator.Value);
        if (terms.Salt is not null && !HashedValues.Sorts.Contains(clear.Type)) return Mapped.Refuse($"a value of the type '{clear.Type}' is not told as a hash, and was not told at all: take it in by itself");
        var (type, value) = terms.Salt?.Hash(clear) ?? clear;
        var (category, severity) = FeedSeverity.OfIndicator(indicator.Category ?? terms.Publisher);
        if (indicator.Category is null && indicator.Type is IndicatorType.Iban or IndicatorType.Account or IndicatorType.Phone or IndicatorType.Wallet) category = Category.Security;
        return new Mapped(new Draft
        {
            Kind = Kind.Indicator,
            Marking = (Tlp?)(int?)indicator.Tlp,
            What = new IndicatorFacts
            {
                Type = type,
                Value = value,
                Category = category,
                Severity = severity,
                ConfidencePercent = indicator.ConfidencePercent,
                From = indicator.FirstSeen,
                Silent = terms.Lists.Naming(clear.Type, clear.Value),
            },
            Texts = Described(terms.Salt is null ? indicator.Description : null),
            Source = new Source
            {
                Key = new SourceKey(Scheme, terms.Publisher, [$"{type}:{value}"], indicator.LastSeen?.ToUnixTimeMilliseconds()),
                Publisher = terms.Publisher,
                Words = Words(("category", indicator.Category), ("lastSeen", indicator.LastSeen?.ToString())),
            },
        }, null, terms.Salt is not null && indicator.Description is not null ? "its description is left out: it may say the value that is told as a hash" : null);
    }

    /// <summary>Maps one sighting.</summary>
    public static Mapped Map(SightingRow row, DoorTerms terms)
    {
        if (terms.FutureFault(row.Time) is { } fault) return Mapped.Refuse(fault);
        var (type, publisher) = (TypeOf(row.Indicator), row.Source ?? terms.Publisher);
        var key = string.Create(CultureInfo.InvariantCulture, $"{row.Time.ToUnixTimeMilliseconds()},{type}:{row.Indicator.Value},{row.Sensor}");
        return Mapped.To(new Draft
        {
            Kind = Kind.Sighting,
            What = new SightingFacts { Type = type, Value = row.Indicator.Value, At = row.Time, Count = row.Count, Silent = terms.Lists.Naming(type, row.Indicator.Value) },
            Texts = Described(row.Description),
            Source = new Source
            {
                Key = new SourceKey(SightingScheme, publisher, [key], null),
                Publisher = publisher,
                Words = Words(("sensor", row.Sensor), ("offset", row.Offset == Offset.Zero ? null : row.Offset.ToString())),
            },
        });
    }

    /// <summary>What sort of value it is, in the words of <see cref="IndicatorFacts.Type"/>.</summary>
    internal static string TypeOf(Indicator indicator) => indicator.Type switch
    {
        IndicatorType.Domain => "domain",
        IndicatorType.Ip => indicator.Value.Contains(':') ? "ipv6" : "ipv4",
        IndicatorType.Network => "cidr",
        IndicatorType.Endpoint => "endpoint",
        IndicatorType.Url => "url",
        IndicatorType.Md5 => "md5",
        IndicatorType.Sha1 => "sha1",
        IndicatorType.Sha256 => "sha256",
        IndicatorType.Iban => "iban",
        IndicatorType.Account => "account",
        IndicatorType.Phone => "phone",
        IndicatorType.Wallet => "wallet",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    internal static IReadOnlyList<TextBlock> Described(string? description) =>
        description is null ? [] : [new TextBlock { Language = "und", Description = description }];

    internal static Dictionary<string, string>? Words(params ReadOnlySpan<(string Name, string? Word)> all)
    {
        Dictionary<string, string>? words = null;
        foreach (var (name, word) in all)
            if (word is not null) (words ??= [])[name] = word;
        return words;
    }
}
