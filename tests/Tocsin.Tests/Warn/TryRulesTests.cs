using NodaTime;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Tocsin.Warn.Rules;
using Xunit;

namespace Tocsin.Tests.Warn;

/// <summary>What rules on trial say is what the judge says, and nothing of it is written.</summary>
public sealed class TryRulesTests
{
    static readonly Duration Hour = Duration.FromHours(1), Minute = Duration.FromMinutes(1);

    [Fact]
    public async Task The_rules_in_force_would_have_said_what_they_said()
    {
        await using var node = await Night();
        var before = await node.Records.Arrived(WarnNode.Stop);
        var trial = await Try(node, RuleBook.DefaultText(), Duration.FromDays(90));
        Assert.Equal(["Alert Severe 6.4", "Update Severe 6.4", "Alert Severe 6.6"], await node.Said());
        var warnings = await node.Warnings();
        Assert.Equal(warnings.Select(w => ((WarningFacts)w.What!).Why), trial.Messages.Select(m => m.Why));
        Assert.Equal(warnings.Select(w => ((WarningFacts)w.What!).Thread), trial.Messages.Select(m => m.Thread));
        Assert.Equal(warnings.Select(w => w.Leaf.References.First(r => r.Relation == Relation.Cause).Index), trial.Messages.Select(m => m.Cause.Index));
        Assert.True(trial.IsWhole);
        Assert.Equal(before, trial.Records);
        Assert.Equal(before, await node.Records.Arrived(WarnNode.Stop));
    }

    [Fact]
    public async Task Other_rules_would_have_said_something_else_and_change_nothing_in_force()
    {
        await using var node = await Night();
        var trial = await Try(node, RuleBook.DefaultText().Replace("min_magnitude: 4.5", "min_magnitude: 6.5", StringComparison.Ordinal), Duration.FromDays(90));
        Assert.Equal("earthquakes", Assert.Single(trial.Messages).Rule);
        Assert.Equal(4.5, ((EarthquakeRule)(await InForce(node)).Find("earthquakes")!).MinMagnitude);
    }

    [Fact]
    public async Task What_folds_beyond_a_budget_folds_in_a_trial_too()
    {
        var rules = RuleBook.DefaultText().Replace("    kind: earthquake\n", "    kind: earthquake\n    budget: 1\n", StringComparison.Ordinal);
        await using var node = await WarnNode.Open(rules);
        foreach (var (longitude, latitude) in new[] { (121.53, 25.05), (105.84, 21.02), (102.6, 17.97), (178.44, -18.14) })
            await node.Append(node.Quake($"q{longitude}", 6.4, Minute, longitude, latitude));
        await node.Settle();
        var trial = await Try(node, rules, Duration.FromDays(90));
        var warnings = (await node.Warnings()).Select(w => (WarningFacts)w.What!).ToList();
        Assert.Contains(warnings, w => w.Numbers?.GetValueOrDefault(Tocsin.Warn.Judging.Folding.Number) == 3);
        Assert.Equal(warnings.Select(w => (w.Message, w.Thread, w.Why)), trial.Messages.Select(m => (m.Message, m.Thread, m.Why)));
    }

    [Fact]
    public async Task What_lies_further_back_is_not_judged()
    {
        await using var node = await Night();
        node.Clock.Now += Duration.FromDays(80);
        var trial = await Try(node, RuleBook.DefaultText(), Duration.FromDays(60));
        Assert.Equal((0, 0), (trial.Records, trial.Said));
        trial = await Try(node, RuleBook.DefaultText(), Duration.FromDays(85));
        Assert.Equal((4, 1), (trial.Records, trial.Said)); // The later earthquake, and what the night's judge wrote after it, of which no judge hears.
    }

    [Fact]
    public async Task A_trial_that_takes_too_long_ends_with_what_it_found()
    {
        await using var node = await Night();
        var trial = await Try(node, RuleBook.DefaultText(), Duration.FromDays(90), new CancellationToken(canceled: true));
        Assert.False(trial.IsWhole);
        Assert.Equal(0, trial.Records);
    }

    static async Task<WarnNode> Night()
    {
        var node = await WarnNode.Open();
        await node.Append(node.Quake("main", 6.4, Minute));
        for (var hour = 1; hour <= 7; hour++)
        {
            node.Clock.Now += Hour;
            await node.Append(node.Quake($"after {hour}", 4.6, Minute, longitude: 121.7));
        }
        node.Clock.Now += Duration.FromDays(30);
        await node.Append(node.Quake("later", 6.6, Minute));
        await node.Settle();
        return node;
    }

    static Task<Trial> Try(WarnNode node, string yaml, Duration back, CancellationToken enough = default) =>
        new TryRules(node.Journal, node.Records, node.Views, TestWorld.Atlas, node.Clock)
            .Handle(Assert.IsType<RulesRead.Good>(RulesReader.Read(yaml)).Book, back, _ => Task.CompletedTask, enough, WarnNode.Stop);

    static async Task<RuleBook> InForce(WarnNode node) =>
        Assert.IsType<Adopting.Unchanged>(await new AdoptRules(node.Journal, node.Views, node.Records).Handle(RuleBook.DefaultText(), null, WarnNode.Stop)).Book;
}
