using Tocsin.Share.Records;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>What is shelved, as far as the judge has read: it decides on a record by what stood in the log before it.</summary>
/// <param name="desk">The judge's documents.</param>
sealed class ShelfDesk(Desk desk)
{
    /// <summary>The beginning of the keys of rules that are shelved; of threads that are.</summary>
    public const string RulePrefix = "shelf/r/", ThreadPrefix = "shelf/t/";

    /// <summary>An officer shelves something, or takes it off the shelf.</summary>
    public void Hear(DispositionFacts facts, long index, Instant time)
    {
        var key = facts.Rule is { } rule ? RulePrefix + rule : ThreadPrefix + facts.Thread;
        if (facts is { Action: DispositionAction.Shelve, Until: { } until }) desk.Put(key, new ShelfState(until, index, 0, time, time, 0), JudgeJson.Default.ShelfState, owner: null);
        else if (facts.Action == DispositionAction.Unshelve) desk.Remove(key);
    }

    /// <summary>Whether a thread may not speak now: then it is counted, once a shelving.</summary>
    public async Task<ThreadState?> Keep(Rule rule, string thread, ThreadState state, Instant time, CancellationToken stop)
    {
        foreach (var key in new[] { RulePrefix + rule.Name, ThreadPrefix + thread })
        {
            if (await desk.Get(key, JudgeJson.Default.ShelfState, stop) is not { } before) continue;
            var shelf = before.At(time);
            var counts = shelf.Holds && state.ShelvedBy != shelf.Index;
            desk.Put(key, counts ? shelf with { Count = shelf.Count + 1 } : shelf, JudgeJson.Default.ShelfState, owner: null);
            if (shelf.Holds) return state with { ShelvedBy = shelf.Index };
        }
        return null;
    }
}
