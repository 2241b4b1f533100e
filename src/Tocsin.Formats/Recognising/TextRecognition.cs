using System.Text;
using Tocsin.Formats.Ais;
using Tocsin.Formats.CaseCounts;
using Tocsin.Formats.Dhis2;
using Tocsin.Formats.Indicators;
using Tocsin.Formats.Measurements;
using Tocsin.Formats.Piracy;
using Tocsin.Formats.Text;

namespace Tocsin.Formats;

/// <summary>Tells CSV files and plain lists apart by their header, or by their first lines.</summary>
static class TextRecognition
{
    const int LinesMax = 20;

    static readonly string[] ListNames = ["indicator", "ioc", "blocklist", "blacklist", "domains", "hashes", "ips"];

    public static Recognised Recognise(ReadOnlySpan<byte> utf8, string? fileName)
    {
        string? first = null;
        var (lines, good) = (0, 0);
        var head = new HeadLines();
        foreach (var range in utf8.Split((byte)'\n'))
        {
            var line = utf8[range].Trim(" \t\r"u8);
            if (first is null) head.Take(line);
            if (line.IsEmpty || line[0] is (byte)'#' or (byte)';' || line.StartsWith("//"u8)) continue;
            if (first is null && Header(line, head) is { } known) return known;
            first ??= Encoding.UTF8.GetString(line);
            if (lines++ == LinesMax) break;
            if (line.Length <= FormatLimits.IndicatorCharsMax && IsIndicator(Encoding.UTF8.GetString(line))) good++;
        }
        if (first is not null && GeigerLog.IsSentence(first)) return new(FileFormat.GeigerLog, "the log of a bGeigie");
        if (first is not null && AisReader.IsSentence(first)) return new(FileFormat.Ais, "AIS sentences");
        if (first is null) return Unknown("the file holds nothing but comments");
        if (2 * good > lines || good > 0 && LooksLikeList(fileName)) return new(FileFormat.Indicators, "a list of indicators, one a line");
        // A byte that is no text costs its row alone, where the rest tells what the file is.
        return Unknown(NoText(utf8) is { } bad ? $"byte {bad} is not UTF-8 text: save the file as UTF-8" : Other(first));
    }

    /// <summary>The end of the bytes may be half a character.</summary>
    static long? NoText(ReadOnlySpan<byte> utf8)
    {
        var cut = utf8.Length >= FormatLimits.RecognitionBytes - 3;
        return TextDecoding.FirstInvalidUtf8(utf8) is { } bad && !(cut && bad >= utf8.Length - 3) ? bad : null;
    }

    /// <summary>A URL that is refused was still meant as one, and its reason is told by the reader.</summary>
    static bool IsIndicator(string line) =>
        Refang.Undo(line).StartsWith("http", StringComparison.OrdinalIgnoreCase) || IndicatorReader.Line(line, "").IsRead;

    static bool LooksLikeList(string? fileName) =>
        fileName is not null && ListNames.Any(name => Path.GetFileName(fileName).Contains(name, StringComparison.OrdinalIgnoreCase));

    static Recognised? Header(ReadOnlySpan<byte> line, HeadLines head)
    {
        if (line.Length > FormatLimits.CsvRowBytesMax || CsvHeader.Read(line, FormatLimits.CountColumnsMax) is not { } header) return null;
        var firms = header.Column("latitude") >= 0 && header.Column("longitude") >= 0 && header.Column("acq_date") >= 0;
        if (firms) return new(FileFormat.FirmsCsv, "NASA FIRMS fire pixels");
        if (AsamReader.IsHeader(header)) return new(FileFormat.AsamCsv, "NGA's anti-shipping activity messages");
        if (SeriesReader.IsHeader(head, header)) return new(FileFormat.Measurements, "a series of measurements");
        if (header.Column("time") >= 0 && header.Column("indicator", "value") >= 0)
            return new(FileFormat.Sightings, "sightings of indicators");
        if (IndicatorRow.IsHeader(header) && (header.Names.Length == 1 || header.Column("type", "tlp", "first_seen", "confidence", "category", "description") >= 0))
            return new(FileFormat.Indicators, "a table of indicators");
        if (Dhis2Reader.IsHeader(header)) return new(FileFormat.Dhis2Csv, "a data value set of DHIS2");
        if (CountReader.IsHeader(header)) return new(FileFormat.Counts, "counts of cases or deaths");
        if (header.Column("year") >= 0 && header.Column("count", "cases", "deaths") >= 0)
            return Unknown("these are counts by year: a series needs days, weeks or months");
        return null;
    }

    static string Other(string line) => line switch
    {
        _ when line.StartsWith("-----BEGIN", StringComparison.Ordinal) => "this is a key, a certificate or a signed message, not data",
        _ when line.Contains(',') => "this is CSV, but its header is none that this version reads",
        _ => "this is text, but none that this version reads",
    };

    static Recognised Unknown(string reason) => new(FileFormat.Unknown, reason);
}
