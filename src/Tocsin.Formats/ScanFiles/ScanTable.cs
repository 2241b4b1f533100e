using System.Text;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.ScanFiles;

/// <summary>A row of a file that SaTScan reads.</summary>
/// <param name="Fields">Its fields, in the order of the user guide.</param>
/// <param name="Line">The line's number, from 1.</param>
public sealed record ScanRow(IReadOnlyList<string> Fields, int Line)
{
    /// <summary>A field; empty where the row has no such.</summary>
    public string this[int field] => field < Fields.Count ? Fields[field] : "";
}

/// <summary>How the fields of a file stand.</summary>
/// <param name="Separator">What stands between them; nothing: a comma where the row has one, else white space.</param>
/// <param name="Quote">What a field is quoted with.</param>
/// <param name="Skip">How many lines come before the first row.</param>
/// <param name="Columns">For each field of the user guide its column, from 1, or <see cref="One"/>, <see cref="Blank"/>, <see cref="RowName"/> or
/// <see cref="NoDate"/>; nothing: as they stand.</param>
public sealed record ScanTableShape(char? Separator = null, char Quote = '"', int Skip = 0, IReadOnlyList<int>? Columns = null)
{
    /// <summary>In place of a column: each row counts one.</summary>
    public const int One = -1;

    /// <summary>In place of a column: nothing.</summary>
    public const int Blank = -2;

    /// <summary>In place of a column: <c>location1</c>, <c>location2</c> and so on.</summary>
    public const int RowName = -3;

    /// <summary>In place of a column: a population without a date, <c>unspecified</c>.</summary>
    public const int NoDate = -4;
}

/// <summary>Reads the text files of SaTScan: cases, controls, populations, coordinates and grids.</summary>
public static class ScanTable
{
    /// <summary>How many fields a row may have.</summary>
    public const int FieldsMax = FormatLimits.CsvColumnsMax;

    /// <summary>Streams the rows that are not empty.</summary>
    public static IEnumerable<Item<ScanRow>> Read(Stream bytes, ScanTableShape shape)
    {
        var text = TextDecoding.OpenUtf8(bytes);
        if (!text.IsRead)
        {
            yield return new Item<ScanRow>.Refused(text.Refusal);
            yield break;
        }
        using var rows = new Utf8Rows(text.Value) { Quotes = false };
        var (fields, number) = (new List<string>(), 0);
        while (rows.Next())
        {
            if (rows.Line <= shape.Skip) continue;
            var at = $"line {rows.Line}";
            if ((rows.Broken ?? Split(Encoding.UTF8.GetString(rows.Row), shape, fields)) is { } broken)
            {
                yield return new Item<ScanRow>.Refused(new Refusal(at, broken));
                continue;
            }
            if (fields.TrueForAll(string.IsNullOrEmpty)) continue;
            number++;
            yield return new Item<ScanRow>.Read(new(shape.Columns is null ? [.. fields] : [.. Mapped(shape.Columns, fields, number)], rows.Line), at, []);
        }
    }

    static IEnumerable<string> Mapped(IReadOnlyList<int> columns, List<string> fields, int number)
    {
        foreach (var column in columns)
        {
            if (column > fields.Count) yield break;
            yield return column switch
            {
                ScanTableShape.One => "1",
                ScanTableShape.Blank => "",
                ScanTableShape.RowName => $"location{number}",
                ScanTableShape.NoDate => "unspecified",
                _ => fields[column - 1],
            };
        }
    }

    /// <summary>Cuts a row; returns why it cannot be cut, or null.</summary>
    static string? Split(string row, ScanTableShape shape, List<string> fields)
    {
        fields.Clear();
        var separator = shape.Separator is { } told ? char.IsWhiteSpace(told) && told != '\t' ? ' ' : told : Unquoted(row, ',', shape.Quote) ? ',' : ' ';
        for (var at = 0; at <= row.Length;)
        {
            if (separator == ' ')
            {
                while (at < row.Length && char.IsWhiteSpace(row[at])) at++;
                if (at == row.Length) break;
            }
            if (fields.Count == FieldsMax) return $"the row has more than {FieldsMax} fields";
            if (Field(row, separator, shape.Quote, ref at) is not { } field) return "a quote is opened in this row and never closed";
            fields.Add(field);
        }
        return null;
    }

    /// <summary>The field at a place, which is then after the separator; nothing where its quote never closes.</summary>
    static string? Field(string row, char separator, char quote, ref int at)
    {
        var (field, quoted) = (new StringBuilder(), false);
        for (; at < row.Length; at++)
        {
            var letter = row[at];
            if (letter == quote && quoted && at + 1 < row.Length && row[at + 1] == quote) field.Append(row[at++]);
            else if (letter == quote) quoted = !quoted;
            else if (!quoted && (separator == ' ' ? char.IsWhiteSpace(letter) : letter == separator)) break;
            else field.Append(letter);
        }
        at++;
        return quoted ? null : field.ToString().Trim();
    }

    static bool Unquoted(string row, char letter, char quote)
    {
        var quoted = false;
        foreach (var each in row)
        {
            if (each == quote) quoted = !quoted;
            else if (each == letter && !quoted) return true;
        }
        return false;
    }
}
