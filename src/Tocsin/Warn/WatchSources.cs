using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Following;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Shift;

namespace Tocsin.Warn;

/// <summary>Raises a warning when a source is overdue, and cancels it once the source is heard again.</summary>
/// <remarks>The judge reads no clock (docs/decisions/0003); this does, and what it finds is a record of its own under a key made of the
/// source's last record: so a silence rings once, whatever happens to the clock or to the process.</remarks>
/// <param name="journal">This party's log.</param>
/// <param name="records">The journal's records.</param>
/// <param name="views">The sources, and the rules in force.</param>
/// <param name="clock">The time.</param>
public sealed class WatchSources(Journal journal, IRecords records, IViews views, TimeProvider clock)
{
    /// <summary>After its start a node first hears what waited for it.</summary>
    public static readonly Duration Grace = Duration.FromMinutes(10);

    readonly long began = clock.GetTimestamp();

    /// <summary>Looks at every source that a rule waits for, and returns the threads about which something was said.</summary>
    public async Task<IReadOnlyList<string>> Tick(CancellationToken stop)
    {
        if (await ShiftViews.RulesInForce(views, records, stop) is not var (rules, book)) return [];
        var (now, sources, shelves) = (clock.Now(), await ShiftViews.Sources(views, stop), await ShiftViews.Shelves(views, stop));
        var said = new List<string>();
        foreach (var rule in book.Rules.OfType<SilenceRule>().Where(rule => rule.IsEnabled))
        {
            var last = sources.Where(s => SilenceJudge.IsOf(rule, s.Scheme, s.Publisher)).MaxBy(s => s.At) is { } heard
                ? await LeafRecord.Read(records, Origin.Parse(heard.Log).Value, heard.Index, stop) ?? rules : rules;
            var standing = await ShiftViews.Silence(views, rule.Name, stop);
            if (standing is not null && standing.Thread != ThreadOf(rule, last)) await Heard(rule, rules, standing, last, now, stop);
            else if (standing is null && IsDue(rule, last, now) && !shelves.Any(s => s.Rule == rule.Name && now < s.Until)) await Overdue(rule, rules, last, now, stop);
            else continue;
            said.Add(standing?.Thread ?? ThreadOf(rule, last));
        }
        return said;
    }

    bool IsDue(SilenceRule rule, Record last, Instant now) =>
        SilenceJudge.OverdueAt(rule, last) < now && Duration.FromTimeSpan(clock.GetElapsedTime(began)) >= Duration.Min(Grace, rule.OverdueAfter);

    Task Overdue(SilenceRule rule, Record rules, Record last, Instant now, CancellationToken stop) => Say(
        rule, rules, ThreadOf(rule, last), new Verdict.Raise(MessageType.Alert, SilenceJudge.Overdue(rule, last)), said: null, last, now, follows: null, stop);

    async Task Heard(SilenceRule rule, Record rules, Silence standing, Record first, Instant now, CancellationToken stop)
    {
        if (first.What is RulesFacts || await LeafRecord.Read(records, Origin.Parse(standing.Log).Value, standing.Index, stop) is not { What: WarningFacts facts } alert) return;
        await Say(rule, rules, standing.Thread, new Verdict.Raise(MessageType.Cancel, SilenceJudge.Heard(rule, first)), WarningMaker.Said(facts, alert.Leaf.Time), first, now, alert, stop);
    }

    async Task Say(SilenceRule rule, Record rules, string thread, Verdict.Raise raise, Said? said, Record evidence, Instant now, Record? follows, CancellationToken stop)
    {
        var facts = WarningMaker.Facts(thread, rule, CapStatus.Actual, raise, said, now, EvidenceDigest.Of(evidence.Address.Log, [Witness.Of(evidence, evidence.Leaf.Time)]));
        IReadOnlyList<Reference> references = follows is null ? [Of(Relation.Cause, evidence), Of(Relation.Rules, rules)] : [Of(Relation.Cause, evidence), Of(Relation.Follows, follows), Of(Relation.Rules, rules)];
        var draft = WarningMaker.Draft(facts, raise.Assessment, references) with
        {
            Source = new Source { Key = new SourceKey(SourceKey.Own, "silence", [$"{rule.Name}/{evidence.LeafHash.ToBase64Url()}/{raise.Message}"], null) },
        };
        if (await journal.Append(draft, stop) is Appended.Refused refused) throw new IOException($"the log does not take the word on a silent source: {refused.Reason}");
    }

    static Reference Of(string relation, Record record) => new(relation, record.Address.Log, record.Address.Index, record.LeafHash);

    static string ThreadOf(SilenceRule rule, Record last) => $"{rule.Name}:{last.Leaf.Id:N}";
}
