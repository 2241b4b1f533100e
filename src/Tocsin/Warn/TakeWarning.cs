using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Threads;

namespace Tocsin.Warn;

/// <summary>What became of taking a warning in hand: a closed set.</summary>
public abstract record Taking
{
    Taking() { }

    /// <summary>It stands in the log.</summary>
    /// <param name="Address">Where.</param>
    /// <param name="From">Who worked on it until now: a pseudonym; nothing where nobody did.</param>
    public sealed record Done(RecordAddress Address, string? From) : Taking;
    /// <summary>It is closed.</summary>
    /// <param name="Officer">By whom: a pseudonym.</param>
    public sealed record Closed(string Officer) : Taking;
    /// <summary>There is no such thread.</summary>
    public sealed record NotFound : Taking;
    /// <summary>The log does not take it.</summary>
    /// <param name="Why">Why, in one sentence.</param>
    public sealed record Refused(string Why) : Taking;
}

/// <summary>An officer takes a warning in hand, or takes it over from another.</summary>
/// <param name="journal">This party's log.</param>
/// <param name="records">The journal's records.</param>
/// <param name="views">The threads.</param>
public sealed class TakeWarning(Journal journal, IRecords records, IViews views)
{
    readonly Disposing disposing = new(journal, records, views);

    /// <summary>Takes it. The last who takes it is its owner.</summary>
    /// <param name="thread">The thread's name.</param>
    /// <param name="officer">The officer's pseudonym.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<Taking> Handle(string thread, string officer, CancellationToken stop)
    {
        if (await disposing.Find(thread, stop) is not { } found) return new Taking.NotFound();
        if (found.State == Threads.ThreadState.Closed) return new Taking.Closed(found.ClosedBy ?? "unknown");
        var facts = new DispositionFacts { Thread = thread, Action = DispositionAction.Take };
        return await disposing.Append(found, facts, officer, key: null, stop) switch
        {
            Appended.Stored stored => new Taking.Done(stored.Address, found.Owner),
            Appended.Refused refused => new Taking.Refused(refused.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
