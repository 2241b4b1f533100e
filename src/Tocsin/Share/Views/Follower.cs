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

    /// <summary>Whether these records will take it so long that others should not wait for it.</summary>
    bool TakesLong(IReadOnlyList<StoredRecord> records) => false;
}

/// <summary>Drives one follower along the journal, alone or as a member of a <see cref="FollowerTeam"/>.</summary>
/// <param name="follower">The work.</param>
/// <param name="records">The journal.</param>
/// <param name="views">Holds the cursor.</param>
/// <param name="passing">Passes the crash points.</param>
public sealed class FollowerLoop(IFollower follower, IRecords records, IViews views, Passing passing)
{
    long cursor = -1, kept = -1;

    /// <summary>The follower's name.</summary>
    public string Name => follower.Name;

    /// <summary>How far it has come: every record up to this arrival number has had its effects. -1 before it begins.</summary>
    public long Cursor => Volatile.Read(ref cursor);

    /// <summary>Follows until nothing is left up to this arrival number, and not beyond it; returns the cursor.</summary>
    public async Task<long> CatchUp(long until, CancellationToken stop)
    {
        while (true)
        {
            var from = await Begin(stop);
            if (from >= until) return from;
            var batch = await records.ReadAfter(from, (int)Math.Min(Limits.FollowRecordsMax, until - from), stop);
            if (batch.Count == 0) return from;
            if (await Follow(batch, stop) is { } step) await Advanced(await views.Advance([step], stop) ? step : null, stop);
        }
    }

    /// <summary>How far it has come; asked of the store where that is not known.</summary>
    internal async Task<long> Begin(CancellationToken stop)
    {
        if (kept < 0) Volatile.Write(ref cursor, kept = await views.Cursor(follower.Name, stop));
        return cursor;
    }

    /// <summary>Whether a batch holds what would keep others waiting.</summary>
    internal bool TakesLong(IReadOnlyList<StoredRecord> batch) => batch[^1].Arrival > cursor && follower.TakesLong(batch);

    /// <summary>Works on what it has not had of a batch that begins no later than behind its cursor.</summary>
    /// <returns>The step that is to be kept; nothing where there was nothing to do.</returns>
    internal async Task<FollowerStep?> Follow(IReadOnlyList<StoredRecord> batch, CancellationToken stop)
    {
        var from = await Begin(stop);
        if (batch[^1].Arrival <= from) return null;
        passing(CrashPoint.BeforeFollowing);
        var changes = await follower.Follow(batch[0].Arrival > from ? batch : [.. batch.Where(record => record.Arrival > from)], stop);
        passing(CrashPoint.AfterFollowing);
        return new FollowerStep(follower.Name, kept, batch[^1].Arrival, changes);
    }

    /// <summary>A step was kept; or, where another process had moved the cursor, none was.</summary>
    internal async Task Advanced(FollowerStep? step, CancellationToken stop)
    {
        kept = step?.To ?? -1;
        if (step is not null) Volatile.Write(ref cursor, kept);
        else await Begin(stop);
        passing(CrashPoint.AfterAdvancing);
    }

    /// <summary>A step that changes nothing is done, and kept with the next one: after a crash it is done again.</summary>
    internal void Carry(FollowerStep step) => Volatile.Write(ref cursor, step.To);

    /// <summary>What was carried, to be kept now.</summary>
    internal FollowerStep? Carried => cursor > kept ? new FollowerStep(follower.Name, kept, cursor, new ViewChanges()) : null;
}
