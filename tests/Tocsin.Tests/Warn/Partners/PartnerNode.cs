using NodaTime;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Xunit;

namespace Tocsin.Tests.Warn.Partners;

/// <summary>What partners say and do in tests.</summary>
static class PartnerNode
{
    public static async Task<Appended.Stored> Say(this Journal log, Draft draft) => Assert.IsType<Appended.Stored>(await log.Append(draft, WarnNode.Stop));

    public static Task<Appended.Stored> Withdraw(this Journal log, Appended.Stored gone) => log.Say(new Draft
    {
        Kind = Kind.Withdrawal, What = new WithdrawalFacts("wrong"), References = [new(Relation.Ends, gone.Address.Log, gone.Address.Index, gone.LeafHash)],
    });

    /// <summary>The author erases a record, and the node deletes its content as its follower does.</summary>
    public static async Task Erase(this WarnNode node, Journal log, Appended.Stored gone)
    {
        await log.Say(new Draft
        {
            Kind = Kind.Erasure, What = new ErasureFacts([], "asked to"), References = [new(Relation.Ends, gone.Address.Log, gone.Address.Index, gone.LeafHash)],
        });
        await node.Records.Erase(gone.Address, default, forgetIdentity: false, WarnNode.Stop);
    }

    public static Draft Warning(WarnNode node, string thread, MessageType message = MessageType.Alert, Severity severity = Severity.Severe, string? officer = "officer-9",
        CapStatus status = CapStatus.Actual, string? detector = null, IReadOnlyList<Reference>? references = null) => new()
        {
            Kind = Kind.Warning,
            What = new WarningFacts
            {
                Status = status, Message = message, Thread = thread, Category = Category.Met, Event = "words of the partner", Severity = severity, Urgency = Urgency.Immediate, Certainty = Certainty.Likely,
                At = node.Clock.Now - Duration.FromMinutes(10), Until = node.Clock.Now + Duration.FromHours(6), Why = "words of the partner",
                Judgement = detector is null ? null : new Judgement("rule", detector, "1", new Evidence(node.Journal.Log.ToString(), 1, [0], "x")),
            },
            Where = new Where { Geometry = new NetTopologySuite.Geometries.Point(121.6, 24.0) },
            Source = officer is null ? null : new Source { Officer = officer },
            References = references ?? [],
        };

    public static Draft Indicator(string value) => new()
    {
        Kind = Kind.Indicator, What = new IndicatorFacts { Type = "domain", Value = value, Category = Category.Infra, Severity = Severity.Severe, ConfidencePercent = 80 },
    };

    public static Draft Sighting(WarnNode node, string value) => new()
    {
        Kind = Kind.Sighting, What = new SightingFacts { Type = "domain", Value = value, At = node.Clock.Now - Duration.FromHours(1) },
    };

    public static async Task<string[]> Whys(this WarnNode node) => [.. (await node.Warnings()).Select(w => ((WarningFacts)w.What!).Why)];

    public static async Task<Evidence> LastEvidence(this WarnNode node) => ((WarningFacts)(await node.Warnings())[^1].What!).Judgement!.Evidence;

    /// <summary>The views are what the journal makes of them, every warning comes out the same, and nothing depends on how the records were cut into steps.</summary>
    public static async Task CheckAll(this WarnNode node)
    {
        Assert.IsType<Tocsin.Share.Views.Rebuilding.Same>(await node.Rebuild());
        await Noticing.NoticingNode.Check(node);
    }

}
