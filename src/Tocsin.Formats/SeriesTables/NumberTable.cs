using System.Globalization;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.SeriesTables;

/// <summary>A CSV with a header and columns of numbers.</summary>
/// <param name="Columns">For each column that was asked for, a number a row; NaN where its field is empty or <c>NA</c>.</param>
/// <param name="Refused">Rows that cannot be read, with line and reason.</param>
public sealed record NumberTable(IReadOnlyList<double[]> Columns, IReadOnlyList<Refusal> Refused)
{
    /// <summary>Rows of one table at most.</summary>
    public const int RowsMax = 2_000_000;

    /// <summary>Reads it all; refuses a table that has one of the columns under none of its names, or too many rows.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="columns">The columns, each by all its names.</param>
    public static Parsed<NumberTable> Read(Stream bytes, params IReadOnlyList<string[]> columns)
    {
        var text = TextDecoding.OpenUtf8(bytes);
        if (!text.IsRead) return new(text.Refusal);
        using var rows = new Utf8Rows(text.Value);
        var (header, at) = ((CsvHeader?)null, Array.Empty<int>());
        var (numbers, refused, fields) = (columns.Select(_ => new List<double>()).ToList(), new List<Refusal>(), new CsvFields());
        while (rows.Next())
        {
            if (rows.Broken is null && (rows.Row.IsEmpty || rows.Row[0] == '#')) continue;
            if (header is null)
            {
                header = rows.Broken is null ? CsvHeader.Read(rows.Row) : null;
                at = [.. columns.Select(names => header?.Column(names) ?? -1)];
                if (Array.IndexOf(at, -1) is >= 0 and var missing) return new(new Refusal($"line {rows.Line}", $"this is no header with a column {string.Join(" or ", columns[missing])}"));
                continue;
            }
            if (numbers[0].Count == RowsMax) return new(new Refusal($"line {rows.Line}", $"the table has more than {RowsMax} rows"));
            if (Row(rows, header, at, fields, out var row) is { } refusal) refused.Add(refusal);
            else for (var i = 0; i < row.Length; i++) numbers[i].Add(row[i]);
        }
        return header is null ? new(new Refusal("line 1", "the file is empty")) : new(new NumberTable([.. numbers.Select(column => column.ToArray())], refused));
    }

    static Refusal? Row(Utf8Rows rows, CsvHeader header, int[] at, CsvFields fields, out double[] row)
    {
        row = new double[at.Length];
        if ((rows.Broken ?? fields.Split(rows.Row, header.Separator)) is { } broken) return new($"line {rows.Line}", broken);
        for (var i = 0; i < at.Length; i++)
        {
            var text = fields.Text(rows.Row, at[i]);
            if (text is "" or "NA") row[i] = double.NaN;
            else if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out row[i]) || !double.IsFinite(row[i])) return new($"line {rows.Line}, {header.Names[at[i]]}", $"'{text}' is not a number");
        }
        return null;
    }
}
