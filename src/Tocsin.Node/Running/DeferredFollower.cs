using Tocsin.Share.Logs;
using Tocsin.Share.Views;

namespace Tocsin.Node.Running;

/// <summary>A follower that needs something which takes a while to read: it is made when the first records come.</summary>
sealed class DeferredFollower(string name, Func<Task<IFollower>> make) : IFollower
{
    readonly Lazy<Task<IFollower>> follower = new(make);

    public string Name => name;

    public bool TakesLong(IReadOnlyList<StoredRecord> records) => !follower.Value.IsCompleted;

    public async Task<ViewChanges> Follow(IReadOnlyList<StoredRecord> records, CancellationToken stop) =>
        await (await follower.Value.WaitAsync(stop)).Follow(records, stop);
}
