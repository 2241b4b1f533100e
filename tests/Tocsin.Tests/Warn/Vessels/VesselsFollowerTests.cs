using System.Text;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Log;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Tocsin.Warn.Following;
using Xunit;
using static Tocsin.Tests.Formats.Ais.AisSentences;

namespace Tocsin.Tests.Warn.Vessels;

/// <summary>What the view of vessels holds of records that others end, in whatever order these come.</summary>
public sealed class VesselsFollowerTests
{
    const string Ship = "574001230";

    static readonly CancellationToken Stop = CancellationToken.None;

    static readonly Instant At = WarnNode.Noon - Duration.FromDays(1);

    static Draft Boat() => DoorFormats.Read(FileFormat.Ais, new MemoryStream(Encoding.UTF8.GetBytes(Position(Ship, At, 160, 30))), new DoorTerms(At + Duration.FromDays(1), "file")).Single().Draft!;

    static async Task<Hash> LeafOf(WarnNode node, RecordAddress address) => (await node.Records.Read(address, Stop))!.Read().Value.LeafHash;

    static Draft Withdrawal(Origin log, long index, Hash leaf) => new() { Kind = Kind.Withdrawal, What = new WithdrawalFacts("a wrong file"), References = [new Reference(Relation.Ends, log, index, leaf)] };

    static async Task<MemoryViews> Follow(WarnNode node, IEnumerable<StoredRecord> records)
    {
        var views = new MemoryViews(node.Views);
        foreach (var stored in records) views.Apply(await new VesselsFollower(views).Follow([stored], Stop));
        return views;
    }

    [Fact]
    public async Task A_member_that_cites_the_leaf_of_another_ones_record_ends_nothing_of_it()
    {
        await using var node = await WarnNode.Open("");
        await node.Append(Boat());
        var partner = await node.Other(circle: 5, party: 9);
        await partner.Append(node.Quake("q", 5, Duration.FromHours(1)), Stop);
        Assert.IsType<Appended.Stored>(await partner.Append(Withdrawal(partner.Log, 0, await LeafOf(node, new(node.Journal.Log, 0))), Stop));
        await node.Step(new VesselsFollower(node.Views));
        Task<VesselsFound> Find() => new VesselsNear(node.Views, TestWorld.Atlas.Countries).Handle(SeaIncident.Of(160, 30, At), 10, Stop);
        Assert.Equal(Ship, Assert.Single((await Find()).Vessels).Mmsi);
        await node.Append(Withdrawal(node.Journal.Log, 0, await LeafOf(node, new(node.Journal.Log, 0))));
        await node.Step(new VesselsFollower(node.Views));
        Assert.Empty((await Find()).Vessels);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(Group.Where)]
    [InlineData(Group.Text)]
    public async Task What_is_ended_stays_out_also_where_word_of_it_comes_first(string? group)
    {
        await using var node = await WarnNode.Open("");
        await node.Append(Boat());
        var (log, leaf) = (node.Journal.Log, await LeafOf(node, new(node.Journal.Log, 0)));
        await node.Append(group is null ? Withdrawal(log, 0, leaf) : new() { Kind = Kind.Erasure, What = new ErasureFacts(group is "" ? [] : [group], "asked for"), References = [new Reference(Relation.Ends, log, 0, leaf)] });
        var records = await node.Records.ReadAfter(0, 10, Stop);
        var (straight, reversed, again) = (await Follow(node, records), await Follow(node, records.Reverse()), await Follow(node, [.. records, records[0]]));
        Assert.Equal(straight.Rows(), reversed.Rows());
        Assert.Equal(straight.Rows(), again.Rows());
        Assert.Equal(group is Group.Text, straight.Rows().Any(row => row.Contains("vessels p/", StringComparison.Ordinal)));
        Assert.Equal(group is Group.Text, straight.Rows().Any(row => row.Contains(Ship, StringComparison.Ordinal)));
        Assert.Equal(group is Group.Text ? 0 : records[1].Arrival, await new VesselsNear(straight, TestWorld.Atlas.Countries).LastGone(Stop));
    }
}
