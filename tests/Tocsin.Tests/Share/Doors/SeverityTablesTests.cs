using System.Collections.Immutable;
using System.Globalization;
using Tocsin.Formats.Ais;
using Tocsin.Formats.Firms;
using Tocsin.Formats.Gdacs;
using Tocsin.Formats.Measurements;
using Tocsin.Formats.Usgs;
using Tocsin.Formats.Wgs84;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Xunit;

namespace Tocsin.Tests.Share.Doors;

/// <summary>docs/severity.md, row by row.</summary>
public sealed class SeverityTablesTests
{
    [Fact]
    public void Every_row_of_the_earthquakes()
    {
        foreach (var row in Rows("USGS earthquakes"))
        {
            var quake = new Earthquake
            {
                Id = "a", Ids = ["a"], Time = default, Type = "earthquake", Point = Polygons.Factory.CreatePoint(),
                Status = row[0] == "-" ? EarthquakeStatus.NotSaid : Enum.Parse<EarthquakeStatus>(row[0], ignoreCase: true),
                Magnitude = Number(row[1]),
                Alert = row[2] == "-" ? null : Enum.Parse<PagerAlert>(row[2], ignoreCase: true),
            };
            Assert.Equal(string.Join(' ', row), $"{row[0]} {row[1]} {row[2]} {Words(FeedSeverity.Of(quake))}");
        }
    }

    [Fact]
    public void Every_row_of_the_fires()
    {
        foreach (var row in Rows("NASA FIRMS fire pixels"))
        {
            var hotspot = new Hotspot
            {
                Latitude = 0, Longitude = 0, AcquiredAt = default, Satellite = "N", SourceKey = "a",
                Type = row[0] == "-" ? null : Enum.Parse<HotspotType>(row[0]),
                FrpMegawatts = Number(row[1]),
                Confidence = Enum.Parse<HotspotConfidence>(row[2], ignoreCase: true),
            };
            Assert.Equal(string.Join(' ', row), $"{row[0]} {row[1]} {row[2]} {Words(FeedSeverity.Of(hotspot))}");
        }
    }

    [Fact]
    public void Every_row_of_the_indicators()
    {
        foreach (var row in Rows("Indicators"))
        {
            var (category, severity) = FeedSeverity.OfIndicator(row[0] == "-" ? null : row[0]);
            Assert.Equal(string.Join('|', row), $"{row[0]}|{category}|{severity}");
        }
    }

    [Fact]
    public void Every_row_of_the_GDACS_events()
    {
        foreach (var row in Rows("GDACS events"))
        {
            var item = new GdacsEvent
            {
                Type = Enum.Parse<GdacsType>(row[0]), Alert = Enum.Parse<GdacsAlert>(row[1]), IsCurrent = row[2] == "yes", IsTemporary = row[3] == "yes",
                EventId = 1, EpisodeId = 1, From = default, To = default, Geometry = Polygons.Factory.CreatePoint(),
            };
            Assert.Equal(string.Join(' ', row), $"{row[0]} {row[1]} {row[2]} {row[3]} {FeedSeverity.CategoryOf(item.Type)} {Words(FeedSeverity.Of(item))}");
        }
    }

    [Fact]
    public void Every_row_of_AIS()
    {
        foreach (var row in Rows("AIS"))
        {
            var level = row[0] switch
            {
                "an aid off its position" => FeedSeverity.Of(new AisAid { Type = 21, Mmsi = "999900001", AidType = 1, IsOffPosition = true }),
                "a jump" => FeedSeverity.Of(TrackOdd.Jump),
                "a gap" => FeedSeverity.Of(TrackOdd.Gap),
                var vessel => FeedSeverity.Of(new AisPosition { Type = 1, Mmsi = vessel[..9], Status = (NavigationStatus)int.Parse(vessel[18..], CultureInfo.InvariantCulture) }),
            };
            Assert.Equal(string.Join(' ', row), $"{row[0]} {Words(level)}");
        }
    }

    [Fact]
    public void Every_row_of_the_attacks_on_ships()
    {
        foreach (var row in Rows("Attacks on ships"))
            Assert.Equal(string.Join('|', row), FeedSeverity.OfHostility(row[0] == "-" ? null : row[0]) is var level ? $"{row[0]}|{level.Severity}|{level.Certainty}" : "");
        Assert.Equal(Urgency.Expected, FeedSeverity.OfHostility("PIRATES").Urgency);
    }

    [Fact]
    public void Every_row_of_the_navigational_warnings()
    {
        foreach (var row in Rows("Navigational warnings"))
        {
            var (category, level) = FeedSeverity.OfNavigation(row[0] == "-" ? "NOTHING KNOWN" : $"IN 10-00N\n 100-00E: {row[0].Replace(' ', '\n')}.");
            Assert.Equal(string.Join('|', row), $"{row[0]}|{category}|{level.Severity}|{level.Urgency}");
            Assert.Equal(Certainty.Observed, level.Certainty);
        }
    }

    [Fact]
    public void Every_row_of_the_measurements()
    {
        foreach (var row in Rows("Measurements"))
        {
            var (value, threshold) = (Number(row[1]), Number(row[2]));
            var none = new Measurement { Instrument = Instrument.RiverGauge, Time = default };
            var measured = row[0] switch
            {
                "level" => none with { LevelMetres = value, WarningLevelMetres = threshold },
                "discharge" => none with { DischargeCubicMetresPerSecond = value, WarningDischargeCubicMetresPerSecond = threshold },
                _ => none with { DoseRateMicrosievertsPerHour = value, WarningDoseRateMicrosievertsPerHour = threshold },
            };
            var level = FeedSeverity.Of(measured);
            Assert.Equal(string.Join('|', row), $"{row[0]}|{row[1]}|{row[2]}|{level.Severity}|{level.Urgency}");
        }
    }

    static string Words(FeedSeverity level) => $"{level.Severity} {level.Urgency} {level.Certainty}";

    static double? Number(string text) => text == "-" ? null : double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The rows of the table below a heading.</summary>
    static ImmutableArray<string[]> Rows(string heading)
    {
        var rows = File.ReadLines(Checkout.Path("docs/severity.md"))
            .SkipWhile(line => line != $"## {heading}").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith('|')).Skip(2)
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)).ToImmutableArray();
        Assert.NotEmpty(rows);
        return rows;
    }
}
