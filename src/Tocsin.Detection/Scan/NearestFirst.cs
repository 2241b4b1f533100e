namespace Tocsin.Detection.Scan;

/// <summary>Sorts places by their distance from a centre; where two are equally far, the smaller coordinate comes first. Used again and again by one thread.</summary>
sealed class NearestFirst(double[][] points)
{
    const int DigitBits = 11, Digits = 1 << DigitBits;

    /// <summary>How many places' numbers are kept together at most; no fewer than there may be places.</summary>
    const int BlockPlaces = 1 << 16;

    readonly double[] distances = new double[points.Length];
    readonly int[] starts = new int[Digits + 1];
    ushort[] order = new ushort[points.Length], spare = new ushort[points.Length];
    Memory<ushort> block;

    /// <summary>The places, nearest first.</summary>
    public ushort[] Places => order;

    /// <summary>Their distances, in the same order.</summary>
    public double[] Distances { get; } = new double[points.Length];

    public void Sort(double[] centre)
    {
        for (var i = 0; i < points.Length; i++) (distances[i], order[i]) = (Distance(centre, points[i]), (ushort)i);
        // By the bits of the distance in single precision, which rise with it; what that leaves open is settled by insertion.
        for (var shift = 0; shift < 3 * DigitBits; shift += DigitBits) Pass(shift);
        for (var i = 1; i < order.Length; i++)
        {
            var (place, at) = (order[i], i);
            for (; at > 0 && IsBefore(place, order[at - 1]); at--) order[at] = order[at - 1];
            order[at] = place;
        }
        for (var i = 0; i < order.Length; i++) Distances[i] = distances[order[i]];
    }

    /// <summary>The nearest places, for good. Those of many centres stand in one block, which the collector neither moves nor looks into.</summary>
    public ReadOnlyMemory<ushort> Keep(int count)
    {
        if (block.Length < count) block = new ushort[Math.Min(BlockPlaces, (long)points.Length * points.Length)];
        var kept = block[..count];
        order.AsSpan(0, count).CopyTo(kept.Span);
        block = block[count..];
        return kept;
    }

    public static double Distance(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return Math.Sqrt(sum);
    }

    void Pass(int shift)
    {
        Array.Clear(starts);
        foreach (var place in order) starts[Digit(place, shift) + 1]++;
        for (var i = 0; i < Digits; i++) starts[i + 1] += starts[i];
        foreach (var place in order) spare[starts[Digit(place, shift)]++] = place;
        (order, spare) = (spare, order);
    }

    int Digit(int place, int shift) => (int)(BitConverter.SingleToUInt32Bits((float)distances[place]) >> shift & (Digits - 1));

    bool IsBefore(int one, int other)
    {
        if (distances[one] != distances[other]) return distances[one] < distances[other];
        for (var i = 0; i < points[one].Length; i++)
            if (points[one][i] != points[other][i]) return points[one][i] < points[other][i];
        return false;
    }
}
