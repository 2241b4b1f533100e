using Tocsin.Detection.Numerics;

namespace Tocsin.Detection.Series;

/// <summary>Probabilities of one count, for each value that its mean may have (node): without an outbreak, and with outbreaks of each size. The dispersion is the
/// same with and without, so that a larger count always speaks more for an outbreak.</summary>
sealed class CountGrid
{
    /// <summary>Where more counts are within reach, a cell stands for several of them, and there are so many cells.</summary>
    const int CountsMax = 2_500, CellsMax = 700;

    const double ReachDeviations = 8, ReachDispersions = 20, ReachCounts = 8, NearlyPoisson = 1e-9;

    double[] nothing = [], begunNow = [], begunEarlier = [], tails = [], row = [];
    double[] factors = [];
    Expectation expected;
    double low, step, nowPerSize, earlierPerSize;

    /// <summary>Sizes of outbreaks, in standard deviations of the count where they begin.</summary>
    public static ReadOnlySpan<double> Sizes => [1, 2, 3, 4.5, 6.5, 9];

    /// <summary>What is expected.</summary>
    public Expectation Expected => expected;

    /// <summary>How many cells there are.</summary>
    public int Cells { get; private set; }

    /// <summary>Whether each cell is one count.</summary>
    public bool IsWhole => step == 1;

    /// <summary>The last count that has a cell.</summary>
    public double Highest => low + (Cells - 1) * step;

    /// <summary>Makes the table.</summary>
    /// <param name="what">What is expected.</param>
    /// <param name="told">For each node, what the mean is multiplied by; ascending.</param>
    /// <param name="now">Cases that an outbreak of size 1 adds, if it begins with this count; 0: none does.</param>
    /// <param name="earlier">And if it begins earlier, or in this stretch.</param>
    public void Tabulate(Expectation what, ReadOnlySpan<double> told, double now, double earlier)
    {
        (expected, nowPerSize, earlierPerSize, factors) = (what, now, earlier, told.ToArray());
        var (least, most) = (what.Mean * factors[0], what.Mean * factors[^1]);
        low = Math.Max(0, Math.Floor(least - ReachDeviations * Math.Sqrt(least * what.Dispersion)));
        var high = Math.Ceiling(most + ReachDeviations * Math.Sqrt(most * what.Dispersion) + ReachDispersions * (what.Dispersion - 1) + ReachCounts);
        step = high - low < CountsMax ? 1 : Math.Ceiling((high - low) / CellsMax);
        Cells = (int)((high - low) / step) + 1;
        MakeRoom(Cells * factors.Length);
        for (var node = 0; node < factors.Length; node++)
        {
            var filled = row.AsSpan(0, Cells);
            Fill(node, 0, filled);
            var sum = 0.0;
            for (var cell = Cells - 1; cell >= 0; cell--)
            {
                nothing[Place(node, cell)] = filled[cell];
                begunNow[Place(node, cell)] = 0;
                tails[Place(node, cell)] = sum += filled[cell] * step;
            }
            for (var size = 0; size < Sizes.Length; size++)
            {
                if (now > 0)
                {
                    Fill(node, now * Sizes[size], filled);
                    for (var cell = 0; cell < Cells; cell++) begunNow[Place(node, cell)] += filled[cell];
                }
                Fill(node, earlier * Sizes[size], filled);
                for (var cell = 0; cell < Cells; cell++) begunEarlier[Place(node, cell) * Sizes.Length + size] = filled[cell];
            }
        }
    }

    /// <summary>The probability of a cell's count without an outbreak.</summary>
    public double Nothing(int node, int cell) => nothing[Place(node, cell)];

    /// <summary>The probability of the cell.</summary>
    public double Mass(int node, int cell) => nothing[Place(node, cell)] * step;

    /// <summary>The probability of the cell and all above.</summary>
    public double Tail(int node, int cell) => cell >= Cells ? 0 : tails[Place(node, cell)];

    /// <summary>The probability of a cell's count with an outbreak that begins with it, added over sizes.</summary>
    public double BegunNow(int node, int cell) => begunNow[Place(node, cell)];

    /// <summary>The same with one that began earlier, for each size.</summary>
    public ReadOnlySpan<double> BegunEarlier(int node, int cell) => begunEarlier.AsSpan(Place(node, cell) * Sizes.Length, Sizes.Length);

    /// <summary>The first cell that is not below a count.</summary>
    public int CellOf(double count) => (int)Math.Clamp(Math.Ceiling((count - low) / step), 0, Cells - 1);

    /// <summary>The probability of a count without an outbreak. One beyond the table counts as the table's last.</summary>
    public double Density(int node, double count) => Density(node, 0, Within(count));

    /// <summary>The probability of a count with an outbreak of a size that begins with it.</summary>
    public double DensityNow(int node, int size, double count) => Density(node, nowPerSize * Sizes[size], Within(count));

    /// <summary>The same with one that began earlier.</summary>
    public double DensityEarlier(int node, int size, double count) => Density(node, earlierPerSize * Sizes[size], Within(count));

    double Within(double count) => Math.Clamp(count, low, Highest);

    int Place(int node, int cell) => cell * factors.Length + node;

    void MakeRoom(int places)
    {
        if (row.Length < Cells) row = new double[Cells];
        if (nothing.Length < places) (nothing, begunNow, tails, begunEarlier) = (new double[places], new double[places], new double[places], new double[places * Sizes.Length]);
    }

    double Density(int node, double added, double count)
    {
        var mean = expected.Mean * factors[node] + added;
        var excess = expected.Dispersion - 1;
        if (excess < NearlyPoisson) return Stirling.PoissonDensity(count, mean);
        var size = mean / excess;
        return count == 0 ? Math.Exp(-size * Math.Log(expected.Dispersion)) : Stirling.BetaDensity(size, count, 1 / expected.Dispersion, excess / expected.Dispersion) / count;
    }

    void Fill(int node, double added, Span<double> filled)
    {
        if (step > 1)
        {
            for (var cell = 0; cell < Cells; cell++) filled[cell] = Density(node, added, low + cell * step);
            return;
        }
        // From the mean up and down, by the ratio of neighbours.
        var mean = expected.Mean * factors[node] + added;
        var excess = expected.Dispersion - 1;
        var (shift, odds) = excess < NearlyPoisson ? (mean, 0) : (mean / expected.Dispersion, excess / expected.Dispersion);
        var middle = (int)Math.Clamp(Math.Floor(mean) - low, 0, Cells - 1);
        filled[middle] = Density(node, added, low + middle);
        for (var cell = middle; cell + 1 < Cells; cell++) filled[cell + 1] = filled[cell] * ((low + cell) * odds + shift) / (low + cell + 1);
        for (var cell = middle; cell > 0; cell--) filled[cell - 1] = filled[cell] * (low + cell) / ((low + cell - 1) * odds + shift);
    }
}
