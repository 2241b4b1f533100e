using System.Collections.Immutable;

namespace Tocsin.Formats.CaseCounts;

/// <summary>A row for each date, with a column for each place.</summary>
sealed class WideTable(CountContext context, DateColumns dates, ImmutableArray<WideTable.PlaceColumn> columns, bool isCumulative) : CountTable
{
    /// <summary>A column of one place's counts.</summary>
    internal sealed record PlaceColumn(int Column, string Name, CountRow Row);

    readonly CumulativeCounts cumulative = new();

    public override IEnumerable<Item<CountEntry>> Row(Func<int, string> field, string at)
    {
        var date = dates.Read(field);
        if (date.IsAmbiguous && isCumulative)
        {
            Broken = new Refusal(at, date.Fault!);
            yield break;
        }
        if (date.Fault is { } fault)
        {
            yield return Refuse(at, fault);
            yield break;
        }
        foreach (var column in columns)
        {
            var text = field(column.Column);
            if (CountCells.IsAbsent(text))
            {
                if (!context.AbsentIsZero) continue;
                text = "0";
            }
            var place = $"{at}, {column.Name}";
            if (CountCells.Whole(text) is not { } count) yield return Refuse(place, CountCells.Fault(text));
            else if (column.Row with { Period = date.Period, Start = date.Start, Basis = dates.Basis, Count = count } is var row && !isCumulative) yield return Read(row, place);
            else if (!cumulative.Take(row, place)) Broken = new Refusal(place, $"the file has more than {FormatLimits.CountsHeldMax} cumulative figures");
        }
    }

    public override IEnumerable<Item<CountEntry>> End() => cumulative.Differences();
}

/// <summary>A row for each place, with a column of cumulative figures for each day: the layout of the Johns Hopkins University.</summary>
sealed class DayColumnsTable(CountContext context, PlaceColumns places, ImmutableArray<(int Column, Dated Date)> days, Measure measure) : CountTable
{
    readonly CumulativeCounts cumulative = new();

    public override IEnumerable<Item<CountEntry>> Row(Func<int, string> field, string at)
    {
        var (row, fault) = places.Put(new CountRow { Topic = context.Topic, Publisher = context.Publisher, Basis = DateBasis.Report, Measure = measure, Start = default, Count = 0 }, field);
        if (fault is not null)
        {
            yield return Refuse(at, fault);
            yield break;
        }
        foreach (var (column, date) in days)
        {
            var (text, place) = (field(column), $"{at}, column {column + 1}");
            if (CountCells.IsAbsent(text)) continue;
            if (CountCells.Whole(text) is not { } count) yield return Refuse(place, CountCells.Fault(text));
            else if (!cumulative.Take(row with { Start = date.Start, Count = count }, place)) Broken = new Refusal(place, $"the file has more than {FormatLimits.CountsHeldMax} cumulative figures");
        }
    }

    public override IEnumerable<Item<CountEntry>> End() => cumulative.Differences();
}
