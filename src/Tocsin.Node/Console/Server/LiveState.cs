namespace Tocsin.Node.Ui;

/// <summary>What there is to be shown in one round of the hub. A page compares it with what it was sent.</summary>
/// <param name="Round">Counts the rounds.</param>
/// <param name="Cursor">The arrival number up to which the views are made.</param>
/// <param name="Warnings">The map's warnings.</param>
/// <param name="Areas">Changes with the areas of warnings.</param>
/// <param name="Timeline">Changes with the timeline, at a beat at most.</param>
/// <param name="Beat">Counts the beats.</param>
/// <param name="Now">The node's time.</param>
/// <param name="Called">The last call of every warning that nobody has acknowledged, whether or not it waits still. The earliest first.</param>
sealed record LiveState(long Round, long Cursor, WarningDots Warnings, long Areas, long Timeline, long Beat, Instant Now, ImmutableArray<CalledWarning> Called);

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
    /// <summary>By when somebody must acknowledge it; null where nobody has to. Milliseconds since 1970.</summary>
    public long? AcknowledgeBy { get; init; }
    /// <summary>The headline in the language of whoever is answered; no part of what is sent.</summary>
    internal Func<string> Words { get; init; } = () => "";
    /// <summary>Whether it waits for somebody: the warning holds and is not shelved. No part of what is sent.</summary>
    internal bool Waits { get; init; }
    /// <summary>Whether whoever looks at the page is called.</summary>
    public bool You { get; init; }

    /// <summary>The last call of each of some threads that nobody has acknowledged, the earliest first.</summary>
    public static ImmutableArray<CalledWarning> Of(IEnumerable<Warn.Threads.WarningThread> threads, Instant now) =>
    [
        .. threads.Where(IsCalled).OrderBy(thread => thread.CalledAt).ThenBy(thread => thread.Id, StringComparer.Ordinal).Select(thread =>
            new CalledWarning(thread.Id, thread.Step ?? 0, (int)thread.Severity.ToLevel(), thread.Headline, thread.IsExercise(), thread.Called ?? [])
            {
                At = thread.CalledAt!.Value.ToUnixTimeMilliseconds(), AcknowledgeBy = thread.AcknowledgeBy?.ToUnixTimeMilliseconds(),
                Words = () => PhraseWords.Headline(thread), Waits = IsWaiting(thread, now),
            }),
    ];

    /// <summary>Whether officers are called for a warning that holds, is not shelved, and that nobody has acknowledged.</summary>
    internal static bool IsWaiting(Warn.Threads.WarningThread thread, Instant now) => IsCalled(thread) && !thread.IsShelved(now) && !thread.IsExpired(now);

    static bool IsCalled(Warn.Threads.WarningThread thread) => thread is { State: Warn.Threads.ThreadState.New, IsCancelled: false, CalledAt: not null };

    /// <summary>The calls that wait and that a page which knew some has not heard of, as an officer is told: the last of them, if they are many.</summary>
    /// <remarks>What was heard stays heard: a shelf that ends is no new call.</remarks>
    public static IReadOnlyList<CalledWarning> New(ImmutableArray<CalledWarning> known, ImmutableArray<CalledWarning> now, string officer)
    {
        if (known == now) return [];
        var heard = known.Select(call => (call.Thread, call.Step, call.At)).ToHashSet();
        return [.. now.Where(call => call.Waits && !heard.Contains((call.Thread, call.Step, call.At))).TakeLast(ConsoleLimits.CallsToldMax).Select(call => call with { You = call.To.Contains(officer), Headline = call.Words() })];
    }
}
