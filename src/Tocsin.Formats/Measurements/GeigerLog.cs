using System.Collections.Immutable;
using System.Globalization;
using NodaTime.Text;
using Tocsin.Formats.Text;
using Tocsin.Formats.Wgs84;

namespace Tocsin.Formats.Measurements;

/// <summary>Reads the logs of Safecast's bGeigie devices: sentences <c>$BNRDD</c> and, of the first devices, <c>$BGRDD</c>.</summary>
/// <remarks>Device, time, counts a minute, in five seconds and in all, validity, latitude, N or S, longitude, E or W, altitude, fix.</remarks>
public static class GeigerLog
{
    /// <summary>Counts a minute that make one microsievert an hour: the LND 7317 tube of these devices, by Safecast's calibration with caesium-137.</summary>
    public const double CountsPerMinutePerMicrosievertPerHour = 334;

    /// <summary>Streams the sentences; lines that begin with # are comments.</summary>
    public static IEnumerable<Item<Measurement>> Read(Stream bytes)
    {
        var text = TextDecoding.OpenUtf8(bytes);
        if (!text.IsRead)
        {
            yield return new Item<Measurement>.Refused(text.Refusal);
            yield break;
        }
        using var rows = new Utf8Rows(text.Value);
        while (rows.Next())
        {
            if (rows.Broken is null && (rows.Row.IsEmpty || rows.Row[0] == '#')) continue;
            var at = $"line {rows.Line}";
            yield return rows.Broken is { } broken ? new Item<Measurement>.Refused(new Refusal(at, broken)) : Item<Measurement>.Of(Sentence(System.Text.Encoding.UTF8.GetString(rows.Row).Trim(), at), at);
        }
    }

    /// <summary>Whether a line begins such a sentence.</summary>
    internal static bool IsSentence(string line) => line.StartsWith("$BNRDD,", StringComparison.Ordinal) || line.StartsWith("$BGRDD,", StringComparison.Ordinal);

    static Parsed<Measurement> Sentence(string line, string at)
    {
        if (!IsSentence(line)) return Refuse("this is neither a sentence $BNRDD nor $BGRDD");
        var star = line.LastIndexOf('*');
        if (star < 0 || !byte.TryParse(line.AsSpan(star + 1).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var sum)) return Refuse("the sentence has no checksum: it is cut off");
        if (line[1..star].Aggregate(0, (all, letter) => all ^ letter) != sum) return Refuse("the checksum does not fit: the sentence is damaged");
        if (line[..star].Split(',') is not [_, var device, var time, var minute, _, _, var valid, var north, var ns, var east, var ew, var altitude, var fix, ..])
            return Refuse("the sentence has fewer than 13 fields");
        if (valid != "A") return Refuse("the device marks this reading as void: it had not yet counted for a minute");
        if (OffsetDateTimePattern.ExtendedIso.Parse(time) is not { Success: true } when) return Refuse("the time is not like 2011-07-05T13:51:48Z");
        if (!double.TryParse(minute, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var counts) || counts > 1e7) return Refuse("the counts a minute are not a number from 0 to 10 million");
        if (device.Length == 0) return Refuse("the device is missing");
        var notes = ImmutableArray<Repair>.Empty;
        var position = fix == "A" ? Position(north, ns, east, ew) : null;
        if (position is null) notes = [new Repair(at, fix == "A" ? "the position is none on Earth: left out" : "the device had no satellite fix: its position is left out")];
        return new(new Measurement
        {
            Instrument = Instrument.DoseRateMeter, Station = "bGeigie " + device, Publisher = "Safecast", Time = when.Value,
            CountsPerMinute = counts, DoseRateMicrosievertsPerHour = Math.Round(counts / CountsPerMinutePerMicrosievertPerHour, 4),
            AltitudeMetres = position is not null && double.TryParse(altitude, NumberStyles.Float, CultureInfo.InvariantCulture, out var metres) && Math.Abs(metres) < 100_000 ? metres : null,
            Position = position,
        }, notes);

        Parsed<Measurement> Refuse(string reason) => new(new Refusal(at, reason));
    }

    /// <summary>NMEA 0183: degrees and minutes in one number, as in 3538.5284.</summary>
    static (double, double)? Position(string north, string ns, string east, string ew)
    {
        if (ns is not ("N" or "S") || ew is not ("E" or "W") || Degrees(north) is not { } y || Degrees(east) is not { } x) return null;
        var (longitude, latitude) = (ew == "W" ? -x : x, ns == "S" ? -y : y);
        return Positions.Fault(longitude, latitude) is null ? (longitude, latitude) : null;
    }

    static double? Degrees(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal) is var at and >= 0 ? at : text.Length;
        return dot is 4 or 5 && text.All(letter => char.IsAsciiDigit(letter) || letter == '.') && text.Count(letter => letter == '.') <= 1
            ? DegreesText.Degrees(text[..(dot - 2)], text[(dot - 2)..], "")
            : null;
    }
}
