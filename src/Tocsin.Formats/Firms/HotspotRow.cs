using System.Buffers.Text;
using System.Text;
using NodaTime;
using Tocsin.Formats.Text;
using Tocsin.Formats.Wgs84;

namespace Tocsin.Formats.Firms;

/// <summary>Reads one row after another of a file with one header. Allocates the hotspot and its key, nothing else.</summary>
sealed class HotspotRow(CsvHeader header, HotspotColumns columns)
{
    readonly CsvFields fields = new();
    readonly SameText satellites = new();
    readonly SameText versions = new();

    /// <summary>Why the last row was refused.</summary>
    public string Fault { get; private set; } = "";

    /// <summary>The hotspot; null when the row is refused.</summary>
    public Hotspot? Read(ReadOnlySpan<byte> row)
    {
        if (fields.Split(row, header.Separator) is { } broken) return Refuse(broken);
        if (fields.Count != header.Names.Length)
            return Refuse($"the row has {fields.Count} columns where the header has {header.Names.Length}");
        var latitudeText = Field(row, columns.Latitude);
        var longitudeText = Field(row, columns.Longitude);
        if (!Number(latitudeText, out var latitude) || !Number(longitudeText, out var longitude)) return Refuse("the latitude or longitude is not a number");
        if (Positions.Fault(longitude, latitude) is { } fault) return Refuse(fault);
        if (!FirmsFields.Date(Field(row, columns.Date), out var date)) return Refuse("acq_date is not a date like 2024-03-05");
        if (!FirmsFields.Minutes(Field(row, columns.Time), out var minutes)) return Refuse("acq_time is not a time like 0612 or 06:12");
        var satellite = satellites.Of(Field(row, columns.Satellite));
        if (satellite.Length == 0) return Refuse("the satellite is missing");
        if (!FirmsFields.Confidence(Field(row, columns.Confidence), out var confidence, out var percent))
            return Refuse("the confidence is neither 0 to 100 nor low, nominal or high");
        if (!Optional(row, columns.Brightness, 0, 2000, out var brightness)) return Refuse("the brightness is not a number of kelvins");
        if (!Optional(row, columns.Longwave, 0, 2000, out var longwave)) return Refuse("the second brightness is not a number of kelvins");
        if (!Optional(row, columns.Scan, 0, 100, out var scan) || !Optional(row, columns.Track, 0, 100, out var track))
            return Refuse("scan or track is not a number of kilometres");
        if (!Optional(row, columns.Frp, 0, 1e6, out var frp)) return Refuse("frp is not a number of megawatts from 0");
        if (!Optional(row, columns.Type, 0, 3, out var type) || type is { } t && t != Math.Floor(t)) return Refuse("the type is not 0, 1, 2 or 3");
        if (!FirmsFields.Day(Field(row, columns.DayNight), out var day)) return Refuse("daynight is neither D nor N");
        return new Hotspot
        {
            Latitude = latitude,
            Longitude = longitude,
            BrightnessKelvin = brightness,
            ScanKm = scan,
            TrackKm = track,
            AcquiredAt = Instant.FromUnixTimeSeconds(86400L * date.DayNumber - 86400L * FirmsFields.Epoch + 60L * minutes),
            Satellite = satellite,
            Confidence = confidence,
            ConfidencePercent = percent,
            Version = versions.Of(Field(row, columns.Version)),
            BrightnessLongwaveKelvin = longwave,
            FrpMegawatts = frp,
            Day = day,
            Type = (HotspotType?)(int?)type,
            SourceKey = FirmsFields.Key(satellite, date, minutes, latitudeText, longitudeText),
        };
    }

    Hotspot? Refuse(string reason)
    {
        Fault = reason;
        return null;
    }

    ReadOnlySpan<byte> Field(ReadOnlySpan<byte> row, int column) => fields.Bytes(row, column);

    static bool Number(ReadOnlySpan<byte> text, out double number) =>
        Utf8Parser.TryParse(text, out number, out var used) && used == text.Length && double.IsFinite(number);

    bool Optional(ReadOnlySpan<byte> row, int column, double min, double max, out double? number)
    {
        number = null;
        var text = Field(row, column);
        if (text.IsEmpty) return true;
        if (!Number(text, out var value) || value < min || value > max) return false;
        number = value;
        return true;
    }

    /// <summary>The same few words come in every row: keeps the last one.</summary>
    sealed class SameText
    {
        byte[] bytes = [];
        string text = "";

        public string Of(ReadOnlySpan<byte> field)
        {
            if (!field.SequenceEqual(bytes)) (bytes, text) = (field.ToArray(), Encoding.UTF8.GetString(field));
            return text;
        }
    }
}
