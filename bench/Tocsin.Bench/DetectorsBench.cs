using System.Diagnostics;
using Tocsin.Detection.Clusters;
using Tocsin.Detection.Series;

namespace Tocsin.Bench;

/// <summary>The other detectors against the CPU time of the reference (R, surveillance 1.20.3), measured on a machine of this kind.</summary>
static class DetectorsBench
{
    const int Weeks = 312, Judged = 208;

    public static void Run(int count)
    {
        var chance = new Random(1);
        var calendar = SeriesCalendar.Undated(52);
        var series = Enumerable.Range(0, Math.Max(1, count / Judged)).Select(_ => new SeriesHistory(calendar, [.. Enumerable.Range(0, Weeks).Select(week => (double)chance.Next(4 + week % 52 / 6))])).ToArray();
        Time("EARS C1", new Ears(EarsMethod.C1), series, 32.6, ReferenceInR.Microseconds("C1"));
        Time("EARS C2", new Ears(EarsMethod.C2), series, 34.9, ReferenceInR.Microseconds("C2"));
        Time("EARS C3", new Ears(EarsMethod.C3), series, 50.7, ReferenceInR.Microseconds("C3"));
        Time("Farrington classic, b = 4", new FarringtonClassic(new() { Years = 4 }), series, 10_118.8);
        Time("CUSUM, Rossi, season", new Cusum(new() { Transformation = CusumTransformation.Rossi, Baseline = BaselineModel.Seasonal() }), series, 34.5);
        Time("Bayes", new Bayes(), series, 28.4);
        Time("GLR, negative binomial, 26 weeks", new Glr(new() { Overdispersion = null, Window = 26, Upper = UpperValue.Value }), series, 224.0);
        Time("OutbreakP", new OutbreakP(upper: UpperValue.Value), series, 2_038.9);
        Time("tocsin, against Farrington flexible's", new TocsinDetector(), [.. series.Take(Math.Max(1, series.Length / 50))], 21_800);
        NodeJudgeBench.Run();
        SpaceTimePoint[] events = [.. Enumerable.Range(0, 3_000).Select(i => new SpaceTimePoint(chance.NextDouble() * 1000, chance.NextDouble() * 1000, i))];
        var chart = SpaceTimeChart.OnPlane(50, 0.2, 1000);
        chart.Judge(events, default);
        Say("space-time chart, 3,000 events", Cpu(() => chart.Judge(events, default)) / events.Length, 4_358.7, "event");
    }

    static void Time(string name, ISeriesDetector detector, SeriesHistory[] series, double reference, double? here = null)
    {
        var verdicts = new SeriesVerdict[Judged];
        var from = Weeks - Judged;
        // What has just begun runs code that is not optimised yet, for longer than a fast detector takes for all of them.
        for (var warming = Stopwatch.StartNew(); warming.Elapsed < TimeSpan.FromSeconds(1);)
            foreach (var history in series.Take(20)) detector.Judge(history, from, verdicts);
        var micro = Cpu(() =>
        {
            foreach (var history in series) detector.Judge(history, from, verdicts);
        });
        Say(name, micro / series.Length / Judged, reference, "week", here);
    }

    static double Cpu(Action work)
    {
        var before = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds;
    }

    static void Say(string name, double micro, double reference, string unit, double? here = null)
    {
        Figures.Say("detectors", $"{name}, CPU", micro, $"us/{unit}");
        if (here is { } measured) Figures.Say("detectors", "reference / that", measured / micro, "x", $"R in this run: {measured:N1} us");
        else Figures.Say("detectors", "reference / that", reference / micro, "x", "the reference's CPU time was measured elsewhere");
    }
}
