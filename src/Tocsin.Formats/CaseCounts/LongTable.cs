using System.Collections.Immutable;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.CaseCounts;

/// <summary>A row for each date and place, with one or several columns of counts.</summary>
sealed class LongTable(CountContext context, DateColumns dates, PlaceColumns places, ImmutableArray<LongTable.ValueColumn> values, CsvHeader header) : CountTable
{
    /// <summary>A column of counts.</summary>
    internal sealed record ValueColumn(int Column, string Name, Measure? Measure, CaseStatus Status, bool IsCumulative);

    readonly int topic = header.Column("topic", "disease", "pathogen");
    readonly int population = header.Column("population", "pop");
    readonly int type = header.Column("type", "measure");
    readonly int status = header.Column("status", "case_status", "classification");
    readonly CumulativeCounts cumulative = new();

    // What a column is called, and what it counts.
    static readonly ImmutableArray<(string Name, Measure? Measure, CaseStatus Status, bool IsCumulative)> Known =
    [
        ("count", null, CaseStatus.All, false), ("observed", null, CaseStatus.All, false),
        ("cases", Measure.Cases, CaseStatus.All, false), ("new_cases", Measure.Cases, CaseStatus.All, false), ("cases_new", Measure.Cases, CaseStatus.All, false),
        ("deaths", Measure.Deaths, CaseStatus.All, false), ("new_deaths", Measure.Deaths, CaseStatus.All, false), ("deaths_new", Measure.Deaths, CaseStatus.All, false),
        ("confirmed", Measure.Cases, CaseStatus.Confirmed, false), ("confirmed_cases", Measure.Cases, CaseStatus.Confirmed, false),
        ("probable", Measure.Cases, CaseStatus.Probable, false), ("probable_cases", Measure.Cases, CaseStatus.Probable, false),
        ("suspected", Measure.Cases, CaseStatus.Suspected, false), ("suspected_cases", Measure.Cases, CaseStatus.Suspected, false),
        ("total_cases", Measure.Cases, CaseStatus.All, true), ("cumulative_cases", Measure.Cases, CaseStatus.All, true), ("cum_cases", Measure.Cases, CaseStatus.All, true),
        ("total_deaths", Measure.Deaths, CaseStatus.All, true), ("cumulative_deaths", Measure.Deaths, CaseStatus.All, true), ("cum_deaths", Measure.Deaths, CaseStatus.All, true),
    ];

    /// <summary>The columns of counts in a header; of new and cumulative figures for one thing, the new ones.</summary>
    public static ImmutableArray<ValueColumn> Values(CsvHeader header)
    {
        var all = Known.Where(known => header.Column(known.Name) >= 0)
            .Select(known => new ValueColumn(header.Column(known.Name), header.Written[header.Column(known.Name)], known.Measure, known.Status, known.IsCumulative)).ToList();
        return [.. all.Where(each => !all.Exists(other => other != each && other.Measure == each.Measure && other.Status == each.Status && (each.IsCumulative, other.IsCumulative) is (true, false)))];
    }

    public override IEnumerable<Item<CountEntry>> Row(Func<int, string> field, string at)
    {
        var date = dates.Read(field);
        if (date.IsAmbiguous && values.Any(value => value.IsCumulative))
        {
            Broken = new Refusal(at, date.Fault!);
            yield break;
        }
        if (date.Fault is { } undated)
        {
            yield return Refuse(at, undated);
            yield break;
        }
        var (sorts, unsorted) = Sort(field);
        var row = new CountRow
        {
            Topic = field(topic) is { Length: > 0 } word ? word : context.Topic, Publisher = context.Publisher, Basis = dates.Basis, Period = date.Period, Start = date.Start, Count = 0,
            Population = CountCells.Whole(field(population)) is >= 0 and var people ? people : null,
        };
        (row, var fault) = places.Put(row, field);
        if ((unsorted ?? fault) is { } reason)
        {
            yield return Refuse(at, reason);
            yield break;
        }
        foreach (var value in values)
            if (Value(value, field(value.Column), row, sorts, values.Length == 1 ? at : $"{at}, {value.Name}") is { } item) yield return item;
    }

    public override IEnumerable<Item<CountEntry>> End() => cumulative.Differences();

    /// <summary>What the columns type and status say of a row.</summary>
    ((Measure? Measure, CaseStatus? Status) Sorts, string? Fault) Sort(Func<int, string> field)
    {
        (Measure? Measure, CaseStatus? Status) sorts = (null, null);
        foreach (var column in (ReadOnlySpan<int>)[type, status])
        {
            if (field(column) is not { Length: > 0 } word) continue;
            if (CountCells.Sort(word) is not var (measure, certainty)) return (sorts, $"'{(word.Length <= 40 ? word : word[..39] + "…")}' is neither cases nor deaths, nor suspected, probable or confirmed");
            sorts = (measure ?? sorts.Measure, certainty ?? sorts.Status);
        }
        return (sorts, null);
    }

    Item<CountEntry>? Value(ValueColumn value, string text, CountRow row, (Measure? Measure, CaseStatus? Status) sorts, string at)
    {
        if (CountCells.IsAbsent(text))
        {
            if (!context.AbsentIsZero) return null;
            text = "0";
        }
        if (CountCells.Whole(text) is not { } count) return Refuse(at, CountCells.Fault(text));
        row = row with { Count = count, Measure = sorts.Measure ?? value.Measure ?? context.Measure ?? Measure.Cases, Status = sorts.Status ?? value.Status };
        if (!value.IsCumulative) return Read(row, at);
        if (!cumulative.Take(row, at)) Broken = new Refusal(at, $"the file has more than {FormatLimits.CountsHeldMax} cumulative figures");
        return null;
    }
}
