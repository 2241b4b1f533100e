namespace Tocsin.Share.Sync;

/// <summary>Remembers the nonces of requests as long as these are good, so that none is served twice. Each partner has a memory of its own:
/// one that fills its own shuts out nobody else.</summary>
/// <remarks>Loss, by a restart: a request may be replayed within its minute; it is answered to its own author's key alone, and changes nothing that it did not change before.</remarks>
/// <param name="clock">Gives the time.</param>
/// <param name="most">How many of one partner are remembered at once.</param>
public sealed class NonceMemory(TimeProvider clock, int most)
{
    readonly Lock gate = new();
    readonly Dictionary<string, Memory> parties = [];

    /// <summary>Takes a nonce: nothing where it is new; else whether it was met before, or there is no room for more.</summary>
    public Met? Take(SignedBy by)
    {
        lock (gate)
        {
            if (!parties.TryGetValue(by.Party, out var memory)) parties[by.Party] = memory = new Memory();
            memory.Forget(clock.GetUtcNow().ToUnixTimeSeconds() - SyncLimits.SkewSecondsMax);
            if (memory.Known.Contains(by.Nonce)) return Met.Before;
            if (memory.Known.Count >= most) return Met.TooMany;
            memory.Known.Add(by.Nonce);
            memory.ByExpiry.Enqueue(by.Nonce, by.ExpiresSeconds);
            return null;
        }
    }

    /// <summary>Why a nonce is not taken.</summary>
    public enum Met
    {
        /// <summary>It was met before.</summary>
        Before,
        /// <summary>The partner asks faster than its requests expire.</summary>
        TooMany,
    }

    sealed class Memory
    {
        public HashSet<UInt128> Known { get; } = [];

        public PriorityQueue<UInt128, long> ByExpiry { get; } = new();

        public void Forget(long before)
        {
            while (ByExpiry.TryPeek(out var nonce, out var expires) && expires < before)
            {
                ByExpiry.Dequeue();
                Known.Remove(nonce);
            }
        }
    }
}
