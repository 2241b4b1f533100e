using Tocsin.Node.Officers;
using Tocsin.Share.Records;
using Tocsin.Warn.Threads;
using ThreadState = Tocsin.Warn.Threads.ThreadState;

namespace Tocsin.Node.Ui;

/// <summary>A call that waits for nobody any more.</summary>
/// <param name="Thread">The warning's thread.</param>
/// <param name="Words">Who did what with it, as its page says it; nothing where it holds no longer by its own word, or is no more.</param>
sealed record AnsweredCall(string Thread, string? Words);

/// <summary>What became of warnings for which officers were called.</summary>
sealed class AnsweredCalls(WarningBoard board, OfficerStore officers)
{
    /// <summary>Those of some calls that wait no more, in the reader's language.</summary>
    /// <param name="told">The threads of which a page says that officers are called.</param>
    /// <param name="state">What there is now: the calls that wait, and the time.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<IReadOnlyList<AnsweredCall>> Of(IReadOnlyCollection<string> told, LiveState state, CancellationToken stop)
    {
        if (told.Count == 0) return [];
        var (names, answered) = (new OfficerNames(officers), new List<AnsweredCall>());
        foreach (var id in told.Except(state.Called.Where(call => call.Waits).Select(call => call.Thread), StringComparer.Ordinal))
        {
            var thread = await board.Find(id, stop);
            if (thread is not null && CalledWarning.IsWaiting(thread, state.Now)) continue;     // The board is newer than the state.
            answered.Add(new AnsweredCall(id, thread is null ? null : await Words(thread, state.Now, names, stop)));
        }
        return answered;
    }

    static async Task<string?> Words(WarningThread thread, Instant now, OfficerNames names, CancellationToken stop)
    {
        if (Deed(thread, now) is not var (officer, deed)) return null;
        return $"{(officer is null ? Texts.Of("officer.unknown") : await names.Of(officer, stop))}: {Texts.Of($"deed.{deed}")}";
    }

    static (string? Officer, string Deed)? Deed(WarningThread thread, Instant now) => thread switch
    {
        { State: ThreadState.Closed } => (thread.ClosedBy, nameof(DispositionAction.Close)),
        { State: ThreadState.InHand } => (thread.Owner, nameof(DispositionAction.Take)),
        { State: ThreadState.Acknowledged } => (thread.AcknowledgedBy, nameof(DispositionAction.Acknowledge)),
        { IsCancelled: true } => (thread.Entries.Last(entry => entry.Message is not null).Officer, nameof(MessageType.Cancel)),
        _ when thread.IsShelved(now) => (thread.Entries.Last(entry => entry.Disposition?.Action == DispositionAction.Shelve).Officer, nameof(DispositionAction.Shelve)),
        { CalledAt: null } when thread.Entries.Last(entry => entry.Leaf == thread.Ringing) is { Message: { } message } rang => (rang.Officer, $"{message.Message}"),
        _ => null,
    };
}
