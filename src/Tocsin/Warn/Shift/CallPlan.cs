using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Shift;

/// <summary>A call that is due.</summary>
/// <param name="Step">Which: 0 the first, to whoever is on duty; from 1 on the deadline had passed.</param>
/// <param name="To">Who is called: pseudonyms.</param>
/// <param name="Why">In one sentence, why.</param>
/// <param name="IsLoud">Whether nobody who should be on duty was there to be called.</param>
public sealed record Call(int Step, ImmutableArray<string> To, Sentence Why, bool IsLoud);

/// <summary>When a warning calls whom: a function of how it stands, the roster and the time alone.</summary>
public sealed class CallPlan
{
    readonly ImmutableArray<string> order, administrators;
    readonly bool isRostered, isManned;
    readonly Sentence gap;

    /// <summary>Makes the plan for a time.</summary>
    /// <param name="roster">The roster in force; nothing where there is none.</param>
    /// <param name="relief">Who signed the last handover lately; nothing where nobody did.</param>
    /// <param name="staff">Who can be called at all.</param>
    /// <param name="now">The time.</param>
    public CallPlan(Roster? roster, string? relief, Staff staff, Instant now)
    {
        var (able, duty) = (roster?.Among(staff.Officers), roster?.At(now)?.On ?? []);
        (order, administrators, isRostered) = (able?.CallsAt(now, relief) ?? [], staff.Administrators, roster is not null);
        isManned = able?.At(now) is { On.IsEmpty: false } || relief is not null && order.Contains(relief);
        gap = duty.IsEmpty ? Sentence.Of("call.nobody", "nobody is on duty") : Sentence.Of("call.gone", "nobody on duty may sign in any more");
    }

    /// <summary>A warning that rang longer ago is not called out for the first time: history does not ring.</summary>
    public static readonly Duration FirstCallWithin = Duration.FromHours(24);
    /// <summary>The least time between two calls.</summary>
    public static readonly Duration LeastPause = Duration.FromMinutes(1);
    /// <summary>The least time between two calls once everybody was called.</summary>
    public static readonly Duration PauseAfterAll = Duration.FromHours(1);

    /// <summary>How long it is until the next call by the clock on the wall, 0 or more; nothing where none will come.</summary>
    /// <remarks>Never longer than a pause: whatever somebody does to the clock, a call is late by one pause at most.</remarks>
    public Duration? Wait(Unanswered warning, Instant now)
    {
        if (warning.Until < now) return null;
        if (warning.ShelvedUntil is { } shelved && now < shelved) return shelved - now;
        if (IsFirst(warning, now)) return Duration.Zero;
        if (warning.AcknowledgeBy is not { } deadline || !isRostered && administrators.IsEmpty) return null;
        var pause = PauseOf(warning, deadline);
        var due = warning is { Step: > 0, CalledAt: { } called } ? called + pause : deadline;
        return Duration.Max(Duration.Zero, Duration.Min(due - now, pause));
    }

    /// <summary>The call that is due, once its time has come.</summary>
    public Call Next(Unanswered warning, Instant now)
    {
        var step = IsFirst(warning, now) ? 0 : (warning.Step ?? 0) + 1;
        var late = step == 0 ? Sentence.Of("call.rang", "It rang") : Sentence.Of("call.late", $"Nobody acknowledged it within {Said(Within(warning, warning.AcknowledgeBy!.Value))}");
        if (order.IsEmpty) return Alone(step, late);
        var to = order.Take(step + 1);
        if (step == 0 && !isManned) return new Call(step, [.. to], Sentence.Of("call.next", $"{late}, and {gap}: it goes to the next in the roster."), IsLoud: true);
        if (step < order.Length) return new Call(step, [.. to], step == 0 ? Sentence.Of("call.duty", $"{late}, and they are on duty.") : Sentence.Of("call.again", $"{late}: it rings again, and goes to the next in the roster."), IsLoud: false);
        return new Call(step, [.. to.Concat(administrators).Distinct()], Sentence.Of("call.all", $"{late}, and everybody in the roster was called: it goes to the administrators too."), IsLoud: true);
    }

    bool IsFirst(Unanswered warning, Instant now) => isRostered && warning.Step is null && now - warning.RangAt <= FirstCallWithin;

    Call Alone(int step, Sentence late) => administrators.IsEmpty
        ? new Call(step, [], Sentence.Of("call.none", $"{late}, {gap}, and there is no administrator: nobody could be called."), IsLoud: true)
        : new Call(step, administrators, Sentence.Of("call.administrators", $"{late}, and {gap}: it goes to the administrators."), IsLoud: true);

    Duration PauseOf(Unanswered warning, Instant deadline) =>
        warning.Step >= Math.Max(order.Length, 1) ? Duration.Max(Within(warning, deadline), PauseAfterAll) : Within(warning, deadline);

    static Duration Within(Unanswered warning, Instant deadline) => Duration.Max(LeastPause, deadline - warning.RangAt);

    static Sentence Said(Duration time) => time.TotalMinutes < 120
        ? Sentence.Of("minutes", $"{time.TotalMinutes:0} min") : Sentence.Of("hours", $"{time.TotalHours:0.#} h");
}
