using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>How often each rule has rung in this shift: a shift lasts from one handover to the next, and twelve hours at most. What another
/// party brings has a budget of its own: nobody can spend what is there for this party's sources.</summary>
/// <param name="desk">The judge's documents.</param>
sealed class Budget(Desk desk)
{
    const string Prefix = "budget/";

    static readonly Duration Shift = Duration.FromHours(12);

    /// <summary>A shift was handed over: every rule may ring as often again.</summary>
    public async Task Renew(CancellationToken stop)
    {
        foreach (var (key, _) in await desk.Under(Prefix, JudgeJson.Default.BudgetState, stop)) desk.Remove(key);
    }

    /// <summary>Whether the rule may ring once more; then it has. Else the thread into which it folds, begun by the record that is heard where there is none.</summary>
    public async Task<string?> Spend(Rule rule, Hearing hearing, CancellationToken stop)
    {
        var (key, time) = (Prefix + rule.Name + (hearing.IsForeign ? "/" + hearing.Record.Address.Log.Party.ToBase64Url() : ""), hearing.Time);
        var state = await desk.Get(key, JudgeJson.Default.BudgetState, stop);
        if (state is null || time - state.From >= Shift || state.From - time >= Shift) state = new BudgetState(time, 0, null);
        var isLeft = state.Count < rule.Budget;
        state = isLeft ? state with { Count = state.Count + 1 } : state with { Fold = state.Fold ?? Folding.ThreadOf(rule, hearing.Record.Leaf.Id) };
        desk.Put(key, state, JudgeJson.Default.BudgetState, owner: null);
        return isLeft ? null : state.Fold;     // More may be left again: the budget was raised meanwhile.
    }
}
