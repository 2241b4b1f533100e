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
        var (said, left) = (new List<string>(), await EndLeft(rules, book, now, stop));
        foreach (var rule in book.Rules.OfType<SilenceRule>().Where(rule => rule.IsEnabled && !left.Contains(rule.Name)))
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

    /// <summary>Ends the warnings of rules that were disabled, removed, or wait for another source now; returns the rules' names.</summary>
    async Task<HashSet<string>> EndLeft(Record rules, RuleBook book, Instant now, CancellationToken stop)
    {
        var left = new HashSet<string>(StringComparer.Ordinal);
        foreach (var standing in await ShiftViews.Silences(views, stop))
        {
            if (await LeafRecord.Read(records, Origin.Parse(standing.Log).Value, standing.Index, stop) is not { What: WarningFacts facts } alert) continue;
            if (await CitedRules(alert, stop) is not { } cited || cited.LeafHash == rules.LeafHash || RulesReader.Read(((RulesFacts)cited.What!).Yaml) is not RulesRead.Good { Book: var then }) continue;
            if (then.Find(facts.Judgement!.Rule) is not SilenceRule rule) continue;
            if (book.Find(rule.Name) is SilenceRule { IsEnabled: true } still && (still.Scheme, still.Publisher) == (rule.Scheme, rule.Publisher)) continue;
            left.Add(rule.Name);
            await Say(rule, cited, standing.Thread, new Verdict.Raise(MessageType.Cancel, SilenceJudge.Ended(rule, rules)), WarningMaker.Said(facts, alert.Leaf.Time), rules, now, alert, again: null, stop);
        }
        return left;
    }

    async Task<Record?> CitedRules(Record warning, CancellationToken stop) =>
        warning.Leaf.References.FirstOrDefault(r => r.Relation == Relation.Rules) is { } cited && await LeafRecord.Read(records, cited.Log, cited.Index, stop) is { What: RulesFacts } record ? record : null;

    bool IsDue(SilenceRule rule, Record last, Instant now) =>
        SilenceJudge.OverdueAt(rule, last) < now && Duration.FromTimeSpan(clock.GetElapsedTime(began)) >= Duration.Min(Grace, rule.OverdueAfter);

    async Task Overdue(SilenceRule rule, Record rules, Record last, Instant now, CancellationToken stop)
    {
        // The same silence rings again only where a rule ended it that is in force again.
        var before = await new ShowWarning(views).Handle(ThreadOf(rule, last), stop);
        var again = before?.Entries.LastOrDefault(entry => entry.Message is not null) is { Message: { Message: MessageType.Cancel, Judgement: not null } } ended ? ended.Leaf : null;
        await Say(rule, rules, ThreadOf(rule, last), new Verdict.Raise(MessageType.Alert, SilenceJudge.Overdue(rule, last)), said: null, last, now, follows: null, again, stop);
    }

    async Task Heard(SilenceRule rule, Record rules, Silence standing, Record first, Instant now, CancellationToken stop)
    {
        if (first.What is RulesFacts || await LeafRecord.Read(records, Origin.Parse(standing.Log).Value, standing.Index, stop) is not { What: WarningFacts facts } alert) return;
        await Say(rule, rules, standing.Thread, new Verdict.Raise(MessageType.Cancel, SilenceJudge.Ended(rule, first)), WarningMaker.Said(facts, alert.Leaf.Time), first, now, alert, again: null, stop);
    }

    async Task Say(SilenceRule rule, Record rules, string thread, Verdict.Raise raise, Said? said, Record evidence, Instant now, Record? follows, string? again, CancellationToken stop)
    {
        var facts = WarningMaker.Facts(thread, rule, CapStatus.Actual, raise, said, now, EvidenceDigest.Of(evidence.Address.Log, [Witness.Of(evidence, evidence.Leaf.Time)]));
        IReadOnlyList<Reference> references = follows is null ? [Of(Relation.Cause, evidence), Of(Relation.Rules, rules)] : [Of(Relation.Cause, evidence), Of(Relation.Follows, follows), Of(Relation.Rules, rules)];
        var draft = WarningMaker.Draft(facts, raise.Assessment, references) with
        {
            Source = new Source { Key = new SourceKey(SourceKey.Own, "silence", [$"{rule.Name}/{evidence.LeafHash.ToBase64Url()}/{raise.Message}{(again is null ? "" : $"/{again}")}"], null) },
        };
        if (await journal.Append(draft, stop) is Appended.Refused refused) throw new IOException($"the log does not take the word on a silent source: {refused.Reason}");
    }

    static Reference Of(string relation, Record record) => new(relation, record.Address.Log, record.Address.Index, record.LeafHash);

    static string ThreadOf(SilenceRule rule, Record last) => $"{rule.Name}:{last.Leaf.Id:N}";
}
