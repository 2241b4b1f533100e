using System.Globalization;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.CaseCounts;

/// <summary>What a file of counts says at its head, and what was said for it.</summary>
sealed class CountContext
{
    CountContext(HeadLines head, CountSettings settings)
    {
        (Topic, Publisher, Place, Country) = (head["topic"] ?? settings.Topic, head["publisher"], head["place"], head["country"]);
        Start = head["start"] ?? settings.Start;
    }

    public string? Topic { get; }
    public string? Publisher { get; }
    public string? Place { get; }
    public string? Country { get; }
    public string? Start { get; }
    public DateOrder Dates { get; private init; }
    public Measure? Measure { get; private init; }
    public CountPeriod? Period { get; private init; }
    public DateBasis? Basis { get; private init; }

    /// <summary>Whether a missing value was declared to be none.</summary>
    public bool AbsentIsZero { get; private init; }

    /// <summary>Reads the head; or says which of its words is none that is known.</summary>
    public static Parsed<CountContext> Of(HeadLines head, CountSettings settings)
    {
        if (!Word(head["dates"], Orders, settings.Dates, out var dates)) return Refuse("dates", "dmy and mdy");
        if (!Word(head["measure"], Measures, settings.Measure, out var measure)) return Refuse("measure", "cases and deaths");
        if (!Word(head["period"], Periods, null, out var period)) return Refuse("period", "day, iso-week, epi-week and month");
        if (!Word(head["basis"], Bases, null, out var basis)) return Refuse("basis", "onset, report and unknown");
        if (!Word(head["absent"], Absences, false, out var absent)) return Refuse("absent", "zero and unknown");
        return new(new CountContext(head, settings) { Dates = dates!.Value, Measure = measure, Period = period, Basis = basis, AbsentIsZero = absent!.Value });
    }

    static Parsed<CountContext> Refuse(string name, string words) => new(new Refusal($"the head's {name}", $"the word is none of {words}"));

    static bool Word<T>(string? text, Dictionary<string, T> words, T? otherwise, out T? value) where T : struct
    {
        value = otherwise;
        if (text is null) return true;
        var known = words.TryGetValue(text.ToLowerInvariant(), out var word);
        if (known) value = word;
        return known;
    }

    static readonly Dictionary<string, DateOrder> Orders = new() { ["dmy"] = DateOrder.DayMonthYear, ["mdy"] = DateOrder.MonthDayYear };
    static readonly Dictionary<string, Measure> Measures = new() { ["cases"] = CaseCounts.Measure.Cases, ["deaths"] = CaseCounts.Measure.Deaths };
    static readonly Dictionary<string, DateBasis> Bases = new() { ["onset"] = DateBasis.Onset, ["report"] = DateBasis.Report, ["unknown"] = DateBasis.Unknown };
    static readonly Dictionary<string, bool> Absences = new() { ["zero"] = true, ["unknown"] = false };
    static readonly Dictionary<string, CountPeriod> Periods = new()
    {
        ["day"] = CountPeriod.Day, ["iso-week"] = CountPeriod.IsoWeek, ["epi-week"] = CountPeriod.EpiWeek, ["month"] = CountPeriod.Month,
    };
}

/// <summary>Cells of a table of counts.</summary>
static class CountCells
{
    /// <summary>Whether the cell says nothing.</summary>
    public static bool IsAbsent(string text) => text is "" or "NA" or "N/A" or "na" or "n/a" or "null" or "NULL" or "NaN" or "nan" or "." or "-";

    /// <summary>A whole number, as in <c>12</c>, <c>-3</c>, <c>12.0</c>; null where it is none within a billion.</summary>
    public static long? Whole(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && Math.Abs(number) <= 1e9 && number == Math.Floor(number) ? (long)number : null;

    /// <summary>Why a cell is no count.</summary>
    public static string Fault(string text) => $"'{(text.Length <= 40 ? text : text[..39] + "…")}' is not a whole number";

    /// <summary>Cases or deaths, and how sure, from a word like <c>confirmed</c>; null where it is none of these.</summary>
    public static (Measure? Measure, CaseStatus? Status)? Sort(string word) => word.Trim().ToLowerInvariant() switch
    {
        "confirmed" or "laboratory confirmed" or "lab-confirmed" => (null, CaseStatus.Confirmed),
        "probable" => (null, CaseStatus.Probable),
        "suspected" or "suspect" => (null, CaseStatus.Suspected),
        "all" or "total" => (null, CaseStatus.All),
        "case" or "cases" => (Measure.Cases, null),
        "death" or "deaths" or "died" => (Measure.Deaths, null),
        _ => null,
    };
}
