using Tocsin.Log;
using Tocsin.Share.Records;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;
using Xunit;

namespace Tocsin.Tests.Warn.Neighbours;

/// <summary>Cases as the judge sees them, with counts by chance alone.</summary>
static class NeighbourChance
{
    /// <summary>Whether a rule would ring for the last of some weeks of random counts.</summary>
    public static bool Rings(string rules, int seed, int weeks, double mean = 3) =>
        new PlacesJudge(TestWorld.Atlas).Assess((CountsRule)Assert.IsType<RulesRead.Good>(RulesReader.Read(rules)).Book.Rules[0], Case(seed, weeks, mean)) is Assessment.Matter;

    public static PlacesCase Case(int seed, int weeks, double mean)
    {
        var random = new Random(seed);
        var last = PeriodLine.Ordinal(Tocsin.Formats.CaseCounts.CountPeriod.IsoWeek, BorderLand.Monday);
        var subject = new SeriesSubject("cholera", null, null, Tocsin.Formats.CaseCounts.Measure.Cases, Tocsin.Formats.CaseCounts.CountPeriod.IsoWeek);
        return new([.. BorderLand.Places.Select((place, i) => new PlaceSeries(place.Name, subject with { Place = place.Name, Country = place.Country }, place.Longitude, place.Latitude,
            [.. Enumerable.Range(last - weeks + 1, weeks).Select(ordinal => new SeriesCount(ordinal, BorderLand.Poisson(random, mean), 100_000, new RecordAddress(new Origin(Hash.Of([1]), Hash.Of([2]), 1), i), Hash.Of([(byte)i])))]))], last);
    }
}
