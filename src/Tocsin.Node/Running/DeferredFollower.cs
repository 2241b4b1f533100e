using Tocsin.Share.Logs;
using Tocsin.Share.Views;

namespace Tocsin.Node.Running;

/// <summary>A follower that needs something which is still being read: it begins when that is there.</summary>
sealed class DeferredFollower(string name, Task<IFollower> follower) : IFollower
{
    public string Name => name;

    public async Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> records, CancellationToken stop) =>
        await (await follower.WaitAsync(stop)).Follow(records, stop);
}
