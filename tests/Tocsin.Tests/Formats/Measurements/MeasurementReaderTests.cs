using NodaTime;
using Tocsin.Formats.Measurements;
using Xunit;

namespace Tocsin.Tests.Formats.Measurements;

public sealed class MeasurementReaderTests
{
    [Fact]
    public void Our_own_form()
    {
        var last = Items.Read(SeriesReader.Read(Items.Bytes(Samples.All["level"])))[^1].Value;
        Assert.Equal(("Sample 7", 7.1, 6.5, (108.11, 15.88)), (last.Station, last.LevelMetres, last.WarningLevelMetres, last.Position));
        Assert.Equal(new LocalDateTime(2018, 2, 6, 21, 0).WithOffset(Offset.FromHours(7)), last.Time);
    }

    [Theory]
    [InlineData("cm", "330", 3.3)]
    [InlineData("mm", "3300", 3.3)]
    [InlineData("ft", "10", 3.048)]
    public void Levels_become_metres(string unit, string value, double metres) =>
        Assert.Equal(metres, Items.One(SeriesReader.Read(Items.Bytes($"# unit: {unit}\ntime,value\n2026-03-05T06:00:00Z,{value}"))).Value.LevelMetres);

    [Fact]
    public void Dose_rates_and_discharges()
    {
        Assert.Equal(0.12, Items.One(SeriesReader.Read(Items.Bytes("# unit: nSv/h\ntime,value\n2026-03-05T06:00:00Z,120"))).Value.DoseRateMicrosievertsPerHour);
        Assert.Equal(490, Items.One(SeriesReader.Read(Items.Bytes("# unit: m3/s\ntime,value\n2026-03-05 06:00,490"))).Value.DischargeCubicMetresPerSecond);
    }

    [Fact]
    public void The_Thai_page_saved_as_CSV()
    {
        var rows = Items.Read(SeriesReader.Read(Items.Bytes(Samples.All["level-thai"])));
        // The hour 24 of 6 February, Thai time, is the midnight that ends it: 17:00 UTC.
        Assert.Equal(Instant.FromUtc(2018, 2, 6, 17, 0), rows[1].Value.Time.ToInstant());
        Assert.Equal((3.72, 495.0, 3.7, 490.0), (rows[1].Value.LevelMetres, rows[1].Value.DischargeCubicMetresPerSecond, rows[1].Value.WarningLevelMetres, rows[1].Value.WarningDischargeCubicMetresPerSecond));
        Assert.Equal("the year 2561 is of the Buddhist era: read as 2018", Assert.Single(rows[1].Repairs).Note);
    }

    [ForeignFact]
    public void The_real_hours_follow_each_other_without_a_gap_or_a_double()
    {
        using var file = File.OpenRead(Foreign.Path("data/water/rid_thai_P1_ping_hourly_2019-07.csv"));
        var times = Items.Read(SeriesReader.Read(file)).ConvertAll(item => item.Value.Time.ToInstant());
        Assert.Equal(516, times.Distinct().Count());
        Assert.Equal(Instant.FromUtc(2019, 6, 30, 18, 0), times[0]); // hour 1 of 1 July in Thailand
        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public void A_geiger_counter()
    {
        var readings = Items.Read(GeigerLog.Read(Items.Bytes(Samples.All["geiger"])));
        Assert.Equal(("bGeigie 9001", 41.0, 0.1228), (readings[0].Value.Station, readings[0].Value.CountsPerMinute, readings[0].Value.DoseRateMicrosievertsPerHour));
        Assert.Equal((108.22, 16.07), (Math.Round(readings[0].Value.Position!.Value.Longitude, 2), Math.Round(readings[0].Value.Position!.Value.Latitude, 2)));
        Assert.Equal(0.5, readings[1].Value.DoseRateMicrosievertsPerHour);
        Assert.Null(readings[1].Value.Position);
    }

    [Theory]
    [InlineData("$BNRDD,1,2018-02-06T12:00:00Z,40,3,40,A,1604.2,N,10813.2,E,8.0,A*00", "the checksum does not fit")]
    [InlineData("$BNRDD,1,2018-02-06T12:00:00Z,40,3,40,A,16", "it is cut off")]
    [InlineData("$GPGGA,1*00", "neither a sentence $BNRDD nor $BGRDD")]
    public void Damaged_sentences(string line, string reason) => Assert.Contains(reason, Items.Refused(GeigerLog.Read(Items.Bytes(line))), StringComparison.Ordinal);

    [Theory]
    [InlineData("time,value\n2026-03-05T06:00:00Z,1", "write a line like # unit: m")]
    [InlineData("# unit: furlong\ntime,value\n", "the unit is none of")]
    [InlineData("# unit: m\n# threshold: high\ntime,value\n", "the threshold is not a number")]
    [InlineData("# unit: m\n# zone: Hanoi\ntime,value\n", "the zone is not like +07:00")]
    [InlineData("# unit: m\n# position: 91 0\ntime,value\n", "the position is not a latitude and a longitude")]
    [InlineData("# unit: m\ntime,value\n2026-03-05T06:00:00Z,NaN", "the value is not a number")]
    [InlineData("# unit: m\ntime,value\n2026-03-05T06:00:00Z,10001", "or is more than 10000")]
    [InlineData("# unit: m\ntime,value\n05/03/2026 06:00,1", "the time is not like")]
    [InlineData("date_local,hour_local_1_24,level_m,discharge_m3s\n2019-07-01,25,1,2", "the hour is neither")]
    [InlineData("date_local,hour_local_1_24,level_m,discharge_m3s\n2019-06-31,1,1,2", "the date is neither")]
    [InlineData("date_local,hour_local_1_24,level_m,discharge_m3s\n2019-07-01,1,x,2", "is not a number")]
    public void What_is_refused(string text, string reason) => Assert.Contains(reason, Items.Refused(SeriesReader.Read(Items.Bytes(text))), StringComparison.Ordinal);
}
