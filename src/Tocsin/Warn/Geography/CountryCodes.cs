using System.Collections.Frozen;
using System.Globalization;

namespace Tocsin.Warn.Geography;

/// <summary>A country or territory of ISO 3166-1.</summary>
/// <param name="Numeric">The numeric code, 4 to 894.</param>
/// <param name="Alpha2">Two capital letters.</param>
/// <param name="Alpha3">Three capital letters.</param>
/// <param name="Name">Its short name in English.</param>
public sealed record CountryCode(int Numeric, string Alpha2, string Alpha3, string Name);

/// <summary>The codes of ISO 3166-1. To name a country is no statement on its status.</summary>
public static partial class CountryCodes
{
    /// <summary>All of them, in the order of the numeric codes.</summary>
    public static ImmutableArray<CountryCode> All { get; } = [.. Table.Split('\n').Select(Read)];

    static readonly FrozenDictionary<int, CountryCode> Numbers = All.ToFrozenDictionary(c => c.Numeric);

    static readonly FrozenDictionary<string, CountryCode> Names = All
        .SelectMany(c => new[] { (Key: c.Alpha2, Code: c), (Key: c.Alpha3, Code: c) })
        .ToFrozenDictionary(pair => pair.Key, pair => pair.Code, StringComparer.OrdinalIgnoreCase);

    /// <summary>The country of a numeric code; nothing where there is none.</summary>
    public static CountryCode? Find(int numeric) => Numbers.GetValueOrDefault(numeric);

    /// <summary>The country of an alpha-2, alpha-3 or numeric code, whatever the case; nothing where there is none.</summary>
    public static CountryCode? Find(string code) =>
        Names.GetValueOrDefault(code)
        ?? (int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var numeric) ? Find(numeric) : null);

    static CountryCode Read(string line) => line.Trim().Split(' ', 4) is [var numeric, var alpha2, var alpha3, var name]
        ? new(int.Parse(numeric, CultureInfo.InvariantCulture), alpha2, alpha3, name)
        : throw new InvalidDataException($"the table of countries has a broken line: '{line}'");
}
