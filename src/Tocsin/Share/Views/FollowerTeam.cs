using Tocsin.Share.Logs;

namespace Tocsin.Share.Views;

/// <summary>Drives several followers in step: a batch is read once, and each takes of it what it has not had.</summary>
/// <param name="members">The followers, in the order in which they need each other.</param>
/// <param name="records">The journal.</param>
/// <param name="bell">Tells of arrivals.</param>
public sealed class FollowerTeam(IReadOnlyList<FollowerLoop> members, IRecords records, IBell bell)
{
    /// <summary>Follows until it is stopped.</summary>
    public async Task Run(CancellationToken stop)
    {
        while (true)
        {
            var from = long.MaxValue;
            foreach (var member in members) from = Math.Min(from, await member.Begin(stop));
            var batch = await records.ReadAfter(from, Limits.FollowRecordsMax, stop);
            if (batch.Count == 0) await bell.Past(from, stop);
            else foreach (var member in members) await member.Take(batch, stop);
        }
    }
}
