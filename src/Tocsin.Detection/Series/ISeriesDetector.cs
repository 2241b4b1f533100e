namespace Tocsin.Detection.Series;

/// <summary>Judges points of a series by what came before. It holds no state: one may serve any number of threads.</summary>
/// <remarks>A whole stretch is judged at a time, for detectors that add up from its first point on (CUSUM, GLR).</remarks>
public interface ISeriesDetector
{
    /// <summary>Its name, as on the command line.</summary>
    string Name { get; }

    /// <summary>Whether a verdict depends on where judging began, as with a chart that adds up.</summary>
    bool AddsUp => false;

    /// <summary>The first point (from 0) that it judges where nobody says where to begin.</summary>
    /// <param name="calendar">When the points are.</param>
    int FirstPoint(SeriesCalendar calendar);

    /// <summary>Judges the points from <paramref name="from"/> on, one for each place of <paramref name="verdicts"/>.</summary>
    /// <param name="history">The series; what comes after a point has no influence on its verdict.</param>
    /// <param name="from">The first point to judge, from 0.</param>
    /// <param name="verdicts">Takes the verdicts.</param>
    void Judge(SeriesHistory history, int from, Span<SeriesVerdict> verdicts);
}

/// <summary>Shorter ways to ask a detector.</summary>
public static class SeriesDetectors
{
    /// <summary>Judges the last point.</summary>
    public static SeriesVerdict JudgeLast(this ISeriesDetector detector, SeriesHistory history)
    {
        var verdict = default(SeriesVerdict);
        detector.Judge(history, history.Length - 1, new(ref verdict));
        return verdict;
    }
}
