using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>How much each rule of several places may look and scan in an hour of the records' time. What another party brings has a budget of its
/// own. What is beyond it waits, and is judged with the next count that is within.</summary>
/// <param name="desk">The judge's documents.</param>
sealed class ScanBudget(Desk desk)
{
    /// <summary>What one hour has.</summary>
    public const int HourMax = 2_400;
    /// <summary>What gathering the counts of a period costs.</summary>
    public const int Look = 1;
    /// <summary>What judging them costs, beyond that.</summary>
    public const int Scan = 10;
    /// <summary>So many periods wait at most; the earliest give way.</summary>
    public const int WaitsMax = 64;

    static readonly Duration Hour = Duration.FromHours(1);

    /// <summary>Whether the rule may judge once more.</summary>
    public async Task<bool> IsLeft(Rule rule, Hearing hearing, CancellationToken stop) => (await Of(rule, hearing, stop)).Spent < HourMax;

    /// <summary>It has.</summary>
    public async Task Spend(Rule rule, Hearing hearing, int cost, CancellationToken stop)
    {
        var state = await Of(rule, hearing, stop);
        desk.Put(KeyOf(rule, hearing), state with { Spent = state.Spent + cost }, JudgeJson.Default.ScanState, owner: null);
    }

    /// <summary>A period is to wait; one of the same kind of series that waits already stands for it.</summary>
    public async Task Wait(Rule rule, ScanWait wait, CancellationToken stop)
    {
        var waits = await Waiting(rule, stop);
        var at = waits.FindIndex(each => each.Group == wait.Group && each.Ordinal == wait.Ordinal);
        if (at >= 0) waits[at] = wait with { IsNew = wait.IsNew && waits[at].IsNew };
        else waits.Add(wait);
        if (waits.Count > WaitsMax) waits.Remove(waits.MinBy(each => each.Ordinal)!);
        desk.Put(WaitKeyOf(rule), new ScanWaits(waits), JudgeJson.Default.ScanWaits, owner: null);
    }

    /// <summary>What waits.</summary>
    public async Task<List<ScanWait>> Waiting(Rule rule, CancellationToken stop) => (await desk.Get(WaitKeyOf(rule), JudgeJson.Default.ScanWaits, stop))?.Waits ?? [];

    /// <summary>It waits no longer.</summary>
    public async Task Drop(Rule rule, string group, int ordinal, CancellationToken stop)
    {
        var waits = await Waiting(rule, stop);
        if (waits.RemoveAll(each => each.Group == group && each.Ordinal == ordinal) == 0) return;
        if (waits.Count == 0) desk.Remove(WaitKeyOf(rule));
        else desk.Put(WaitKeyOf(rule), new ScanWaits(waits), JudgeJson.Default.ScanWaits, owner: null);
    }

    async Task<ScanState> Of(Rule rule, Hearing hearing, CancellationToken stop) =>
        await desk.Get(KeyOf(rule, hearing), JudgeJson.Default.ScanState, stop) is { } state && hearing.Time - state.From < Hour && state.From - hearing.Time < Hour
            ? state : new ScanState(hearing.Time, 0);

    static string KeyOf(Rule rule, Hearing hearing) => "scans/" + rule.Name + (hearing.IsForeign ? "/" + hearing.Record.Address.Log.Party.ToBase64Url() : "");

    static string WaitKeyOf(Rule rule) => "scanwait/" + rule.Name;
}
