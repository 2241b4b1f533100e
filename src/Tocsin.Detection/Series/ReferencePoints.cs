namespace Tocsin.Detection.Series;

/// <summary>Which past counts <see cref="Bayes"/> and <see cref="Rki"/> compare a point with: windows around the same point of the years
/// before, a year being its number of points, and the last points of the current year.</summary>
public sealed record ReferencePoints
{
    /// <summary>b: how many years to go back, 0 to 100.</summary>
    public int Years { get; init; }

    /// <summary>w: how many points either side of an anniversary, and how many last points; 0 to 182.</summary>
    public int HalfWindow { get; init; }

    /// <summary>actY: whether the last points count too.</summary>
    public bool CurrentYear { get; init; }

    internal ReferencePoints Checked()
    {
        Parameter.Check(Years is >= 0 and <= 100, "b (years) is from 0 to 100", Years);
        Parameter.Check(HalfWindow is >= 0 and <= 182, "w (half window) is from 0 to 182", HalfWindow);
        Parameter.Check(Years > 0 || (CurrentYear && HalfWindow > 0), "without years to go back (b) there must be last points (w, actY)", Years);
        return this;
    }

    internal int FirstPoint(SeriesCalendar calendar) => Years > 0 ? Years * calendar.Frequency + HalfWindow : HalfWindow;

    /// <summary>How many of the points have counts, and the sum of those.</summary>
    internal (int All, int Known, double Sum) Total(SeriesHistory history, int at)
    {
        var (all, known, sum) = (0, 0, 0.0);
        for (var year = 0; year <= Years; year++)
            foreach (var count in Window(history, at, year))
            {
                all++;
                if (double.IsNaN(count)) continue;
                known++;
                sum += count;
            }
        return (all, known, sum);
    }

    /// <summary>The points around the anniversary of so many years ago; of this year, those before the point.</summary>
    internal ReadOnlySpan<double> Window(SeriesHistory history, int at, int year)
    {
        if (year > 0) return history.Counts.Slice(at - year * history.Calendar.Frequency - HalfWindow, Math.Min(2 * HalfWindow + 1, year * history.Calendar.Frequency + HalfWindow));
        return CurrentYear ? history.Counts.Slice(at - HalfWindow, HalfWindow) : [];
    }
}
