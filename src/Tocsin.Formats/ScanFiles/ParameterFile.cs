using System.Text;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.ScanFiles;

/// <summary>A line of a SaTScan parameter file (<c>.prm</c>).</summary>
/// <param name="Section">The section's name; empty before the first.</param>
/// <param name="Key">The parameter.</param>
/// <param name="Value">What it is set to; empty where it is not.</param>
/// <param name="Line">The line's number, from 1.</param>
public readonly record struct ScanParameter(string Section, string Key, string Value, int Line);

/// <summary>Reads a SaTScan parameter file: sections in brackets, comments after a semicolon, keys and values around an equals sign.</summary>
public static class ParameterFile
{
    /// <summary>How many lines a file may have.</summary>
    public const int LinesMax = 100_000;

    /// <summary>Streams the parameters in their order. A line that is none is refused, and the rest goes on.</summary>
    public static IEnumerable<Item<ScanParameter>> Read(Stream bytes)
    {
        var text = TextDecoding.OpenUtf8(bytes);
        if (!text.IsRead)
        {
            yield return new Item<ScanParameter>.Refused(text.Refusal);
            yield break;
        }
        using var rows = new Utf8Rows(text.Value) { Quotes = false };
        var section = "";
        while (rows.Next())
        {
            var at = $"line {rows.Line}";
            if (rows.Line > LinesMax)
            {
                yield return Refused(at, $"a parameter file has at most {LinesMax} lines");
                yield break;
            }
            var line = rows.Broken is null ? Encoding.UTF8.GetString(rows.Row).Trim() : "";
            if (rows.Broken is { } broken) yield return Refused(at, broken);
            else if (line is "" or [';', ..]) { }
            else if (line is ['[', .. var name, ']']) section = name.Trim();
            else if (line.IndexOf('=') is var equals and > 0) yield return new Item<ScanParameter>.Read(new(section, line[..equals].Trim(), line[(equals + 1)..].Trim(), rows.Line), at, []);
            else yield return Refused(at, "this is neither a section ([Input]), a comment (;) nor a parameter (StartDate=2001/11/1)");
        }
    }

    static Item<ScanParameter>.Refused Refused(string at, string reason) => new(new Refusal(at, reason));
}
