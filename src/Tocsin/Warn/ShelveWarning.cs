using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Shift;
using Tocsin.Warn.Threads;

namespace Tocsin.Warn;

/// <summary>What became of shelving: a closed set.</summary>
public abstract record Shelving
{
    Shelving() { }

    /// <summary>It stands in the log.</summary>
    /// <param name="Address">Where.</param>
    public sealed record Done(RecordAddress Address) : Shelving;
    /// <summary>There is no such thread or rule; or it is not shelved, where it is to be taken off the shelf.</summary>
    public sealed record NotFound : Shelving;
    /// <summary>The request, or the log, does not allow it.</summary>
    /// <param name="Why">Why, in one sentence.</param>
    public sealed record Refused(string Why) : Shelving;
}

/// <summary>An officer lets a thread or a rule say nothing until a time: what it would have said is counted.</summary>
/// <param name="journal">This party's log.</param>
/// <param name="records">The journal's records.</param>
/// <param name="views">The threads, and the rules in force.</param>
/// <param name="clock">Tells the past from the future.</param>
public sealed class ShelveWarning(Journal journal, IRecords records, IViews views, TimeProvider clock)
{
    /// <summary>The longest that anything is shelved.</summary>
    public static readonly Duration Longest = Duration.FromDays(31);

    readonly Disposing disposing = new(journal, records, views);

    /// <summary>Shelves a thread: it neither rings nor calls anybody, and its rule adds nothing to it.</summary>
    /// <param name="thread">The thread's name.</param>
    /// <param name="until">Until when; at most <see cref="Longest"/> ahead. UTC.</param>
    /// <param name="why">In one line, why: 1 to <see cref="CloseWarning.WhyCharsMax"/> characters.</param>
    /// <param name="officer">The officer's pseudonym.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<Shelving> Thread(string thread, Instant until, string why, string officer, CancellationToken stop)
    {
        if (Fault(until, why) is { } fault) return new Shelving.Refused(fault);
        if (await disposing.Find(thread, stop) is not { } found) return new Shelving.NotFound();
        if (!found.IsOpen) return new Shelving.Refused("It is over: there is nothing to shelve.");
        var facts = new DispositionFacts { Thread = thread, Action = DispositionAction.Shelve, Until = until, Why = why.Trim() };
        return Of(await disposing.Append(found, facts, officer, key: null, stop));
    }

    /// <summary>Shelves a rule: it raises nothing.</summary>
    /// <param name="rule">The rule's name.</param>
    /// <param name="until">Until when; at most <see cref="Longest"/> ahead. UTC.</param>
    /// <param name="why">In one line, why.</param>
    /// <param name="officer">The officer's pseudonym.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<Shelving> Rule(string rule, Instant until, string why, string officer, CancellationToken stop)
    {
        if (Fault(until, why) is { } fault) return new Shelving.Refused(fault);
        if ((await ShiftViews.RulesInForce(views, records, stop))?.Book.Find(rule) is null) return new Shelving.NotFound();
        return await Append(new DispositionFacts { Rule = rule, Action = DispositionAction.Shelve, Until = until, Why = why.Trim() }, officer, stop);
    }

    /// <summary>Takes a thread off the shelf.</summary>
    /// <param name="thread">The thread's name.</param>
    /// <param name="officer">The officer's pseudonym.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<Shelving> UnshelveThread(string thread, string officer, CancellationToken stop) =>
        await disposing.Find(thread, stop) is not { } found || !found.IsShelved(clock.Now()) ? new Shelving.NotFound()
            : Of(await disposing.Append(found, new DispositionFacts { Thread = thread, Action = DispositionAction.Unshelve }, officer, key: null, stop));

    /// <summary>Takes a rule off the shelf.</summary>
    /// <param name="rule">The rule's name.</param>
    /// <param name="officer">The officer's pseudonym.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<Shelving> UnshelveRule(string rule, string officer, CancellationToken stop)
    {
        if ((await ShiftViews.Shelves(views, stop)).FirstOrDefault(shelf => shelf.Rule == rule && clock.Now() < shelf.Until) is not { } shelf) return new Shelving.NotFound();
        Hash.TryParseBase64Url(shelf.Leaf, out var leaf);
        return await Append(new DispositionFacts { Rule = rule, Action = DispositionAction.Unshelve }, officer, stop, new Reference(Relation.About, Origin.Parse(shelf.Log).Value, shelf.Index, leaf));
    }

    string? Fault(Instant until, string why)
    {
        var now = clock.Now();
        if (string.IsNullOrWhiteSpace(why)) return "Say in one line why it is shelved.";
        if (why.Length > CloseWarning.WhyCharsMax || why.AsSpan().ContainsAny('\r', '\n')) return $"The reason is one line of at most {CloseWarning.WhyCharsMax} characters.";
        if (until <= now) return $"It would end at {until}, which has passed.";
        return until > now + Longest ? $"It would end at {until}; {Longest.TotalDays:0} days are the most." : null;
    }

    async Task<Shelving> Append(DispositionFacts facts, string officer, CancellationToken stop, params IReadOnlyList<Reference> references) =>
        Of(await journal.Append(new Draft { Kind = Kind.Disposition, What = facts, Source = new Source { Officer = officer }, References = references }, stop));

    static Shelving Of(Appended appended) => appended switch
    {
        Appended.Stored stored => new Shelving.Done(stored.Address),
        Appended.Refused refused => new Shelving.Refused(refused.Reason),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
