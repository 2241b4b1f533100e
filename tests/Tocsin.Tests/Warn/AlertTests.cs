using System.Globalization;
using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn;
using Tocsin.Warn.Rules;
using Xunit;

namespace Tocsin.Tests.Warn;

public sealed class AlertTests
{
    [Fact]
    public async Task A_chain_of_messages_is_one_thread()
    {
        await using var node = await WarnNode.Open();
        await node.Append(Alert(node, "1", "Alert", Severity.Severe));
        await node.Append(Alert(node, "2", "Update", Severity.Severe, "1"));
        await node.Append(Alert(node, "3", "Update", Severity.Extreme, "1 2"));
        await node.Append(Alert(node, "4", "Cancel", Severity.Extreme, "3"));
        await node.Settle();
        Assert.Equal(["Alert Severe", "Update Extreme", "Cancel Extreme"], await node.Said());
        Assert.Single(await node.Threads());
        await EarthquakeTests.EveryWarningReplays(node);
    }

    [Fact]
    public async Task Messages_that_arrive_in_the_wrong_order_come_to_the_same()
    {
        await using var node = await WarnNode.Open();
        await node.Append(Alert(node, "2", "Update", Severity.Extreme, "1"));
        await node.Append(Alert(node, "1", "Alert", Severity.Severe));
        await node.Append(Alert(node, "4", "Cancel", Severity.Extreme, "8"));
        await node.Append(Alert(node, "8", "Alert", Severity.Extreme, sentMinute: 3));
        await node.Settle();
        Assert.Equal(["Alert Extreme"], await node.Said());
    }

    [Fact]
    public async Task An_update_that_joins_two_chains_cancels_one()
    {
        await using var node = await WarnNode.Open();
        await node.Append(Alert(node, "1", "Alert", Severity.Severe));
        await node.Append(Alert(node, "2", "Alert", Severity.Severe));
        await node.Append(Alert(node, "3", "Update", Severity.Severe, "1 2"));
        await node.Settle();
        Assert.Equal(["Alert Severe", "Alert Severe", "Cancel Severe"], await node.Said());
        await EarthquakeTests.EveryWarningReplays(node);
    }

    [Fact]
    public async Task A_thread_that_was_merged_and_is_opened_again_is_itself()
    {
        await using var node = await WarnNode.Open();
        await node.Append(Alert(node, "1", "Alert", Severity.Severe));
        await node.Append(Alert(node, "2", "Alert", Severity.Severe));
        await node.Append(Alert(node, "3", "Update", Severity.Severe, "1 2"));
        await node.Settle();
        Assert.Single(await Moved(node));
        // Both came in the same millisecond: chance decides which of them is the younger, whose thread gives way.
        var threads = (await node.Warnings()).Select(warning => ((WarningFacts)warning.What!).Thread).ToList();
        var merged = threads[2];

        node.Clock.Now += Duration.FromDays(30);
        await node.Append(Alert(node, threads[0] == merged ? "1" : "2", "Alert", Severity.Extreme));
        await node.Settle();
        Assert.Equal(merged, ((WarningFacts)(await node.Warnings())[^1].What!).Thread);
        Assert.Equal(4, (await node.Said()).Length);
        Assert.Empty(await Moved(node));
    }

    static Task<IReadOnlyList<ViewDocument>> Moved(WarnNode node) => node.Views.ByKey("judge", "moved/", "moved0", 10, WarnNode.Stop);

    [Theory]
    [InlineData(CapStatus.Actual, 1)]
    [InlineData(CapStatus.Exercise, 0)]
    [InlineData(CapStatus.Test, 0)]
    [InlineData(CapStatus.System, 0)]
    [InlineData(CapStatus.Draft, 0)]
    public async Task Only_the_actual_rings(CapStatus status, int rings)
    {
        await using var node = await WarnNode.Open();
        await node.Append(Alert(node, "1", "Alert", Severity.Extreme, status: status));
        await node.Settle();
        Assert.Equal(rings, (await node.Said()).Length);
    }

