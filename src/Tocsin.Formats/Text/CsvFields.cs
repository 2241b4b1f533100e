using System.Text;

namespace Tocsin.Formats.Text;

/// <summary>Where the fields of one CSV row (RFC 4180) stand. Reused from row to row, so that a row costs no memory.</summary>
/// <param name="columnsMax">How many columns are read; a row with more is broken.</param>
sealed class CsvFields(int columnsMax = FormatLimits.CsvColumnsMax)
{
    readonly Range[] ranges = new Range[columnsMax];
    readonly bool[] quoted = new bool[columnsMax];

    /// <summary>How many fields the row has.</summary>
    public int Count { get; private set; }

    /// <summary>Finds the fields; returns why they cannot be found, or null.</summary>
    public string? Split(ReadOnlySpan<byte> row, byte separator)
    {
        Count = 0;
        if (row.Contains((byte)'"')) return SplitQuoted(row, separator);
        for (var from = 0; ;)
        {
            if (Count == ranges.Length) return TooMany;
            var length = row[from..].IndexOf(separator);
            var to = length < 0 ? row.Length : from + length;
            (ranges[Count], quoted[Count]) = (from..to, false);
            Count++;
            if (length < 0) return null;
            from = to + 1;
        }
    }

    string TooMany => $"the row has more than {ranges.Length} columns";

    string? SplitQuoted(ReadOnlySpan<byte> row, byte separator)
    {
        for (var from = 0; ;)
        {
            if (Count == ranges.Length) return TooMany;
            var lead = Trimmed(row[from..]);
            var isQuoted = lead < row.Length - from && row[from + lead] == '"';
            var to = isQuoted ? CloseOf(row, from + lead) : from;
            if (to < 0) return "a quote is opened in this row and never closed";
            var length = row[to..].IndexOf(separator);
            var end = length < 0 ? row.Length : to + length;
            if (isQuoted && !row[to..end].Trim((byte)' ').IsEmpty) return "there is text after a closing quote";
            (ranges[Count], quoted[Count]) = (isQuoted ? (from + lead + 1)..(to - 1) : from..end, isQuoted);
            Count++;
            if (length < 0) return null;
            from = end + 1;
        }
    }

    static int Trimmed(ReadOnlySpan<byte> text) => text.Length - text.TrimStart((byte)' ').Length;

    /// <summary>The index after the closing quote; -1 where it never closes.</summary>
    static int CloseOf(ReadOnlySpan<byte> row, int open)
    {
        for (var at = open + 1; at < row.Length; at++)
        {
            var length = row[at..].IndexOf((byte)'"');
            if (length < 0) return -1;
            at += length;
            if (at + 1 == row.Length || row[at + 1] != '"') return at + 1;
            at++; // "" inside a quoted field is one quote
        }
        return -1;
    }

    /// <summary>A field's bytes, trimmed, quotes inside still doubled; empty where the row has no such column.</summary>
    public ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> row, int column) =>
        (uint)column < (uint)Count ? row[ranges[column]].Trim(" \t"u8) : default;

    /// <summary>A field's text, trimmed; empty where the row has no such column.</summary>
    public string Text(ReadOnlySpan<byte> row, int column)
    {
        var text = Encoding.UTF8.GetString(Bytes(row, column));
        return column < Count && column >= 0 && quoted[column] ? text.Replace("\"\"", "\"", StringComparison.Ordinal).Trim() : text;
    }
}
