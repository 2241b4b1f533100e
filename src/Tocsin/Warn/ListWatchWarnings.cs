using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Following;
using Tocsin.Warn.Threads;
using Tocsin.Warn.Watching;

namespace Tocsin.Warn;

/// <summary>Lists what a watch has said, the newest first.</summary>
/// <param name="log">This party's private log.</param>
/// <param name="views">The watches and the threads.</param>
public sealed class ListWatchWarnings(Origin log, IViews views)
{
    /// <summary>Threads of a watch that are looked at: those of the newest records.</summary>
    public const int ThreadsMax = 20_000;

    const int Page = 1_000;

    /// <summary>Where its messages stand; nothing where there is no such watch, and none ever spoke.</summary>
    /// <param name="watch">The watch's id.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<IReadOnlyList<RecordAddress>?> Handle(Guid watch, CancellationToken stop)
    {
        var (prefix, threads) = ($"{WatchRule.ThreadPrefix}{watch:N}:", new Queue<WarningThread>());
        for (var from = prefix; ;)
        {
            var page = await views.ByKey(ThreadsFollower.View, from, prefix + '\uFFFF', Page, stop);
            foreach (var document in page)
            {
                if (ThreadDocuments.Read(document) is { } thread) threads.Enqueue(thread);
                // A thread's name ends in the record's id, which begins with its time.
                if (threads.Count > ThreadsMax) threads.Dequeue();
            }
            if (page.Count < Page) break;
            from = page[^1].Key + '\0';
        }
        if (threads.Count == 0 && await views.Document(WatchFollower.FollowerName, WatchKeys.Watch(watch), stop) is null) return null;
        return [.. threads.SelectMany(thread => thread.Entries).Where(entry => entry.Message is not null)
            .OrderByDescending(entry => entry.Incarnation).ThenByDescending(entry => entry.Index).Select(entry => entry.AddressIn(log))];
    }
}
