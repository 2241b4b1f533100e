using System.Globalization;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Formats.Ais;
using Xunit;

namespace Tocsin.Tests.Formats.Ais;

/// <summary>AIS sentences that are whole, broken, in parts and out of order.</summary>
public sealed class AisReaderTests
{
    const string Good = "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A";   // gpsd's sample

    static List<Item<AisReport>> Read(params string[] lines) => [.. AisReader.Read(Items.Bytes(string.Join('\n', lines)))];

    static string Refusal(Item<AisReport> item) => Assert.IsType<Item<AisReport>.Refused>(item).Refusal.ToString();

    [Fact]
    public void A_position()
    {
        var position = Assert.IsType<AisPosition>(Items.One(Read("# a comment", "", Good)).Value.Message);
        Assert.Equal((1, "371798000", NavigationStatus.UnderWay, 12.3, 224.0, 215, 33), (position.Type, position.Mmsi, position.Status, position.SpeedKnots, position.CourseDegrees, position.HeadingDegrees, position.Second));
        Assert.Equal((-123.395383, 48.381633, true), (Math.Round(position.Point!.Value.Longitude, 6), Math.Round(position.Point.Value.Latitude, 6), position.Point.Value.IsAccurate));
        Assert.Null(position.TurnDegreesPerMinute);     // To port, and no sensor says how fast.
    }

    [Theory]
    [InlineData("!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4B", "line 1: the checksum does not fit")]
    [InlineData("!AIVDM,1,1,,A,15RTgt0PAso;90TKcj", "line 1: the sentence has no checksum")]
    [InlineData("$GPGGA,1,1", "line 1: this is no sentence !AIVDM")]
    [InlineData("\\s:a,c:1517925600*00\\" + Good, "line 1: the tag block's checksum does not fit")]
    [InlineData("\\s:a,c:1517925600", "line 1: the tag block is not closed")]
    public void What_is_broken_says_how(string line, string reason)
    {
        Assert.StartsWith(reason, Refusal(Read(line, Good)[0]), StringComparison.Ordinal);
        Assert.Single(Items.Read(Read(line, Good)));
    }

    [Theory]
    [InlineData("AIVDM,1,1,,A,15RTgt0PAso", "the sentence does not have 7 fields")]
    [InlineData("AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,6", "the number of bits that do not count")]
    [InlineData("AIVDM,0,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0", "which part of how many")]
    [InlineData("AIVDM,2,3,1,A,15RTgt0PAso;90TKcjM8h6g208CQ,0", "which part of how many")]
    [InlineData("AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208C{,0", "a character that stands for no six bits")]
    [InlineData("AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6,0", "the message is cut off: type 1 has 143 bits or more, and these are 132")]
    [InlineData("AIVDM,1,1,,A,85RTgt0PAso;90TKcjM8h6g208CQ,0", "messages of type 8 are not read")]
    [InlineData("AIVDM,1,1,,A,05RTgt0PAso;90TKcjM8h6g208CQ,0", "there is no message type 0")]
    [InlineData("AIVDM,1,1,,A,,0", "there is no message type 0")]
    public void What_makes_no_sense_says_why(string sentence, string reason) => Assert.Contains(reason, Refusal(Assert.Single(Read(Summed(sentence)))), StringComparison.Ordinal);

    [Fact]
    public void Parts_are_put_together_in_any_order_and_what_is_missing_is_told()
    {
        var lines = File.ReadLines(Share.Doors.Checkout.Path("samples/vessels.nmea")).Where(line => line.Contains("AIVDM,2,", StringComparison.Ordinal)).ToList();
        foreach (var order in (string[][])[[lines[0], lines[1]], [lines[1], lines[0]], [lines[0], Good, lines[1]]])
            Assert.Equal("SAMPLE TRADER", Items.Read(Read(order)).Select(item => item.Value.Message).OfType<AisVoyage>().Single().Vessel.Name);
        Assert.Equal("line 1: 1 of the message's 2 sentences are missing", Refusal(Read(lines[0], Good)[^1]));
        // A number is used again: the first of the earlier message is given up.
        var again = Read(lines[0], lines[0], lines[1]);
        Assert.Equal("line 1: 1 of the message's 2 sentences are missing", Refusal(again[0]));
        Assert.Equal("line 2", Assert.IsType<Item<AisReport>.Read>(again[1]).At);
    }

