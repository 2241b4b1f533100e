namespace Tocsin.Detection.Series;

/// <summary>How an outbreak's cases fall on a judged point and on the stretch of points before it.</summary>
/// <param name="Stretch">How many points the stretch has.</param>
/// <param name="Now">Share that falls on the judged point, if the outbreak begins there.</param>
/// <param name="Early">Share that falls on the stretch, if it begins there.</param>
/// <param name="Later">Share that falls on the judged point then.</param>
readonly record struct OutbreakShape(int Stretch, double Now, double Early, double Later)
{
    const int DailyFrom = 200, WeeklyFrom = 26;

    /// <summary>The usual shape: half the cases in the first seven days, most others in the next seven.</summary>
    /// <param name="frequency">Points a year.</param>
    public static OutbreakShape Usual(int frequency) => frequency switch
    {
        >= DailyFrom => new(6, 0.3, 0.6, 0.15),
        >= WeeklyFrom => new(1, 0.5, 0.5, 0.42),
        _ => new(1, 0.85, 0.85, 0.15),
    };
}
