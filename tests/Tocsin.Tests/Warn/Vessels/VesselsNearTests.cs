using System.Text;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Share;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn;
using Tocsin.Warn.Following;
using Tocsin.Warn.Vessels;
using Xunit;
using Desk = Tocsin.Tests.Share.Desk;
using static Tocsin.Tests.Formats.Ais.AisSentences;

namespace Tocsin.Tests.Warn.Vessels;

/// <summary>From sentences of a receiver, through the door and the log, to the vessels near an incident.</summary>
public sealed class VesselsNearTests
{
    const string Ship = "574001230", Other = "273316280";

    static readonly CancellationToken Stop = CancellationToken.None;

    static readonly Instant At = WarnNode.Noon - Duration.FromDays(1);

    static readonly SeaIncident Attack = SeaIncident.Of(160.0, 30.1, At + Duration.FromSeconds(1));

    static async Task<ImportReport> Import(WarnNode node, string sentences, Journal? journal = null)
    {
        var report = await new Importer(journal ?? node.Journal, new CircleTerms(Tlp.AmberStrict, IsExercise: false), node.Clock)
            .Import(new MemoryStream(Encoding.UTF8.GetBytes(sentences)), "receiver.nmea", new ImportOptions { Format = FileFormat.Ais }, Stop);
        Assert.Empty(report.Refused);
        return report;
    }

    static async Task<VesselsFound> Find(WarnNode node, SeaIncident incident, int most = 100)
    {
        await node.Step(new VesselsFollower(node.Views));
        return await new VesselsNear(node.Views, TestWorld.Atlas.Countries).Handle(incident, most, Stop);
    }

    /// <summary>A vessel that goes east along 30° N at 12 knots, a position each so many minutes, at 160° E at noon.</summary>
    static string East(string mmsi, int fromMinute, int toMinute, int each = 1, double latitude = 30, double shift = 0) => string.Concat(
        Enumerable.Range(0, (toMinute - fromMinute) / each + 1).Select(i => fromMinute + i * each)
            .Select(minute => Position(mmsi, At + Duration.FromMinutes(minute), 160 + shift + minute * 0.2 / 60 / Math.Cos(30 * Math.PI / 180), latitude)));

    [Fact]
    public async Task A_vessel_that_passed_is_told_with_where_it_was_before_and_after_and_with_what_it_says_of_itself()
    {
        await using var node = await WarnNode.Open();
        await Import(node, Voyage(Ship, At - Duration.FromHours(3), "SAMPLE TRADER", "3WAB", 70, "DA NANG", (3, 2, 6, 30), lengthMetres: 180)
            + East(Ship, -120, 120, each: 10) + Voyage(Ship, At + Duration.FromHours(20), "TOO LATE", "3WAB", 70, "ELSEWHERE", (1, 1, 1, 1)));
        var found = await Find(node, Attack);
        var vessel = Assert.Single(found.Vessels);
        Assert.Equal((Ship, "VN", "SAMPLE TRADER", "3WAB", 70, "DA NANG", "03-02T06:30", 180.0), (vessel.Mmsi, vessel.Flag!.Alpha2, vessel.Voyage!.Name, vessel.Voyage.CallSign, vessel.Voyage.ShipType, vessel.Voyage.Destination, vessel.Voyage.Arrival, vessel.Voyage.LengthMetres));
        Assert.InRange(vessel.ClosestKm / 1.852, 5.99, 6.02);      // A tenth of a degree of latitude.
        Assert.InRange((vessel.ClosestAt - At).TotalMinutes, -0.1, 0.1);
        Assert.Equal((At, At + Duration.FromMinutes(10)), (vessel.Before!.At, vessel.After!.At));
        Assert.Equal((12.0, 90.0), (vessel.Before.SpeedKnots, vessel.Before.CourseDegrees));
        Assert.Equal(vessel.BeforeKm!.Value, vessel.ClosestKm, 3);
        Assert.Empty(vessel.Odd);
        Assert.Equal((Attack.From - Duration.FromHours(12), Attack.To + Duration.FromHours(12)), (found.Since, found.Until));
    }

