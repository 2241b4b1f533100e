using NodaTime;
using Tocsin.Log;
using Tocsin.Share.Records;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Vessels;
using Xunit;

namespace Tocsin.Tests.Warn.Vessels;

/// <summary>How near a track comes, and what is odd about it.</summary>
public sealed class VesselTrackTests
{
    const double Radius = 37.04;    // 20 nautical miles

    static readonly Instant Start = Instant.FromUtc(2026, 3, 1, 12, 0);

    static readonly Origin Log = new(Hash.Of([1]), Hash.Of([2]), 1);

    static VesselFix Fix(double minutes, double longitude, double latitude, double? knots = 12) => new(Start + Duration.FromMinutes(minutes), longitude, latitude, knots, 90, new RecordAddress(Log, (long)minutes));

    static VesselApproach? Judge((double Longitude, double Latitude) place, params VesselFix[] fixes) => new VesselTrack(place.Longitude, place.Latitude, Radius, Start - Duration.FromDays(1), Start + Duration.FromDays(1)).Judge(fixes, [], _ => false);

    [Fact]
    public void A_minute_of_latitude_is_a_nautical_mile_and_the_closest_point_lies_on_the_way()
    {
        var approach = Judge((110, 10 / 60.0), Fix(0, 109.9, 0), Fix(60, 110.3, 0))!;
        Assert.InRange(approach.ClosestKm / 1.852, 9.98, 10.02);
        Assert.Equal(Start + Duration.FromMinutes(15), approach.ClosestAt, new Near(Duration.FromSeconds(1)));
    }

    /// <summary>Williams, Aviation Formulary: cross track error, which nothing here is built of.</summary>
    [Fact]
    public void Distances_to_a_way_are_those_of_the_cross_track_formula()
    {
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var (x, y) = (random.NextDouble() * 360 - 180, random.NextDouble() * 140 - 70);
            var from = (X: x + random.NextDouble() - 0.5, Y: y - 0.3 - random.NextDouble() / 2);
            var to = (X: x + random.NextDouble() - 0.5, Y: y + 0.3 + random.NextDouble() / 2);
            var expected = Math.Abs(Math.Asin(Math.Sin(Arc(from, (x, y))) * Math.Sin(Course(from, (x, y)) - Course(from, to)))) * GreatCircle.EarthKm;
            var ((km, share), place) = (new VesselTrack(x, y, Radius, Start - Duration.FromDays(1), Start + Duration.FromDays(1)).Nearest(Fix(0, Turn(from.X), from.Y), Fix(60, Turn(to.X), to.Y)), (x, y));
            Assert.True(Math.Abs(km - expected) < 0.05 + expected * 0.002, $"seed 7, case {i}: {km} km, and by the formula {expected}");
            Assert.InRange(share, 0, 1);
            var (atX, atY) = GreatCircle.Between(from.X, from.Y, to.X, to.Y, share);
            Assert.True(Math.Abs(GreatCircle.Km(place.x, place.y, atX, atY) - km) < 0.1, $"seed 7, case {i}: the place on the way is not so far");
        }

