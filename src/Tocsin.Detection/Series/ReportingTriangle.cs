namespace Tocsin.Detection.Series;

/// <summary>What somebody said of a period's count at some time. A period's later word takes the place of the one before.</summary>
/// <param name="Period">Which period, from 0.</param>
/// <param name="At">When: days from any day on.</param>
/// <param name="Count">The count; NaN where it cannot be compared.</param>
public readonly record struct ToldCount(int Period, double At, double Count);

/// <summary>How counts grew: each as it stood so long after its period's end as the newest is judged after its own, then one period later, and so on.</summary>
/// <remarks>A new count that had not been told by then stands at what it was told as first, if that was less than a period later: its source was late. One that was told later still,
/// as in a history that was taken in at once, is not known at that age.</remarks>
public static class ReportingTriangle
{
    // A weekly source that is half a day late is on time.
    const double SlacksOfAPeriod = 14;

    /// <summary>The triangle for <see cref="ReportingDelays.Estimate(IReadOnlyList{IReadOnlyList{double}})"/>: a row for each of the newest periods.</summary>
    /// <param name="ends">When each period was over, the oldest first, in days: at least one; the last period is judged.</param>
    /// <param name="told">What was said; of two words of one time the later one in the list counts.</param>
    /// <param name="now">When it is judged, in the same days.</param>
    public static IReadOnlyList<IReadOnlyList<double>> Of(IReadOnlyList<double> ends, IEnumerable<ToldCount> told, double now)
    {
        var last = ends.Count - 1;
        if (last == 0) return [];
        var words = told.Where(each => each.At <= now).OrderBy(each => each.At).ToLookup(each => each.Period);
        var lag = now - ends[last] + (ends[last] - ends[last - 1]) / SlacksOfAPeriod;
        return [.. Enumerable.Range(0, ends.Count).Skip(ends.Count - ReportingDelays.PeriodsMax).Select(period => Row([.. words[period]], period))];

        double[] Row(List<ToldCount> words, int period)
        {
            var row = new double[Math.Min(last - period + 1, ReportingDelays.AgesMax)];
            for (var age = 0; age < row.Length; age++)
            {
                var stood = words.FindLastIndex(word => word.At <= ends[period + age] + lag);
                if (stood < 0 && age == 0 && words is [var first, ..] && first.At <= Next(period) + lag) stood = 0;
                row[age] = stood < 0 ? double.NaN : words[stood].Count;
            }
            return row;
        }

        double Next(int period) => period < last ? ends[period + 1] : ends[last] + ends[last] - ends[last - 1];
    }
}
