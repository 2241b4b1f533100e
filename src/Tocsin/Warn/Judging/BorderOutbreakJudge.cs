using NetTopologySuite.Geometries;
using Tocsin.Detection.Series;
using Tocsin.Formats.CaseCounts;
using Tocsin.Share.Records;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Wording;

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
    public static Sentence EventName { get; } = Sentence.Of("border.event", "More cases than expected along a border");

    // How far the area on the map reaches beyond the places.
    const double MarginKm = 10;

    /// <summary>Assesses the case's period.</summary>
    public Assessment Assess(BorderOutbreakRule rule, PlacesCase the)
    {
        if (Table(rule, the, out var why) is not { } table) return Unjudged(rule, the, why);
        var countries = table.Places.GroupBy(each => places.CountryOf(each)!.Alpha2, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        if (countries.Count < 2) return Unjudged(rule, the, Sentence.Of("unjudged.oneCountry", "only places of one country can be compared"));

        var sums = Sums(table);
        var (verdict, method) = OutbreakJudge.Judge(rule, the.Period, sums, ReportedShares.Complete);
        var judged = sums[^1];
        if (verdict.Why == NotJudged.TooFewCases) return PlacesWords.Nothing(EventName, rule, the, OutbreakJudge.Words(verdict.Why));
        if (verdict.Alarm is null) return Unjudged(rule, the, OutbreakJudge.Words(verdict.Why));
        var ratio = OutbreakJudge.TimesThreshold(verdict);
        var reached = verdict.Alarm == true && judged.Count >= rule.MinCount ? rule.Severities.FirstOrDefault(each => ratio >= each.TimesThreshold) : null;
        var names = PlacesWords.Countries(countries.Select(group => group.Key));
        var (topic, count, when) = (PlacesWords.Topic(the), OutbreakJudge.Count(judged.Count, table.Places[0].Subject.Measure), OutbreakJudge.Words(the.Period, the.Ordinal));
        var headline = the.Period == CountPeriod.Day
            ? Sentence.Of("border.on", $"{topic} along the border of {names}: {count} on {when}")
            : Sentence.Of("border.in", $"{topic} along the border of {names}: {count} in {when}");
        List<Sentence> shares = [.. countries.Select(group => Sentence.Of("border.share", $"{group.Sum(each => each.At(the.Ordinal)!.Value.Count):#,0} in {PlacesWords.Country(group.Key)}"))];
        var told = PlacesWords.WithGaps(Sentence.Of("border.why",
            $"{headline}, in {PlacesWords.Places(table.Places.Count)} within {rule.WithinKm:0.#} km of it ({Sentence.Commas(shares[0], shares[1..])}); {OutbreakJudge.Number(verdict.Expected)} expected, {OutbreakJudge.Number(verdict.Upper)} the threshold ({method.Words})."), the, table);
        if (reached is null) return PlacesWords.NothingTold(EventName, rule, the, told);
        var area = GreatCircle.Hull([.. table.Places.SelectMany(each => GreatCircle.Circle(each.Longitude, each.Latitude, MarginKm)?.Coordinates ?? [new Coordinate(each.Longitude, each.Latitude)])]);
        area.SRID = 4326;
        var numbers = OutbreakJudge.Numbers(judged, verdict, sums.Count - 1, ReportedShares.Complete);
        numbers["places"] = table.Places.Count;
        PlacesWords.AddLeftOut(numbers, the);
        var place = Sentence.Of("border.place", $"Border of {names}");
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
            Where = new Where { Geometry = area, Name = place.Text },
            Place = place,
            Concerned = PlacesWords.Concerned(countries.Select(group => group.Key), table.Places.SelectMany(each => places.Near(each.Longitude, each.Latitude, rule.WithinKm)).Select(code => code.Alpha2), BorderRelation.Crosses, table.Places),
        };
    }

    /// <summary>The places that are added up, and the periods; nothing, and why, where too few have reported.</summary>
    public PlaceTable? Table(BorderOutbreakRule rule, PlacesCase the, out Sentence why)
    {
        var region = the.Series.Where(series => places.IsAtBorder(rule.Countries, rule.WithinKm, series.Subject.Country, series.Longitude, series.Latitude)).ToList();
        why = Sentence.Of("unjudged.noPlace", "no place along the border has reported");
        return region.Count == 0 ? null : PlaceTable.Of(region, the.Ordinal, rule.ReportedShare, isWhole: true, out why);
    }

    /// <summary>The sums of the places, by period.</summary>
    public static List<SeriesCount> Sums(PlaceTable table) => [.. table.Ordinals.Select(ordinal => Sum(table.Places, ordinal))];

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

    static Assessment.Unjudged Unjudged(BorderOutbreakRule rule, PlacesCase the, Sentence why) => PlacesWords.Unjudged(EventName, rule, the, why);
}
