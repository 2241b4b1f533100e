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
    readonly int[] cases, casesOf;
    readonly double[] measure, measureOf;
    readonly Window[] best;
    ScanCandidate first;

    public RealScan(ReplicatePlan plan, bool further)
    {
        this.plan = plan;
        var rows = plan.Windows.Intervals + 1;
        (cases, measure) = (new int[rows], new double[rows]);
        (casesOf, measureOf) = (new int[rows * plan.Data.Places], new double[rows * plan.Data.Places]);
        best = further ? new Window[rows * (plan.Windows.LengthMax + 1)] : [];
        // Place by place, each from an interval on to the end.
        for (var interval = rows - 2; interval >= 0; interval--)
            for (var place = 0; place < plan.Data.Places; place++)
            {
                var cell = interval * plan.Data.Places + place;
                casesOf[place * rows + interval] = casesOf[place * rows + interval + 1] + plan.Data.Cases[cell];
                measureOf[place * rows + interval] = plan.Data.Measure[cell];
            }
    }

    /// <summary>About how many bytes one takes.</summary>
    public static long Bytes(ReplicatePlan plan, bool further)
    {
        var rows = plan.Windows.Intervals + 1L;
        return 12 * rows * plan.Data.Places + (further ? 24 * rows * (plan.Windows.LengthMax + 1) : 0);
    }

    /// <summary>The windows round one centre, the likeliest first.</summary>
    public void Find(int centre, List<ScanCandidate> found)
    {
        Array.Clear(cases);
        Array.Clear(measure);
        Array.Clear(best);
        first = default;
        var (near, rows, windows) = (plan.Neighbours[centre], cases.Length, plan.Windows);
        for (var count = 1; count <= near.Length; count++)
        {
            var at = near[count - 1] * rows;
            for (var i = windows.First; i < rows; i++)
            {
                cases[i] += casesOf[at + i];
                measure[i] += measureOf[at + i];
            }
            for (var end = windows.EndMin; end < rows; end++) Look(centre, count, end);
        }
        if (first.Llr == 0) return;
        found.Add(first);
        if (best.Length == 0) return;
        TellWithin(centre, 0, first.Start - 1, found);
        TellWithin(centre, first.End + 1, rows - 2, found);
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
    void TellWithin(int centre, int startMin, int endMax, List<ScanCandidate> found)
    {
        ScanCandidate likeliest = default;
        for (var end = endMax; end > startMin; end--)
            for (var start = end - 1; start >= Math.Max(startMin, end - plan.Windows.LengthMax); start--)
            {
                var (count, inside, sum, llr) = At(start, end);
                if (llr > FurtherMin && llr > likeliest.Llr) likeliest = new(centre, count, start, end, inside, sum, llr);
            }
        if (likeliest.Llr == 0) return;
        found.Add(likeliest);
        TellWithin(centre, startMin, likeliest.Start - 1, found);
        TellWithin(centre, likeliest.End + 1, endMax, found);
    }

    /// <summary>The likeliest circle so far over one window of time.</summary>
    readonly record struct Window(int Count, int Cases, double Measure, double Llr);
}
