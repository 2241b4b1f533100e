using System.Collections.Immutable;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.CaseCounts;

/// <summary>A row for each person: counted here by place, period and status, and given on only where that is asked for.</summary>
sealed class LineList(CountContext context, PlaceColumns places, CsvHeader header, bool withRows) : CountTable
{
    static readonly string[] Ids = ["case_id", "caseid", "id", "patient_id", "case_no"];
    static readonly string[] Persons = ["age", "age_class", "age_group", "sex", "gender", "outcome", "hcw"];
    static readonly string[] Onsets = ["onset_date", "date_onset", "date_of_onset", "dt_onset", "onset"];
    static readonly string[] Reports = ["report_date", "date_report", "date_of_report", "date_reported", "dt_report"];
    static readonly string[] Deaths = ["death_date", "date_death", "date_of_death", "dt_death"];

    readonly ImmutableArray<(int Column, Measure Measure, DateBasis Basis)> dates =
    [
        .. new[] { (header.Column(Onsets), Measure.Cases, DateBasis.Onset), (header.Column(Reports), Measure.Cases, DateBasis.Report), (header.Column(Deaths), Measure.Deaths, DateBasis.Onset) }
            .Where(date => date.Item1 >= 0),
    ];

    readonly CountPeriod period = context.Period ?? CountPeriod.IsoWeek;
    readonly int status = header.Column("status", "case_status", "classification", "case_definition");
    readonly Dictionary<CountRow, (int Rows, string First)> counts = [];
    readonly ImmutableArray<string> names = Names(header);
    int rows;

    /// <summary>Whether a header is one of persons.</summary>
    public static bool IsHeader(CsvHeader header) =>
        header.Column(Ids) >= 0 && header.Column(Persons) >= 0 && header.Column([.. Onsets, .. Reports, .. Deaths]) >= 0;

    public override IEnumerable<Item<CountEntry>> Row(Func<int, string> field, string at)
    {
        var (template, fault) = places.Put(new CountRow { Topic = context.Topic, Publisher = context.Publisher, Period = period, Start = default, Count = 0 }, field);
        if (fault is null && !CountCells.IsAbsent(field(status)))
        {
            if (CountCells.Sort(field(status)) is (_, { } sure)) template = template with { Status = sure };
            else fault = "the status is neither suspected, probable nor confirmed";
        }
        var found = new List<CountRow>();
        foreach (var (column, measure, basis) in dates)
        {
            if (fault is not null || CountCells.IsAbsent(field(column))) continue;
            var date = CountDates.Read(field(column), context.Dates);
            if (date.IsAmbiguous)
            {
                Broken = new Refusal(at, date.Fault!);
                yield break;
            }
            if (date.Fault is not null || date.Period != CountPeriod.Day) fault = $"the date in the column '{header.Written[column]}' is not a day like 2015-03-02";
            else found.Add(template with { Measure = measure, Basis = basis, Start = CountDates.StartOf(date.Start, period) });
        }
        if (fault is null && found.Count == 0) fault = "the row has no date of onset, report or death, by which it could be counted";
        if (fault is not null)
        {
            yield return Refuse(at, fault);
            yield break;
        }
        rows++;
        foreach (var row in found)
        {
            counts[row] = counts.TryGetValue(row, out var before) ? (before.Rows + 1, before.First) : (1, at);
            if (counts.Count > FormatLimits.CountsHeldMax) Broken = new Refusal(at, $"the list makes more than {FormatLimits.CountsHeldMax} counts");
        }
        if (withRows) yield return new Item<CountEntry>.Read(new CountEntry.Person(new PersonRow(context.Topic, context.Publisher, Fields(field))), at, []);
    }

    public override IEnumerable<Item<CountEntry>> End()
    {
        var isFirst = true;
        foreach (var (row, (count, first)) in counts)
        {
            ImmutableArray<Repair> notes = isFirst ? [new Repair(first, FormattableString.Invariant($"a list of persons: {rows} rows became {counts.Count} counts, and the rows are {(withRows ? "kept beside them" : "not kept")}"))] : [];
            isFirst = false;
            yield return new Item<CountEntry>.Read(new CountEntry.Counted(row with { Count = count }), count == 1 ? first : FormattableString.Invariant($"{first} and {count - 1} more"), notes);
        }
    }

    ImmutableArray<KeyValuePair<string, string>> Fields(Func<int, string> field) =>
        [.. names.Select((name, column) => KeyValuePair.Create(name, field(column))).Where(pair => pair.Value.Length > 0)];

    /// <summary>The columns' names as they are written; one that is empty or stands twice gets its column's number.</summary>
    static ImmutableArray<string> Names(CsvHeader header)
    {
        var (names, met) = (ImmutableArray.CreateBuilder<string>(header.Written.Length), new HashSet<string>(StringComparer.Ordinal) { "" });
        foreach (var written in header.Written)
        {
            var name = written;
            while (!met.Add(name)) name = FormattableString.Invariant($"{name} (column {names.Count + 1})").TrimStart();
            names.Add(name);
        }
        return names.MoveToImmutable();
    }
}
