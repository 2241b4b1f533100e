namespace Tocsin.Formats.Text;

/// <summary>The rows of one file with one header: each says nothing, something, or something only at the end.</summary>
abstract class CsvTable<T>
{
    /// <summary>Opens a table by what stands at its head and its header; or refuses it.</summary>
    /// <param name="head">The lines <c># name: value</c> before the header.</param>
    /// <param name="header">The header.</param>
    /// <param name="at">The header's place.</param>
    public delegate Parsed<CsvTable<T>> Opening(HeadLines head, CsvHeader header, string at);

    /// <summary>Why the file cannot be read to its end; null while it can.</summary>
    public Refusal? Broken { get; protected set; }

    /// <summary>What a row says; nothing where it waits for the end.</summary>
    /// <param name="field">Its fields by column: trimmed, and empty where there is no such column.</param>
    /// <param name="at">Its place.</param>
    public abstract IEnumerable<Item<T>> Row(Func<int, string> field, string at);

    /// <summary>What can only be said at the end.</summary>
    public virtual IEnumerable<Item<T>> End() => [];

    /// <summary>A row, or a part of it, that is refused.</summary>
    protected static Item<T> Refuse(string at, string reason) => new Item<T>.Refused(new Refusal(at, reason));

    /// <summary>Streams a file: its head, its header and its rows. A row that is refused does not stop the rest; a wrong header does.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="columnsMax">How many columns it may have.</param>
    /// <param name="open">Opens the table.</param>
    public static IEnumerable<Item<T>> Read(Stream bytes, int columnsMax, Opening open)
    {
        var text = TextDecoding.OpenUtf8(bytes);
        if (!text.IsRead)
        {
            yield return new Item<T>.Refused(text.Refusal);
            yield break;
        }
        using var rows = new Utf8Rows(text.Value);
        var opened = Open(rows, columnsMax, open, out var header);
        if (!opened.IsRead)
        {
            yield return new Item<T>.Refused(opened.Refusal);
            yield break;
        }
        var (table, fields) = (opened.Value, new CsvFields(columnsMax));
        string Field(int column) => fields.Text(rows.Row, column);
        while (rows.Next())
        {
            if (rows.Broken is null && (rows.Row.IsEmpty || rows.Row[0] == '#')) continue;
            var at = $"line {rows.Line}";
            var broken = rows.Broken ?? fields.Split(rows.Row, header.Separator);
            if (broken is null && fields.Count != header.Names.Length) broken = $"the row has {fields.Count} columns where the header has {header.Names.Length}";
            if (broken is not null) yield return Refuse(at, broken);
            else
                foreach (var item in table.Row(Field, at)) yield return item;
            if (table.Broken is not { } end) continue;
            yield return new Item<T>.Refused(end);
            yield break;
        }
        foreach (var item in table.End()) yield return item;
    }

    static Parsed<CsvTable<T>> Open(Utf8Rows rows, int columnsMax, Opening open, out CsvHeader header)
    {
        header = new CsvHeader((byte)',', []);
        var head = new HeadLines();
        do
            if (!rows.Next()) return new(new Refusal("line 1", "the file holds no header"));
        while (rows.Broken is null && head.Take(rows.Row));
        var at = $"line {rows.Line}";
        if (rows.Broken is { } broken) return new(new Refusal(at, broken));
        if (CsvHeader.Read(rows.Row, columnsMax) is not { } read) return new(new Refusal(at, "the header is not well-formed CSV"));
        (header, rows.Quotes) = (read, true);
        return open(head, read, at);
    }
}
