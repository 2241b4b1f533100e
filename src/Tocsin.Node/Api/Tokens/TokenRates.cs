using System.Collections.Concurrent;

namespace Tocsin.Node.Api.Tokens;

/// <summary>A bucket for each token: it holds a minute's requests and fills evenly. By the node's clock, so that a test need not wait.</summary>
sealed class TokenRates(TimeProvider clock)
{
    readonly ConcurrentDictionary<string, Bucket> buckets = new();

    /// <summary>Takes one request out of a token's bucket.</summary>
    /// <returns>Zero where there was one, else how long it takes until there is.</returns>
    public TimeSpan Take(string id, int rate) => buckets.GetOrAdd(id, _ => new Bucket(rate, clock.GetTimestamp())).Take(rate, clock);

    sealed class Bucket(double level, long filled)
    {
        readonly Lock gate = new();
        double level = level;
        long filled = filled;

        public TimeSpan Take(int rate, TimeProvider clock)
        {
            var perSecond = rate / 60.0;
            lock (gate)
            {
                var now = clock.GetTimestamp();
                (level, filled) = (Math.Min(rate, level + clock.GetElapsedTime(filled, now).TotalSeconds * perSecond), now);
                if (level < 1) return TimeSpan.FromSeconds((1 - level) / perSecond);
                level--;
                return TimeSpan.Zero;
            }
        }
    }
}
