namespace Tocsin.Detection.Series;

/// <summary>Which past points a point is compared with, by level of the season. Series of one calendar share it.</summary>
sealed class FarringtonBaseline
{
    int[] levelOf = [], points = [], starts = [], next = [];
    int levels;
    SeriesCalendar? calendar;
    FarringtonOptions? options;
    int at;

    /// <summary>The points, ordered by level and then by time.</summary>
    public ReadOnlySpan<int> Points => points.AsSpan(0, starts[levels]);

    /// <summary>Where each level's points begin among <see cref="Points"/>; one more entry says where the last ends. The last level holds the windows.</summary>
    public ReadOnlySpan<int> Starts => starts.AsSpan(0, levels + 1);

    /// <summary>The earliest of the points.</summary>
    public int First { get; private set; }

    /// <summary>Why there is no baseline.</summary>
    public NotJudged Why { get; private set; }

    /// <summary>Lays the baseline of a point out, unless it is laid out already.</summary>
    public void LayOut(SeriesCalendar calendar, int at, FarringtonOptions options)
    {
        if (ReferenceEquals(calendar, this.calendar) && ReferenceEquals(options, this.options) && at == this.at) return;
        (this.calendar, this.options, this.at) = (calendar, options, at);
        if (levelOf.Length <= at) levelOf = new int[at + 1];
        Array.Clear(levelOf);
        Why = AssignLevels(calendar, at, options);
        if (Why == NotJudged.No) Sort(at, options.Periods);
    }

    NotJudged AssignLevels(SeriesCalendar calendar, int at, FarringtonOptions options)
    {
        var (w, periods) = (options.HalfWindow, options.Periods);
        // The reference reads index 0 as no point, so one point of the oldest window may be missing.
        if (calendar.YearsBefore(at, options.Years) is not { } oldest || oldest - w < -1) return NotJudged.HistoryTooShort;
        Fill(at - w, at, periods, at);
        var newer = at;
        for (var year = 1; year <= options.Years; year++)
        {
            if (calendar.YearsBefore(at, year) is not { } anniversary) return NotJudged.HistoryTooShort;
            Fill(anniversary - w, anniversary + w, periods, at);
            if (periods > 1)
            {
                var between = newer - anniversary - 2 * w - 1;
                if (between < Math.Max(periods - (2 * w + 1), 0)) return NotJudged.TooManyPeriods;
                FillBetween(anniversary + w + 1, between, at, options);
            }
            newer = anniversary;
        }
        Fill(at - options.Recent, at, 0, at);
        return NotJudged.No;
    }

    /// <summary>Shares the points between two windows among the levels; what is left over goes to the first ones.</summary>
    void FillBetween(int begin, int points, int at, FarringtonOptions options)
    {
        var shares = options.Periods - 1;
        for (var level = 1; level <= shares; level++)
        {
            var length = points / shares + (level <= points % shares ? 1 : 0);
            if (length > 0) Fill(begin, begin + length - 1, level, at);
            // An empty stretch i:(i-1) counts down in the reference's language, and so takes two points of its neighbours.
            else if (options.AsReference) Fill(begin - 1, begin, level, at);
            begin += length;
        }
    }

    void Fill(int from, int to, int level, int at)
    {
        for (var i = Math.Max(from, 0); i <= Math.Min(to, at); i++) levelOf[i] = level;
    }

    void Sort(int at, int periods)
    {
        levels = periods;
        if (starts.Length <= periods) (starts, next) = (new int[periods + 1], new int[periods + 1]);
        if (points.Length <= at) points = new int[at + 1];
        Array.Clear(starts);
        First = at;
        for (var i = at; i >= 0; i--)
        {
            if (levelOf[i] == 0) continue;
            starts[levelOf[i]]++;
            First = i;
        }
        for (var level = 1; level <= periods; level++) starts[level] += starts[level - 1];
        starts.AsSpan(0, periods + 1).CopyTo(next);
        for (var i = 0; i <= at; i++)
            if (levelOf[i] > 0) points[next[levelOf[i] - 1]++] = i;
    }
}
