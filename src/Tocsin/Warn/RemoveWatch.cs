using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Watching;

namespace Tocsin.Warn;

/// <summary>What became of a watch that was to end: a closed set.</summary>
public abstract record RemovingWatch
{
    RemovingWatch() { }

    /// <summary>It looks at nothing from here on; what it said stays.</summary>
    /// <param name="Watch">The watch.</param>
    public sealed record Done(Watch Watch) : RemovingWatch;
    /// <summary>There is no such watch.</summary>
    public sealed record NotFound : RemovingWatch;
    /// <summary>Several watches are called so.</summary>
    /// <param name="Watches">They.</param>
    public sealed record Several(ImmutableArray<Watch> Watches) : RemovingWatch;
    /// <summary>The log does not take it.</summary>
    /// <param name="Why">Why, in one sentence.</param>
    public sealed record Refused(string Why) : RemovingWatch;
}

/// <summary>Ends a watch.</summary>
/// <param name="journal">This party's log.</param>
/// <param name="records">What it holds.</param>
/// <param name="views">The watches in force.</param>
public sealed class RemoveWatch(Journal journal, IRecords records, IViews views)
{
    /// <summary>Ends it.</summary>
    /// <param name="name">Its name, or its id.</param>
    /// <param name="why">In one line, why.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<RemovingWatch> Handle(string name, string why, CancellationToken stop)
    {
        var found = (await WatchDocuments.All(views, stop)).Where(watch => watch.Facts.Name == name || Guid.TryParse(name, out var id) && watch.Id == id).ToImmutableArray();
        if (found is []) return new RemovingWatch.NotFound();
        if (found is not [var watch]) return new RemovingWatch.Several(found);
        return await new WithdrawRecord(journal, records, views).Withdraw(new RecordAddress(journal.Log, watch.Index), why, stop) switch
        {
            Withdrawing.Withdrawn or Withdrawing.AlreadyWithdrawn => new RemovingWatch.Done(watch),
            Withdrawing.Refused refused => new RemovingWatch.Refused(refused.Reason),
            _ => new RemovingWatch.NotFound(),
        };
    }
}