    [Fact]
    public async Task Positions_that_come_in_after_the_incident_are_found_too_and_the_last_word_of_a_part_stays()
    {
        await using var node = await WarnNode.Open();
        Assert.Empty((await Find(node, Attack)).Vessels);
        await Import(node, East(Ship, 0, 10, each: 10) + Small(Ship, At, "SAMPLE BOAT", "XY1", 30));
        Assert.Equal(("SAMPLE BOAT", "XY1", 30), Assert.Single((await Find(node, Attack)).Vessels).Voyage is { } voyage ? (voyage.Name, voyage.CallSign, voyage.ShipType) : default);
    }

    [Fact]
    public async Task The_nearest_comes_first_and_before_it_who_went_dark_or_was_where_nobody_can_be()
    {
        await using var node = await WarnNode.Open();
        await Import(node, East("574000001", -60, 190, each: 10)
            + East("574000002", -60, 190, each: 10, latitude: 30.05)
            + East("574000003", -200, -120, each: 10, latitude: 30.2) + East("574000003", 100, 200, each: 10, latitude: 30.2)
            + Position("574000004", At, 160, 29.9) + Position("574000004", At + Duration.FromSeconds(20), 163, 29.9) + Position("574000004", At + Duration.FromSeconds(40), 160.001, 29.9)
            + East("574000005", -60, -30, each: 10, latitude: 30.3));
        var found = await Find(node, Attack);
        Assert.Equal(["574000003 Gap", "574000004 Twice Silent", "574000005 Silent", "574000002", "574000001"],
            found.Vessels.Select(vessel => $"{vessel.Mmsi} {string.Join(' ', vessel.Odd.Select(odd => odd.Sort))}".TrimEnd()));
        Assert.Equal([true, true, false, false, false], found.Vessels.Select(vessel => vessel.IsOdd));
        Assert.Equal((5, 2), ((await Find(node, Attack, most: 2)).Total, (await Find(node, Attack, most: 2)).Vessels.Count));
    }

    [Fact]
    public async Task Whoever_was_silent_through_the_place_is_found_though_no_position_was_near()
    {
        await using var node = await WarnNode.Open();
        await Import(node, East(Ship, -400, -300, each: 10) + East(Ship, 300, 400, each: 10));
        var vessel = Assert.Single((await Find(node, Attack)).Vessels);
        Assert.Equal((VesselOdd.Gap, At - Duration.FromMinutes(300), At + Duration.FromMinutes(300)), vessel.Odd.Single() is var gap ? (gap.Sort, gap.Left, gap.Reached!.Value) : default);
        Assert.InRange(vessel.Odd[0].ClosestKm / 1.852, 5, 7);
        Assert.Empty((await Find(node, Attack with { Latitude = 31 })).Vessels);
    }

    [Fact]
    public async Task What_is_heard_after_the_window_makes_nobody_silent_and_nobody_near()
    {
        await using var node = await WarnNode.Open();
        await Import(node, East(Other, -60, 90, each: 10) + East("574000005", -60, -10, each: 10) + East(Ship, -60, 0, each: 10) + East(Ship, 600, 620, each: 10));
        var found = await Find(node, Attack with { Hours = 2 });
        Assert.Equal([$"{Ship} Gap", "574000005 Silent", Other], found.Vessels.Select(vessel => $"{vessel.Mmsi} {string.Join(' ', vessel.Odd.Select(odd => odd.Sort))}".TrimEnd()));
        Assert.Null(found.Vessels[0].After);
        Assert.All(found.Vessels, vessel => Assert.InRange(vessel.ClosestAt, found.Since, found.Until));
    }

