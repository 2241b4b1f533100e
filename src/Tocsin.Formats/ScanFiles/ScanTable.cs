using System.Text;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.ScanFiles;

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

/// <summary>Reads the text files of SaTScan, row by row: cases, controls, populations, coordinates and grids. Rows that are empty are passed over.</summary>
/// <remarks>The fields of a row are slices of one buffer: they are gone when the next is asked for.</remarks>
public sealed class ScanTable : IDisposable
{
    /// <summary>How many fields a row may have.</summary>
    public const int FieldsMax = FormatLimits.CsvColumnsMax;

    readonly ScanTableShape shape;
    readonly Utf8Rows? rows;
    readonly List<Range> fields = [];
    Refusal? notText;
    char[] row = new char[256];
    int number;

    /// <summary>Begins to read.</summary>
    /// <param name="bytes">The file; the caller keeps it.</param>
    /// <param name="shape">How its fields stand.</param>
    public ScanTable(Stream bytes, ScanTableShape shape)
    {
        this.shape = shape;
        var text = TextDecoding.OpenUtf8(bytes);
        if (text.IsRead) rows = new(text.Value) { Quotes = false };
        else notText = text.Refusal;
    }

    /// <summary>The row's line, from 1.</summary>
    public int Line => rows?.Line ?? 0;

    /// <summary>Why the row cannot be used, and where it is; null where it can.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>How many fields the row has.</summary>
    public int Count { get; private set; }

    /// <summary>A field, in the order of the user guide; empty where the row has no such.</summary>
    /// <param name="field">Its number, from 0.</param>
    public ReadOnlySpan<char> this[int field] => field >= Count ? "" : shape.Columns is null ? Text(field) : shape.Columns[field] switch
    {
        ScanTableShape.One => "1",
        ScanTableShape.Blank => "",
        ScanTableShape.RowName => $"location{number}",
        ScanTableShape.NoDate => "unspecified",
        var column => Text(column - 1),
    };

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Next()
    {
        (Refusal, notText, Count) = (notText, null, 0);
        if (rows is null) return Refusal is not null;
        while (rows.Next())
        {
            if (rows.Line <= shape.Skip) continue;
            if ((rows.Broken ?? Cut(rows.Row)) is { } broken)
            {
                Refusal = new($"line {rows.Line}", broken);
                return true;
            }
            if (!fields.Exists(field => field.End.Value > field.Start.Value)) continue;
            number++;
            Count = fields.Count;
            if (shape.Columns is not { } columns) return true;
            for (Count = 0; Count < columns.Count && columns[Count] <= fields.Count;) Count++;
            return true;
        }
        return false;
    }

    ReadOnlySpan<char> Text(int field) => row.AsSpan(fields[field]);

    /// <summary>Cuts a row; returns why it cannot be cut, or null.</summary>
    string? Cut(ReadOnlySpan<byte> line)
    {
        if (row.Length < line.Length) row = new char[line.Length];
        var text = row.AsSpan(0, Encoding.UTF8.GetChars(line, row));
        fields.Clear();
        var separator = shape.Separator is { } told ? char.IsWhiteSpace(told) && told != '\t' ? ' ' : told : Unquoted(text, ',', shape.Quote) ? ',' : ' ';
        for (var at = 0; at <= text.Length;)
        {
            if (separator == ' ')
            {
                while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
                if (at == text.Length) break;
            }
            if (fields.Count == FieldsMax) return $"the row has more than {FieldsMax} fields";
            if (Field(text, separator, shape.Quote, ref at) is not { } field) return "a quote is opened in this row and never closed";
            fields.Add(field);
        }
        return null;
    }

    /// <summary>The field at a place, which is then after the separator; nothing where its quote never closes. What is left without quotes is moved together where it stands.</summary>
    static Range? Field(Span<char> row, char separator, char quote, ref int at)
    {
        var (start, end, quoted) = (at, at, false);
        for (; at < row.Length; at++)
        {
            var letter = row[at];
            if (letter == quote && quoted && at + 1 < row.Length && row[at + 1] == quote) row[end++] = row[at++];
            else if (letter == quote) quoted = !quoted;
            else if (!quoted && (separator == ' ' ? char.IsWhiteSpace(letter) : letter == separator)) break;
            else row[end++] = letter;
        }
        at++;
        while (start < end && char.IsWhiteSpace(row[start])) start++;
        while (start < end && char.IsWhiteSpace(row[end - 1])) end--;
        return quoted ? null : start..end;
    }

    static bool Unquoted(ReadOnlySpan<char> row, char letter, char quote)
    {
        var quoted = false;
        foreach (var each in row)
        {
            if (each == quote) quoted = !quoted;
            else if (each == letter && !quoted) return true;
        }
        return false;
    }

    /// <summary>Gives its buffer back.</summary>
    public void Dispose() => rows?.Dispose();
}
