using System.Text;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Formats.Usgs;
using Xunit;

namespace Tocsin.Tests.Formats.Usgs;

public sealed class EarthquakeReaderTests
{
    static Item<Earthquake>[] Read(string json) => [.. EarthquakeReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)))];

    [Fact]
    public void Every_field_is_read()
    {
        var items = Read(Samples.Usgs).Cast<Item<Earthquake>.Read>().ToArray();
        var (first, second) = (items[0].Value, items[1].Value);
        Assert.Equal(("us7000test", "us7000test,ci4", -0.4, "ml"), (first.Id, string.Join(',', first.Ids), first.Magnitude, first.MagnitudeType));
        Assert.Equal((Instant.FromUnixTimeMilliseconds(1767225600123), Instant.FromUtc(2026, 1, 1, 0, 1)), (first.Time, first.Updated));
        Assert.Equal((-118.5, 34.25, -1.5), (first.Point.X, first.Point.Y, first.DepthKm));
        Assert.Equal((true, 3, 812, PagerAlert.Yellow, EarthquakeStatus.Reviewed), (first.TsunamiFlag, first.Felt, first.Significance, first.Alert, first.Status));
        Assert.Equal(("quarry blast", "us", "1km N of Testville"), (first.Type, first.Net, first.Place));
        Assert.Equal((null, null, null, EarthquakeStatus.Automatic, "us2"), (second.Magnitude, second.DepthKm, second.Alert, second.Status, Assert.Single(second.Ids)));
        Assert.All(items, i => Assert.Empty(i.Repairs));
    }

    [Theory]
    [InlineData("\"mag\":-0.4", "\"mag\":99", "features[0].properties.mag", "from -10 to 10")]
    [InlineData("\"mag\":-0.4", "\"mag\":\"4\"", "features[0].properties.mag", "must be a number")]
    [InlineData("1767225600123", "null", "features[0].properties.time", "has no time")]
    [InlineData("1767225600123", "9223372036854775807", "features[0].properties.time", "milliseconds")]
    [InlineData("-118.5,34.25", "34.25,-118.5", "features[0].geometry.coordinates", "latitude -118.5")]
    [InlineData("34.25,-1.5", "34.25,6400", "features[0].geometry.coordinates", "depth")]
    [InlineData("\"id\":\"us7000test\"", "\"id\":\"\"", "features[0].id", "has no id")]
    public void One_bad_event_does_not_cost_the_next(string good, string bad, string at, string reason)
    {
        var items = Read(Samples.Usgs.Replace(good, bad, StringComparison.Ordinal));
        var refusal = Assert.IsType<Item<Earthquake>.Refused>(items[0]).Refusal;
        Assert.Equal(at, refusal.At);
        Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
        Assert.IsType<Item<Earthquake>.Read>(items[1]);
    }

    [ForeignFact]
    public void A_real_week_has_its_negative_and_missing_magnitudes()
    {
        var week = EarthquakeReader.Read(File.OpenRead(Foreign.Path("data/quake/vega_earthquakes.json"))).Cast<Item<Earthquake>.Read>().Select(i => i.Value).ToList();
        var text = File.ReadAllText(Foreign.Path("data/quake/vega_earthquakes.json"));
        Assert.Equal(Count(text, "\"mag\":-"), week.Count(q => q.Magnitude < 0));
        Assert.Equal(Count(text, "\"mag\":null"), week.Count(q => q.Magnitude is null));
        Assert.Equal(Count(text, "\"tsunami\":1"), week.Count(q => q.TsunamiFlag));
        Assert.Equal(1707, week.Select(q => q.Id).Distinct().Count());
    }

    static int Count(string text, string what) => text.Split(what).Length - 1;
}
