using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Tocsin.Formats.Text;
using Tocsin.Formats.Wgs84;

namespace Tocsin.Formats.Measurements;

/// <summary>Reads series of measurements as CSV: our own form (<c>time,value</c> below lines like <c># station: P.1</c>), and the
/// hourly tables of the Thai Royal Irrigation Department.</summary>
public static class SeriesReader
{
    /// <summary>Streams the rows. One that is refused does not stop the rest; a wrong head does.</summary>
    public static IEnumerable<Item<Measurement>> Read(Stream bytes) => CsvTable<Measurement>.Read(bytes, FormatLimits.CsvColumnsMax, (head, header, at) =>
    {
        var common = Head(head, out var fault);
        if (fault is { } refusal) return new(refusal);
        if (RidTable.IsHeader(header)) return new(RidTable.Of(header, common, Zone(head["zone"])));
        return header.Column("time") >= 0 && header.Column("value") >= 0
            ? PlainTable.Of(head, common, header, Zone(head["zone"]))
            : new(new Refusal(at, "this is no header of measurements: it needs the columns time and value"));
    });

    /// <summary>Whether a head and a header are of one of the forms.</summary>
    internal static bool IsHeader(HeadLines head, CsvHeader header) =>
        RidTable.IsHeader(header) || head["unit"] is not null && header.Column("time") >= 0 && header.Column("value") >= 0;

    static Offset? Zone(string? text) => text is not null && OffsetPattern.GeneralInvariantWithZ.Parse(text) is { Success: true } offset ? offset.Value : null;

    /// <summary>What a head says of its station.</summary>
    static Measurement Head(HeadLines head, out Refusal? fault)
    {
        fault = head["zone"] is { } zone && Zone(zone) is null ? new Refusal("the head's zone", "the zone is not like +07:00") : null;
        (double, double)? position = null;
        if (head["position"] is { } written)
        {
            var halves = written.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
            if (halves is [var north, var east] && DegreesText.Read(north, latitude: true) is { } y && DegreesText.Read(east, latitude: false) is { } x && Positions.Fault(x, y) is null) position = (x, y);
            else fault ??= new Refusal("the head's position", "the position is not a latitude and a longitude like 18.79 98.99");
        }
        return new Measurement { Instrument = Instrument.RiverGauge, Station = head["station"], Place = head["place"], Publisher = head["publisher"], Position = position, Time = default };
    }
}

/// <summary>Our own form: a column of times, and one of values whose unit the head names.</summary>
sealed class PlainTable(Measurement common, int time, int value, Func<Measurement, double, Measurement> put, double max, Offset? zone) : CsvTable<Measurement>
{
    static readonly OffsetDateTimePattern WithOffset = OffsetDateTimePattern.ExtendedIso;
    static readonly LocalDateTimePattern WithoutOffset = LocalDateTimePattern.ExtendedIso;

    public static Parsed<CsvTable<Measurement>> Of(HeadLines head, Measurement common, CsvHeader header, Offset? zone)
    {
        if (head["unit"] is not { } unit) return new(new Refusal("the head's unit", "the head does not name the unit: write a line like # unit: m"));
        if (Unit(unit) is not var (scale, max, put, warn)) return new(new Refusal("the head's unit", "the unit is none of m, cm, mm, ft, m3/s, µSv/h and nSv/h"));
        if (head["threshold"] is { } threshold)
        {
            if (Number(threshold) is not { } level) return new(new Refusal("the head's threshold", "the threshold is not a number"));
            common = warn(common, level * scale);
        }
        return new(new PlainTable(common, header.Column("time"), header.Column("value"), (row, number) => put(row, number * scale), max / scale, zone));
    }

    public override IEnumerable<Item<Measurement>> Row(Func<int, string> field, string at) => Measured(field, at) is { } item ? [item] : [];

    Item<Measurement>? Measured(Func<int, string> field, string at)
    {
        if (field(value) is "" or "NA" or "null") return null;
        if (Number(field(value)) is not { } number || Math.Abs(number) > max) return Refuse(at, FormattableString.Invariant($"the value is not a number, or is more than {max}"));
        var written = field(time);
        var text = written.Length > 10 && written[10] == ' ' ? string.Concat(written.AsSpan(0, 10), "T", written.AsSpan(11)) : written;
        if (WithOffset.Parse(text) is { Success: true } exact) return new Item<Measurement>.Read(put(common with { Time = exact.Value }, number), at, []);
        if (WithoutOffset.Parse(text.Length == 16 ? text + ":00" : text) is not { Success: true } local) return Refuse(at, "the time is not like 2026-03-05T06:00:00+07:00");
        ImmutableArray<Repair> notes = zone is null ? [new Repair(at, "the time has no zone: read as UTC")] : [];
        return new Item<Measurement>.Read(put(common with { Time = local.Value.WithOffset(zone ?? Offset.Zero) }, number), at, notes);
    }

    static (double Scale, double Max, Func<Measurement, double, Measurement> Put, Func<Measurement, double, Measurement> Warn)? Unit(string unit) => unit.ToLowerInvariant() switch
    {
        "m" => Level(1), "cm" => Level(0.01), "mm" => Level(0.001), "ft" => Level(0.3048),
        "m3/s" or "m³/s" => (1, 1e7, static (row, number) => row with { DischargeCubicMetresPerSecond = number }, static (row, number) => row with { WarningDischargeCubicMetresPerSecond = number }),
        "µsv/h" or "μsv/h" or "usv/h" => Dose(1), "nsv/h" => Dose(0.001),
        _ => null,
    };

    static (double, double, Func<Measurement, double, Measurement>, Func<Measurement, double, Measurement>) Level(double scale) =>
        (scale, 10_000, static (row, number) => row with { LevelMetres = Rounded(number) }, static (row, number) => row with { WarningLevelMetres = Rounded(number) });

    static (double, double, Func<Measurement, double, Measurement>, Func<Measurement, double, Measurement>) Dose(double scale) =>
        (scale, 1e9, static (row, number) => row with { Instrument = Instrument.DoseRateMeter, DoseRateMicrosievertsPerHour = Rounded(number) }, static (row, number) => row with { WarningDoseRateMicrosievertsPerHour = Rounded(number) });

    /// <summary>A unit's factor adds no digits.</summary>
    static double Rounded(double number) => Math.Round(number, 6);

    static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
