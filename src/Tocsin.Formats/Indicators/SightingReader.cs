using Tocsin.Formats.Text;

namespace Tocsin.Formats.Indicators;

/// <summary>Reads a CSV of sightings: <c>time</c> and <c>indicator</c> (or <c>value</c>), optionally <c>count</c>, <c>source</c>,
/// <c>sensor</c> and <c>description</c>.</summary>
public static class SightingReader
{
    /// <summary>Streams the rows. One that is refused does not stop the rest; a wrong header does.</summary>
    public static IEnumerable<Item<SightingRow>> Read(Stream bytes)
    {
        var text = TextDecoding.OpenUtf8(bytes);
        if (!text.IsRead)
        {
            yield return new Item<SightingRow>.Refused(text.Refusal);
            yield break;
        }
        using var rows = new Utf8Rows(text.Value);
        SightingTable? table = null;
        while (rows.Next())
        {
            if (rows.Broken is null && (rows.Row.IsEmpty || rows.Row[0] == '#')) continue;
            if (table is null)
            {
                table = SightingTable.Of(rows);
                rows.Quotes = table is not null;
                if (table is not null) continue;
                yield return new Item<SightingRow>.Refused(new Refusal($"line {rows.Line}", rows.Broken ?? "this is no header of sightings: it needs the columns time and indicator"));
                yield break;
            }
            yield return table.Read(rows);
        }
    }

    /// <summary>Rows with one header.</summary>
    sealed class SightingTable(CsvHeader header, int time, int value)
    {
        readonly int count = header.Column("count");
        readonly int source = header.Column("source");
        readonly int sensor = header.Column("sensor");
        readonly int description = header.Column("description");
        readonly RowFields fields = new(header);

        public static SightingTable? Of(Utf8Rows rows) =>
            rows.Broken is null && CsvHeader.Read(rows.Row) is { } header
            && header.Column("time") is var time and >= 0 && header.Column("indicator", "value") is var value and >= 0
                ? new SightingTable(header, time, value)
                : null;

        public Item<SightingRow> Read(Utf8Rows rows)
        {
            var at = $"line {rows.Line}";
            if (rows.Broken is { } broken) return new Item<SightingRow>.Refused(new Refusal(at, broken));
            var row = rows.Row;
            if (!fields.Begin(row, at)) return new Item<SightingRow>.Refused(fields.Fault!.Value);
            var when = fields.Time(row, time);
            if (when is null) fields.Fail("time", "the time is missing");
            var seen = fields.Indicator(row, value);
            var times = fields.Count(row, count);
            if (fields.Fault is { } fault) return new Item<SightingRow>.Refused(fault);
            return new Item<SightingRow>.Read(new SightingRow(when!.Value.ToInstant(), when.Value.Offset, seen!, times)
            {
                Source = fields.Text(row, source),
                Sensor = fields.Text(row, sensor),
                Description = fields.Text(row, description),
            }, at, fields.Repairs);
        }
    }
}
