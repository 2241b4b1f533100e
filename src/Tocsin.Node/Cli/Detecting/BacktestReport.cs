using System.Globalization;
using System.Text.Json.Serialization;
using Tocsin.Detection.Backtesting;

namespace Tocsin.Node.Cli.Detecting;

/// <summary>What a method made of the outbreaks.</summary>
/// <param name="Name">The method, with its parameters as they were told.</param>
/// <param name="Tally">What it made of them.</param>
sealed record MethodBacktest(string Name, BacktestTally Tally);

/// <summary>The answer of <c>tocsin backtest</c>, for people and for machines.</summary>
static class BacktestReport
{
    static readonly (string Name, Func<BacktestTally, string> Value)[] Columns =
    [
        ("judged", tally => Whole(tally.Judged)), ("not judged", tally => Whole(tally.NotJudged)), ("false alarms", tally => Whole(tally.FalseAlarms)),
        ("sensitivity", tally => Share(tally.Sensitivity)), ("specificity", tally => Share(tally.Specificity)), ("predictive value", tally => Share(tally.PredictiveValue)),
        ("outbreaks", tally => Whole(tally.Outbreaks)), ("detected", tally => Share(tally.DetectedShare)), ("delay", tally => Points(tally.Delay)), ("lead", tally => Points(tally.Lead)),
    ];

    public static void Write(TextWriter output, IReadOnlyList<MethodBacktest> judged)
    {
        List<string[]> rows = [["method", .. Columns.Select(column => column.Name)]];
        foreach (var (name, tally) in judged) rows.Add([name, .. Columns.Select(column => column.Value(tally))]);
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            output.WriteLine(string.Join("  ", row.Select((field, i) => i == 0 ? field.PadRight(widths[0]) : field.PadLeft(widths[i]))));
    }

    public static BacktestAnswer Answer(IReadOnlyList<MethodBacktest> judged) => new([.. judged.Select(each =>
    {
        var tally = each.Tally;
        return new MethodAnswer(each.Name, tally.Judged, tally.NotJudged, tally.TrueAlarms, tally.FalseAlarms, tally.OutbreakPoints, Known(tally.Sensitivity), Known(tally.Specificity), Known(tally.PredictiveValue),
            tally.Outbreaks, tally.Detected, Known(tally.Delay), Known(tally.Lead), [.. tally.Curve().Where(point => double.IsFinite(point.FalseAlarms)).Select(point => new CurvePoint(point.FalseAlarms, point.Detected))]);
    })]);

    static double? Known(double number) => double.IsFinite(number) ? number : null;

    static string Whole(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    static string Share(double share) => double.IsNaN(share) ? "-" : share.ToString("P1", CultureInfo.InvariantCulture);

    static string Points(double points) => double.IsNaN(points) ? "-" : points.ToString("F1", CultureInfo.InvariantCulture);
}

/// <summary>What <c>backtest --json</c> prints.</summary>
sealed record BacktestAnswer(IReadOnlyList<MethodAnswer> Methods);

/// <summary>One method of it; shares from 0 to 1, delay and lead in points.</summary>
sealed record MethodAnswer(
    string Method, int Judged, int NotJudged, int TrueAlarms, int FalseAlarms, int OutbreakPoints, double? Sensitivity, double? Specificity, double? PredictiveValue,
    int Outbreaks, int Detected, double? Delay, double? Lead, IReadOnlyList<CurvePoint> Curve);

/// <summary>What is detected at another threshold.</summary>
sealed record CurvePoint(double FalseAlarms, double Detected);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BacktestAnswer))]
sealed partial class BacktestJson : JsonSerializerContext;
