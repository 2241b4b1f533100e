using System.Numerics;

namespace Tocsin.Detection.Scan;

/// <summary>How many cases a window of some measure needs before its likelihood ratio is worth computing.</summary>
/// <remarks>One table for each level of the ratio, by the measure's square root: a step is a small part of the count's standard deviation everywhere. A window
/// with fewer cases is below the level for certain. Tables are made when they are first asked for, and shared between threads.</remarks>
sealed class Screening<T>(LikelihoodRatio ratio, double measureMax, int casesMin, int casesMax)
    where T : unmanaged, IBinaryInteger<T>
{
    const double StepsOfLevel = 4;
    const int LevelsMax = 400;
    const float StepsOfRoot = 64;

    readonly T[]?[] tables = new T[LevelsMax][];

    /// <summary>What a measure's square root is multiplied with to find its step.</summary>
    public static float Scale => StepsOfRoot;

    /// <summary>About how many bytes one table takes.</summary>
    public static long Bytes(double measureMax) => (long)(Math.Sqrt(measureMax) * StepsOfRoot + 3) * 4;

    /// <summary>The highest level that is not above a ratio.</summary>
    public static int LevelOf(double llr) => (int)Math.Min(llr * StepsOfLevel, LevelsMax - 1);

    /// <summary>For each step the fewest cases that may be above the level.</summary>
    public T[] Above(int level) => Volatile.Read(ref tables[level]) ?? Make(level);

    T[] Make(int level)
    {
        var table = new T[(int)(Math.Sqrt(measureMax) * StepsOfRoot) + 3];
        var (fewest, height) = (casesMin, level / StepsOfLevel);
        for (var step = 0; step < table.Length; step++)
        {
            // Single precision may lift a measure to the next step.
            var root = step / StepsOfRoot;
            fewest = ratio.FewestAbove(height, root * root * (1 - 1e-6), fewest);
            table[step] = T.CreateChecked(Math.Min(fewest, casesMax + 1));
        }
        Volatile.Write(ref tables[level], table);
        return table;
    }
}
