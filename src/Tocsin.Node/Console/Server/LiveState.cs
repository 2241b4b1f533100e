namespace Tocsin.Node.Ui;

/// <summary>What there is to be shown in one round of the hub. A page compares it with what it was sent.</summary>
/// <param name="Round">Counts the rounds.</param>
/// <param name="Cursor">The arrival number up to which the views are made.</param>
/// <param name="Warnings">The map's warnings.</param>
/// <param name="Areas">Changes with the areas of warnings.</param>
/// <param name="Timeline">Changes with the timeline, at a beat at most.</param>
/// <param name="Beat">Counts the beats.</param>
/// <param name="Now">The node's time.</param>
/// <param name="Called">The last call to officers, of a warning that nobody has acknowledged since.</param>
sealed record LiveState(long Round, long Cursor, WarningDots Warnings, long Areas, long Timeline, long Beat, Instant Now, CalledWarning? Called);

/// <summary>A warning for which officers are called.</summary>
/// <param name="Thread">Its thread.</param>
/// <param name="Step">Which call, from 0.</param>
/// <param name="Severity">0 (unknown) to 4 (extreme).</param>
/// <param name="Headline">One line.</param>
/// <param name="Exercise">Whether it belongs to an exercise.</param>
/// <param name="To">Who is called: pseudonyms; a page is told only whether its own officer is.</param>
sealed record CalledWarning(string Thread, int Step, int Severity, string Headline, bool Exercise, [property: System.Text.Json.Serialization.JsonIgnore] IReadOnlyList<string> To)
{
    /// <summary>When. Milliseconds since 1970.</summary>
    public required long At { get; init; }
    /// <summary>Whether whoever looks at the page is called.</summary>
    public bool You { get; init; }

    /// <summary>The last call among some threads.</summary>
    public static CalledWarning? Of(IEnumerable<Warn.Threads.WarningThread> threads) =>
        threads.Where(thread => thread is { State: Warn.Threads.ThreadState.New, IsCancelled: false, CalledAt: not null }).MaxBy(thread => (thread.CalledAt, thread.Id)) is { } last
            ? new(last.Id, last.Step ?? 0, (int)last.Severity.ToLevel(), last.Headline, last.IsExercise(), last.Called ?? []) { At = last.CalledAt!.Value.ToUnixTimeMilliseconds() } : null;

    /// <summary>Whether this is another call than one before.</summary>
    public bool IsNewer(CalledWarning? before) => before is null || At > before.At || At == before.At && Thread != before.Thread;
}