    [Theory]
    [InlineData("any", true)]
    [InlineData("{ countries: [VN] }", true)]
    [InlineData("{ countries: [LA, FJ] }", false)]
    [InlineData("{ within_km: 200, of: { country: LA } }", true)]
    [InlineData("{ within_km: 50, of: { country: LA } }", false)]
    [InlineData("{ within_km: 30, of: { point: [105.84, 21.02] } }", true)]
    [InlineData("{ within_km: 30, of: { point: [102.6, 17.97] } }", false)]
    [InlineData("{ bbox: [105, 20, 107, 22] }", true)]
    [InlineData("{ bbox: [170, 20, 107, 22] }", true)]
    [InlineData("{ bbox: [107, 20, 170, 22] }", false)]
    public async Task The_area_decides(string area, bool rings)
    {
        await using var node = await WarnNode.Open(RuleBook.DefaultText().Replace("area: any ", $"area: {area} ", StringComparison.Ordinal));
        await node.Append(Alert(node, "1", "Alert", Severity.Extreme));
        await node.Settle();
        Assert.Equal(rings, (await node.Said()).Length == 1);
    }

    [Fact]
    public async Task Nothing_of_the_source_s_words_gets_into_the_warning()
    {
        await using var node = await WarnNode.Open();
        await node.Append(Alert(node, "1", "Alert", Severity.Severe));
        await node.Settle();
        var warning = Assert.Single(await node.Warnings());
        Assert.Equal("Weather or flood alert, in Hanoi: another agency calls it severe, immediate and observed.", ((WarningFacts)warning.What!).Why);
        var stored = await node.Records.Read(warning.Address, WarnNode.Stop);
        Assert.DoesNotContain("SECRET", System.Text.Encoding.UTF8.GetString(stored!.Content.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_withdrawn_alert_is_cancelled_and_erased_evidence_is_said_to_be_missing()
    {
        await using var node = await WarnNode.Open();
        var alert = await node.Append(Alert(node, "1", "Alert", Severity.Severe));
        var other = await node.Append(Alert(node, "2", "Alert", Severity.Severe));
        await node.Settle();
        await node.Append(new Draft { Kind = Kind.Withdrawal, What = new WithdrawalFacts("wrong"), References = [new(Relation.Ends, node.Journal.Log, alert.Address.Index, alert.LeafHash)] });
        await node.Settle();
        Assert.Equal(["Alert Severe", "Alert Severe", "Cancel Severe"], await node.Said());
        await EarthquakeTests.EveryWarningReplays(node);

        await node.Append(new Draft { Kind = Kind.Erasure, What = new ErasureFacts([], "asked for"), References = [new(Relation.Ends, node.Journal.Log, other.Address.Index, other.LeafHash)] });
        await node.Records.Erase(other.Address, default, forgetIdentity: true, WarnNode.Stop);
        await node.Settle();
        Assert.Equal(3, (await node.Said()).Length);
        var replayed = await new ReplayWarning(node.Records, TestWorld.Atlas).Handle((await node.Warnings())[1].Address, WarnNode.Stop);
        Assert.Equal(other.Address, Assert.Single(Assert.IsType<Replaying.EvidenceErased>(replayed).Leaves));
    }

    static Draft Alert(WarnNode node, string id, string message, Severity severity, string references = "", CapStatus status = CapStatus.Actual, int? sentMinute = null)
    {
        string Sent(int minute) => (node.Clock.Now - Duration.FromMinutes(30 - minute)).ToString("yyyy-MM-dd'T'HH:mm:ss'-00:00'", CultureInfo.InvariantCulture);
        int Minute(string of) => of == "8" ? 3 : int.Parse(of, CultureInfo.InvariantCulture);
        return new Draft
        {
            Kind = Kind.Observation,
            What = new EventFacts
            {
                Status = status, Type = "alert", Category = Category.Met, Event = "SECRET flood", Severity = severity, Urgency = Urgency.Immediate, Certainty = Certainty.Observed,
                At = node.Clock.Now, Until = node.Clock.Now + Duration.FromHours(5),
                Codes = new Dictionary<string, string>
                {
                    ["message"] = message, ["sender"] = "w@example.org", ["identifier"] = id, ["sent"] = Sent(sentMinute ?? Minute(id)),
                    ["references"] = string.Join(' ', references.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(r => $"w@example.org,{r},{Sent(Minute(r))}")),
                },
            },
            Where = new Where { Geometry = new Polygon(new LinearRing([new(105.7, 20.9), new(106, 20.9), new(106, 21.15), new(105.7, 21.15), new(105.7, 20.9)])), Name = "SECRET place" },
            Texts = [new TextBlock { Headline = "SECRET headline" }],
            Source = new Source { Key = new SourceKey("cap", "w@example.org", [id], null) },
        };
    }
}