        static double Turn(double x) => x > 180 ? x - 360 : x < -180 ? x + 360 : x;
        static double Arc((double X, double Y) a, (double X, double Y) b) => GreatCircle.Km(a.X, a.Y, b.X, b.Y) / GreatCircle.EarthKm;
        static double Course((double X, double Y) a, (double X, double Y) b)
        {
            var (from, to, turn) = (a.Y * Math.PI / 180, b.Y * Math.PI / 180, (b.X - a.X) * Math.PI / 180);
            return Math.Atan2(Math.Sin(turn) * Math.Cos(to), Math.Cos(from) * Math.Sin(to) - Math.Sin(from) * Math.Cos(to) * Math.Cos(turn));
        }
    }

    [Fact]
    public void The_antimeridian_is_a_line_like_any_other()
    {
        var there = Judge((10, 10 / 60.0), Fix(0, 9.9, 0), Fix(60, 10.3, 0))!;
        var here = Judge((180, 10 / 60.0), Fix(0, 179.9, 0), Fix(60, -179.7, 0))!;
        Assert.Equal(there.ClosestKm, here.ClosestKm, 6);
        Assert.Empty(here.Odd);
        Assert.Equal(there.ClosestKm, Judge((-180, 10 / 60.0), Fix(0, 179.9, 0), Fix(60, -179.7, 0))!.ClosestKm, 6);
    }

    [Theory]
    [InlineData(19.99, true)]
    [InlineData(20.01, false)]
    public void Near_ends_at_the_radius(double miles, bool isNear) => Assert.Equal(isNear, Judge((110, 0), Fix(0, 110, miles * 1.852 / GreatCircle.KmOfDegree)) is not null);

    [Theory]
    [InlineData(60, 12.0, null)]
    [InlineData(61, 12.0, VesselOdd.Gap)]
    [InlineData(61, 1.0, VesselOdd.Gap)]
    [InlineData(61, 0.9, null)]
    [InlineData(61, null, null)]
    public void More_than_an_hour_without_a_word_is_a_gap_where_it_was_under_way(double minutes, double? knots, VesselOdd? odd) =>
        Assert.Equal(odd, Judge((110, 0), Fix(0, 109.9, 0, knots), Fix(minutes, 110.1, 0))!.Odd.SingleOrDefault()?.Sort);

    [Fact]
    public void Whoever_goes_dark_before_the_place_and_comes_back_behind_it_was_near()
    {
        var gap = Assert.Single(Judge((110, 0.05), Fix(0, 109, 0), Fix(600, 111, 0))!.Odd);
        Assert.Equal((VesselOdd.Gap, 222, 6), (gap.Sort, Math.Round(gap.Km), Math.Round(gap.ClosestKm)));
        Assert.Null(Judge((110, 0.05), Fix(0, 109, 1), Fix(600, 111, 1)));
    }

    [Fact]
    public void A_gap_of_one_receiver_is_none_where_another_heard_the_vessel()
    {
        var (from, to) = (Fix(0, 109.9, 0, null), Fix(130, 110.1, 0, null));
        var told = (new VesselOddity(VesselOdd.Gap, from.At, to.At, 22, 0, to.Leaf), from, to);
        var track = new VesselTrack(110, 0, Radius, Start - Duration.FromDays(1), Start + Duration.FromDays(1));
        Assert.Equal(VesselOdd.Gap, Assert.Single(track.Judge([], [told], _ => false)!.Odd).Sort);
        Assert.Empty(track.Judge([Fix(50, 109.97, 0), Fix(100, 110.05, 0)], [told], _ => false)!.Odd);
        Assert.Single(track.Judge([Fix(0, 109.9, 0), Fix(130, 110.1, 0)], [told], _ => false)!.Odd);     // Told once, not found once more.
    }

    [Fact]
    public void Ends_of_a_gap_outside_the_window_are_no_positions_in_it()
    {
        var (from, to) = (Fix(10, 110, 0.3, null), Fix(3 * 1440, 110, 0.01, null));
        var told = (new VesselOddity(VesselOdd.Gap, from.At, to.At, 32, 0, to.Leaf), from, to);
        var track = new VesselTrack(110, 0, Radius, Start - Duration.FromDays(1), Start + Duration.FromDays(1));
        var approach = track.Judge([Fix(0, 110, 0.3)], [told], _ => false)!;
        Assert.Equal((Start, 33, true, Start), (approach.ClosestAt, Math.Round(approach.ClosestKm), approach.IsHeardAgain, Assert.Single(approach.Fixes).At));
        Assert.Equal(1, Math.Round(Assert.Single(approach.Odd).ClosestKm));
        var before = Fix(-9 * 1440, 110, 0.3, null);
        var dark = track.Judge([], [(told.Item1 with { Left = before.At }, before, to)], _ => false)!;
        Assert.Equal((0, Start + Duration.FromDays(1)), (dark.Fixes.Count, dark.ClosestAt));
    }

    [Fact]
    public void A_jump_is_no_way_and_two_that_lead_back_are_two_transmitters()
    {
        var jump = Judge((110, 0), Fix(0, 110.05, 0), Fix(10, 112, 0), Fix(20, 112.03, 0))!;
        Assert.Equal(VesselOdd.Jump, Assert.Single(jump.Odd).Sort);
        Assert.Equal(GreatCircle.Km(110, 0, 110.05, 0), jump.ClosestKm, 9);
        var twice = Assert.Single(Judge((110, 0), Fix(0, 110.05, 0), Fix(10, 112, 0), Fix(20, 110.1, 0), Fix(30, 112.1, 0))!.Odd, odd => odd.Sort == VesselOdd.Twice);
        Assert.Equal(Start, twice.Left);
        Assert.Empty(Judge((110, 0), Fix(0, 110, 0, 90), Fix(60, 111.66, 0))!.Odd);      // 184.6 km in an hour: not faster than 100 knots.
        Assert.Equal(VesselOdd.Jump, Judge((110, 0), Fix(0, 110, 0, 90), Fix(60, 111.67, 0))!.Odd.Single().Sort);
    }

    [Fact]
    public void What_is_odd_far_from_the_place_is_not_told()
    {
        Assert.Null(Judge((110, 0), Fix(0, 120, 0), Fix(10, 122, 0)));
        Assert.DoesNotContain(Judge((110, 0), Fix(0, 110, 0), Fix(600, 112, 0, 12), Fix(610, 114, 0), Fix(620, 116, 0))!.Odd, odd => odd.Sort == VesselOdd.Jump);
    }

    sealed class Near(Duration least) : IEqualityComparer<Instant>
    {
        public bool Equals(Instant x, Instant y) => x - y < least && y - x < least;
        public int GetHashCode(Instant at) => 0;
    }
}
