using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Judging;

namespace Tocsin.Simulation.Machines;

/// <summary>Rings for every event that is meant in earnest, as the rules do: by the same word on it.</summary>
sealed class Ringer(World world, Member member) : IFollower
{
    public string Name => "ringer";

    public Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> batch, CancellationToken stop)
    {
        foreach (var stored in batch)
            if (stored.Read().Try(out var record, out _) && (record.Relayed?.Leaf.Kind ?? record.Leaf.Kind) is var kind && (kind == Kind.Observation || kind == Kind.Incident)
                && (Earnest.Of(record) == CapStatus.Actual || world.MutantOf(member).Rings(record))) world.Rang(member, record);
        return Task.FromResult(new ViewChanges());
    }
}
