using System.Globalization;
using Tocsin.Share.Records;

namespace Tocsin.Warn.Threads;

/// <summary>Where a thread stands: a function of the set of its entries, whatever order they came in. docs/spec/warning.md has the table.</summary>
public static class ThreadMachine
{
    /// <summary>Makes a thread of its entries; nothing where there is no message among them.</summary>
    /// <param name="id">The thread's name.</param>
    /// <param name="entries">What was said and done, in any order, none twice.</param>
    public static WarningThread? Run(string id, IEnumerable<ThreadEntry> entries)
    {
        var sorted = Sort(entries);
        var thread = new WarningThread { Id = id, Entries = sorted };
        foreach (var entry in sorted)
            thread = entry.Message is { } message ? Take(thread, entry, message)
                : entry.Disposition is { } disposition ? Take(thread, entry, disposition)
                : thread;
        return thread.Ringing.Length > 0 ? thread : null;
    }

    /// <summary>Open ones before others, the worse before the lesser, of equals the one that rang last.</summary>
    public static long Rank(WarningThread thread) =>
        (thread.IsOpen ? 1L << 60 : 0) + ((long)(Severity.Unknown - thread.Severity) << 50) + Math.Clamp(thread.RangAt.ToUnixTimeMilliseconds(), 0, (1L << 50) - 1);

    /// <summary>The author's log decides on the order; a tie breaks by leaf hash.</summary>
    static IReadOnlyList<ThreadEntry> Sort(IEnumerable<ThreadEntry> entries) =>
        [.. entries.OrderBy(e => e.Incarnation).ThenBy(e => e.Index).ThenBy(e => e.Leaf, StringComparer.Ordinal)];

    /// <summary>Whether a message of a thread rings, so that officers must answer it anew.</summary>
    public static bool Rings(WarningThread thread, WarningFacts message) =>
        thread.Ringing.Length == 0 || message.Message != MessageType.Cancel && (thread.IsCancelled || message.Message == MessageType.Alert || message.Severity < thread.Severity);

    static WarningThread Take(WarningThread thread, ThreadEntry entry, WarningFacts message)
    {
        if (message.Message == MessageType.Cancel && thread.Ringing.Length > 0)
            return thread with { IsCancelled = true, Why = message.Why, Until = message.Until, AcknowledgeBy = null };
        var rings = Rings(thread, message);
        var told = thread with
        {
            IsCancelled = message.Message == MessageType.Cancel,
            Status = message.Status,
            Category = message.Category,
            Severity = message.Severity,
            Urgency = message.Urgency,
            Certainty = message.Certainty,
            Headline = entry.Text ?? message.Event,
            Why = message.Why,
            Place = entry.Place ?? thread.Place,
            Longitude = entry.Longitude ?? thread.Longitude,
            Latitude = entry.Latitude ?? thread.Latitude,
            At = message.At,
            Until = message.Until,
            Rule = message.Judgement?.Rule ?? thread.Rule,
            Numbers = message.Numbers ?? thread.Numbers,
        };
        return rings
            ? told with
            {
                State = ThreadState.New, RangAt = entry.Time, Ringing = entry.Leaf, AcknowledgeBy = message.AcknowledgeBy,
                AcknowledgedBy = null, Owner = null, Outcome = null, ClosedBy = null,
                Step = null, Called = null, CalledAt = null,
            }
            : told;
    }

    static WarningThread Take(WarningThread thread, ThreadEntry entry, DispositionFacts disposition) => (disposition.Action, thread.State) switch
    {
        // The judge keeps silent for as long as the log says, whatever becomes of the thread: so does everything else.
        (DispositionAction.Shelve, _) => thread with { ShelvedUntil = disposition.Until, ShelvedWhy = disposition.Why },
        (DispositionAction.Unshelve, _) => thread with { ShelvedUntil = null, ShelvedWhy = null },
        (_, ThreadState.Closed) => thread,
        (DispositionAction.Acknowledge, ThreadState.New) => thread with { State = ThreadState.Acknowledged, AcknowledgedBy = Officer(entry), AcknowledgeBy = null },
        (DispositionAction.Acknowledge, _) => thread,
        (DispositionAction.Take, _) => thread with { State = ThreadState.InHand, Owner = Officer(entry), AcknowledgedBy = thread.AcknowledgedBy ?? Officer(entry), AcknowledgeBy = null },
        (DispositionAction.Close, _) => thread with
        {
            State = ThreadState.Closed, Outcome = disposition.Outcome ?? Outcome.Other, ClosedBy = Officer(entry),
            AcknowledgedBy = thread.AcknowledgedBy ?? Officer(entry), AcknowledgeBy = null,
        },
        (DispositionAction.Escalate, ThreadState.New) when disposition.Step is { } step && (thread.Step is null || step > thread.Step) =>
            thread with { Step = step, Called = disposition.To ?? [], CalledAt = entry.Time },
        _ => thread,
    };

    static string Officer(ThreadEntry entry) => entry.Officer ?? string.Create(CultureInfo.InvariantCulture, $"leaf {entry.Index}");
}
