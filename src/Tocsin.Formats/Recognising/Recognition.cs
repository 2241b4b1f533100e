using System.Text;
using Tocsin.Formats.Text;

namespace Tocsin.Formats;

/// <summary>The formats that are told apart. The default is a file that is not recognised.</summary>
public enum FileFormat
{
    /// <summary>None of those below.</summary>
    Unknown,
    /// <summary>The USGS earthquake summary feed: <see cref="Usgs.EarthquakeReader"/>.</summary>
    UsgsGeoJson,
    /// <summary>CAP, alone or inside a feed or envelope: <see cref="Cap.CapReader"/>.</summary>
    Cap,
    /// <summary>NASA FIRMS fire pixels: <see cref="Firms.HotspotReader"/>.</summary>
    FirmsCsv,
    /// <summary>Indicators, as a list or CSV: <see cref="Indicators.IndicatorReader"/>.</summary>
    Indicators,
    /// <summary>Sightings as CSV: <see cref="Indicators.SightingReader"/>.</summary>
    Sightings,
    /// <summary>Any other GeoJSON: <see cref="GeoJson.GeoJsonReader"/>.</summary>
    GeoJson,
    /// <summary>The RSS feed of GDACS: <see cref="Gdacs.GdacsReader"/>.</summary>
    Gdacs,
    /// <summary>NGA's anti-shipping activity messages as JSON: <see cref="Piracy.AsamReader"/>.</summary>
    AsamJson,
    /// <summary>The same as CSV: <see cref="Piracy.AsamReader"/>.</summary>
    AsamCsv,
    /// <summary>NGA's broadcast navigational warnings: <see cref="Navigation.NavReader"/>.</summary>
    NavWarnings,
    /// <summary>Counts of cases and deaths: <see cref="CaseCounts.CountReader"/>.</summary>
    Counts,
    /// <summary>Series of measurements as CSV: <see cref="Measurements.SeriesReader"/>.</summary>
    Measurements,
    /// <summary>The log of a bGeigie: <see cref="Measurements.GeigerLog"/>.</summary>
    GeigerLog,
    /// <summary>AIS sentences: <see cref="Ais.AisReader"/>.</summary>
    Ais,
    /// <summary>A data value set of DHIS2 as JSON: <see cref="Dhis2.Dhis2Reader"/>.</summary>
    Dhis2Json,
    /// <summary>The same as CSV: <see cref="Dhis2.Dhis2Reader"/>.</summary>
    Dhis2Csv,
}

/// <summary>What a file is, and by what it was recognised or why not. The default value is unknown, without a reason.</summary>
/// <param name="Format">The format.</param>
/// <param name="Reason">One sentence that a duty officer understands.</param>
public readonly record struct Recognised(FileFormat Format, string Reason);

/// <summary>Tells formats apart by their content.</summary>
public static class Recognition
{
    /// <summary>Looks at the beginning of a file.</summary>
    /// <param name="beginning">The first <see cref="FormatLimits.RecognitionBytes"/> bytes, or the whole of a shorter file; more is ignored.</param>
    /// <param name="fileName">Only breaks ties for plain lists; null where there is none.</param>
    public static Recognised Recognise(ReadOnlySpan<byte> beginning, string? fileName)
    {
        beginning = beginning[..Math.Min(beginning.Length, FormatLimits.RecognitionBytes)];
        var mark = TextDecoding.ReadMark(beginning);
        if (!mark.IsRead) return new(FileFormat.Unknown, mark.Refusal.Reason);
        var utf8 = mark.Value.Encoding is UTF8Encoding ? beginning[mark.Value.MarkBytes..] : Transcoded(mark.Value, beginning);
        var text = utf8.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty) return new(FileFormat.Unknown, "the file is empty");
        return text[0] switch
        {
            (byte)'<' => XmlRecognition.Recognise(Encoding.Latin1.GetString(text)),
            (byte)'{' => JsonRecognition.Recognise(text),
            (byte)'[' => new(FileFormat.Unknown, "this is a JSON list, and no format that this version reads begins so"),
            _ => TextRecognition.Recognise(utf8, fileName),
        };
    }

    static byte[] Transcoded(TextDecoding.Start start, ReadOnlySpan<byte> beginning)
    {
        // The end may be half a character: it is replaced, not refused.
        var encoding = new UnicodeEncoding(start.Encoding.CodePage == 1201, byteOrderMark: false, throwOnInvalidBytes: false);
        return Encoding.UTF8.GetBytes(encoding.GetString(beginning[start.MarkBytes..]));
    }
}
