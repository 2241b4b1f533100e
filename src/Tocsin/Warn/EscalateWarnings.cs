using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Shift;
using Tocsin.Warn.Threads;

namespace Tocsin.Warn;

/// <summary>A call that went into the log.</summary>
/// <param name="Thread">The warning's thread.</param>
/// <param name="Call">Who is called, and why.</param>
public sealed record Called(string Thread, Call Call);

/// <summary>Calls officers for warnings that nobody acknowledges: each call is a record, and what is delivered follows from it.</summary>
/// <remarks>How far a warning has come stands in the log, so a crash repeats no call: its key is taken once. How long it waits is
/// measured by the clock that nobody can set; the one on the wall may only shorten it.</remarks>
/// <param name="journal">This party's log.</param>
/// <param name="records">The journal's records.</param>
/// <param name="views">The threads, and the roster in force.</param>
/// <param name="clock">The time.</param>
/// <param name="staff">Who can be called now: the roster may name others still.</param>
public sealed class EscalateWarnings(Journal journal, IRecords records, IViews views, TimeProvider clock, Func<Staff> staff)
{
    /// <summary>Calls of one round at most; the others come with the next.</summary>
    public const int CallsMax = 100;

    /// <summary>How long a relief who signed counts as on shift, where no other has signed since.</summary>
    public static readonly Duration ReliefHolds = Duration.FromHours(24);

    readonly Disposing disposing = new(journal, records, views);
    readonly Dictionary<(string Ringing, int? Step), (long Since, Duration Wait)> waiting = [];
    readonly Dictionary<(string Thread, Instant Until), (long Since, Duration Wait)> shelves = [];

    /// <summary>Makes the calls that are due.</summary>
    public async Task<IReadOnlyList<Called>> Tick(CancellationToken stop)
    {
        var now = clock.Now();
        var standing = await ShiftViews.Unanswered(views, now, stop);
        foreach (var gone in shelves.Keys.Except(standing.Where(warning => warning.ShelvedUntil is not null).Select(warning => (warning.Thread, warning.ShelvedUntil!.Value))).ToList()) shelves.Remove(gone);
        var warnings = standing.ConvertAll(warning => OffShelf(warning, now));
        if (warnings.Count == 0)
        {
            waiting.Clear();
            return [];
        }
        var plan = await Plan(now, stop);
        var called = new List<Called>();
        IOException? refused = null;
        var heard = new HashSet<(string, int?)>();
        foreach (var warning in warnings.Where(warning => plan.Wait(warning, now) is not null))
        {
            heard.Add((warning.Ringing, warning.Step));
            if (called.Count == CallsMax || !IsDue(warning, plan.Wait(warning, now)!.Value)) continue;
            try
            {
                if (await Call(plan.Next(warning, now), warning, stop) is { } call) called.Add(call);
            }
            catch (IOException e)
            {
                refused ??= e;  // The others are called all the same.
            }
        }
        foreach (var gone in waiting.Keys.Where(key => !heard.Contains(key)).ToList()) waiting.Remove(gone);
        return called.Count == 0 && refused is not null ? throw refused : called;
    }

    /// <summary>A shelf lasts as long as it was to last when it was first seen here: a clock that is set back makes it no longer.</summary>
    Unanswered OffShelf(Unanswered warning, Instant now)
    {
        if (warning.ShelvedUntil is not { } until) return warning;
        if (!shelves.TryGetValue((warning.Thread, until), out var began)) shelves[(warning.Thread, until)] = began = (clock.GetTimestamp(), Duration.Min(until - now, ShelveWarning.Longest));
        return until <= now || Duration.FromTimeSpan(clock.GetElapsedTime(began.Since)) >= began.Wait ? warning with { ShelvedUntil = null } : warning;
    }

    bool IsDue(Unanswered warning, Duration wait)
    {
        var key = (warning.Ringing, warning.Step);
        if (warning.ShelvedUntil is not null)
        {
            waiting.Remove(key);    // It waits from the end of the shelf on.
            return false;
        }
        if (!waiting.TryGetValue(key, out var began)) waiting[key] = began = (clock.GetTimestamp(), wait);
        return wait <= Duration.Zero || Duration.FromTimeSpan(clock.GetElapsedTime(began.Since)) >= began.Wait;
    }

    async Task<Called?> Call(Call call, Unanswered warning, CancellationToken stop)
    {
        if (await disposing.Find(warning.Thread, stop) is not { } thread || thread.Ringing != warning.Ringing) return null;
        var facts = new DispositionFacts { Thread = thread.Id, Action = DispositionAction.Escalate, Step = call.Step, To = call.To, Why = call.Why.Text, Phrase = call.Why.Phrase };
        return await disposing.Append(thread, facts, officer: null, $"escalate/{call.Step}", stop) switch
        {
            Appended.Stored => new Called(thread.Id, call),
            Appended.Duplicate => null,     // It stands in the log, and the threads have not read it yet.
            Appended.Refused refused => throw new IOException($"the log does not take a call: {refused.Reason}"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    async Task<CallPlan> Plan(Instant now, CancellationToken stop)
    {
        var inForce = await ShiftViews.RosterInForce(views, records, stop);
        var relief = await ShiftViews.Handover(views, stop) is { To: { } to, SignedAt: { } signed } && now - signed <= ReliefHolds ? to : null;
        return new CallPlan(inForce?.Roster, relief, staff(), now);
    }
}
