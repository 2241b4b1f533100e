namespace Tocsin.Detection.Scan;

/// <summary>Which intervals a window may take in.</summary>
/// <param name="Intervals">How many there are.</param>
/// <param name="LengthMin">The fewest that a window takes in, from 1 on.</param>
/// <param name="LengthMax">The most.</param>
/// <param name="Alive">Whether only windows that reach to the end count.</param>
readonly record struct ScanWindows(int Intervals, int LengthMin, int LengthMax, bool Alive)
{
    /// <summary>The first interval that any window takes in.</summary>
    public int First => Alive ? Math.Max(0, Intervals - LengthMax) : 0;

    /// <summary>The least end: the interval after a window's last.</summary>
    public int EndMin => Alive ? Intervals : LengthMin;

    /// <summary>The least start of windows with an end.</summary>
    public int StartMin(int end) => Math.Max(0, end - LengthMax);
}
