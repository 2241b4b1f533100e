using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Measurements;

/// <summary>The hourly tables of the Thai Royal Irrigation Department: Buddhist years, hours from 1 to 24, and the thresholds in the
/// header; and the same with English names and the common era.</summary>
/// <remarks>Hours are those of Thailand, +07:00, unless the head names a zone. The hour 24 is midnight, at the end of the day.</remarks>
sealed partial class RidTable(Measurement common, int date, int hour, int level, int discharge, Offset zone) : CsvTable<Measurement>
{
    const int BuddhistEra = 543;

    static readonly Offset Thailand = Offset.FromHours(7);
    static readonly string[] ThaiMonths = ["มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"];
    const string ThaiDate = "วันที่", ThaiHour = "เวลา", ThaiLevel = "ระดับน้ำ", ThaiDischarge = "ปริมาณน้ำ";

    public static bool IsHeader(CsvHeader header) => Columns(header) is var (date, hour, level, _) && date >= 0 && hour >= 0 && level >= 0;

    public static RidTable Of(CsvHeader header, Measurement common, Offset? zone)
    {
        var (date, hour, level, discharge) = Columns(header);
        return new RidTable(
            common with
            {
                WarningLevelMetres = Threshold(header, level), WarningDischargeCubicMetresPerSecond = Threshold(header, discharge),
                Publisher = common.Publisher ?? "Royal Irrigation Department, Thailand",
            },
            date, hour, level, discharge, zone ?? Thailand);
    }

    public override IEnumerable<Item<Measurement>> Row(Func<int, string> field, string at) => Measured(field, at) is { } item ? [item] : [];

    Item<Measurement>? Measured(Func<int, string> field, string at)
    {
        var (height, flow) = (field(level), field(discharge));
        if (height is "" or "-" && flow is "" or "-") return null;
        var day = Day(field(date), at, out var notes);
        if (day is null) return Refuse(at, "the date is neither like 2019-07-01 nor like 01 กรกฎาคม 2562");
        if (Hour().Match(field(hour)) is not { Success: true } match || int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) is not (<= 24 and var number))
            return Refuse(at, "the hour is neither a number from 0 to 24 nor like 01.00");
        if (!Number(height, 10_000, out var metres) || !Number(flow, 1e7, out var cubicMetres)) return Refuse(at, "the level or the discharge is not a number");
        var time = (day.Value.AtMidnight() + NodaTime.Period.FromHours(number)).WithOffset(zone);
        return new Item<Measurement>.Read(common with { Time = time, LevelMetres = metres, DischargeCubicMetresPerSecond = cubicMetres }, at, notes);
    }

    static (int Date, int Hour, int Level, int Discharge) Columns(CsvHeader header) => header.Column("date_local") >= 0
        ? (header.Column("date_local"), header.Column("hour_local_1_24"), header.Column("level_m"), header.Column("discharge_m3s"))
        : (Thai(header, ThaiDate), Thai(header, ThaiHour), Thai(header, ThaiLevel), Thai(header, ThaiDischarge));

    static int Thai(CsvHeader header, string word)
    {
        for (var i = 0; i < header.Names.Length; i++)
            if (header.Names[i].StartsWith(word, StringComparison.Ordinal)) return i;
        return -1;
    }

    /// <summary>The number in a column's name: ระดับน้ำ 3.70 (ม.).</summary>
    static double? Threshold(CsvHeader header, int column) =>
        column >= 0 && Threshold().Match(header.Names[column]) is { Success: true } match ? double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;

    static LocalDate? Day(string text, string at, out ImmutableArray<Repair> notes)
    {
        notes = [];
        int year, month, day;
        if (Iso().Match(text) is { Success: true } iso) (year, month, day) = (Part(iso, 1), Part(iso, 2), Part(iso, 3));
        else if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [{ Length: <= 2 } d, var name, { Length: 4 } y] && Array.IndexOf(ThaiMonths, name) is >= 0 and var index
            && int.TryParse(d, NumberStyles.None, CultureInfo.InvariantCulture, out day) && int.TryParse(y, NumberStyles.None, CultureInfo.InvariantCulture, out year)) month = index + 1;
        else return null;
        if (year is > 2400 and < 2800)
        {
            notes = [new Repair(at, FormattableString.Invariant($"the year {year} is of the Buddhist era: read as {year - BuddhistEra}"))];
            year -= BuddhistEra;
        }
        return year is > 1800 and < 2400 && month is >= 1 and <= 12 && day >= 1 && day <= CalendarSystem.Iso.GetDaysInMonth(year, month) ? new LocalDate(year, month, day) : null;
    }

    static int Part(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    static bool Number(string text, double max, out double? number)
    {
        number = null;
        if (text is "" or "-") return true;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !(Math.Abs(value) <= max)) return false;
        number = value;
        return true;
    }

    [GeneratedRegex(@"^([0-9]{1,2})(?:[.:]00)?(?:\s*น\.?)?$", RegexOptions.NonBacktracking)]
    private static partial Regex Hour();

    [GeneratedRegex("^([0-9]{4})-([0-9]{2})-([0-9]{2})$", RegexOptions.NonBacktracking)]
    private static partial Regex Iso();

    [GeneratedRegex(@"([0-9]{1,5}(?:\.[0-9]{1,3})?)\s*\(", RegexOptions.NonBacktracking)]
    private static partial Regex Threshold();
}
