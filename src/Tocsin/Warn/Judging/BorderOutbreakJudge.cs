using System.Globalization;
using NetTopologySuite.Geometries;
using Tocsin.Formats.CaseCounts;
using Tocsin.Share.Records;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Judging;

/// <summary>Judges the sum of the places along a border by the sums before it.</summary>
/// <param name="places">Where places lie.</param>
sealed class BorderOutbreakJudge(Whereabouts places)
{
    /// <summary>The detector's name in a warning.</summary>
    public const string Detector = "border-outbreak";
    /// <summary>The detector's version.</summary>
    public const string Version = "1";
    /// <summary>CAP's event.</summary>
    public const string EventName = "More cases than expected along a border";

    // How far the area on the map reaches beyond the places.
    const double MarginKm = 10;

    /// <summary>Assesses the case's period.</summary>
    public Assessment Assess(BorderOutbreakRule rule, PlacesCase the)
    {
        var region = the.Series.Where(series => places.IsAtBorder(rule.Countries, rule.WithinKm, series.Subject.Country, series.Longitude, series.Latitude)).ToList();
        if (region.Count == 0) return Nothing(rule, the, "no place along the border has reported");
        if (PlaceTable.Of(region, the.Ordinal, rule.ReportedShare, isWhole: true, out var why) is not { } table) return Nothing(rule, the, why);
        var countries = table.Places.GroupBy(place => places.CountryOf(place)!.Alpha2, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        if (countries.Count < 2) return Nothing(rule, the, "only places of one country can be compared");

        List<SeriesCount> sums = [.. table.Ordinals.Select(ordinal => Sum(table.Places, ordinal))];
        var (verdict, method) = OutbreakJudge.Judge(rule, the.Period, sums);
        var judged = sums[^1];
        if (verdict.Alarm is null) return Nothing(rule, the, OutbreakJudge.Words(verdict.Why));
        var ratio = OutbreakJudge.TimesThreshold(verdict);
        var reached = verdict.Alarm == true && judged.Count >= rule.MinCount ? rule.Severities.FirstOrDefault(each => ratio >= each.TimesThreshold) : null;
        var measure = table.Places[0].Subject.Measure;
        var headline = $"{PlacesWords.Topic(the)} along the border of {PlacesWords.Countries(countries.Select(group => group.Key))}: {OutbreakJudge.Counted(judged.Count, measure)} "
            + $"{(the.Period == CountPeriod.Day ? "on" : "in")} {OutbreakJudge.Words(the.Period, the.Ordinal)}";
        var shares = string.Join(", ", countries.Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Sum(place => place.At(the.Ordinal)!.Value.Count):#,0} in {PlacesWords.Country(group.Key)}")));
        var told = string.Create(CultureInfo.InvariantCulture,
            $"{headline}, in {table.Places.Count} places within {rule.WithinKm:0.#} km of it ({shares}); {OutbreakJudge.Number(verdict.Expected)} expected, {OutbreakJudge.Number(verdict.Upper)} the threshold ({method.Words}).{PlacesWords.Gaps(table)}");
        if (reached is null) return Nothing(rule, the, told, isWhole: true);
        var area = GreatCircle.Hull([.. table.Places.SelectMany(place => GreatCircle.Circle(place.Longitude, place.Latitude, MarginKm)?.Coordinates ?? [new Coordinate(place.Longitude, place.Latitude)])]);
        area.SRID = 4326;
        var numbers = OutbreakJudge.Numbers(judged, verdict, sums.Count - 1);
        numbers["places"] = table.Places.Count;
        return new Assessment.Matter
        {
            Category = Category.Health,
            Event = EventName,
            Headline = headline,
            Severity = reached.Severity,
            Urgency = Urgency.Immediate,
            Certainty = Certainty.Likely,
            At = PeriodLine.Start(the.Period, the.Ordinal).AtMidnight().InUtc().ToInstant(),
            Until = PeriodLine.End(the.Period, the.Ordinal) + rule.QuietFor,
            Why = told,
            Numbers = numbers,
            Where = new Where { Geometry = area, Name = $"Border of {PlacesWords.Countries(countries.Select(group => group.Key))}" },
            Concerned = PlacesWords.Concerned(countries.Select(group => group.Key), rule.Countries, BorderRelation.Crosses, table.Places),
        };
    }

    static SeriesCount Sum(IReadOnlyList<PlaceSeries> places, int ordinal)
    {
        var (sum, people) = (0.0, (long?)0);
        foreach (var place in places)
        {
            var count = place.At(ordinal)!.Value;
            (sum, people) = (sum + count.Count, people + count.Population);
        }
        return new SeriesCount(ordinal, sum, people, default, default);
    }

    static Assessment.Nothing Nothing(BorderOutbreakRule rule, PlacesCase the, string why, bool isWhole = false) => PlacesWords.Nothing(EventName, rule, the, why, isWhole);
}
