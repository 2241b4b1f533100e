namespace Tocsin.Formats.Text;

/// <summary>The loop that readers of plain tables share: a header, then rows, each read or refused.</summary>
static class CsvTable
{
    /// <summary>Reads one row, whose fields are asked for by column: trimmed, and empty where there is no such column.</summary>
    public delegate Parsed<T> ReadRow<T>(Func<int, string> field, string at);

    /// <summary>Streams the rows of a CSV file. One that is refused does not stop the rest; a wrong header does.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="table">Makes the reader of a header's rows, or refuses the header.</param>
    public static IEnumerable<Item<T>> Read<T>(Stream bytes, Func<CsvHeader, Parsed<ReadRow<T>>> table)
    {
        var text = TextDecoding.OpenUtf8(bytes);
        if (!text.IsRead)
        {
            yield return new Item<T>.Refused(text.Refusal);
            yield break;
        }
        using var rows = new Utf8Rows(text.Value) { Quotes = true };
        var fields = new CsvFields();
        var opened = Open(rows, table, out var header);
        if (!opened.IsRead)
        {
            yield return new Item<T>.Refused(opened.Refusal);
            yield break;
        }
        string Field(int column) => fields.Text(rows.Row, column);
        while (rows.Next())
        {
            if (rows.Row.IsEmpty && rows.Broken is null) continue;
            var at = $"line {rows.Line}";
            var broken = rows.Broken ?? fields.Split(rows.Row, header.Separator);
            if (broken is null && fields.Count != header.Names.Length) broken = $"the row has {fields.Count} columns where the header has {header.Names.Length}";
            yield return broken is null ? Item<T>.Of(opened.Value(Field, at), at) : new Item<T>.Refused(new Refusal(at, broken));
        }
    }

    static Parsed<ReadRow<T>> Open<T>(Utf8Rows rows, Func<CsvHeader, Parsed<ReadRow<T>>> table, out CsvHeader header)
    {
        header = new CsvHeader((byte)',', []);
        if (!rows.Next()) return new(new Refusal("line 1", "the file is empty"));
        if (rows.Broken is { } broken) return new(new Refusal("line 1", broken));
        if (CsvHeader.Read(rows.Row) is not { } read) return new(new Refusal("line 1", "the header is not well-formed CSV"));
        header = read;
        return table(read);
    }
}
