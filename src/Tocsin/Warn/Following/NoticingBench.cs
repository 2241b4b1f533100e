using Tocsin.Share.Records;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>What is noticed in many records rather than in one: outbreaks, fires, surges, levels.</summary>
/// <param name="judges">The judges.</param>
/// <param name="desk">The judge's documents.</param>
/// <param name="speaker">Writes messages.</param>
/// <param name="records">The journal's records.</param>
/// <param name="logs">The numbers of the logs.</param>
sealed class NoticingBench(NoticingJudges judges, Desk desk, Speaker speaker, JudgedRecords records, LogTable logs)
{
    readonly CountDesk counts = new(desk, records, logs);
    readonly FireBench fires = new(desk, speaker, judges.Fires, records.Own, logs, judges.Fields);
    readonly PiracyBench piracy = new(desk, speaker, judges.Piracy, records.Own, logs);
    readonly EventLevelBench events = new(desk, speaker, judges.Events, records, logs);
    readonly LevelBench levels = new(desk, speaker, judges.Levels, records, logs);
    IReadOnlyList<CountChange> changes = [];

    /// <summary>Takes a count in, under whatever rules: a rule that comes later finds the past.</summary>
    public async Task Remember(Hearing hearing, CancellationToken stop) => changes = await counts.Take(hearing.Record, stop);

    /// <summary>Says that a leaf is reached, whatever it tells, and be its content erased. What another party says of the time moves nothing here.</summary>
    public async Task Pass(IEnumerable<Rule> rules, Hearing hearing, CancellationToken stop)
    {
        foreach (var rule in rules.OfType<FireRule>())
        {
            if (!hearing.IsForeign) await fires.End(rule, hearing, stop);
            if (hearing.Record.Address.Index % Limits.BundleRecords == 0) await fires.Pass(rule, hearing, stop);
        }
    }

    public async Task Hear(Rule rule, Hearing hearing, CancellationToken stop)
    {
        if (rule is CountsRule counted) await Changed(counted, hearing, changes, stop);
        else if (rule is FireRule fire) await fires.Hear(fire, hearing, stop);
        else if (rule is PiracyRule ships) await piracy.Hear(ships, hearing, stop);
        else if (rule is EventLevelRule graded) await events.Hear(graded, hearing, stop);
        else if (rule is LevelRule level) await levels.Hear(level, hearing, stop);
    }

    /// <summary>All leaves that one record takes back or erases, at once: what came between them never stands. A count whose text alone is erased stays one.</summary>
    public async Task End(IReadOnlyCollection<Rule> rules, Hearing hearing, IReadOnlyList<EndedLeaf> ended, CancellationToken stop)
    {
        if (hearing.Record.What is ErasureFacts { IsWhole: false } erasure && !erasure.Groups.Any(group => group is Group.Where or Group.Source)) return;
        var some = await counts.Remove(ended, stop);
        foreach (var rule in rules.OfType<CountsRule>()) await Changed(rule, hearing, some, stop);
    }

    /// <summary>A record was taken back, or erased.</summary>
    public async Task Forget(IReadOnlyCollection<Rule> rules, Hearing hearing, Guid id, CancellationToken stop)
    {
        foreach (var rule in rules)
        {
            if (rule is FireRule fire) await fires.Forget(fire, hearing, id, stop);
            else if (rule is PiracyRule ships) await piracy.Forget(ships, hearing, id, stop);
            else if (rule is EventLevelRule graded) await events.Forget(graded, hearing, id, stop);
            else if (rule is LevelRule level) await levels.Forget(level, hearing, id, stop);
        }
    }

    /// <summary>Writes what the step changed.</summary>
    public void Flush()
    {
        counts.Flush();
        fires.Flush();
    }

    async Task Changed(CountsRule rule, Hearing hearing, IReadOnlyList<CountChange> some, CancellationToken stop)
    {
        if (some.Count == 0) return;
        var (alone, together) = (new OutbreakBench(desk, counts, speaker, records), new PlacesBench(judges.Places, desk, counts, speaker, records));
        foreach (var change in some)
        {
            if (rule is OutbreakRule outbreak) await alone.Hear(outbreak, hearing, change, stop);
            else await together.Hear(rule, hearing, change, stop);
        }
    }
}

/// <summary>The judges of <see cref="NoticingBench"/>, and the fires that are kept from step to step.</summary>
/// <param name="atlas">The world.</param>
sealed class NoticingJudges(Atlas atlas)
{
    public FireJudge Fires { get; } = new(atlas);

    public PiracyJudge Piracy { get; } = new(atlas);

    public EventLevelJudge Events { get; } = new(atlas);

    public LevelJudge Levels { get; } = new(atlas);

    public PlacesJudge Places { get; } = new(atlas);

    public Dictionary<string, FireField> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>The arrival number up to which <see cref="Fields"/> have been brought; -1 while a step is at work on them.</summary>
    public long JudgedTo { get; private set; } = -1;

    /// <summary>Begins a step after what is stored: fields that come from elsewhere, or from a step that failed, count no more.</summary>
    public void Begin(long stored)
    {
        if (JudgedTo != stored) Fields.Clear();
        JudgedTo = -1;
    }

    /// <summary>A step has been done.</summary>
    public void End(long arrival) => JudgedTo = arrival;
}
