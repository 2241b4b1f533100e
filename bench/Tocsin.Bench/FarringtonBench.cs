using System.Diagnostics;
using Tocsin.Detection.Clusters;
using Tocsin.Detection.Series;

namespace Tocsin.Bench;

/// <summary>The newest week of many weekly series of ten years, judged with Farrington flexible.</summary>
static class FarringtonBench
{
    /// <summary>CPU time of the reference (R, surveillance 1.20.3) for a series and a week, on a machine of this kind.</summary>
    const double ReferenceMicroseconds = 21_800;

    const int Weeks = 520;

    public static void Run(int count)
    {
        var chance = new Random(1);
        var calendar = SeriesCalendar.Dated(52, Enumerable.Range(0, Weeks).Select(week => new DateOnly(2015, 1, 5).AddDays(7 * week)));
        var series = Enumerable.Range(0, count).Select(_ => Make(calendar, chance)).ToArray();
        // Ten years are 520 weeks: nine years to go back, their windows, and the week itself.
        foreach (var years in new[] { 5, 9 })
            foreach (var method in new[] { ThresholdMethod.NbPlugin, ThresholdMethod.Muan, ThresholdMethod.Delta })
                Judge(new FarringtonFlexible(FarringtonOptions.Noufaily with { Years = years, Method = method }), series, $"{method}, b = {years}");
    }

    static void Judge(FarringtonFlexible detector, SeriesHistory[] series, string name)
    {
        foreach (var history in series.Take(1_000)) detector.JudgeLast(history);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (alarms, began, cpu) = (0, Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        foreach (var history in series)
            if (detector.JudgeLast(history).Alarm == true) alarms++;
        var took = Stopwatch.GetElapsedTime(began);
        var micro = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / series.Length;
        Figures.Say("farrington", $"{name}, one core", took.TotalSeconds, "s", $"{series.Length:N0} series, {alarms:N0} alarms, {GC.GetAllocatedBytesForCurrentThread() - before} bytes allocated");
        Figures.Say("farrington", "CPU of a judgement", micro, "us");
        if (ReferenceInR.Microseconds("farrington") is { } here) Figures.Say("farrington", "reference / a judgement", here / micro, "x", $"R in this run, nbPlugin, b = 5: {here:N0} us");
        else Figures.Say("farrington", "reference / a judgement", ReferenceMicroseconds / micro, "x", "the reference's CPU time was measured elsewhere");
        began = Stopwatch.GetTimestamp();
        Parallel.ForEach(series, history => detector.JudgeLast(history));
        Figures.Say("farrington", $"{name}, all cores", Stopwatch.GetElapsedTime(began).TotalSeconds, "s", $"{Environment.ProcessorCount} cores");
    }

    /// <summary>Seasonal counts with a trend and more variance than a Poisson's: gamma-mixed, means from 0.2 to 90 a week.</summary>
    static SeriesHistory Make(SeriesCalendar calendar, Random chance)
    {
        var (level, trend, season) = (Math.Exp(chance.NextDouble() * 6 - 1.5), (chance.NextDouble() - 0.5) * 0.002, chance.NextDouble());
        var counts = new double[Weeks];
        for (var week = 0; week < Weeks; week++)
        {
            var mean = level * Math.Exp(trend * week + season * Math.Cos(week * Math.Tau / 52)) * (0.5 - Math.Log(1 - chance.NextDouble()) / 2);
            counts[week] = Poisson(mean, chance);
        }
        return new(calendar, counts);
    }

    static double Poisson(double mean, Random chance)
    {
        if (mean > 50) return Math.Max(0, Math.Round(mean + Math.Sqrt(mean) * Math.Sqrt(-2 * Math.Log(1 - chance.NextDouble())) * Math.Cos(Math.Tau * chance.NextDouble())));
        var (limit, product, count) = (Math.Exp(-mean), chance.NextDouble(), 0);
        for (; product > limit; count++) product *= chance.NextDouble();
        return count;
    }
}

/// <summary>Hotspots of a burning season: fires that start anywhere, grow and move.</summary>
static class HotspotBench
{
    public static void Run(int count)
    {
        var chance = new Random(1);
        var spots = new Hotspot[count];
        var (x, y, hours) = (0.0, 0.0, 0.0);
        for (var i = 0; i < count; i++)
        {
            if (i % 200 == 0) (x, y, hours) = (chance.NextDouble() * 20 + 95, chance.NextDouble() * 20, chance.Next(24 * 90));
            else (x, y, hours) = (x + (chance.NextDouble() - 0.5) * 0.01, y + (chance.NextDouble() - 0.5) * 0.01, hours + chance.Next(3) * 0.5);
            spots[i] = new(x, Math.Clamp(y, -90, 90), DateTimeOffset.UnixEpoch.AddHours(hours));
        }
        chance.Shuffle(spots);
        var began = Stopwatch.GetTimestamp();
        var labels = SpaceTimeDbscan.OnGlobe(2, 24, 3).Label([.. spots.Select(spot => new SpaceTimePoint(spot.Longitude, spot.Latitude, (spot.At - DateTimeOffset.UnixEpoch).TotalHours))]);
        Figures.Say("hotspots", "ST-DBSCAN, all at once", Stopwatch.GetElapsedTime(began).TotalSeconds, "s", $"{count:N0} points, {labels.Max():N0} clusters");
        began = Stopwatch.GetTimestamp();
        var fires = new FireEvents(new());
        foreach (var spot in spots) fires.Add(spot);
        Figures.Say("hotspots", "fires, one hotspot at a time", Stopwatch.GetElapsedTime(began).TotalMicroseconds / count, "us/hotspot");
        began = Stopwatch.GetTimestamp();
        var told = fires.At(spots.Max(spot => spot.At));
        Figures.Say("hotspots", "all fires with perimeter and growth", Stopwatch.GetElapsedTime(began).TotalMilliseconds, "ms", $"{told.Count:N0} fires");
    }
}