    [Theory]
    [InlineData(12.0, 12 * 60, 1)]
    [InlineData(12.0, 12 * 60 + 1, 0)]
    [InlineData(72.0, 72 * 60, 1)]
    [InlineData(0.5, 30, 1)]
    [InlineData(0.5, 31, 0)]
    public async Task The_window_ends_with_its_hours(double hours, int minutes, int found)
    {
        await using var node = await WarnNode.Open();
        node.Clock.Now = WarnNode.Noon + Duration.FromDays(3);
        foreach (var sign in new[] { -1, 1 }) await Import(node, Position(sign < 0 ? Ship : Other, At + Duration.FromMinutes(sign * minutes), 160, 30, knots: 0));
        Assert.Equal(2 * found, (await Find(node, Attack with { From = At, To = At, Hours = hours })).Total);
    }

    [Fact]
    public async Task Midnight_stands_for_its_day()
    {
        await using var node = await WarnNode.Open();
        var midnight = Instant.FromUtc(2026, 2, 27, 0, 0);
        await Import(node, Position(Ship, midnight + Duration.FromHours(35), 160, 30));
        Assert.Equal(1, (await Find(node, SeaIncident.Of(160, 30, midnight))).Total);
        Assert.Equal(0, (await Find(node, SeaIncident.Of(160, 30, midnight + Duration.FromSeconds(1)))).Total);
    }

    [Fact]
    public async Task Both_sides_of_the_antimeridian_and_the_pole_are_near()
    {
        await using var node = await WarnNode.Open();
        await Import(node, Position(Ship, At, 179.9, 10) + Position(Other, At, -179.9, 10) + Position("574000009", At, 10, 89.9) + Position("574000008", At, -170, 89.9));
        Assert.Equal([Ship, Other], (await Find(node, SeaIncident.Of(180, 10, At))).Vessels.Select(vessel => vessel.Mmsi).Order().Reverse());
        Assert.Equal(2, (await Find(node, SeaIncident.Of(-180, 10, At))).Total);
        Assert.Equal(2, (await Find(node, SeaIncident.Of(100, 89.95, At))).Total);
    }

    [Fact]
    public async Task Positions_are_thinned_by_the_clock_so_that_files_that_overlap_keep_the_same()
    {
        await using var node = await WarnNode.Open();
        var first = await Import(node, East(Ship, 0, 119) + string.Concat(Enumerable.Range(0, 120).Select(minute => Position(Other, At + Duration.FromMinutes(minute), 160, 30, knots: 0.2))));
        Assert.Equal((240, 12 + 2, 226), (first.Read, first.Accepted, first.Thinned));
        var second = await Import(node, East(Ship, 20, 139));
        Assert.Equal((120, 2, 10, 108), (second.Read, second.Accepted, second.Duplicates, second.Thinned));
    }

    [Fact]
    public async Task Two_transmitters_under_one_number_fill_no_log_and_a_change_of_status_is_kept()
    {
        await using var node = await WarnNode.Open();
        var report = await Import(node, string.Concat(Enumerable.Range(0, 600).Select(second => Position(Ship, At + Duration.FromSeconds(second), second % 2 == 0 ? 160 : 165, 30))));
        Assert.Equal(5, report.Accepted);      // A jump there, one back, and the positions around them.
        Assert.Equal(VesselOdd.Twice, Assert.Single(Assert.Single((await Find(node, Attack)).Vessels).Odd).Sort);
        Assert.Equal(2, (await Import(node, Position(Other, At, 160, 30) + Position(Other, At + Duration.FromMinutes(1), 160, 30, status: 6))).Accepted);
    }

    [Fact]
    public async Task What_a_vessel_says_again_is_kept_once_a_day_and_what_is_new_at_once()
    {
        await using var node = await WarnNode.Open();
        string Says(int hour, string bound) => Voyage(Ship, At + Duration.FromHours(hour - 12), "SAMPLE TRADER", "3WAB", 70, bound, (3, 2, 6, 30));
        var report = await Import(node, Says(0, "DA NANG") + Says(1, "DA NANG") + Says(2, "HAI PHONG") + Says(3, "HAI PHONG") + Says(24, "HAI PHONG"));
        Assert.Equal((5, 3, 2), (report.Read, report.Accepted, report.Thinned));
    }

