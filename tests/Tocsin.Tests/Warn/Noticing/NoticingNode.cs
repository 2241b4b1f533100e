using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Log;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Following;
using Tocsin.Warn.Rules;
using Xunit;

namespace Tocsin.Tests.Warn.Noticing;

/// <summary>Drafts as the doors write them, and the check that nothing depends on how the records were cut into steps.</summary>
static class NoticingNode
{
    public const string Deadlines = "    acknowledge_within: { extreme: 5m, severe: 15m, moderate: 1h, minor: 8h }\n";

    /// <summary>The default rule of outbreaks with the reference's methods, of which one can tell by hand what they say: a change for <see cref="Only"/>.</summary>
    public static readonly (string From, string To) ByReference = (
        """
            method: tocsin
            parameters: { alpha: 0.005 }    # so often may a period without an outbreak ring
            until_then: none

        """,
        """
            method: farrington-flexible
            parameters:                 # as Noufaily et al. (2013) recommend
              b: 5
              w: 3
              no_periods: 10
              past_weeks_not_included: 26
              reweight: true
              weights_threshold: 2.58
              trend: true
              p_threshold_trend: 1
              alpha: 0.005
              limit54: [5, 4]
              threshold_method: nbPlugin
              population_offset: false
            until_then: ears-c1

        """);

    /// <summary>The rules of one of the documentation's or the default's rules, changed.</summary>
    public static string Only(string name, params (string From, string To)[] changes)
    {
        var rules = RuleBook.DefaultText().Split("\n  - name: ");
        var rule = rules.Skip(1).Single(text => text.StartsWith(name + "\n", StringComparison.Ordinal));
        foreach (var (from, to) in changes)
        {
            Assert.Contains(from, rule, StringComparison.Ordinal);
            rule = rule.Replace(from, to, StringComparison.Ordinal);
        }
        return $"version: 1\nrules:\n  - name: {rule}";
    }

    public static Draft Observation(string type, Category category, Instant at, string key, double? longitude = null, double latitude = 0, Severity severity = Severity.Unknown,
        Dictionary<string, double>? numbers = null, Dictionary<string, string>? codes = null, Instant? until = null, long? version = null, Urgency urgency = Urgency.Immediate) => new()
        {
            Kind = Kind.Observation,
            What = new EventFacts { Type = type, Category = category, At = at, Until = until, Severity = severity, Urgency = urgency, Certainty = Certainty.Observed, Numbers = numbers, Codes = codes },
            Where = longitude is { } x ? new Where { Geometry = new Point(x, latitude) } : null,
            Source = new Source { Publisher = "Agency", Key = new SourceKey("test", "", [key], version) },
        };

    public static async Task<Appended> Tell(this WarnNode node, Draft draft) => await node.Journal.Append(draft, WarnNode.Stop);

    public static async Task Withdraw(this WarnNode node, RecordAddress address, Hash leaf) => await node.Append(new Draft
    {
        Kind = Kind.Withdrawal, What = new WithdrawalFacts("wrong"), References = [new(Relation.Ends, address.Log, address.Index, leaf)],
    });

    public static async Task<string[]> Why(this WarnNode node) => [.. (await node.Warnings()).Select(w => (WarningFacts)w.What!).Select(f => $"{f.Message} {f.Severity}: {f.Why}")];

    /// <summary>Judges all records again from nothing, in steps of another length, and finds the same documents and no new message;
    /// then every warning comes out the same from its evidence.</summary>
    public static async Task Check(this WarnNode node)
    {
        var (until, arrived) = (await node.Views.Cursor(JudgeFollower.FollowerName, WarnNode.Stop), await node.Records.Arrived(WarnNode.Stop));
        var expected = (await node.Views.ByKey(JudgeFollower.FollowerName, "", "\uFFFF", int.MaxValue, WarnNode.Stop)).Select(Row).ToList();
        foreach (var step in (int[])[7, 2_000])
        {
            var again = new MemoryViews(node.Views);
            var judge = new JudgeFollower(node.Journal, node.Records, again, TestWorld.Atlas, node.Clock);
            for (var cursor = 0L; cursor < until;)
            {
                var batch = await node.Records.ReadAfter(cursor, (int)Math.Min(step, until - cursor), WarnNode.Stop);
                again.Apply(await judge.Follow(batch, WarnNode.Stop));
                cursor = batch[^1].Arrival;
            }
            Assert.Equal(arrived, await node.Records.Arrived(WarnNode.Stop));
            Assert.Equal(expected, (await again.ByKey(JudgeFollower.FollowerName, "", "\uFFFF", int.MaxValue, WarnNode.Stop)).Select(Row));
        }
        await EarthquakeTests.EveryWarningReplays(node);
    }

    static string Row(ViewDocument document) => $"{document.Key} {document.Text} {document.Owner}";
}
