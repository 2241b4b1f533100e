using System.Text;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Indicators;

/// <summary>Reads lists of indicators: one a line with comments, or CSV with a header that names its columns.</summary>
/// <remarks>Comments begin with <c>#</c>, <c>;</c> or <c>//</c>, at the line's beginning or behind white space.</remarks>
public static class IndicatorReader
{
    /// <summary>Streams the indicators. A line that is refused does not stop the rest.</summary>
    public static IEnumerable<Item<Indicator>> Read(Stream bytes)
    {
        var text = TextDecoding.OpenUtf8(bytes);
        if (!text.IsRead)
        {
            yield return new Item<Indicator>.Refused(text.Refusal);
            yield break;
        }
        using var rows = new Utf8Rows(text.Value);
        IndicatorRow? table = null;
        for (var first = true; rows.Next();)
        {
            if (rows.Broken is null && IsSilent(rows.Row)) continue;
            if (first)
            {
                first = false;
                if (rows.Broken is null && rows.Row[0] is (byte)'{' or (byte)'[' or (byte)'<')
                {
                    yield return new Item<Indicator>.Refused(new Refusal($"line {rows.Line}", "this is JSON or XML, not a list of indicators"));
                    yield break;
                }
                table = Table(rows);
                rows.Quotes = table is not null;
                if (table is not null) continue;
            }
            yield return Item(rows, table);
        }
    }

    static bool IsSilent(ReadOnlySpan<byte> row)
    {
        var text = row.Trim(" \t"u8);
        return text.IsEmpty || text[0] is (byte)'#' or (byte)';' || text.StartsWith("//"u8);
    }

    static IndicatorRow? Table(Utf8Rows rows) =>
        rows.Broken is null && CsvHeader.Read(rows.Row) is { } header && IndicatorRow.IsHeader(header) ? new IndicatorRow(header) : null;

    static Item<Indicator> Item(Utf8Rows rows, IndicatorRow? table)
    {
        var at = $"line {rows.Line}";
        if (rows.Broken is { } broken) return new Item<Indicator>.Refused(new Refusal(at, broken));
        return Item<Indicator>.Of(table is null ? Line(Encoding.UTF8.GetString(rows.Row), at) : table.Read(rows.Row, at), at);
    }

    internal static Parsed<Indicator> Line(string line, string at)
    {
        var comment = CommentOf(line);
        var parsed = IndicatorParse.Parse(comment < 0 ? line : line[..comment], at);
        if (!parsed.IsRead || comment < 0) return parsed;
        var words = line[comment..].TrimStart('#', ';', '/', ' ', '\t').TrimEnd();
        return words.Length == 0 ? parsed : new(parsed.Value with { Description = words }, parsed.Repairs);
    }

    /// <summary>Where a trailing comment begins: behind white space, so that a URL keeps its fragment.</summary>
    static int CommentOf(string line)
    {
        for (var i = 1; i < line.Length; i++)
            if (char.IsWhiteSpace(line[i - 1]) && (line[i] is '#' or ';' || line.AsSpan(i).StartsWith("//"))) return i;
        return -1;
    }
}
