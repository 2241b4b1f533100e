using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Threads;

namespace Tocsin.Warn;

/// <summary>What became of an acknowledgement: a closed set.</summary>
public abstract record Acknowledging
{
    Acknowledging() { }

    /// <summary>It stands in the log.</summary>
    /// <param name="Address">Where.</param>
    public sealed record Done(RecordAddress Address) : Acknowledging;
    /// <summary>Somebody was faster.</summary>
    /// <param name="Officer">Who: a pseudonym.</param>
    /// <param name="Time">When. UTC.</param>
    public sealed record Already(string Officer, Instant Time) : Acknowledging;
    /// <summary>There is no such thread.</summary>
    public sealed record NotFound : Acknowledging;
    /// <summary>The log does not take it.</summary>
    /// <param name="Why">Why, in one sentence.</param>
    public sealed record Refused(string Why) : Acknowledging;
}

/// <summary>An officer has seen a warning.</summary>
/// <param name="journal">This party's log.</param>
/// <param name="records">The journal's records.</param>
/// <param name="views">The threads.</param>
public sealed class AcknowledgeWarning(Journal journal, IRecords records, IViews views)
{
    readonly Disposing disposing = new(journal, records, views);

    /// <summary>Acknowledges the thread's ringing message, once, whoever is first.</summary>
    /// <param name="thread">The thread's name.</param>
    /// <param name="officer">The officer's pseudonym.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<Acknowledging> Handle(string thread, string officer, CancellationToken stop)
    {
        if (await disposing.Find(thread, stop) is not { } found) return new Acknowledging.NotFound();
        if (found.State != Threads.ThreadState.New) return new Acknowledging.Already(found.AcknowledgedBy ?? found.Owner ?? "unknown", TimeOf(found));
        var facts = new DispositionFacts { Thread = thread, Action = DispositionAction.Acknowledge };
        switch (await disposing.Append(found, facts, officer, "acknowledge", stop))
        {
            case Appended.Stored stored: return new Acknowledging.Done(stored.Address);
            case Appended.Duplicate duplicate:
                var (first, time, _) = await disposing.Writer(duplicate.Of, stop);
                return new Acknowledging.Already(first, time);
            case Appended.Refused refused: return new Acknowledging.Refused(refused.Reason);
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    static Instant TimeOf(WarningThread thread) =>
        thread.Entries.SkipWhile(e => e.Leaf != thread.Ringing).First(e => e.Disposition is not null).Time;
}
