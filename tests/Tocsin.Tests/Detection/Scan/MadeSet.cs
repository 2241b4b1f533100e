using Tocsin.Detection.Scan;

namespace Tocsin.Tests.Detection.Scan;

/// <summary>A small set made by chance, for each of the models.</summary>
sealed record MadeSet(int Places, int Intervals, double[][] Points, int[] Cases, int[] Controls, double[] Expected, int[][] Parts)
{
    public static MadeSet Of(int seed, int places, int intervals, int cases)
    {
        var chance = new Random(seed);
        var points = Enumerable.Range(0, places).Select(_ => new[] { chance.NextDouble() * 100, chance.NextDouble() * 100 }).ToArray();
        var cells = places * intervals;
        var parts = new[] { new int[cells], new int[cells] };
        var controls = new int[cells];
        for (var i = 0; i < cases; i++) parts[chance.Next(2)][chance.Next(cells)]++;
        for (var i = 0; i < 2 * cases; i++) controls[chance.Next(cells)]++;
        var expected = Enumerable.Range(0, cells).Select(_ => 0.2 + chance.NextDouble()).ToArray();
        return new(places, intervals, points, [.. parts[0].Zip(parts[1], (one, other) => one + other)], controls, expected, parts);
    }

    public ScanData Data(ScanModel model) => model switch
    {
        ScanModel.Poisson => ScanData.Poisson(Places, Intervals, Cases, Expected),
        ScanModel.Bernoulli => ScanData.Bernoulli(Places, Intervals, Cases, Controls),
        _ => ScanData.Permutation(Places, Intervals, Parts),
    };

    public ScanGeography Map => ScanGeography.OnPlane(Points);

    /// <summary>The largest ratio of all windows, as the definition has it: each circle and each window of time summed up anew.</summary>
    public double Plainly(ScanModel model, int[] cases, ScanOptions options)
    {
        var (total, measure) = ((double)cases.Sum(), Measure(model));
        var (all, best) = (measure.Sum(), 0.0);
        foreach (var centre in Points)
        {
            var near = Enumerable.Range(0, Places).OrderBy(place => Distance(centre, Points[place])).ToArray();
            for (var count = 1; count <= Places; count++)
            {
                var inside = near[..count];
                if (inside.Sum(place => Enumerable.Range(0, Intervals).Sum(t => measure[t * Places + place])) > options.MaxShare * all || Distance(centre, Points[inside[^1]]) > options.MaxRadius) break;
                for (var start = 0; start < Intervals; start++)
                    for (var end = start + options.MinIntervals; end <= Math.Min(Intervals, start + options.MaxIntervals); end++)
                    {
                        if (options.Alive && end < Intervals) continue;
                        var cells = inside.SelectMany(place => Enumerable.Range(start, end - start).Select(t => t * Places + place)).ToArray();
                        var (c, u) = ((double)cells.Sum(cell => cases[cell]), cells.Sum(cell => measure[cell]));
                        if (c >= options.MinCases && c / u > total / all * (1 + 1e-12)) best = Math.Max(best, Llr(model, c, u, total, all));
                    }
            }
        }
        return best;
    }

    double[] Measure(ScanModel model)
    {
        if (model == ScanModel.Bernoulli) return [.. Cases.Zip(Controls, (one, other) => (double)one + other)];
        if (model == ScanModel.Poisson) return [.. Expected.Select(each => each * Cases.Sum() / Expected.Sum())];
        var measure = new double[Cases.Length];
        foreach (var part in Parts)
            for (var cell = 0; cell < measure.Length; cell++)
                measure[cell] += part.Where((_, other) => other / Places == cell / Places).Sum() * (double)part.Where((_, other) => other % Places == cell % Places).Sum() / part.Sum();
        return measure;
    }

    static double Llr(ScanModel model, double c, double u, double total, double all)
    {
        static double L(double cases, double of) => cases == 0 ? 0 : cases * Math.Log(cases / of);
        return model == ScanModel.Bernoulli
            ? L(c, u) + L(u - c, u) + L(total - c, all - u) + L(all - u - total + c, all - u) - L(total, all) - L(all - total, all)
            : L(c, u) + L(total - c, all - u) - L(total, all);
    }

    static double Distance(double[] a, double[] b) => Math.Sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]));
}
