namespace Tocsin.Detection.Series;

/// <summary>The values a <see cref="LogLinearFit"/> is fitted to, level by level, each level padded to whole vectors with
/// values that are not present. It grows and stays, so that judging allocates nothing.</summary>
sealed class LogLinearValues
{
    /// <summary>Values in a vector.</summary>
    public const int Lanes = 4;

    double[] y = [], logY = [], time = [], offset = [], present = [];
    int[] starts = [0];
    int end;

    /// <summary>How many values there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many levels have values.</summary>
    public int Levels { get; private set; }

    /// <summary>The largest value.</summary>
    public double Largest { get; private set; }

    /// <summary>Places with padding.</summary>
    public int Length => end;

    /// <summary>Where each level begins; one more entry says where the last ends.</summary>
    public ReadOnlySpan<int> Starts => starts.AsSpan(0, Levels + 1);

    /// <summary>The values.</summary>
    public double[] Y => y;

    /// <summary>Their logarithms, 0 for 0.</summary>
    public double[] LogY => logY;

    /// <summary>Their times.</summary>
    public double[] Time => time;

    /// <summary>What is added to the logarithm of the mean.</summary>
    public double[] Offset => offset;

    /// <summary>1, and 0 where it is padding.</summary>
    public double[] Present => present;

    /// <summary>Begins anew, for at most so many values on at most so many levels.</summary>
    public void Clear(int valuesMax, int levelsMax)
    {
        var padded = valuesMax + levelsMax * (Lanes - 1);
        if (y.Length < padded) (y, logY, time, offset, present) = (new double[padded], new double[padded], new double[padded], new double[padded], new double[padded]);
        if (starts.Length <= levelsMax) starts = new int[levelsMax + 1];
        (Count, Levels, Largest, end) = (0, 0, 0, 0);
    }

    /// <summary>Adds a value to the level that is open.</summary>
    public void Add(double value, double at, double offset)
    {
        Put(value, at, offset, 1);
        Count++;
        Largest = Math.Max(Largest, value);
    }

    /// <summary>Closes the level that is open; one without values is none.</summary>
    public void CloseLevel()
    {
        if (end == starts[Levels]) return;
        while (end % Lanes != 0) Put(0, time[end - 1], offset[end - 1], 0);
        starts[++Levels] = end;
    }

    void Put(double value, double at, double shift, double presence)
    {
        (y[end], time[end], offset[end], present[end]) = (value, at, shift, presence);
        logY[end++] = value > 0 ? Math.Log(value) : 0;
    }
}
