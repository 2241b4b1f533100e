namespace Tocsin.Detection.Scan;

/// <summary>A window that stands out.</summary>
/// <param name="Centre">The circle's centre.</param>
/// <param name="Count">How many of the nearest places it takes in.</param>
/// <param name="Start">The first interval.</param>
/// <param name="End">The interval after the last.</param>
/// <param name="Cases">Cases inside.</param>
/// <param name="Measure">Measure inside.</param>
/// <param name="Llr">The likelihood ratio's logarithm.</param>
readonly record struct ScanCandidate(int Centre, int Count, int Start, int End, int Cases, double Measure, double Llr);

/// <summary>Scans the cases as they are: the likeliest window round each centre; and with all windows of time allowed also the likeliest ones before and after it,
/// and before and after these. One thread's own.</summary>
sealed class RealScan
{
    /// <summary>Further windows round a centre are told from this ratio on, as the reference does.</summary>
    const double FurtherMin = 1;

    readonly ReplicatePlan plan;
    readonly int[] cases;
    readonly double[] measure;
    readonly Window[] best;
    ScanCandidate first;

    /// <summary>The windows that were found, in the order of the centres that were asked for.</summary>
    public List<ScanCandidate> Found { get; } = [];

    public RealScan(ReplicatePlan plan, bool further)
    {
        this.plan = plan;
        var rows = plan.Windows.Intervals + 1;
        (cases, measure) = (new int[rows], new double[rows]);
        best = further ? new Window[rows * (plan.Windows.LengthMax + 1)] : [];
    }

    /// <summary>About how many bytes one takes.</summary>
    public static long Bytes(ReplicatePlan plan, bool further)
    {
        var rows = plan.Windows.Intervals + 1L;
        return 12 * rows + (further ? 24 * rows * (plan.Windows.LengthMax + 1) : 0);
    }

    /// <summary>Adds the windows round one centre, the likeliest first.</summary>
    public void Find(int centre)
    {
        Array.Clear(cases);
        Array.Clear(measure);
        Array.Clear(best);
        first = default;
        var near = plan.Neighbours[centre].Span;
        var windows = plan.Windows;
        for (var count = 1; count <= near.Length; count++)
        {
            Add(near[count - 1]);
            for (var end = windows.EndMin; end <= windows.Intervals; end++) Look(centre, count, end);
        }
        if (first.Llr == 0) return;
        Found.Add(first);
        if (best.Length == 0) return;
        TellWithin(centre, 0, first.Start - 1);
        TellWithin(centre, first.End + 1, windows.Intervals - 1);
    }

    /// <summary>Takes a place in: its cases and measure from each interval on to the end.</summary>
    void Add(int place)
    {
        var (data, since) = (plan.Data, 0);
        for (var interval = data.Intervals - 1; interval >= plan.Windows.First; interval--)
        {
            var cell = interval * data.Places + place;
            since += data.Cases[cell];
            cases[interval] += since;
            measure[interval] += data.Measure[cell];
        }
    }

    void Look(int centre, int count, int end)
    {
        for (var start = end - plan.Windows.LengthMin; start >= plan.Windows.StartMin(end); start--)
        {
            var (inside, sum) = (cases[start] - cases[end], measure[start] - measure[end]);
            if (inside < plan.CasesMin || !plan.Ratio.IsHigh(inside, sum)) continue;
            var bound = plan.Ratio.Bound(inside, sum);
            if (bound <= first.Llr && (best.Length == 0 || bound <= FurtherMin || bound <= At(start, end).Llr)) continue;
            var llr = plan.Ratio.Of(inside, sum);
            if (llr > first.Llr) first = new(centre, count, start, end, inside, sum, llr);
            if (best.Length > 0 && llr > At(start, end).Llr) At(start, end) = new(count, inside, sum, llr);
        }
    }

    ref Window At(int start, int end) => ref best[end * (plan.Windows.LengthMax + 1) + end - start];

    /// <summary>The likeliest of the windows from one start to one end, then of those before and after it. A window that touches another is left out, and one that
    /// comes after others and reaches to the very end too: so does the reference.</summary>
    void TellWithin(int centre, int startMin, int endMax)
    {
        ScanCandidate likeliest = default;
        for (var end = endMax; end > startMin; end--)
            for (var start = end - 1; start >= Math.Max(startMin, end - plan.Windows.LengthMax); start--)
            {
                var (count, inside, sum, llr) = At(start, end);
                if (llr > FurtherMin && llr > likeliest.Llr) likeliest = new(centre, count, start, end, inside, sum, llr);
            }
        if (likeliest.Llr == 0) return;
        Found.Add(likeliest);
        TellWithin(centre, startMin, likeliest.Start - 1);
        TellWithin(centre, likeliest.End + 1, endMax);
    }

    /// <summary>The likeliest circle so far over one window of time.</summary>
    readonly record struct Window(int Count, int Cases, double Measure, double Llr);
}
