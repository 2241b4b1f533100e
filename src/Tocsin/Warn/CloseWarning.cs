using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Threads;

namespace Tocsin.Warn;

/// <summary>What became of closing a warning: a closed set.</summary>
public abstract record Closing
{
    Closing() { }

    /// <summary>It stands in the log.</summary>
    /// <param name="Address">Where.</param>
    public sealed record Done(RecordAddress Address) : Closing;
    /// <summary>Somebody was faster.</summary>
    /// <param name="Officer">Who: a pseudonym.</param>
    /// <param name="Time">When. UTC.</param>
    /// <param name="Outcome">How they closed it.</param>
    public sealed record Already(string Officer, Instant Time, Outcome Outcome) : Closing;
    /// <summary>There is no such thread.</summary>
    public sealed record NotFound : Closing;
    /// <summary>The request, or the log, does not allow it.</summary>
    /// <param name="Why">Why, in one sentence.</param>
    public sealed record Refused(string Why) : Closing;
}

/// <summary>An officer closes a warning, and says how it ended and why.</summary>
/// <param name="journal">This party's log.</param>
/// <param name="records">The journal's records.</param>
/// <param name="views">The threads.</param>
public sealed class CloseWarning(Journal journal, IRecords records, IViews views)
{
    /// <summary>Characters of the reason at most.</summary>
    public const int WhyCharsMax = 500;

    readonly Disposing disposing = new(journal, records, views);

    /// <summary>Closes it, once, whoever is first: the second is told who was. What rings anew can be closed anew.</summary>
    /// <param name="thread">The thread's name.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="why">In one line, why: 1 to <see cref="WhyCharsMax"/> characters.</param>
    /// <param name="officer">The officer's pseudonym.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<Closing> Handle(string thread, Outcome outcome, string why, string officer, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(why)) return new Closing.Refused("Say in one line why it is closed.");
        if (why.Length > WhyCharsMax || why.AsSpan().ContainsAny('\r', '\n')) return new Closing.Refused($"The reason is one line of at most {WhyCharsMax} characters.");
        if (await disposing.Find(thread, stop) is not { } found) return new Closing.NotFound();
        var facts = new DispositionFacts { Thread = thread, Action = DispositionAction.Close, Outcome = outcome, Why = why.Trim() };
        switch (await disposing.Append(found, facts, officer, "close", stop))
        {
            case Appended.Stored stored: return new Closing.Done(stored.Address);
            case Appended.Duplicate duplicate:
                var (first, time, how) = await disposing.Writer(duplicate.Of, stop);
                return new Closing.Already(first, time, how ?? Outcome.Other);
            case Appended.Refused refused: return new Closing.Refused(refused.Reason);
            default: throw new System.Diagnostics.UnreachableException();
        }
    }
}
