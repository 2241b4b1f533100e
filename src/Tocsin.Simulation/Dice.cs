using System.Buffers.Binary;
using System.Text;

namespace Tocsin.Simulation;

/// <summary>A stream of chance from a seed (SplitMix64): the same on every machine and version.</summary>
sealed class Dice(ulong seed)
{
    ulong state = seed;

    /// <summary>The stream that a name has in a world of this seed: what one draws changes nothing for another.</summary>
    public static Dice Of(long seed, string name)
    {
        var hash = Hash.Of(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed} {name}")));
        return new Dice(BinaryPrimitives.ReadUInt64LittleEndian(hash.AsSpan()));
    }

    public ulong Next()
    {
        var mixed = state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    public int Below(int most) => (int)(Next() % (ulong)most);

    public bool Is(double probability) => Next() >> 11 < probability * (1UL << 53);

    public T Of<T>(IReadOnlyList<T> some) => some[Below(some.Count)];

    /// <summary>Between the two, evenly.</summary>
    public TimeSpan Between(TimeSpan least, TimeSpan most) => least + new TimeSpan((long)(Next() % (ulong)Math.Max(1, (most - least).Ticks)));

    /// <summary>The time to the next of events that come so far apart in the mean.</summary>
    public TimeSpan Until(TimeSpan mean) => mean * -Math.Log(((Next() >> 11) + 1) / (double)(1UL << 53));
}

/// <summary>A party's salts, ids and nonces.</summary>
sealed class SeededChance(Dice dice) : Chance
{
    public override void Fill(Span<byte> bytes)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(word.Length, bytes.Length)..])
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, dice.Next());
            word[..Math.Min(word.Length, bytes.Length)].CopyTo(bytes);
        }
    }
}
