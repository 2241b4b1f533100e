using System.Collections.Immutable;
using System.Diagnostics;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.CaseCounts;

/// <summary>Reads counts of cases and deaths: long and wide tables, new and cumulative figures, and lists of persons, which it counts.</summary>
/// <remarks>Cumulative figures and lists of persons are held until the end of the file; everything else is streamed.</remarks>
public static class CountReader
{
    /// <summary>Streams the counts. A row that is refused does not stop the rest; a wrong header does, and so does a date that
    /// can be read in two ways where counts are made of several rows.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="settings">What it does not say of itself.</param>
    public static IEnumerable<Item<CountRow>> Read(Stream bytes, CountSettings settings) => Read(bytes, settings, withRows: false).Select(item => item switch
    {
        Item<CountEntry>.Read { Value: CountEntry.Counted counted } read => new Item<CountRow>.Read(counted.Row, read.At, read.Repairs),
        Item<CountEntry>.Refused refused => (Item<CountRow>)new Item<CountRow>.Refused(refused.Refusal),
        _ => throw new UnreachableException(),
    });

    /// <summary>Streams the counts, and each row of a list of persons that is counted.</summary>
    /// <inheritdoc cref="Read(Stream, CountSettings)"/>
    public static IEnumerable<Item<CountEntry>> ReadWithRows(Stream bytes, CountSettings settings) => Read(bytes, settings, withRows: true);

    static IEnumerable<Item<CountEntry>> Read(Stream bytes, CountSettings settings, bool withRows) =>
        CsvTable<CountEntry>.Read(bytes, FormatLimits.CountColumnsMax, (head, header, at) =>
        {
            var context = CountContext.Of(head, settings);
            return context.IsRead ? Table(header, context.Value, withRows, at) : new(context.Refusal);
        });

    /// <summary>Whether a CSV has the header of one of the layouts.</summary>
    internal static bool IsHeader(CsvHeader header) =>
        LineList.IsHeader(header) || IsDayColumns(header) || IsLong(header) || IsWide(header);

    static Parsed<CsvTable<CountEntry>> Table(CsvHeader header, CountContext context, bool withRows, string at)
    {
        var places = new PlaceColumns(header, context);
        if (LineList.IsHeader(header)) return new(new LineList(context, places, header, withRows));
        if (IsDayColumns(header))
            return context.Measure is { } measure
                ? new(new DayColumnsTable(context, places, Days(header), measure))
                : new(new Refusal(at, "the file does not say whether it counts cases or deaths: say --measure cases or --measure deaths"));
        var isWide = !IsLong(header) && IsWide(header);
        if (!isWide && !IsLong(header)) return new(new Refusal(at, "this is no header of counts: it needs a column that says when, such as date, and one that says how many, such as count, cases or deaths"));
        var dates = DateColumns.Of(header, context);
        if (!dates.IsRead) return new(dates.Refusal);
        return new(isWide
            ? new WideTable(context, dates.Value, Places(header, context, dates.Value.Column), IsPrefixed(header))
            : new LongTable(context, dates.Value, places, LongTable.Values(header), header));
    }

    static bool IsLong(CsvHeader header) => DateColumns.IsIn(header) && !LongTable.Values(header).IsEmpty;

    static bool IsDayColumns(CsvHeader header) => header.Column("province/state") >= 0 && header.Column("country/region") >= 0 && !Days(header).IsEmpty;

    /// <summary>The layout writes its days as month, day and year.</summary>
    static ImmutableArray<(int Column, Dated Date)> Days(CsvHeader header) =>
    [
        .. header.Names.Select((name, column) => (Column: column, Date: CountDates.Read(name, DateOrder.MonthDayYear)))
            .Where(day => day.Date is { Fault: null, Period: CountPeriod.Day }),
    ];

    /// <summary>Columns like Cases_Guinea and Deaths_Guinea, or columns that are nothing but the codes of places.</summary>
    static bool IsWide(CsvHeader header) =>
        IsPrefixed(header) || header.Names.Length > 1 && header.Names[0] is "t" or "date" or "week" && header.Names.Skip(1).All(name => name.Length > 0 && name.All(char.IsAsciiDigit));

    static bool IsPrefixed(CsvHeader header) => header.Column("date") >= 0 && header.Names.Any(name => Prefix(name) is not null);

    static Measure? Prefix(string name) =>
        name.Length > 6 && name.StartsWith("cases_", StringComparison.Ordinal) ? Measure.Cases : name.Length > 7 && name.StartsWith("deaths_", StringComparison.Ordinal) ? Measure.Deaths : null;

    static ImmutableArray<WideTable.PlaceColumn> Places(CsvHeader header, CountContext context, int date)
    {
        var columns = ImmutableArray.CreateBuilder<WideTable.PlaceColumn>();
        var row = new CountRow { Topic = context.Topic, Publisher = context.Publisher, Country = context.Country, Start = default, Count = 0 };
        for (var i = 0; i < header.Names.Length; i++)
        {
            var written = header.Written[i];
            if (i == date) continue;
            if (!IsPrefixed(header)) columns.Add(new(i, written, row with { Place = written, Code = ("code", written), Measure = context.Measure ?? Measure.Cases }));
            else if (Prefix(header.Names[i]) is { } measure) columns.Add(new(i, written, row with { Place = written[(written.IndexOf('_', StringComparison.Ordinal) + 1)..], Measure = measure }));
        }
        return columns.ToImmutable();
    }
}
