using Tocsin.Log;
using Tocsin.Share.Parties;
using Xunit;

namespace Tocsin.Tests.Share.Parties;

public sealed class EntitlementTests
{
    readonly PartyWorld world = new();
    readonly TestParty a, b, c, d;
    readonly Circle circle;

    public EntitlementTests()
    {
        (a, b, c, d) = (world.Party("A"), world.Party("B"), world.Party("C"), world.Party("D"));
        circle = world.Circle(world.Genesis(a, b), a, b);
    }

    [Fact]
    public void A_joiner_reads_from_its_epoch_on()
    {
        Step(circle.Current!.Joined(c.Id, world.Now), a, b, c);
        Assert.Equal(Ids(a, b), Readers(1));
        Assert.Equal(Ids(a, b, c), Readers(2));
        Assert.Null(Entitlement.MayRead(circle, 1, c.Id));
        Assert.Equal(new Reader(c.Id, 2, circle.HashOf(2)!.Value), Entitlement.MayRead(circle, 2, c.Id));
    }

    [Fact]
    public void Where_the_charter_grants_history_the_joining_charter_entitles()
    {
        Step(circle.Current!.Granting(history: true, world.Now), a, b);
        Step(circle.Current!.Joined(c.Id, world.Now), a, b, c);
        Assert.Equal(new Reader(c.Id, 3, circle.HashOf(3)!.Value), Entitlement.Readers(circle, 1).Single(reader => reader.Party == c.Id));
        Assert.Equal(1, Entitlement.MayRead(circle, 1, a.Id)!.Epoch);
    }

    [Fact]
    public void History_that_is_granted_later_entitles_from_then_on_who_is_a_member_then()
    {
        Step(circle.Current!.Joined(c.Id, world.Now), a, b, c);
        Step(circle.Current!.Removed(b.Id, world.Now), a, c);
        Step(circle.Current!.Joined(d.Id, world.Now), a, c, d);
        Step(circle.Current!.Granting(history: true, world.Now), a, c, d);
        Assert.Equal(5, Entitlement.MayRead(circle, 1, c.Id)!.Epoch);
        Assert.Equal(5, Entitlement.MayRead(circle, 3, d.Id)!.Epoch);
        Assert.Equal(Ids(a, c, d), Readers(3));
        // Who was removed was entitled, and is served no more.
        Assert.Contains(b.Id, Readers(2));
        Assert.Null(Entitlement.MayRead(circle, 2, b.Id));
    }

    [Fact]
    public void Who_has_left_and_whoever_asks_of_a_frozen_circle_is_served_nothing()
    {
        circle.Take(circle.Papers(circle.Id)! with { Leaves = [b.Leave(circle.Id, 1, world.Now)] }, world.Chains);
        Assert.Null(Entitlement.MayRead(circle, 1, b.Id));
        Assert.NotNull(Entitlement.MayRead(circle, 1, a.Id));
        var genesis = circle.Current!;
        circle.Take(world.Papers(genesis.Renamed("one", world.Now), a, a, b), world.Chains);
        circle.Take(world.Papers(genesis.Renamed("two", world.Now), a, a, b), world.Chains);
        Assert.True(circle.IsFrozen);
        Assert.Null(Entitlement.MayRead(circle, 1, a.Id));
        Assert.Equal(2, Entitlement.Readers(circle, 1).Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void An_epoch_that_is_not_in_force_entitles_nobody(int epoch) => Assert.Empty(Entitlement.Readers(circle, epoch));

    [Fact]
    public void A_logs_records_are_of_the_epoch_that_was_marked_before_them()
    {
        Step(circle.Current!.Renamed("two", world.Now), a, b);
        Step(circle.Current!.Renamed("three", world.Now), a, b);
        var epochs = LogEpochs.Of(circle, a.Id, [new(2, circle.Id), new(5, circle.HashOf(3)!.Value), new(9, circle.HashOf(3)!.Value)]);
        Assert.IsType<RecordEpoch.Unmarked>(epochs.At(1));
        Assert.Equal(new RecordEpoch.Of(1, circle.Id), epochs.At(2));
        Assert.Equal(new RecordEpoch.Of(1, circle.Id), epochs.At(4));
        Assert.Equal(3, Assert.IsType<RecordEpoch.Of>(epochs.At(5)).Number);
        Assert.Equal(3, Assert.IsType<RecordEpoch.Of>(epochs.At(long.MaxValue)).Number);
        Assert.IsType<RecordEpoch.Unmarked>(LogEpochs.Of(circle, a.Id, []).At(0));
    }

    [Fact]
    public void A_log_whose_epochs_go_back_is_not_valid_from_there()
    {
        Step(circle.Current!.Renamed("two", world.Now), a, b);
        var epochs = LogEpochs.Of(circle, a.Id, [new(0, circle.HashOf(2)!.Value), new(7, circle.Id), new(8, circle.HashOf(2)!.Value)]);
        Assert.IsType<RecordEpoch.Of>(epochs.At(6));
        Assert.Equal(new RecordEpoch.Invalid(7, "leaf 7 goes back from epoch 2 to epoch 1"), epochs.At(7));
        Assert.IsType<RecordEpoch.Invalid>(epochs.At(100));
    }

    [Fact]
    public void An_epoch_of_which_the_author_is_no_member_ends_the_logs_validity_and_an_unknown_one_is_asked_for()
    {
        Step(circle.Current!.Joined(c.Id, world.Now), a, b, c);
        Assert.Equal(0, Assert.IsType<RecordEpoch.Invalid>(LogEpochs.Of(circle, c.Id, [new(0, circle.Id)]).At(3)).From);
        var unknown = LogEpochs.Of(circle, a.Id, [new(0, circle.HashOf(2)!.Value), new(3, Hash.Of("?"u8)), new(5, circle.Id)]);
        Assert.Equal(new RecordEpoch.Unknown(Hash.Of("?"u8)), unknown.At(4));
        Assert.Equal(5, Assert.IsType<RecordEpoch.Invalid>(unknown.At(9)).From);
    }

    void Step(Charter charter, params TestParty[] agreeing) =>
        Assert.IsType<Taking.InForce>(circle.Take(world.Papers(charter, agreeing[0], charter.Change!.Do == "remove" ? [] : null, agreeing), world.Chains));

    IEnumerable<string> Readers(int epoch) => Entitlement.Readers(circle, epoch).Select(reader => reader.Party);

    static IEnumerable<string> Ids(params TestParty[] parties) => parties.Select(party => party.Id).Order(StringComparer.Ordinal);
}
