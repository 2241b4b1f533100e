using System.Globalization;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.CaseCounts;

/// <summary>The column, or the two, that say when.</summary>
sealed class DateColumns
{
    static readonly string[] Dates =
    [
        "date", "day", "onset_date", "date_onset", "date_of_onset", "dt_onset", "onset",
        "report_date", "date_report", "date_reported", "date_of_report", "dt_report",
    ];

    static readonly string[] Weeks = ["week", "week_start", "week_begin", "isoweek", "iso_week"];
    static readonly string[] EpiWeeks = ["epiweek", "epi_week", "epidemiological_week", "mmwr_week"];
    static readonly string[] Months = ["month"];

    readonly CountContext context;
    readonly int year, column;
    readonly CountPeriod? written;
    readonly Dated? first;

    DateColumns(CountContext context, int year, int column, string name, CountPeriod? written, Dated? first)
    {
        (this.context, this.year, this.column, this.written, this.first) = (context, year, column, written, first);
        Basis = context.Basis ?? (name.Contains("onset", StringComparison.Ordinal) ? DateBasis.Onset : name.Contains("report", StringComparison.Ordinal) ? DateBasis.Report : DateBasis.Unknown);
    }

    /// <summary>The date under which the counts stand.</summary>
    public DateBasis Basis { get; }

    /// <summary>The column, of which there is always one.</summary>
    public int Column => column;

    /// <summary>Whether a header says when.</summary>
    public static bool IsIn(CsvHeader header) => header.Column([.. Dates, .. Weeks, .. EpiWeeks, "t"]) >= 0 || header.Column(Months) >= 0;

    /// <summary>The header's columns; or why its rows cannot be dated.</summary>
    public static Parsed<DateColumns> Of(CsvHeader header, CountContext context)
    {
        var year = header.Column("year");
        if (header.Column(Dates) is var date and >= 0) return new(new DateColumns(context, -1, date, header.Names[date], null, null));
        if (header.Column(EpiWeeks) is var epi and >= 0) return new(new DateColumns(context, year, epi, header.Names[epi], CountPeriod.EpiWeek, null));
        if (header.Column(Weeks) is var week and >= 0) return new(new DateColumns(context, year, week, header.Names[week], CountPeriod.IsoWeek, null));
        if (header.Column(Months) is var month and >= 0) return new(new DateColumns(context, year, month, header.Names[month], CountPeriod.Month, null));
        if (header.Column("t") is not (>= 0 and var number)) return new(new Refusal("line 1", "no column of the header says when"));
        if (context.Start is not { } start)
            return new(new Refusal("line 1", "the rows are numbered and not dated: say which period is number 1 with --start, as in --start 1990-W01"));
        var first = CountDates.Read(start, context.Dates);
        return first.Fault is { } fault ? new(new Refusal("the start", fault)) : new(new DateColumns(context, -1, number, "t", null, first));
    }

    /// <summary>The period of a row.</summary>
    public Dated Read(Func<int, string> field)
    {
        var text = field(column);
        var read = first is { } start ? Numbered(start, text)
            : year >= 0 ? CountDates.OfParts(field(year), text, written!.Value)
            : written is CountPeriod.IsoWeek or CountPeriod.EpiWeek ? CountDates.ReadWeek(text, written.Value, context.Dates)
            : CountDates.Read(text, context.Dates);
        return read.Fault is null && read.Period == CountPeriod.Day && context.Period is { } period
            ? read with { Period = period, Start = CountDates.StartOf(read.Start, period) }
            : read;
    }

    static Dated Numbered(Dated start, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && CountDates.Later(start.Start, start.Period, number - 1) is { } day
            ? start with { Start = day }
            : Dated.No("the period's number is not a whole number from 1, or lies beyond the calendar");
}