    [Fact]
    public async Task An_exercise_shows_its_vessels_to_itself_alone()
    {
        await using var node = await WarnNode.Open();
        var drill = await node.Other(circle: 7, party: null, isExercise: true);
        await Import(node, Position(Ship, At, 160, 30) + Voyage(Ship, At, "PHANTOM", "X", 70, "", (0, 0, 24, 60)), drill);
        await Import(node, Position(Other, At, 160, 30));
        Assert.Equal([Other], (await Find(node, Attack)).Vessels.Select(vessel => vessel.Mmsi));
        Assert.Equal([Other, Ship], (await Find(node, Attack with { IsExercise = true })).Vessels.Select(vessel => vessel.Mmsi).Order(StringComparer.Ordinal));
        Assert.Empty((await Find(node, Attack with { Circles = [drill.Log.Circle] })).Vessels);
        Assert.Equal([Other], (await Find(node, Attack with { IsExercise = true, Circles = [node.Journal.Log.Circle] })).Vessels.Select(vessel => vessel.Mmsi));
    }

    [Fact]
    public async Task What_an_exercise_says_of_a_real_vessel_makes_it_no_liar()
    {
        await using var node = await WarnNode.Open();
        var drill = await node.Other(circle: 7, party: null, isExercise: true);
        await Import(node, Position(Ship, At - Duration.FromMinutes(10), 160, 30));
        await Import(node, Position(Ship, At - Duration.FromMinutes(5), 160.2, 30), drill);
        var vessels = (await Find(node, Attack with { IsExercise = true })).Vessels;
        Assert.Equal([(Ship, false, 0), (Ship, true, 0)], vessels.OrderBy(vessel => vessel.IsExercise).Select(vessel => (vessel.Mmsi, vessel.IsExercise, vessel.Odd.Count)));
    }

    [Fact]
    public async Task More_vessels_than_are_looked_at_is_said()
    {
        await using var node = await WarnNode.Open();
        await Import(node, string.Concat(Enumerable.Range(0, VesselsNear.VesselsMax + 1).Select(i => Position($"{574_100_000 + i}", At, 160 + i % 50 * 0.001, 30))));
        var found = await Find(node, Attack);
        Assert.Equal((true, VesselsNear.VesselsMax, 100), (found.IsCut, found.Total, found.Vessels.Count));
        Assert.Equal(VesselsNear.ListedMax, (await Find(node, Attack, int.MaxValue)).Vessels.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Group.Where)]
    [InlineData(Group.What)]
    public async Task What_is_erased_or_taken_back_goes_without_a_trace(string? group)
    {
        await using var desk = await Desk.Open();
        var items = DoorFormats.Read(FileFormat.Ais, new MemoryStream(Encoding.UTF8.GetBytes(Position(Ship, At, 160, 30) + Position(Other, At, 160, 30))), new DoorTerms(At + Duration.FromDays(1), "file")).Select(item => item.Draft!);
        await desk.Journal.Append([.. items], Stop);
        await desk.Follow();
        Assert.IsType<Erasing.Erased>(await desk.Erase.Erase(new RecordAddress(Desk.Log, 0), group is null ? [] : [group], "asked for", Stop));
        await desk.Follow();
        async Task<IReadOnlyList<string>> Held() => [.. (await new VesselsNear(desk.Store.Views, TestWorld.Atlas.Countries).Handle(Attack, 100, Stop)).Vessels.Select(vessel => vessel.Mmsi)];
        Assert.Equal([Other], await Held());
        Assert.Equal(["c", "gone", "of", "of", "p"], await Keys());
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
        await desk.Journal.Append(new Draft { Kind = Kind.Withdrawal, What = new WithdrawalFacts("a wrong file"), References = [new Reference(Relation.Ends, Desk.Log, 1, (await desk.Read(1)).LeafHash)] }, Stop);
        await desk.Follow();
        Assert.Equal(["gone", "of", "of"], await Keys());
        async Task<IEnumerable<string>> Keys() => (await desk.Store.Views.ByKey(VesselsFollower.FollowerName, "", "\uFFFF", 100, Stop)).Select(document => document.Key.Split('/')[0]);
    }
}
