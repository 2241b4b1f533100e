namespace Tocsin.Detection.Series;

/// <summary>Counts over time, the population they come from where it is known, and when they were.</summary>
public sealed class SeriesHistory
{
    readonly double[] counts;
    readonly double[]? populations;

    /// <summary>A history.</summary>
    /// <param name="calendar">When its points are.</param>
    /// <param name="counts">Whole numbers from 0 on; NaN where a count is missing.</param>
    /// <param name="populations">Above 0, as many as the counts.</param>
    public SeriesHistory(SeriesCalendar calendar, double[] counts, double[]? populations = null)
    {
        if (counts.Length > calendar.Length) throw new ArgumentException($"{counts.Length} counts, but {calendar.Length} dates", nameof(counts));
        if (Array.Exists(counts, count => count < 0 || double.IsInfinity(count))) throw new ArgumentException("a count is 0 or more", nameof(counts));
        if (populations is not null)
        {
            if (populations.Length != counts.Length) throw new ArgumentException($"{counts.Length} counts, but {populations.Length} populations", nameof(populations));
            if (Array.Exists(populations, population => !(population > 0 && double.IsFinite(population)))) throw new ArgumentException("a population is above 0", nameof(populations));
        }
        (Calendar, this.counts, this.populations) = (calendar, counts, populations);
    }

    /// <summary>When its points are.</summary>
    public SeriesCalendar Calendar { get; }

    /// <summary>How many points there are.</summary>
    public int Length => counts.Length;

    /// <summary>The counts; NaN where one is missing.</summary>
    public ReadOnlySpan<double> Counts => counts;

    /// <summary>The populations, or nothing at all.</summary>
    public ReadOnlySpan<double> Populations => populations;
}
