using Tocsin.Share.Views;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>Remembers in memory which values are named, at four bytes and some room each: whether one is not is known without the disk.
/// It never forgets, and takes about one unknown value in 200 for a known one where it holds 20,000,000.</summary>
sealed class NameFilter
{
    const int Shards = 256, ShardBits = 8, Smallest = 16;

    readonly Shard[] shards = [.. Enumerable.Range(0, Shards).Select(_ => new Shard())];
    readonly Lock widening = new();
    PrefixLengths lengths;

    /// <summary>The lengths of the prefixes that indicators name.</summary>
    public PrefixLengths Lengths
    {
        get { lock (widening) return lengths; }
    }

    public void Add(ValueRole role, string type, string value)
    {
        var mark = Mark(role, type, value);
        shards[mark & (Shards - 1)].Add(mark >> ShardBits | 1u << 31);
        if (role != ValueRole.Indicator || type != ValueIndex.NetworkType) return;
        lock (widening) lengths = lengths.With(value);
    }

    /// <summary>False: nobody names it. True: somebody may.</summary>
    public bool MayHold(ValueRole role, string type, string value)
    {
        var mark = Mark(role, type, value);
        return shards[mark & (Shards - 1)].Has(mark >> ShardBits | 1u << 31);
    }

    /// <summary>By a key of this process alone, so that nobody can choose values that crowd one shard.</summary>
    static uint Mark(ValueRole role, string type, string value) => (uint)HashCode.Combine(role, type, value);

    /// <summary>A table of marks, none of which is 0; it doubles when three quarters are taken.</summary>
    sealed class Shard
    {
        readonly Lock changing = new();
        uint[] slots = new uint[Smallest];
        int taken;

        public void Add(uint mark)
        {
            lock (changing)
            {
                if (!Put(slots, mark) || ++taken <= slots.Length / 4 * 3) return;
                var larger = new uint[slots.Length * 2];
                foreach (var old in slots)
                    if (old != 0) Put(larger, old);
                slots = larger;
            }
        }

        public bool Has(uint mark)
        {
            lock (changing)
            {
                for (var at = Slot(slots, mark); slots[at] != 0; at = at + 1 & slots.Length - 1)
                    if (slots[at] == mark) return true;
                return false;
            }
        }

        static bool Put(uint[] slots, uint mark)
        {
            var at = Slot(slots, mark);
            for (; slots[at] != 0; at = at + 1 & slots.Length - 1)
                if (slots[at] == mark) return false;
            slots[at] = mark;
            return true;
        }

        static int Slot(uint[] slots, uint mark) => (int)(mark & (uint)slots.Length - 1);
    }
}
