using System.Globalization;

namespace Tocsin.Bench.Benchmark42;

/// <summary>All series detectors on simulated outbreaks, at the same rates of false alarms.</summary>
static class Benchmark42Bench
{
    const int LateEvery = 4, SparseSeeds = 3;
    const double SparseBelow = 2;
    static readonly double[] Rates = [0.01, 0.05];
    static readonly int[] ShortHistories = [60, 30, 20, 10];

    /// <summary>Makes the tables of docs/tocsin-detector.md, but for young series and late reports.</summary>
    /// <param name="seeds">Series of each of the 42 scenarios.</param>
    public static void Run(int seeds)
    {
        var fresh = Make(Scenarios.Benchmark, seeds);
        if (Environment.GetEnvironmentVariable("TOCSIN_BENCHMARK42") is { Length: > 0 } file) Judge("the benchmark's own 420 series", Read(file), Contestant.Detectors);
        Judge($"the benchmark's 42 scenarios, {seeds} fresh seeds each", fresh, [.. Contestant.Detectors, .. Contestant.Clairvoyants]);
        Judge($"42 other shapes, {seeds} seeds each", Make(Scenarios.OtherShape, seeds), [.. Contestant.Detectors, .. Contestant.Clairvoyants]);
        var sparse = Make(Scenarios.Benchmark, SparseSeeds * seeds).Where(each => each.Mean[each.From..].Average() < SparseBelow).ToList();
        Judge($"counts of less than {SparseBelow} a week", sparse, [.. Contestant.Detectors, .. Contestant.Clairvoyants]);
    }

    /// <summary>Makes the tables of young series.</summary>
    /// <param name="seeds">Series of each of the 42 scenarios.</param>
    public static void RunShort(int seeds)
    {
        foreach (var weeks in ShortHistories)
            Judge($"the 42 scenarios, {weeks} weeks of history", [.. Make(Scenarios.Benchmark, seeds).Select(each => each.Short(weeks))], [.. Contestant.Detectors.Where(each => each.WeeksNeeded <= weeks), .. Contestant.Clairvoyants]);
    }

    /// <summary>Makes the table of reports that come late.</summary>
    /// <param name="seeds">Series of each of the 42 scenarios, of which every fourth is judged.</param>
    public static void RunLate(int seeds) => Judge(
        "the 42 scenarios, half of the newest count and four fifths of the one before reported", [.. Make(Scenarios.Benchmark, seeds).Where((_, i) => i % LateEvery == 0)], Contestant.WithLateReports);

    static List<SimulatedSeries> Make(Func<int, int, SimulatedSeries> make, int seeds) =>
        [.. Enumerable.Range(1, Scenarios.Count).SelectMany(scenario => Enumerable.Range(1, seeds).Select(seed => make(scenario, seed)))];

    static void Judge(string world, IReadOnlyList<SimulatedSeries> series, IReadOnlyList<Contestant> contestants)
    {
        Console.WriteLine($"\n{world}: {series.Count:N0} outbreaks\n\n| method | detected at 1 % | at 5 % | z of tocsin over it | |\n|---|---|---|---|---|");
        bool[][]? tocsin = null;
        foreach (var contestant in contestants)
        {
            var (without, with) = (new List<double[]>(), new List<double[]>());
            foreach (var each in series)
            {
                without.Add(contestant.Rank(each, each.Without, null));
                with.Add(contestant.Rank(each, each.With, each.Struck));
            }
            bool[][] detected = [.. Rates.Select(rate => MatchedRate.Detected(series, without, with, rate))];
            tocsin ??= detected;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {contestant.Name} | {MatchedRate.Share(detected[0]):P1} | {MatchedRate.Share(detected[1]):P1} | {MatchedRate.Paired(tocsin[0], detected[0]):F1} | {MatchedRate.Paired(tocsin[1], detected[1]):F1} |"));
        }
    }

    /// <summary>The benchmark's series: scenario, rep, k, start, size, base counts, past and current outbreaks as <c>week:cases</c>.</summary>
    static List<SimulatedSeries> Read(string file) => [.. File.ReadLines(file).Skip(1).Select(line =>
    {
        var fields = line.Split(',');
        double[] without = [.. fields[5].Split(' ').Select(double.Parse)];
        Add(without, fields[6]);
        var with = (double[])without.Clone();
        Add(with, fields[7]);
        return new SimulatedSeries(int.Parse(fields[0], CultureInfo.InvariantCulture), without, with, [.. with.Zip(without, (a, b) => a > b)], [], []);
    })];

    static void Add(double[] counts, string outbreaks)
    {
        foreach (var pair in outbreaks.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf(':', StringComparison.Ordinal);
            counts[int.Parse(pair[..at], CultureInfo.InvariantCulture) - 1] += int.Parse(pair[(at + 1)..], CultureInfo.InvariantCulture);
        }
    }
}
