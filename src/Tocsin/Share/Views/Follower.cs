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
    /// <summary>Follows until it is stopped.</summary>
    public async Task Run(CancellationToken stop)
    {
        while (true)
        {
            var cursor = await CatchUp(long.MaxValue, stop);
            await bell.Past(cursor, stop);
        }
    }

    /// <summary>Follows until nothing is left up to this arrival number; returns the cursor.</summary>
    public async Task<long> CatchUp(long until, CancellationToken stop)
    {
        while (true)
        {
            var cursor = await views.Cursor(follower.Name, stop);
            if (cursor >= until) return cursor;
            var batch = await records.ReadAfter(cursor, Limits.FollowRecordsMax, stop);
            if (batch.Count == 0) return cursor;
            passing(CrashPoint.BeforeFollowing);
            var changes = await follower.Follow(batch, stop);
            passing(CrashPoint.AfterFollowing);
            await views.Advance(follower.Name, cursor, batch[^1].Arrival, changes, stop);
            passing(CrashPoint.AfterAdvancing);
        }
    }
}
