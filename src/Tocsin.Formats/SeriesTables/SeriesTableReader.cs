using System.Globalization;
using NodaTime;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.SeriesTables;

/// <summary>Reads a CSV of counts: <c>date</c> and <c>count</c>, optionally <c>population</c>, <c>unit</c>, <c>outbreak</c> and <c>reported</c>.</summary>
/// <remarks>The R package surveillance says <c>y</c> or <c>observed</c>, <c>pop</c> and <c>state</c>, and <c>t</c> for a running number; a row without a date is dated by it.</remarks>
public static class SeriesTableReader
{
    /// <summary>The largest count: beyond it a double does not know each whole number.</summary>
    public const long CountMax = 1L << 53;

    /// <summary>Streams the rows. One that is refused does not stop the rest; a wrong header does.</summary>
    public static IEnumerable<Item<SeriesRow>> Read(Stream bytes)
    {
        var text = TextDecoding.OpenUtf8(bytes);
        if (!text.IsRead)
        {
            yield return new Item<SeriesRow>.Refused(text.Refusal);
            yield break;
        }
        using var rows = new Utf8Rows(text.Value);
        Table? table = null;
        while (rows.Next())
        {
            if (rows.Broken is null && (rows.Row.IsEmpty || rows.Row[0] == '#')) continue;
            if (table is not null)
            {
                yield return table.Read(rows);
                continue;
            }
            table = Table.Of(rows);
            rows.Quotes = true;
            if (table is not null) continue;
            yield return new Item<SeriesRow>.Refused(new Refusal($"line {rows.Line}", rows.Broken ?? "this is no header of counts: it needs the columns date (or t) and count (or y, cases, observed)"));
            yield break;
        }
        if (table is null) yield return new Item<SeriesRow>.Refused(new Refusal("line 1", "the file is empty"));
    }

    /// <summary>Rows with one header.</summary>
    sealed class Table(CsvHeader header, int date, int count)
    {
        readonly int number = header.Column("t");
        readonly int population = header.Column("population", "pop");
        readonly int outbreak = header.Column("outbreak", "state");
        readonly int reported = header.Column("reported", "issue");
        readonly int unit = header.Column("unit");
        readonly CsvFields fields = new();

        public static Table? Of(Utf8Rows rows) =>
            rows.Broken is null && CsvHeader.Read(rows.Row) is { } header && header.Column("date", "t") is var date and >= 0 && header.Column("count", "y", "cases", "observed") is var count and >= 0
                ? new Table(header, date, count)
                : null;

        public Item<SeriesRow> Read(Utf8Rows rows)
        {
            var at = $"line {rows.Line}";
            var row = rows.Row;
            if ((rows.Broken ?? fields.Split(row, header.Separator)) is { } broken) return Refused(at, broken);
            if (fields.Count > header.Names.Length) return Refused(at, $"the row has {fields.Count} columns where the header has {header.Names.Length}");
            var (when, told, people, label) = (fields.Text(row, date), fields.Text(row, count), fields.Text(row, population), fields.Text(row, outbreak));
            if (when.Length == 0) when = fields.Text(row, number);
            if (SeriesDate.Parse(when) is not { } parsed) return Refused($"{at}, date", $"'{when}' is neither a date (2015-01-12) nor an ISO week (2015-W03), a month (2015-03) or a running number");
            if (!TryCount(told, out var cases)) return Refused($"{at}, count", $"'{told}' is not a whole number from 0 to {CountMax}");
            if (!TryPopulation(people, out var among)) return Refused($"{at}, population", $"'{people}' is not a number above 0");
            if (!TryLabel(label, out var inOutbreak)) return Refused($"{at}, outbreak", $"'{label}' is neither 1 or true, nor 0 or false");
            if (!TryDay(fields.Text(row, reported), out var reportedOn)) return Refused($"{at}, reported", $"'{fields.Text(row, reported)}' is not a date (2015-01-12)");
            return new Item<SeriesRow>.Read(new(parsed, cases, among, unit < 0 ? null : fields.Text(row, unit)) { InOutbreak = inOutbreak, Reported = reportedOn }, at, []);
        }

        /// <summary>An empty field, and R's NA, is a count that is missing.</summary>
        static bool TryCount(string text, out long? count)
        {
            count = null;
            if (text is "" or "NA") return true;
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > CountMax) return false;
            count = number;
            return true;
        }

        static bool TryLabel(string text, out bool? label)
        {
            label = text switch { "1" => true, "0" => false, _ when bool.TryParse(text, out var told) => told, _ => null };
            return label is not null || text is "" or "NA";
        }

        static bool TryDay(string text, out LocalDate? day)
        {
            day = SeriesDate.Parse(text) is { Dating: CountDating.Day } date ? date.Day : null;
            return day is not null || text is "" or "NA";
        }

        static bool TryPopulation(string text, out double? population)
        {
            population = null;
            if (text is "" or "NA") return true;
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !(number > 0 && double.IsFinite(number))) return false;
            population = number;
            return true;
        }

        static Item<SeriesRow>.Refused Refused(string at, string reason) => new(new Refusal(at, reason));
    }
}
