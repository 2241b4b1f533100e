using System.Numerics;

namespace Tocsin.Detection.Scan;

/// <summary>Chance of one replicate: xoshiro256** (Blackman and Vigna 2021), seeded by SplitMix64 from a seed and the replicate's number.</summary>
/// <remarks>Each replicate has a stream of its own, so no answer depends on who draws first. The default value must not be used.</remarks>
struct ScanChance
{
    ulong a, b, c, d;

    public ScanChance(ulong seed, int replicate)
    {
        var state = seed ^ ((ulong)replicate + 1) * 0x9E3779B97F4A7C15;
        // Once through first: seeds that differ by little begin far apart.
        state = Mixed(ref state);
        (a, b, c, d) = (Mixed(ref state), Mixed(ref state), Mixed(ref state), Mixed(ref state));
    }

    public ulong Next()
    {
        var result = BitOperations.RotateLeft(b * 5, 7) * 9;
        var t = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= t;
        d = BitOperations.RotateLeft(d, 45);
        return result;
    }

    /// <summary>A whole number from 0 to <paramref name="count"/> - 1, each equally likely to within 2^-33 (Lemire 2019).</summary>
    public int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    static ulong Mixed(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
