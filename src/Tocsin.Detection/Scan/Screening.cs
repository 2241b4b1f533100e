using System.Numerics;

namespace Tocsin.Detection.Scan;

/// <summary>How many cases a window of some measure needs before its likelihood ratio is worth computing.</summary>
/// <remarks>One table for each level of the ratio. A step takes in measures that share their exponent and the first bits of their fraction, as many as make it
/// a small part of a count's standard deviation. A window with fewer cases than its step says is below the level for certain. Tables are made when they are first
/// asked for, and shared between threads.</remarks>
sealed class Screening<T> where T : unmanaged, IBinaryInteger<T>
{
    const double LevelsOfOne = 4;
    const int LevelsMax = 400;

    /// <summary>Measures below 2 to this power are one step.</summary>
    const int LeastExponent = -7;

    const int FractionBits = 52;

    readonly LikelihoodRatio ratio;
    readonly int casesMin, casesMax, steps;
    readonly T[]?[] tables = new T[LevelsMax][];

    public Screening(LikelihoodRatio ratio, double measureMax, int casesMin, int casesMax)
    {
        (this.ratio, this.casesMin, this.casesMax) = (ratio, casesMin, casesMax);
        Shift = FractionBits - BitsFor(measureMax);
        First = (int)(BitConverter.DoubleToInt64Bits(Math.ScaleB(1, LeastExponent)) >> Shift) - 1;
        steps = StepOf(measureMax, Shift, First) + 2;
    }

    /// <summary>How far a measure's bits are moved, to find its step.</summary>
    public int Shift { get; }

    /// <summary>What is then taken away.</summary>
    public int First { get; }

    /// <summary>A measure's step.</summary>
    public static int StepOf(double measure, int shift, int first) => Math.Max(0, (int)(BitConverter.DoubleToInt64Bits(measure) >> shift) - first);

    /// <summary>About how many bytes one table takes.</summary>
    public static long Bytes(double measureMax) => 4L * ((1L << BitsFor(measureMax)) * (Math.Max(0, Math.ILogB(measureMax)) - LeastExponent + 1) + 2);

    /// <summary>The highest level that is not above a ratio.</summary>
    public static int LevelOf(double llr) => (int)Math.Min(llr * LevelsOfOne, LevelsMax - 1);

    /// <summary>For each step the fewest cases that may be above the level.</summary>
    public T[] Above(int level) => Volatile.Read(ref tables[level]) ?? Make(level);

    T[] Make(int level)
    {
        var table = new T[steps];
        var (fewest, height) = (casesMin, level / LevelsOfOne);
        for (var step = 0; step < steps; step++)
        {
            var least = step == 0 ? 0 : BitConverter.Int64BitsToDouble((long)(step + First) << Shift);
            fewest = ratio.FewestAbove(height, least, fewest);
            table[step] = T.CreateChecked(Math.Min(fewest, casesMax + 1));
        }
        Volatile.Write(ref tables[level], table);
        return table;
    }

    /// <summary>The square root's bits, and two more: a step is then at most a quarter of the largest standard deviation.</summary>
    static int BitsFor(double measureMax) => Math.Clamp(Math.ILogB(Math.Max(1, measureMax)) / 2 + 2, 4, 16);
}
