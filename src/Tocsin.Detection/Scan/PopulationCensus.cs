namespace Tocsin.Detection.Scan;

/// <summary>Populations of places by category, counted on some days: what indirect standardisation makes expected cases of.</summary>
/// <remarks>Between two days of counting a population changes by the same amount each day; before the first and after the last it is what it was then. On each of
/// these days a place and category that was not counted has nobody (SaTScan User Guide, "Population File", "Covariate Adjustment Using the Input Files").</remarks>
public sealed class PopulationCensus
{
    readonly int places;
    readonly int[] days;
    readonly double[][] people;

    /// <summary>An empty census.</summary>
    /// <param name="places">How many places, from 1 on.</param>
    /// <param name="categories">How many categories of people, from 1 on.</param>
    /// <param name="days">The days of counting, ascending, at least one. Two of the same number are a leap: the first holds until then, the second from then on.</param>
    /// <exception cref="ScanTooLargeException">It would take more than <see cref="ScanStatistic.BytesMax"/>.</exception>
    public PopulationCensus(int places, int categories, IReadOnlyList<int> days)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(places, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(categories, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(days.Count, 1);
        (this.places, this.days) = (places, [.. days]);
        for (var i = 1; i < this.days.Length; i++) ArgumentOutOfRangeException.ThrowIfLessThan(this.days[i], this.days[i - 1], nameof(days));
        if (Bytes(places, categories, days.Count) > ScanStatistic.BytesMax)
            throw new ScanTooLargeException($"{categories} categories of people in {places} places on {days.Count} days would take more than {ScanStatistic.BytesMax >> 20} MiB of memory: tell fewer categories or days");
        people = new double[categories][];
        for (var category = 0; category < categories; category++) people[category] = new double[places * this.days.Length];
    }

    /// <summary>How many bytes a census takes, all that is made of it beside.</summary>
    static double Bytes(int places, int categories, int days) => 8.0 * places * days * (categories + 1);

    /// <summary>Adds people who were counted.</summary>
    /// <param name="place">The place, from 0.</param>
    /// <param name="category">The category, from 0.</param>
    /// <param name="dayIndex">The day of counting, from 0.</param>
    /// <param name="count">How many, 0 or more, finite.</param>
    public void Add(int place, int category, int dayIndex, double count)
    {
        if (!(count >= 0 && double.IsFinite(count))) throw new ArgumentOutOfRangeException(nameof(count), count, "a population is 0 or more");
        people[category][dayIndex * places + place] += count;
    }

    /// <summary>The mean population of a place in one category over some days.</summary>
    /// <param name="place">The place, from 0.</param>
    /// <param name="category">The category, from 0.</param>
    /// <param name="first">The first day.</param>
    /// <param name="next">The day after the last.</param>
    public double Mean(int place, int category, int first, int next) => Integral(people[category], place, first, next) / (next - first);

    /// <summary>Expected cases by interval and place, interval by interval: each category's rate over all places and the whole period, times who lives there then.</summary>
    /// <param name="period">The study period.</param>
    /// <param name="casesByCategory">How many cases each category has.</param>
    public double[] Expected(StudyPeriod period, IReadOnlyList<long> casesByCategory)
    {
        var (first, next) = (period.First, period.Last + 1);
        var adjusted = new double[places * days.Length];
        for (var category = 0; category < people.Length; category++)
        {
            if (casesByCategory[category] == 0) continue;
            var all = 0.0;
            for (var place = 0; place < places; place++) all += Mean(place, category, first, next);
            if (all == 0) continue;
            var risk = casesByCategory[category] / all;
            for (var i = 0; i < adjusted.Length; i++) adjusted[i] += risk * people[category][i];
        }
        var expected = new double[period.Intervals * places];
        for (var interval = 0; interval < period.Intervals; interval++)
            for (var place = 0; place < places; place++)
                expected[interval * places + place] = Integral(adjusted, place, period.StartOf(interval), period.StartOf(interval + 1)) / period.Days;
        return expected;
    }

    /// <summary>People times days, by trapezoids: the curve bends only on days of counting.</summary>
    double Integral(double[] counts, int place, int first, int next)
    {
        var sum = 0.0;
        if (first < days[0]) sum += counts[place] * (Math.Min(next, days[0]) - first);
        // From the last day of counting at or before the first on, so that many short intervals do not each look at all days.
        var at = Array.BinarySearch(days, first);
        at = at < 0 ? Math.Max(0, ~at - 1) : at;
        while (at > 0 && days[at] == first) at--;
        for (var i = at; i + 1 < days.Length && days[i] < next; i++)
        {
            var (from, to) = (Math.Max(first, days[i]), Math.Min(next, days[i + 1]));
            if (from < to) sum += (At(counts, place, i, from) + At(counts, place, i, to)) / 2 * (to - from);
        }
        if (next > days[^1]) sum += counts[(days.Length - 1) * places + place] * (next - Math.Max(first, days[^1]));
        return sum;
    }

    double At(double[] counts, int place, int i, int day)
    {
        var share = (day - days[i]) / (double)(days[i + 1] - days[i]);
        return (1 - share) * counts[i * places + place] + share * counts[(i + 1) * places + place];
    }
}
