using System.Collections.Immutable;

namespace Tocsin.Formats.Text;

/// <summary>The names in a CSV's first row, lower-case, and what separates them.</summary>
/// <param name="Separator">A comma, a semicolon or a tab: whichever the header has most of.</param>
/// <param name="Names">In the file's order.</param>
sealed record CsvHeader(byte Separator, ImmutableArray<string> Names)
{
    /// <summary>The names as they are written.</summary>
    public ImmutableArray<string> Written { get; init; } = Names;

    /// <summary>Reads the header row; null where it is not well-formed CSV.</summary>
    public static CsvHeader? Read(ReadOnlySpan<byte> row, int columnsMax = FormatLimits.CsvColumnsMax)
    {
        var separator = (byte)',';
        foreach (var other in ";\t"u8)
            if (row.Count(other) > row.Count(separator)) separator = other;
        var fields = new CsvFields(columnsMax);
        if (fields.Split(row, separator) is not null) return null;
        var names = ImmutableArray.CreateBuilder<string>(fields.Count);
        for (var i = 0; i < fields.Count; i++) names.Add(fields.Text(row, i));
        var written = names.MoveToImmutable();
        return new(separator, [.. written.Select(name => name.ToLowerInvariant())]) { Written = written };
    }

    /// <summary>The column of the first of these names that the header has; -1 where it has none.</summary>
    public int Column(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (Names.IndexOf(name) is var at and >= 0) return at;
        return -1;
    }
}
