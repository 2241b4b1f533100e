using Tocsin.Share.Logs;

namespace Tocsin.Share.Views;

/// <summary>A piece of work with a durable cursor that reads records forward.</summary>
public interface IFollower
{
    /// <summary>Its name, for good: its cursor and the keys of what it appends hang on it.</summary>
    string Name { get; }

    /// <summary>Works on some records, and says what changes with its cursor. After a crash the same records come again:
    /// what it appends carries a key that makes a repetition a duplicate.</summary>
    Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> records, CancellationToken stop);
}

/// <summary>Drives one follower along the journal.</summary>
/// <param name="follower">The work.</param>
/// <param name="records">The journal.</param>
/// <param name="views">Holds the cursor.</param>
/// <param name="bell">Tells of arrivals.</param>
/// <param name="passing">Passes the crash points.</param>
public sealed class FollowerLoop(IFollower follower, IRecords records, IViews views, IBell bell, Passing passing)
{
    long cursor = -1;

    /// <summary>The follower's name.</summary>
    public string Name => follower.Name;

    /// <summary>How far it has come: every record up to this arrival number has had its effects. -1 before it begins.</summary>
    public long Cursor => Volatile.Read(ref cursor);

    /// <summary>Follows until it is stopped.</summary>
    public async Task Run(CancellationToken stop)
    {
        while (true) await bell.Past(await CatchUp(long.MaxValue, stop), stop);
    }

    /// <summary>Follows until nothing is left up to this arrival number, and not beyond it; returns the cursor.</summary>
    public async Task<long> CatchUp(long until, CancellationToken stop)
    {
        while (true)
        {
            var from = await Begin(stop);
            if (from >= until) return from;
            var batch = await records.ReadAfter(from, (int)Math.Min(Limits.FollowRecordsMax, until - from), stop);
            if (batch.Count == 0) return from;
            await Take(batch, stop);
        }
    }

    /// <summary>Looks up how far it has come.</summary>
    internal async Task<long> Begin(CancellationToken stop)
    {
        var from = await views.Cursor(follower.Name, stop);
        Volatile.Write(ref cursor, from);
        return from;
    }

    /// <summary>Works on what it has not had of a batch that begins no later than behind its cursor.</summary>
    internal async Task Take(IReadOnlyList<StoredRecord> batch, CancellationToken stop)
    {
        var from = await Begin(stop);
        if (batch[^1].Arrival <= from) return;
        passing(CrashPoint.BeforeFollowing);
        var changes = await follower.Follow(batch[0].Arrival > from ? batch : [.. batch.Where(record => record.Arrival > from)], stop);
        passing(CrashPoint.AfterFollowing);
        if (await views.Advance(follower.Name, from, batch[^1].Arrival, changes, stop)) Volatile.Write(ref cursor, batch[^1].Arrival);
        passing(CrashPoint.AfterAdvancing);
    }
}
