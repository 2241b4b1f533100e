using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Threads;

namespace Tocsin.Warn;

/// <summary>A warning as an officer writes it.</summary>
public sealed record WarningRequest
{
    /// <summary>Characters of <see cref="Event"/> at most.</summary>
    public const int EventCharsMax = 100;
    /// <summary>Characters of <see cref="Why"/> at most.</summary>
    public const int WhyCharsMax = 500;

    /// <summary>Whether it is new, or updates or cancels a thread.</summary>
    public required MessageType Message { get; init; }
    /// <summary>The thread to update or to cancel; nothing for a new one.</summary>
    public string? Thread { get; init; }
    /// <summary>Whether it is meant in earnest.</summary>
    public CapStatus Status { get; init; }
    /// <summary>CAP's category.</summary>
    public required Category Category { get; init; }
    /// <summary>What happens, in a few words: 1 to 100 characters.</summary>
    public required string Event { get; init; }
    /// <summary>How bad.</summary>
    public required Severity Severity { get; init; }
    /// <summary>How soon.</summary>
    public required Urgency Urgency { get; init; }
    /// <summary>How sure.</summary>
    public required Certainty Certainty { get; init; }
    /// <summary>When it began, or begins. UTC.</summary>
    public required Instant At { get; init; }
    /// <summary>When the warning ceases to hold. UTC.</summary>
    public required Instant Until { get; init; }
    /// <summary>In one sentence, why: 1 to 500 characters.</summary>
    public required string Why { get; init; }
    /// <summary>The areas: geometry, name, codes.</summary>
    public Where? Where { get; init; }
    /// <summary>Words for people, one block a language, the first choice first; no language twice.</summary>
    public IReadOnlyList<TextBlock> Texts { get; init; } = [];
    /// <summary>Who said so first, where it was not this party.</summary>
    public string? Publisher { get; init; }
    /// <summary>The officer's pseudonym.</summary>
    public required string Officer { get; init; }
}

/// <summary>What became of a warning that an officer wrote: a closed set.</summary>
public abstract record Issuing
{
    Issuing() { }

    /// <summary>It stands in the log.</summary>
    /// <param name="Thread">Its thread.</param>
    /// <param name="Address">Where it stands.</param>
    public sealed record Done(string Thread, RecordAddress Address) : Issuing;
    /// <summary>There is no such thread to update or to cancel.</summary>
    public sealed record NotFound : Issuing;
    /// <summary>It is not right, or the log does not take it.</summary>
    /// <param name="Why">Each fault in one sentence; at least one.</param>
    public sealed record Refused(ImmutableArray<string> Why) : Issuing;
}

/// <summary>An officer issues, updates or cancels a warning.</summary>
/// <param name="journal">This party's log.</param>
/// <param name="records">The journal's records.</param>
/// <param name="views">The threads.</param>
/// <param name="clock">Tells a wrong time from a right one.</param>
/// <param name="chance">Names new threads.</param>
public sealed class IssueWarning(Journal journal, IRecords records, IViews views, TimeProvider clock, Chance chance)
{
    readonly Disposing disposing = new(journal, records, views);

    /// <summary>Issues it, or says all that is wrong with it.</summary>
    public async Task<Issuing> Handle(WarningRequest request, CancellationToken stop)
    {
        var now = clock.Now();
        var faults = WarningFaults.Of(request, now).ToImmutableArray();
        if (faults.Length > 0) return new Issuing.Refused(faults);
        var before = request.Thread is null ? null : await disposing.Find(request.Thread, stop);
        if (request.Thread is not null && before is null) return new Issuing.NotFound();
        if (before is not null && before.Status != request.Status) return new Issuing.Refused([$"The thread's status is {before.Status}; a message of it cannot be {request.Status}."]);

        var thread = before?.Id ?? $"officer:{chance.NewId(now):N}";
        var facts = FactsOf(request, thread);
        if (before?.IsShelved(now) is true && ThreadMachine.Rings(before, facts))
            await disposing.Append(before, new DispositionFacts { Thread = thread, Action = DispositionAction.Unshelve }, request.Officer, key: null, stop);
        var appended = await journal.Append(new Draft
        {
            Kind = Kind.Warning,
            What = facts,
            Where = request.Where,
            Texts = request.Texts,
            Source = new Source { Publisher = request.Publisher, Officer = request.Officer },
            References = before?.Entries.LastOrDefault(e => e.Message is not null) is { } last && Hash.TryParseBase64Url(last.Leaf, out var leaf)
                ? [new Reference(Relation.Follows, last.AddressIn(journal.Log).Log, last.Index, leaf)] : [],
        }, stop);
        return appended switch
        {
            Appended.Stored stored => new Issuing.Done(thread, stored.Address),
            Appended.Refused refused => new Issuing.Refused([refused.Reason]),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    static WarningFacts FactsOf(WarningRequest request, string thread) => new()
    {
        Status = request.Status,
        Message = request.Message,
        Thread = thread,
        Category = request.Category,
        Event = request.Event.Trim(),
        Severity = request.Severity,
        Urgency = request.Urgency,
        Certainty = request.Certainty,
        At = request.At,
        Until = request.Until,
        Why = request.Why.Trim(),
    };
}
