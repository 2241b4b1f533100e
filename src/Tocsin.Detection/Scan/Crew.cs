namespace Tocsin.Detection.Scan;

/// <summary>Workers, one a thread, who take numbered pieces of work in turns. They are made when first needed, and kept.</summary>
sealed class Crew<TWorker>(int threads, Func<TWorker> make, CancellationToken stop) where TWorker : class
{
    readonly TWorker?[] workers = new TWorker?[threads];

    /// <summary>Those who have worked.</summary>
    public IEnumerable<TWorker> Workers => workers.OfType<TWorker>();

    public void Do(int pieces, Action<TWorker, int> work)
    {
        var next = -1;
        Parallel.For(0, Math.Min(threads, pieces), new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = stop }, worker =>
        {
            var own = workers[worker] ??= make();
            for (int piece; (piece = Interlocked.Increment(ref next)) < pieces;)
            {
                stop.ThrowIfCancellationRequested();
                work(own, piece);
            }
        });
    }
}
