using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Tocsin.Warn.Rules;

namespace Tocsin.Node.Ui;

/// <summary>The rules in force, explained, and what rules on trial would have done.</summary>
sealed class RulesScreen(TocsinNode node, ListShelves shelves, OfficerStore officers, ConsoleOptions options)
{
    /// <summary>The page as an officer sees it.</summary>
    /// <param name="officer">Who looks.</param>
    /// <param name="typed">What stands in the editor; null: the rules in force.</param>
    /// <param name="faults">What is wrong with it.</param>
    /// <param name="trial">What it would have done.</param>
    /// <param name="done">A sentence on what was done.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<RulesView> Read(CurrentOfficer officer, EditedText? typed, IReadOnlyList<RuleFault> faults, TrialView? trial, string? done, CancellationToken stop)
    {
        var (record, issuedBy) = await InForce(stop);
        var yaml = (record?.What as RulesFacts)?.Yaml ?? "";
        var book = RulesReader.Read(yaml) is RulesRead.Good good ? good.Book : new RuleBook([]);
        var (shelved, names) = (new Dictionary<string, ShelfRow>(), new OfficerNames(officers));
        foreach (var line in await shelves.Rules(stop)) shelved[line.Rule!] = await ShiftScreen.Row(line, names, stop);
        return new RulesView(
            [.. book.Rules.Select(rule => RuleWords.Of(rule) with { Shelf = shelved.GetValueOrDefault(rule.Name) })], typed?.Text ?? yaml, record is null ? null : new RulesInForce(record.Leaf.Id.ToString(), record.Leaf.Time, issuedBy),
            officer.Roles.May(Permission.AdoptRules), officer.Roles.May(Permission.TryRules), faults, done, trial, node.Sources.Clock.Now(), options.Zone)
        {
            Based = typed?.Based ?? record?.Leaf.Id.ToString() ?? "",
            MayShelve = officer.Roles.May(Permission.Acknowledge),
        };
    }

    /// <summary>The page with what is wrong with a form that shelves a rule, and what was typed.</summary>
    public async Task<RulesView> Refused(CurrentOfficer officer, string problem, Typed typed, CancellationToken stop) =>
        await Read(officer, typed: null, faults: [], trial: null, done: null, stop) with { Problem = problem, Typed = typed };

    /// <summary>The page where somebody else adopted rules since the text was begun.</summary>
    public async Task<RulesView> Overtaken(CurrentOfficer officer, EditedText typed, RecordAddress? inForce, CancellationToken stop)
    {
        var before = await node.Views.Row(node.Log, typed.Basis, stop) is { } row ? await node.ReadRecord(row.Address, stop) : null;
        var now = inForce is { } address ? await node.ReadRecord(address, stop) : null;
        var by = now?.Source?.Officer is { } other ? await new OfficerNames(officers).Of(other, stop) : null;
        return await Read(officer, typed with { Based = now?.Leaf.Id.ToString() ?? "" }, [], trial: null, done: null, stop) with
        {
            Overtaken = OvertakenView.Of(by, now?.Leaf.Time ?? node.Sources.Clock.Now(), options.Zone, Text(before), Text(now)),
        };
    }

    static string Text(Record? record) => (record?.What as RulesFacts)?.Yaml ?? "";

    /// <summary>A trial as the page shows it.</summary>
    public async Task<TrialView> Show(Trial trial, CancellationToken stop)
    {
        var rows = new List<TrialRow>();
        foreach (var message in trial.Messages.Reverse().Take(ConsoleLimits.TrialShownMax))
            rows.Add(new TrialRow(message, message.Severity.ToLevel(), await node.Views.Row(message.Cause, stop) is { } cause ? node.KeyOf(cause) : null));
        var byRule = trial.Messages.GroupBy(message => message.Rule).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new Fact(
            group.Key, $"{Texts.Count("rules.trial.threads", group.Select(message => message.Thread).Distinct().LongCount())}, {Texts.Count("rules.trial.messages", group.LongCount())}"));
        return new TrialView(trial, rows, [.. byRule], options.Zone);
    }

    /// <summary>The rules record in force, and who adopted it.</summary>
    async Task<(Record? Record, string? Officer)> InForce(CancellationToken stop)
    {
        var record = await AdoptRules.InForce(node.Views, node.Records, node.Log, stop);
        return (record, record?.Source?.Officer is { } officer ? await new OfficerNames(officers).Of(officer, stop) : null);
    }
}
