namespace Tocsin.Detection.Scan;

/// <summary>Cases by interval and place, and what is expected there.</summary>
/// <remarks>Tables are interval by interval: cell = interval x places + place.</remarks>
public sealed class ScanData
{
    /// <summary>How many places there may be.</summary>
    public const int PlacesMax = 65_535;

    /// <summary>How many cells of interval and place there may be.</summary>
    public const int CellsMax = 100_000_000;

    /// <summary>How many cases, or cases and controls, there may be.</summary>
    public const int CountMax = 50_000_000;

    ScanData(ScanModel model, int places, int intervals, int[] cases)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(places, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(places, PlacesMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(intervals, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)places * intervals, CellsMax, nameof(intervals));
        ArgumentOutOfRangeException.ThrowIfNotEqual(cases.Length, places * intervals);
        (Model, Places, Intervals, Cases) = (model, places, intervals, cases);
        TotalCases = Total(cases);
        ArgumentOutOfRangeException.ThrowIfLessThan(TotalCases, 1, nameof(cases));
        Measure = new double[(intervals + 1) * places];
    }

    /// <summary>What the cases are compared with.</summary>
    public ScanModel Model { get; }

    /// <summary>How many places.</summary>
    public int Places { get; }

    /// <summary>How many intervals.</summary>
    public int Intervals { get; }

    /// <summary>All cases.</summary>
    public int TotalCases { get; }

    internal int[] Cases { get; }

    /// <summary>From an interval to the end, in each place: expected cases, or people; one row of zeros at the end.</summary>
    internal double[] Measure { get; }

    internal double TotalMeasure { get; private set; }

    /// <summary>Cases of each category for permutations, controls for Bernoulli; else nothing.</summary>
    internal IReadOnlyList<int[]> Parts { get; private init; } = [];

    /// <summary>Counts against expected counts.</summary>
    /// <param name="places">How many places, 1 to <see cref="PlacesMax"/>.</param>
    /// <param name="intervals">How many intervals; places x intervals is at most <see cref="CellsMax"/>.</param>
    /// <param name="cases">Cases of each cell, at least one in all, at most <see cref="CountMax"/>.</param>
    /// <param name="expected">Expected cases of each cell, 0 or more; only their proportions count.</param>
    public static ScanData Poisson(int places, int intervals, int[] cases, double[] expected)
    {
        var data = new ScanData(ScanModel.Poisson, places, intervals, cases);
        ArgumentOutOfRangeException.ThrowIfNotEqual(expected.Length, cases.Length);
        var sum = 0.0;
        for (var cell = 0; cell < cases.Length; cell++)
        {
            if (!(expected[cell] >= 0 && double.IsFinite(expected[cell]))) throw new ArgumentOutOfRangeException(nameof(expected), expected[cell], "an expected count is 0 or more");
            if (expected[cell] == 0 && cases[cell] > 0) throw new ArgumentOutOfRangeException(nameof(expected), "where nothing is expected there are no cases");
            sum += expected[cell];
        }
        // Sums of standardised counts miss the total by rounding alone, and are left as they are.
        var scale = Math.Abs(sum - data.TotalCases) <= 1e-9 * data.TotalCases ? 1 : data.TotalCases / sum;
        data.Accumulate(cell => expected[cell] * scale);
        return data;
    }

    /// <summary>Cases among cases and controls.</summary>
    /// <param name="places">How many places, 1 to <see cref="PlacesMax"/>.</param>
    /// <param name="intervals">How many intervals; places x intervals is at most <see cref="CellsMax"/>.</param>
    /// <param name="cases">Cases of each cell, at least one in all.</param>
    /// <param name="controls">Controls of each cell, at least one in all; together at most <see cref="CountMax"/>.</param>
    public static ScanData Bernoulli(int places, int intervals, int[] cases, int[] controls)
    {
        var data = new ScanData(ScanModel.Bernoulli, places, intervals, cases) { Parts = [controls] };
        ArgumentOutOfRangeException.ThrowIfNotEqual(controls.Length, cases.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(Total(controls), 1, nameof(controls));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)Total(controls) + data.TotalCases, CountMax, nameof(controls));
        data.Accumulate(cell => cases[cell] + controls[cell]);
        return data;
    }

    /// <summary>Cases alone, of one or more categories: within each, times are exchanged between places.</summary>
    /// <param name="places">How many places, 1 to <see cref="PlacesMax"/>.</param>
    /// <param name="intervals">How many intervals, from 2 on; places x intervals is at most <see cref="CellsMax"/>.</param>
    /// <param name="casesByCategory">For each category the cases of each cell.</param>
    /// <exception cref="ScanTooLargeException">The tables would take more than <see cref="ScanStatistic.BytesMax"/>.</exception>
    public static ScanData Permutation(int places, int intervals, IReadOnlyList<int[]> casesByCategory)
    {
        CheckCategories(places, intervals, casesByCategory.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(intervals, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(casesByCategory.Count, 1);
        var cases = casesByCategory.Count == 1 ? casesByCategory[0] : new int[casesByCategory[0].Length];
        if (casesByCategory.Count > 1)
            foreach (var part in casesByCategory)
                for (var cell = 0; cell < cases.Length; cell++) cases[cell] += part[cell];
        var data = new ScanData(ScanModel.Permutation, places, intervals, cases) { Parts = casesByCategory };
        foreach (var part in casesByCategory) data.AddMargins(part);
        for (var place = 0; place < places; place++) data.TotalMeasure += data.Measure[place];
        return data;
    }

    /// <summary>Refuses more categories than there is memory for, before their tables are made.</summary>
    /// <param name="places">How many places.</param>
    /// <param name="intervals">How many intervals.</param>
    /// <param name="categories">How many categories.</param>
    /// <exception cref="ScanTooLargeException">The tables would take more than <see cref="ScanStatistic.BytesMax"/>.</exception>
    public static void CheckCategories(int places, int intervals, int categories)
    {
        if (4.0 * places * intervals * categories > ScanStatistic.BytesMax)
            throw new ScanTooLargeException($"{categories} categories of cases in {places} places over {intervals} intervals would take more than {ScanStatistic.BytesMax >> 20} MiB of memory: tell fewer categories, or take longer intervals");
    }

    /// <summary>A category's cases from an interval on, times the share of its cases that each place has.</summary>
    void AddMargins(int[] part)
    {
        var total = Total(part);
        if (total == 0) return;
        var byPlace = new int[Places];
        for (var cell = 0; cell < part.Length; cell++) byPlace[cell % Places] += part[cell];
        var since = 0;
        for (var interval = Intervals - 1; interval >= 0; interval--)
        {
            for (var place = 0; place < Places; place++) since += part[interval * Places + place];
            var share = since / (double)total;
            for (var place = 0; place < Places; place++) Measure[interval * Places + place] += share * byPlace[place];
        }
    }

    void Accumulate(Func<int, double> measureOf)
    {
        for (var cell = Cases.Length - 1; cell >= 0; cell--) Measure[cell] = Measure[cell + Places] + measureOf(cell);
        for (var place = 0; place < Places; place++) TotalMeasure += Measure[place];
    }

    static int Total(int[] counts)
    {
        var sum = 0L;
        foreach (var count in counts)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(counts));
            sum += count;
        }
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sum, CountMax, nameof(counts));
        return (int)sum;
    }
}
