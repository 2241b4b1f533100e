namespace Tocsin.Detection.Series;

/// <summary>What an expected count is made of: a level, a trend, steps of the level, the season, the day of the week, and what is special to
/// the judged point's own place in the year. One column for each, one place for each known count, the judged points last.</summary>
sealed class ExpectationColumns
{
    /// <summary>Harmonics of the year, and of the week in daily series.</summary>
    const int Harmonics = 4, WeekHarmonics = 3;

    const double DaysAYear = 365.2425;

    /// <summary>Years before the judged point at which the level may have begun to move.</summary>
    static readonly double[] StepsAt = [0.5, 1, 2, 3.5, 5.5, 8];

    readonly List<int> groups = [];
    double[] values = [];

    /// <summary>Columns of each group have one variance; group -1 is the level, which is free.</summary>
    public IReadOnlyList<int> Groups => groups;

    /// <summary>How far apart two columns begin.</summary>
    public int Stride { get; private set; }

    /// <summary>How many columns there are.</summary>
    public int Count => groups.Count;

    /// <summary>How many groups there are.</summary>
    public int GroupCount => groups.Count == 0 ? 0 : groups[^1] + 1;

    /// <summary>A column.</summary>
    public Span<double> this[int column] => values.AsSpan(column * Stride, Stride);

    /// <summary>Lays the columns out.</summary>
    /// <param name="calendar">When the points are.</param>
    /// <param name="points">The points, ascending; the last of them is the judged one.</param>
    public void LayOut(SeriesCalendar calendar, ReadOnlySpan<int> points)
    {
        var judged = points[^1];
        var span = Years(calendar, points[0], judged);
        groups.Clear();
        Stride = (points.Length + ExpectationFit.Lanes - 1) / ExpectationFit.Lanes * ExpectationFit.Lanes;
        var steps = StepsAt.Count(at => at < span - 0.25);
        var most = 3 + steps + 2 * (Harmonics + WeekHarmonics);
        if (values.Length < most * Stride) values = new double[most * Stride];
        Array.Clear(values, 0, most * Stride);

        Fill(-1, points, _ => 1);
        var group = 0;
        AddWaves(points, at => Phase(calendar, at), Math.Min(Harmonics, (calendar.Frequency - 1) / 2), ref group);
        if (calendar is { Frequency: 365, IsDated: true }) AddWaves(points, at => calendar.Date(at).DayNumber % 7 / 7.0, WeekHarmonics, ref group);
        Fill(group++, points, at => -Years(calendar, at, judged));
        for (var i = 0; i < steps; i++)
        {
            // A ramp from one knot to the one before, as a random walk of the level between its knots.
            var (late, early) = (StepsAt[i] / 2 + (i > 0 ? StepsAt[i - 1] / 2 : 0), StepsAt[i] / 2 + StepsAt[Math.Min(i + 1, StepsAt.Length - 1)] / 2);
            var scale = Math.Sqrt(early - late + 0.25);
            Fill(group, points, at => -scale * Math.Clamp((Years(calendar, at, judged) - late) / Math.Max(early - late, 0.25), 0, 1));
        }
    }

    /// <summary>Sines and cosines of one, two, ... times the turn, each from the one before and the first.</summary>
    void AddWaves(ReadOnlySpan<int> points, Func<int, double> turn, int harmonics, ref int group)
    {
        var first = groups.Count;
        for (var harmonic = 0; harmonic < harmonics; harmonic++, group++) groups.AddRange([group, group]);
        for (var i = 0; i < points.Length && harmonics > 0; i++)
        {
            var (sine, cosine) = Math.SinCos(Math.Tau * turn(points[i]));
            var (s, c) = (sine, cosine);
            for (var column = first; column < groups.Count; column += 2)
            {
                (this[column][i], this[column + 1][i]) = (s, c);
                (s, c) = (s * cosine + c * sine, c * cosine - s * sine);
            }
        }
    }

    void Fill(int group, ReadOnlySpan<int> points, Func<int, double> value)
    {
        groups.Add(group);
        var column = this[groups.Count - 1];
        for (var i = 0; i < points.Length; i++) column[i] = value(points[i]);
    }

    static double Phase(SeriesCalendar calendar, int at) => calendar.IsDated ? calendar.Date(at).DayNumber % DaysAYear / DaysAYear : (double)at / calendar.Frequency;

    static double Years(SeriesCalendar calendar, int from, int to) =>
        calendar.IsDated ? (calendar.Date(to).DayNumber - calendar.Date(from).DayNumber) / DaysAYear : (double)(to - from) / calendar.Frequency;
}