    [Theory]
    [InlineData(FormatLimits.AisLinesApartMax, 1)]
    [InlineData(FormatLimits.AisLinesApartMax + 1, 0)]
    public void Parts_stand_no_further_apart_than_their_limit(int apart, int read)
    {
        var lines = File.ReadLines(Share.Doors.Checkout.Path("samples/vessels.nmea")).Where(line => line.Contains("AIVDM,2,", StringComparison.Ordinal)).ToList();
        Assert.Equal(read, Items.Read(Read([lines[0], .. Enumerable.Repeat("#", apart - 1), lines[1]])).Count);
    }

    [Theory]
    [InlineData("\\s:rx-1,c:1517925600*{0}\\", "", "2018-02-06T14:00:00Z rx-1")]
    [InlineData("\\c:1517925600500,s:rx-1*{0}\\", "", "2018-02-06T14:00:00.5Z rx-1")]
    [InlineData("", ",d-109,S2105,t050056.00,r003669946,1325394060", "2012-01-01T05:01:00Z 003669946")]
    [InlineData("", ",r003669946,1325394060,1325394001", "2012-01-01T05:01:00Z 003669946")]
    [InlineData("", ",1325394060", " ")]
    [InlineData("\\g:1-2-3*{0}\\", "", " ")]
    public void The_receivers_time_stands_before_or_behind(string before, string behind, string said)
    {
        if (before.Length > 0) before = string.Format(CultureInfo.InvariantCulture, before, Sum(before[1..before.IndexOf('*', StringComparison.Ordinal)]));
        var report = Items.One(Read(before + Good + behind)).Value;
        Assert.Equal(said, $"{report.ReceivedAt?.ToString("uuuu'-'MM'-'dd'T'HH':'mm':'ss;FFF'Z'", CultureInfo.InvariantCulture)} {report.Receiver}");
    }

    [Fact]
    public void A_gap_and_a_jump_at_their_edges()
    {
        var start = Instant.FromUtc(2018, 2, 6, 0, 0);
        Assert.Null(Two(knots: 5, kilometres: 1, minutes: 60));
        Assert.Equal(TrackOdd.Gap, Two(knots: 1, kilometres: 1, minutes: 61)?.Sort);
        Assert.Null(Two(knots: 0.9, kilometres: 1, minutes: 600));
        Assert.Null(Two(knots: 20, kilometres: 4.9, minutes: 0));
        Assert.Equal(TrackOdd.Jump, Two(knots: 20, kilometres: 5.1, minutes: 0)?.Sort);
        Assert.Null(Two(knots: 20, kilometres: 185, minutes: 60));          // 100 knots
        Assert.Equal(TrackOdd.Jump, Two(knots: 20, kilometres: 186, minutes: 60)?.Sort);
        Assert.Null(Two(knots: 20, kilometres: 500, minutes: -1));          // told late

        TrackOddity? Two(double knots, double kilometres, double minutes)
        {
            var tracks = new VesselTracks();
            Assert.Null(tracks.Take(At(0, knots), start));
            return tracks.Take(At(kilometres / 111.195, knots), start + Duration.FromMinutes(minutes));
        }

        static AisPosition At(double latitude, double knots) => new() { Type = 1, Mmsi = "999000001", SpeedKnots = knots, Point = new AisPoint(120, latitude, true) };
    }

    [Fact]
    public void It_follows_no_more_vessels_than_its_limit()
    {
        var tracks = new VesselTracks();
        for (var vessel = 0; vessel <= VesselTracks.VesselsMax; vessel++) Assert.Null(tracks.Take(At(vessel, 0), Instant.FromUnixTimeSeconds(vessel)));
        Assert.Null(tracks.Take(At(0, 40), Instant.FromUnixTimeSeconds(200_000)));          // forgotten
        Assert.NotNull(tracks.Take(At(2, 80), Instant.FromUnixTimeSeconds(200_000)));

        static AisPosition At(int vessel, double latitude) => new() { Type = 1, Mmsi = vessel.ToString("000000000", CultureInfo.InvariantCulture), SpeedKnots = 10, Point = new AisPoint(120, latitude, true) };
    }

    static string Summed(string sentence) => $"!{sentence}*{Sum(sentence)}";

    static string Sum(string text) => text.Aggregate(0, (all, letter) => all ^ letter).ToString("X2", CultureInfo.InvariantCulture);
}
