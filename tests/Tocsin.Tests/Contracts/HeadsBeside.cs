using Tocsin.Log;
using Tocsin.Share.Logs;

namespace Tocsin.Tests.Contracts;

/// <summary>Heads of a store whose papers are kept elsewhere.</summary>
sealed class HeadsBeside(IHeads heads, IPapers papers) : IHeads
{
    public Task<StoredHead> Read(Origin log, CancellationToken stop) => heads.Read(log, stop);

    public Task<IReadOnlyList<Origin>> List(CancellationToken stop) => heads.List(stop);

    public async Task<Promise> Promise(LogBatch batch, CancellationToken stop)
    {
        var promise = await heads.Promise(batch with { Papers = [] }, stop);
        if (promise is Tocsin.Share.Logs.Promise.Kept)
            foreach (var paper in batch.Papers) await papers.Put(paper.Kind, paper.Key, paper.Bytes, stop);
        return promise;
    }

    public Task Publish(Checkpoint head, string note, CancellationToken stop) => heads.Publish(head, note, stop);
}
