namespace Tocsin.Formats.Text;

/// <summary>The lines <c># name: value</c> at the head of a table, by which a file says what its columns cannot.</summary>
sealed class HeadLines
{
    const int LinesMax = 100;

    readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    /// <summary>The value of that name; null where the head is silent.</summary>
    public string? this[string name] => values.TryGetValue(name, out var value) ? value : null;

    /// <summary>Takes a line of the head; false where it is none. Of a name given twice the first stands.</summary>
    public bool Take(ReadOnlySpan<byte> row)
    {
        row = row.Trim(" \t"u8);
        if (row.IsEmpty) return true;
        if (row[0] != '#') return false;
        var line = System.Text.Encoding.UTF8.GetString(row[1..]);
        if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && values.Count < LinesMax && line[(colon + 1)..].Trim().TrimEnd(',', ';') is { Length: > 0 } value)
            values.TryAdd(line[..colon].Trim().ToLowerInvariant(), value);
        return true;
    }
}
