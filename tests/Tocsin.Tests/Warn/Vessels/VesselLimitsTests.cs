using System.Globalization;
using System.Text.Json;
using NodaTime;
using Tocsin.Log;
using Tocsin.Node.Ui;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn;
using Tocsin.Warn.Following;
using Tocsin.Warn.Vessels;
using Xunit;

namespace Tocsin.Tests.Warn.Vessels;

/// <summary>How much is read for one answer, at the edge of each limit.</summary>
public sealed class VesselLimitsTests : IAsyncLifetime
{
    const string Ship = "574001230";

    static readonly CancellationToken Stop = CancellationToken.None;

    static readonly Instant At = WarnNode.Noon;

    static readonly SeaIncident Attack = SeaIncident.Of(160, 30.1, At + Duration.FromSeconds(1));

    static readonly RecordAddress Owner = new(new Origin(Hash.Of([1]), Hash.Of([2]), 1), 0);

    readonly ViewChanges changes = new();
    WarnNode node = null!;

    public async Task InitializeAsync() => node = await WarnNode.Open("");

    public async Task DisposeAsync() => await node.DisposeAsync();

    MemoryViews Views()
    {
        var views = new MemoryViews(node.Views);
        views.Apply(changes);
        return views;
    }

    Task<VesselsFound> Find(SeaIncident incident, int readMost = VesselsNear.ReadMax) =>
        new VesselsNear(Views(), TestWorld.Atlas.Countries) { ReadMost = readMost }.Handle(incident, 10, Stop);

    void Put(string key, string text) => changes.Put(VesselsFollower.FollowerName, new ViewDocument(key, 0, text, Owner));

    void Mark(string mmsi, bool isExercise = false) => Put($"{VesselsFollower.CellKey(isExercise, SeaCells.Of(160, 30), At)}/{mmsi}/leaf", "{}");

    void Fix(string mmsi, int number, Instant at, bool isExercise = false) =>
        Put($"{VesselsFollower.FixKey(isExercise, mmsi, at)}/{number}", JsonSerializer.Serialize(new VesselPoint(at, 160, 30, 12, 90), VesselJson.Default.VesselPoint));

    [Theory]
    [InlineData(VesselsNear.PositionsMax, false)]
    [InlineData(VesselsNear.PositionsMax + 1, true)]
    public async Task Positions_of_one_vessel(int positions, bool isCut)
    {
        Mark(Ship);
        Mark("574001231");
        for (var i = 0; i < positions; i++) Fix(Ship, i, At - Duration.FromHours(5) + Duration.FromMilliseconds(i));
        Fix("574001231", 0, At + Duration.FromHours(5));
        var found = await Find(Attack);
        Assert.Equal((isCut, 2), (found.IsCut, found.Total));
        Assert.Equal(isCut ? [] : [VesselOdd.Silent], found.Vessels.Single(vessel => vessel.Mmsi == Ship).Odd.Select(odd => odd.Sort));
    }

    [Theory]
    [InlineData(VesselsNear.PositionsMax, false)]
    [InlineData(VesselsNear.PositionsMax + 1, true)]
    public async Task Gaps_and_jumps_of_one_vessel(int leaps, bool isCut)
    {
        Mark(Ship);
        Fix(Ship, 0, At);
        for (var i = 0; i < leaps; i++)
        {
            var (left, reached) = (At + Duration.FromDays(30 + i), At + Duration.FromDays(30 + i) + Duration.FromHours(2));
            Put($"{VesselsFollower.OddKey(false, Ship, reached)}/{i}", JsonSerializer.Serialize(new VesselLeap(false, left, 160, 30, reached, 160, 30), VesselJson.Default.VesselLeap));
        }
        Assert.Equal(isCut, (await Find(Attack)).IsCut);
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(2, true)]
    public async Task Documents_of_one_answer(int most, bool isCut)
    {
        for (var i = 0; i < 3; i++) Mark($"57400123{i}");
        Assert.Equal(isCut, (await Find(Attack, most)).IsCut);
        changes.Remove(VesselsFollower.FollowerName, $"{VesselsFollower.CellKey(false, SeaCells.Of(160, 30), At)}/574001232/leaf");
        changes.Remove(VesselsFollower.FollowerName, $"{VesselsFollower.CellKey(false, SeaCells.Of(160, 30), At)}/574001231/leaf");
        for (var i = 0; i < 3; i++) Fix("574001230", i, At + Duration.FromMinutes(i));
        Assert.Equal(isCut, (await Find(Attack, most)).IsCut);
    }

    [Fact]
    public async Task However_many_vessels_an_exercise_has_the_real_ones_are_found()
    {
        for (var i = 0; i <= VesselsNear.VesselsMax; i++)
        {
            var mmsi = (574_100_000 + i).ToString(CultureInfo.InvariantCulture);
            Mark(mmsi, isExercise: true);
            Fix(mmsi, i, At, isExercise: true);
        }
        Mark("574999999");
        Fix("574999999", 0, At);
        var (real, exercise) = (await Find(Attack), await Find(Attack with { IsExercise = true, Miles = 1 }));
        Assert.Equal(("574999999", false), (Assert.Single(real.Vessels).Mmsi, real.IsCut));
        Assert.True(exercise.IsCut);
    }

    [Theory]
    [InlineData(VesselTrack.OddMax, false)]
    [InlineData(VesselTrack.OddMax + 1, true)]
    public void Odd_things_of_one_vessel(int gaps, bool isCut)
    {
        var fixes = Enumerable.Range(0, gaps + 1).Select(i => new VesselFix(At + Duration.FromMinutes(61 * i), 160, 30 + i * 0.001, 12, 0, Owner)).ToList();
        var approach = new VesselTrack(160, 30, 100, At, At + Duration.FromDays(10)).Judge(fixes, [], _ => false)!;
        Assert.Equal((VesselTrack.OddMax, isCut), (approach.Odd.Count, approach.IsCut));
        Assert.Equal(At, approach.Odd[0].Left);
    }

    [Fact]
    public async Task An_answer_is_given_again_for_a_while_unless_something_is_gone()
    {
        var (clock, asked) = (new StoppedClock(At), 0);
        var kept = new KeptVessels(clock);
        Task<VesselsFound> Get(long lastGone) => kept.Get(Attack, lastGone, () =>
        {
            asked++;
            clock.Pass(Duration.FromSeconds(1));
            return Task.FromResult(new VesselsFound(Attack, At, At, [], 0, false));
        });
        await Get(0);
        await Get(0);
        Assert.Equal(1, asked);
        await Get(7);
        Assert.Equal(2, asked);
        clock.Pass(Duration.FromSeconds(ConsoleLimits.VesselsKeptTimes - 1));
        await Get(7);
        Assert.Equal(2, asked);
        clock.Pass(Duration.FromSeconds(1));
        await Get(7);
        Assert.Equal(3, asked);
    }
}
