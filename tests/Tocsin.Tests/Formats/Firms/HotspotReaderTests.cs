using System.Text;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Formats.Firms;
using Xunit;

namespace Tocsin.Tests.Formats.Firms;

public sealed class HotspotReaderTests
{
    static Item<Hotspot>[] Read(string csv) => [.. HotspotReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(csv)))];

    static Hotspot[] Values(string csv) => [.. Read(csv).Cast<Item<Hotspot>.Read>().Select(i => i.Value)];

    [Fact]
    public void Viirs_is_read()
    {
        var rows = Values(Samples.Viirs);
        var row = rows[0];
        Assert.Equal((13.1234, 101.5, 331.2, 290.4), (row.Latitude, row.Longitude, row.BrightnessKelvin, row.BrightnessLongwaveKelvin));
        Assert.Equal((0.39, 0.36, 3.1, true), (row.ScanKm, row.TrackKm, row.FrpMegawatts, row.Day));
        Assert.Equal((Instant.FromUtc(2024, 3, 5, 6, 12), "N", HotspotConfidence.Nominal, null), (row.AcquiredAt, row.Satellite, row.Confidence, row.ConfidencePercent));
        Assert.Equal(("2.0NRT", HotspotType.VegetationFire), (row.Version, row.Type));
        Assert.Equal((HotspotConfidence.High, HotspotType.StaticLandSource, false), (rows[1].Confidence, rows[1].Type, rows[1].Day));
        Assert.Equal(("2.0,NRT", Instant.FromUtc(2024, 3, 5, 0, 5)), (rows[2].Version, rows[2].AcquiredAt));
        Assert.Equal(["N 2024-03-05T06:12 13.1234 101.5", "N20 2024-03-05T18:06 -0.5 100.25", "N20 2024-03-05T00:05 13.2 101.6"], rows.Select(r => r.SourceKey));
    }

    [Fact]
    public void Modis_is_read()
    {
        var rows = Values(Samples.Modis.Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Equal((310.4, 298.0, 36, HotspotConfidence.Nominal, null), (rows[0].BrightnessKelvin, rows[0].BrightnessLongwaveKelvin, rows[0].ConfidencePercent, rows[0].Confidence, rows[0].Type));
        Assert.Equal((HotspotConfidence.High, "A 2018-09-22T02:30 23.713 121.467"), (rows[1].Confidence, rows[1].SourceKey));
    }

    [Theory]
    [InlineData("0612", 6, 12)]
    [InlineData("612", 6, 12)]
    [InlineData("50", 0, 50)]
    [InlineData("5", 0, 5)]
    [InlineData("0", 0, 0)]
    [InlineData("06:12", 6, 12)]
    [InlineData("6:12", 6, 12)]
    public void A_time_is_read_in_all_its_forms(string time, int hour, int minute) =>
        Assert.Equal(Instant.FromUtc(2018, 9, 22, hour, minute), Values(Samples.Modis.Replace("0050", time, StringComparison.Ordinal))[0].AcquiredAt);

    [Theory]
    [InlineData("0050", "2400", "acq_time")]
    [InlineData("0050", "0060", "acq_time")]
    [InlineData("0050", "", "acq_time")]
    [InlineData("2018-09-22,0050", "2018-02-29,0050", "acq_date")]
    [InlineData("2018-09-22,0050", "22/09/2018,0050", "acq_date")]
    [InlineData("27.239", "x", "not a number")]
    [InlineData("27.239", "NaN", "not a number")]
    [InlineData("27.239,140.88", "140.88,27.239", "may be swapped")]
    [InlineData("T,36", "T,101", "confidence")]
    [InlineData("T,36", "T,maybe", "confidence")]
    [InlineData("T,36", ",36", "satellite")]
    [InlineData("20.5,D", "-1,D", "frp")]
    [InlineData("20.5,D", "20.5,X", "daynight")]
    [InlineData("20.5,D", "20.5", "12 columns where the header has 13")]
    [InlineData("6.0NRT,298,20.5,D", "\"6.0NRT,298,20.5,D", "never closed")]
    public void One_bad_row_does_not_cost_the_next(string good, string bad, string reason)
    {
        var items = Read(Samples.Modis.Replace(good, bad, StringComparison.Ordinal));
        var refusal = Assert.IsType<Item<Hotspot>.Refused>(items[0]).Refusal;
        Assert.Equal("line 2", refusal.At);
        Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_numbers_stay_true_behind_quoted_line_ends_and_broken_rows()
    {
        var items = Read(Samples.Modis.Replace("6.0NRT", "\"6.0\nNRT\"", StringComparison.Ordinal) + "\n\nbad\n\"bad\n" + Samples.Modis.Split('\n')[1]);
        Assert.Equal(["line 2", "line 4", "line 7", "line 8", "line 9"], items.Select(i => i is Item<Hotspot>.Read r ? r.At : ((Item<Hotspot>.Refused)i).Refusal.At));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("lat,lon\n1,2", "lacks latitude, longitude, acq_date, acq_time, satellite, confidence")]
    public void A_wrong_header_ends_it(string csv, string reason) =>
        Assert.Contains(reason, Assert.IsType<Item<Hotspot>.Refused>(Assert.Single(Read(csv))).Refusal.Reason, StringComparison.Ordinal);

    [ForeignFact]
    public void A_real_day_agrees_with_a_plain_split()
    {
        var lines = File.ReadAllLines(Foreign.Path("data/fire/modis_SEA_2018-09-22_1day.csv"))[1..];
        var rows = HotspotReader.Read(File.OpenRead(Foreign.Path("data/fire/modis_SEA_2018-09-22_1day.csv"))).Cast<Item<Hotspot>.Read>().Select(i => i.Value);
        foreach (var (line, row) in lines.Zip(rows))
        {
            var f = line.Split(',');
            var culture = System.Globalization.CultureInfo.InvariantCulture;
            Assert.Equal((double.Parse(f[0], culture), double.Parse(f[1], culture), double.Parse(f[11], culture)), (row.Latitude, row.Longitude, row.FrpMegawatts));
            Assert.Equal($"{f[5]}T{f[6][..2]}:{f[6][2..]}:00Z", row.AcquiredAt.ToString());
        }
        Assert.Equal(937, lines.Length);
    }
}
