using System.Text;
using Tocsin.Formats.CaseCounts;

namespace Tocsin.Share.Records;

/// <summary>Which series a count or a measurement belongs to, within its circle. The default value names none.</summary>
/// <remarks>Its text is canonical: the parts, escaped, with <c>|</c> between them. Counts:
/// <c>count|publisher|place|topic|cases|confirmed|onset|iso-week</c>. Measurements: <c>measurement|publisher|station|quantity</c>.</remarks>
public readonly record struct SeriesKey
{
    /// <summary>The quantities of which measurements make series; other numbers of a record, thresholds among them, do not.</summary>
    public static ImmutableArray<string> Quantities { get; } = ["levelMetres", "dischargeCubicMetresPerSecond", "doseRateMicrosievertsPerHour"];

    readonly string? text;

    SeriesKey(params ReadOnlySpan<string> parts)
    {
        var written = new StringBuilder();
        for (var i = 0; i < parts.Length; i++) Escape(i > 0 ? written.Append('|') : written, parts[i]);
        text = written.ToString();
    }

    /// <summary>The canonical text; empty in the default value.</summary>
    public string Text => text ?? "";

    /// <summary>The series of a count.</summary>
    /// <param name="facts">The count.</param>
    /// <param name="publisher">Who counted.</param>
    /// <param name="where">The place; nothing where the record names none.</param>
    public static SeriesKey Of(CountFacts facts, string publisher, Where? where) =>
        new("count", publisher, PlaceOf(where), facts.Topic, Word(facts.Measure), Word(facts.CaseStatus), Word(facts.Basis), facts.Period switch
        {
            CountPeriod.Day => "day",
            CountPeriod.IsoWeek => "iso-week",
            CountPeriod.EpiWeek => "epi-week",
            CountPeriod.Month => "month",
            _ => throw new System.Diagnostics.UnreachableException(),
        });

    /// <summary>The series of a measurement.</summary>
    /// <param name="publisher">Who measured.</param>
    /// <param name="station">The station's or device's name.</param>
    /// <param name="quantity">The number's name, one of <see cref="Quantities"/>.</param>
    public static SeriesKey Of(string publisher, string station, string quantity) => new("measurement", publisher, station, quantity);

    /// <summary>The series to which a record gives a value, with the values: a count has one, a measurement one for each quantity,
    /// and every other record none.</summary>
    public static IEnumerable<(SeriesKey Series, double Value)> Of(Record record)
    {
        if (record.Source?.Publisher is not { } publisher) yield break;
        if (record.What is CountFacts count) yield return (Of(count, publisher, record.Where), count.Count);
        if (record.What is not EventFacts { Numbers: { } numbers, Codes: { } codes } || !codes.TryGetValue("station", out var station)) yield break;
        foreach (var quantity in Quantities)
            if (numbers.TryGetValue(quantity, out var value)) yield return (Of(publisher, station, quantity), value);
    }

    /// <summary>The parts of a canonical text, as they were before they were escaped.</summary>
    public static IReadOnlyList<string> PartsOf(string text) => [.. text.Split('|').Select(Plain)];

    static string Plain(string part)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < part.Length; i++)
            if (part[i] == '%' && i + 4 < part.Length && ushort.TryParse(part.AsSpan(i + 1, 4), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out var letter))
            {
                plain.Append((char)letter);
                i += 4;
            }
            else plain.Append(part[i]);
        return plain.ToString();
    }

    /// <summary>The place's name; its code, where it has no name.</summary>
    static string PlaceOf(Where? where) =>
        where?.Name ?? where?.Country ?? where?.Codes?.OrderBy(code => code.Key, StringComparer.Ordinal).Select(code => $"{code.Key}:{code.Value}").FirstOrDefault() ?? "";

    static string Word<T>(T word) where T : struct, Enum => word.ToString().ToLowerInvariant();

    /// <summary>A bar, a percent sign and control characters become <c>%</c> and four hexadecimal digits; letters stay as they are.</summary>
    static void Escape(StringBuilder written, string part)
    {
        foreach (var letter in part.Normalize().Trim())
            if (letter is '|' or '%' || char.IsControl(letter)) written.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{(int)letter:X4}");
            else written.Append(letter);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
