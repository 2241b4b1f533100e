using System.Globalization;
using Tocsin.Formats.Indicators;
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
        var type = TypeOf(indicator);
        var (category, severity) = FeedSeverity.OfIndicator(indicator.Category ?? terms.Publisher);
        return Mapped.To(new Draft
        {
            Kind = Kind.Indicator,
            Marking = (Tlp?)(int?)indicator.Tlp,
            What = new IndicatorFacts
            {
                Type = type,
                Value = indicator.Value,
                Category = category,
                Severity = severity,
                ConfidencePercent = indicator.ConfidencePercent,
                From = indicator.FirstSeen,
                Silent = terms.Lists.Naming(type, indicator.Value),
            },
            Texts = Described(indicator.Description),
            Source = new Source
            {
                Key = new SourceKey(Scheme, terms.Publisher, [$"{type}:{indicator.Value}"], indicator.LastSeen?.ToUnixTimeMilliseconds()),
                Publisher = terms.Publisher,
                Words = Words(("category", indicator.Category), ("lastSeen", indicator.LastSeen?.ToString())),
            },
        });
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
