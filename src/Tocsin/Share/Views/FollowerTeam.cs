using Tocsin.Share.Logs;

namespace Tocsin.Share.Views;

/// <summary>Drives several followers in step: a batch is read once, and the steps of all who follow it are kept in one transaction.</summary>
/// <remarks>A member that these records take long, or one that fell behind with such, goes alone until it has come up with the others again.
/// Where one fails, the steps of those before it are kept, and the team ends. See docs/decisions/0006-followers-go-in-step.md.</remarks>
/// <param name="ranks">The followers. Those of a rank read nothing that others of it write, and see of a batch what the ranks before
/// them made of it: each rank is a transaction.</param>
/// <param name="records">The journal.</param>
/// <param name="views">Holds the cursors.</param>
/// <param name="bell">Tells how far it may go: of arrivals, or of how far another team has <see cref="Come"/>.</param>
/// <param name="turns">How far it steps back while the journal has much to write.</param>
public sealed class FollowerTeam(IReadOnlyList<IReadOnlyList<FollowerLoop>> ranks, IRecords records, IViews views, IBell bell, Turns turns)
{
    readonly Dictionary<FollowerLoop, Task> away = [];

    /// <summary>Tells how far all of the first rank have come who are not away: who reads what they make follows that, and finds the records read.</summary>
    public Bell Come { get; } = new();

    IEnumerable<FollowerLoop> Present => ranks.SelectMany(PresentOf);

    /// <summary>Follows until it is stopped.</summary>
    public async Task Run(CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            for (var until = 0L; ;)
            {
                var turn = turns.Wait(await CatchUp(until, ending.Token), bell, ending.Token);
                await await Task.WhenAny([turn, .. away.Values]);
                if (turn.IsCompleted) until = await turn;
            }
        }
        finally
        {
            await ending.CancelAsync();
            foreach (var alone in away.Values) await alone.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);     // Who is away reads the store too.
        }
    }

    /// <summary>Follows until nothing is left for those who are not away, and not beyond an arrival number; returns how far all of these have come.</summary>
    public async Task<long> CatchUp(long until, CancellationToken stop)
    {
        while (true)
        {
            await Welcome();
            var from = long.MaxValue;
            foreach (var member in Present) from = Math.Min(from, await member.Begin(stop));
            var read = from >= until ? [] : await records.ReadAfter(from, Limits.FollowRecordsMax, stop);
            IReadOnlyList<StoredRecord> batch = read is [.., var last] && last.Arrival > until ? [.. read.TakeWhile(stored => stored.Arrival <= until)] : read;
            if (batch.Count == 0)
            {
                Tell();
                return from;
            }
            foreach (var member in Present.Where(member => member.TakesLong(batch)).ToList()) away[member] = Task.Run(() => member.CatchUp(long.MaxValue, stop), stop);
            var ahead = batch.Count < Limits.FollowRecordsMax ? Task.CompletedTask : Task.Factory.StartNew(() => ReadAhead(batch[^1].Arrival, stop), stop, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current).Unwrap();
            try
            {
                foreach (var rank in ranks)
                {
                    await Follow([.. PresentOf(rank)], batch, stop);
                    if (rank == ranks[0]) Tell();
                }
            }
            finally
            {
                await ahead.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);     // Nothing reads the store once the team has ended. What it failed at fails again.
            }
        }
    }

    IEnumerable<FollowerLoop> PresentOf(IReadOnlyList<FollowerLoop> rank) => rank.Where(member => !away.ContainsKey(member));

    void Tell() => Come.Ring(PresentOf(ranks[0]).Select(member => member.Cursor).DefaultIfEmpty(-1).Min());

    /// <summary>Reads the next batch while this one is followed: it is at hand then (<see cref="RecentRecords"/>), for whoever else follows too.</summary>
    async Task ReadAhead(long from, CancellationToken stop)
    {
        foreach (var stored in await records.ReadAfter(from, Limits.FollowRecordsMax, stop)) stored.Read();
    }

    /// <summary>Those who have come up with the others are back; what befell one of them befalls the team.</summary>
    async Task Welcome()
    {
        foreach (var (member, alone) in away.Where(one => one.Value.IsCompleted).ToList())
        {
            await alone;
            away.Remove(member);
        }
    }

    async Task Follow(IReadOnlyList<FollowerLoop> rank, IReadOnlyList<StoredRecord> batch, CancellationToken stop)
    {
        var steps = new Dictionary<FollowerLoop, FollowerStep>();
        try
        {
            foreach (var member in rank)
                if (await member.Follow(batch, stop) is { } step) steps.Add(member, step);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await Advance(steps, stop);
            throw;
        }
        await Advance(steps, stop);
    }

    async Task Advance(Dictionary<FollowerLoop, FollowerStep> steps, CancellationToken stop)
    {
        if (steps.Values.All(step => step.Changes.IsEmpty))
        {
            foreach (var (member, step) in steps) member.Carry(step);
            return;
        }
        foreach (var member in Present.Where(member => !steps.ContainsKey(member)))
            if (member.Carried is { } carried) steps.Add(member, carried);
        var isKept = await views.Advance([.. steps.Values], stop);
        foreach (var (member, step) in steps) await member.Advanced(isKept ? step : null, stop);
    }
}
