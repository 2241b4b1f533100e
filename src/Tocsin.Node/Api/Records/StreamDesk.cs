using System.Collections.Concurrent;
using Tocsin.Node.Api.Tokens;

namespace Tocsin.Node.Api.Records;

/// <summary>How streams keep time.</summary>
/// <param name="Heartbeat">After so long without news a stream says that it lives.</param>
/// <param name="Patience">So long a reader may take to take what was sent.</param>
sealed record StreamPace(TimeSpan Heartbeat, TimeSpan Patience)
{
    public static StreamPace Usual { get; } = new(TimeSpan.FromSeconds(ApiLimits.HeartbeatSeconds), TimeSpan.FromSeconds(ApiLimits.PatienceSeconds));
}

/// <summary>How many streams there are, of whom, and whether their tokens hold still.</summary>
sealed class StreamDesk(TokenStore tokens, TimeProvider clock)
{
    static readonly Duration Fresh = Duration.FromMilliseconds(ApiLimits.LookAgainMilliseconds / 2);

    readonly ConcurrentDictionary<string, int> open = new();
    readonly Lock reading = new();
    Dictionary<string, ApiToken> known = [];
    Instant read = Instant.MinValue;

    /// <summary>Takes a stream in; why not, where there are too many.</summary>
    public string? Enter(ApiCaller caller)
    {
        if (open.Values.Sum() >= ApiLimits.StreamsMax) return $"The node has {ApiLimits.StreamsMax} open streams, which are the most.";
        if (open.AddOrUpdate(caller.Pseudonym, 1, (_, count) => count + 1) <= ApiLimits.StreamsOfOneMax) return null;
        Leave(caller);
        return $"This token has {ApiLimits.StreamsOfOneMax} open streams, which are the most.";
    }

    public void Leave(ApiCaller caller) => open.AddOrUpdate(caller.Pseudonym, 0, (_, count) => count - 1);

    /// <summary>Why a stream may not go on; nothing where it may. All streams together ask the file twice a second.</summary>
    public string? Refusal(ApiCaller caller)
    {
        if (caller.Token is not { } token) return null;
        lock (reading)
        {
            var now = clock.Now();
            if (now - read >= Fresh) (known, read) = (tokens.All().ToDictionary(each => each.Id), now);
            return known.TryGetValue(token.Id, out var held) ? held.Refusal(now) : "There is no such token any more.";
        }
    }
}
