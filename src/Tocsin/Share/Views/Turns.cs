using Tocsin.Share.Logs;

namespace Tocsin.Share.Views;

/// <summary>How far a team of followers steps back while much is being written: it waits, then catches up with all that has
/// arrived by then, and waits again. So a bulk import has the processors for most of the time, and its records are worked on in large batches.</summary>
/// <remarks>Much is what one caller hands in at once (<paramref name="IsBusy"/>), and what many bring in one after another, whichever log it is for:
/// <see cref="RushRecords"/> within <see cref="RushMilliseconds"/>.</remarks>
/// <param name="IsBusy">Whether the journal has much to write.</param>
/// <param name="Longest">The longest that a team waits for its turn.</param>
/// <param name="RecordsMost">It waits no longer once so many records wait for it. Where they did when it came back, the import is a long one: see <see cref="LongMilliseconds"/>.</param>
/// <param name="Clock">Times the wait.</param>
public sealed record Turns(Func<bool> IsBusy, TimeSpan Longest, long RecordsMost, TimeProvider Clock)
{
    /// <summary>Records that are a rush where they arrive within <see cref="RushMilliseconds"/>: 5,000 a second.</summary>
    public const int RushRecords = 250;

    /// <summary>How often a team that stepped back looks whether more comes.</summary>
    public const int RushMilliseconds = 50;

    /// <summary>Milliseconds for which a team waits at most where, while it worked, as much has come as it would have waited for: such an import is not waited out, and what came first
    /// is not to wait for all of it.</summary>
    public const int LongMilliseconds = 2_000;

    /// <summary>How many times as many records may then wait for it; behind more it does not wait at all.</summary>
    public const int LongTimes = 4;

    static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(RushMilliseconds);

    /// <summary>No waiting.</summary>
    public static Turns Always { get; } = new(() => false, TimeSpan.Zero, 0, TimeProvider.System);

    /// <summary>Waits for the turn of a team that has come so far.</summary>
    /// <returns>What has arrived by then: the turn lasts until the team has had it.</returns>
    internal async Task<long> Wait(long from, IBell bell, CancellationToken stop)
    {
        var (arrived, seen) = (await bell.Past(from, stop), from);
        var (longest, most) = arrived - from < RecordsMost ? (Longest, RecordsMost) : (TimeSpan.FromMilliseconds(LongMilliseconds), RecordsMost * LongTimes);
        for (var began = Clock.GetTimestamp(); (IsBusy() || arrived - seen >= RushRecords) && arrived - from < most && Clock.GetElapsedTime(began) < longest;)
        {
            seen = arrived;
            await Task.Delay(LookAgain, Clock, stop);
            arrived = await bell.Past(from, stop);
        }
        return arrived;
    }
}
