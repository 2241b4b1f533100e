using Tocsin.Formats.Text;

namespace Tocsin.Formats.Firms;

/// <summary>Reads NASA FIRMS CSV files, MODIS and VIIRS, near-real-time and standard: the header says which.</summary>
/// <remarks>A lost leading zero of <c>acq_time</c> (<c>50</c> for 00:50) is how many deliveries are written, and is no repair.</remarks>
public static class HotspotReader
{
    /// <summary>Streams the rows. One that is refused does not stop the rest; a wrong header does.</summary>
    public static IEnumerable<Item<Hotspot>> Read(Stream bytes)
    {
        var text = TextDecoding.OpenUtf8(bytes);
        if (!text.IsRead)
        {
            yield return new Item<Hotspot>.Refused(text.Refusal);
            yield break;
        }
        using var rows = new Utf8Rows(text.Value) { Quotes = true };
        var row = Header(rows);
        if (!row.IsRead)
        {
            yield return new Item<Hotspot>.Refused(row.Refusal);
            yield break;
        }
        while (rows.Next())
            if (!rows.Row.IsEmpty || rows.Broken is not null) yield return Item(rows, row.Value);
    }

    static Parsed<HotspotRow> Header(Utf8Rows rows)
    {
        if (!rows.Next()) return new(new Refusal("line 1", "the file is empty"));
        if (rows.Broken is { } broken) return new(new Refusal("line 1", broken));
        if (CsvHeader.Read(rows.Row) is not { } header) return new(new Refusal("line 1", "the header is not well-formed CSV"));
        var columns = new HotspotColumns(header);
        var missing = string.Join(", ", columns.Missing());
        return missing.Length == 0
            ? new(new HotspotRow(header, columns))
            : new(new Refusal("line 1", $"this is no FIRMS header: it lacks {missing}"));
    }

    static Item<Hotspot> Item(Utf8Rows rows, HotspotRow row)
    {
        var hotspot = rows.Broken is null ? row.Read(rows.Row) : null;
        var at = string.Create(null, stackalloc char[24], $"line {rows.Line}");
        return hotspot is null
            ? new Item<Hotspot>.Refused(new Refusal(at, rows.Broken ?? row.Fault))
            : new Item<Hotspot>.Read(hotspot, at, []);
    }
}
