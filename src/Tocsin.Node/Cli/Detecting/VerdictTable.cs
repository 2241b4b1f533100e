using System.Globalization;
using System.Text;
using System.Text.Json;
using Tocsin.Detection.Series;

namespace Tocsin.Node.Cli.Detecting;

/// <summary>A series and its verdicts.</summary>
/// <param name="Unit">The series.</param>
/// <param name="From">The first point judged, from 0.</param>
/// <param name="Verdicts">One for each point from there on.</param>
sealed record JudgedUnit(CountedUnit Unit, int From, SeriesVerdict[] Verdicts);

/// <summary>Verdicts as <c>tocsin detect</c> writes them. An empty field, or a member left out, is what there is none of.</summary>
static class VerdictTable
{
    public static async Task WriteCsv(Stream output, IEnumerable<JudgedUnit> judged)
    {
        await using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        await writer.WriteLineAsync("unit,t,date,observed,expected,upper,score,pvalue,alarm,reason");
        foreach (var (unit, from, verdicts) in judged)
            for (var i = 0; i < verdicts.Length; i++)
            {
                var verdict = verdicts[i];
                var alarm = verdict.Alarm switch { true => "1", false => "0", null => "" };
                await writer.WriteLineAsync($"{Quoted(unit.Name)},{Number(from + i + 1)},{unit.Date(from + i)},{Number(verdict.Observed)},{Number(verdict.Expected)},{Number(verdict.Upper)},{Number(verdict.Score)},{Number(verdict.PValue)},{alarm},{Reason(verdict.Why)}");
            }
    }

    public static async Task WriteJson(Stream output, IEnumerable<JudgedUnit> judged, CancellationToken stop)
    {
        await using var writer = new Utf8JsonWriter(output);
        writer.WriteStartArray();
        foreach (var (unit, from, verdicts) in judged)
        {
            for (var i = 0; i < verdicts.Length; i++) Write(writer, unit, from + i, verdicts[i]);
            await writer.FlushAsync(stop);
        }
        writer.WriteEndArray();
    }

    static void Write(Utf8JsonWriter writer, CountedUnit unit, int at, SeriesVerdict verdict)
    {
        writer.WriteStartObject();
        writer.WriteString("unit", unit.Name);
        writer.WriteNumber("t", at + 1);
        writer.WriteString("date", unit.Date(at));
        foreach (var (name, number) in new[] { ("observed", verdict.Observed), ("expected", verdict.Expected), ("upper", verdict.Upper), ("score", verdict.Score), ("pvalue", verdict.PValue) })
            if (double.IsFinite(number)) writer.WriteNumber(name, number);
        if (verdict.Alarm is { } alarm) writer.WriteBoolean("alarm", alarm);
        if (verdict.Why != NotJudged.No) writer.WriteString("reason", Reason(verdict.Why));
        writer.WriteEndObject();
    }

    /// <summary>Why a point was not judged, for people; none of them has a comma.</summary>
    public static string Reason(NotJudged why) => why switch
    {
        NotJudged.No => "",
        NotJudged.HistoryTooShort => "the series does not go back far enough",
        NotJudged.CountMissing => "the count is missing",
        NotJudged.BaselineMissing => "a count of the baseline is missing",
        NotJudged.BaselineConstant => "the baseline does not vary",
        NotJudged.TooManyPeriods => "the year has too few points for so many periods and so wide a window",
        NotJudged.TooFewValues => "too few counts are left to compare with",
        NotJudged.NoConvergence => "the model did not converge as with a baseline of zeros",
        NotJudged.TooFewCases => "too few cases lately for an alarm",
        NotJudged.RecentCountMissing => "one of the last counts is missing",
        NotJudged.NoPopulation => "the population is not known",
        NotJudged.BoundInfinite => "the bound is beyond every number",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static string Number(double number) => double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "";

    static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
