using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Union;
using Tocsin.Detection.Scan;
using Tocsin.Share.Records;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Judging;

/// <summary>Scans the places of a case for clusters that reach to its period, by Kulldorff's prospective scan statistic.</summary>
/// <param name="places">Where places lie.</param>
sealed class ClusterJudge(Whereabouts places)
{
    /// <summary>The detector's name in a warning.</summary>
    public const string Detector = "cluster";
    /// <summary>The detector's version.</summary>
    public const string Version = "1";
    /// <summary>CAP's event.</summary>
    public static Sentence EventName { get; } = Sentence.Of("cluster.event", "Cluster of cases");
    /// <summary>Fewer places are not scanned.</summary>
    public const int PlacesMin = 3;
    /// <summary>Fewer periods are not scanned, nor fewer than twice those of a cluster.</summary>
    public const int PeriodsMin = 8;

    /// <summary>More cases are not scanned.</summary>
    public const int CasesMax = 100_000;

    // Each replicate deals one card for each case; a scan of as many takes seconds.
    const long CardsMax = 1_000_000_000;
    const byte AScanEnds = (long)CasesMax * RulesReader.ReplicatesMax <= CardsMax ? 0 : -1;

    // A cluster of one place has no radius; on the map it is drawn as large as this.
    const double DrawnKmMin = 5;

    /// <summary>Assesses the case's period.</summary>
    public Assessment Assess(ClusterRule rule, PlacesCase the, CancellationToken stop)
    {
        var scanned = the.Series.Where(series => places.Holds(rule.Area, series.Longitude, series.Latitude) && (rule.Model == ClusterModel.Permutation || series.Counts[^1].Population > 0)).ToList();
        if (PlaceTable.Of(scanned, the.Ordinal, rule.ReportedShare, isWhole: rule.Model == ClusterModel.Permutation, out var why) is not { } table) return Unjudged(rule, the, why);
        if (table.Places.Count < PlacesMin) return Unjudged(rule, the, Sentence.Of("unjudged.fewPlaces", "too few places can be compared"));
        if (table.Ordinals.Count < Math.Max(PeriodsMin, 2 * rule.MaxPeriods)) return Unjudged(rule, the, Sentence.Of("unjudged.fewPeriods", "too few periods can be compared"));
        var (cases, people, total) = Cells(rule, table);
        if (total == 0) return Nothing(rule, the, Sentence.Of("unjudged.noCases", "there were no cases"));
        if (total > CasesMax) return Unjudged(rule, the, Sentence.Of("unjudged.manyCases", "there are too many cases to scan"));
        var (rows, columns) = (table.Ordinals.Count, table.Places.Count);
        var data = rule.Model == ClusterModel.Poisson ? ScanData.Poisson(columns, rows, cases, people) : ScanData.Permutation(columns, rows, [cases]);
        var worstP = rule.Severities.Max(each => each.PAtMost);
        var found = ScanStatistic.Run(data, ScanGeography.OnGlobe([.. table.Places.Select(place => (place.Latitude, place.Longitude))]), Options(rule, the, worstP), stop).Clusters
            .Where(cluster => cluster.P <= worstP && cluster.Observed >= rule.MinCount).Select(cluster => Look(rule, table, cluster)).ToList();
        return found.Count == 0 ? Nothing(rule, the, Sentence.Of("cluster.none", "no cluster stands out from chance")) : Matter(rule, the, table, [.. found.OrderBy(each => each.Severity)]);
    }

    static (int[] Cases, double[] People, long Total) Cells(ClusterRule rule, PlaceTable table)
    {
        var (rows, columns) = (table.Ordinals.Count, table.Places.Count);
        var (cases, people) = (new int[rows * columns], new double[rows * columns]);
        var total = 0L;
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
            {
                if (table.Places[column].At(table.Ordinals[row]) is not { } count) continue;
                cases[row * columns + column] = (int)Math.Min(count.Count, ScanData.CountMax);
                people[row * columns + column] = count.Population ?? table.Places[column].Counts[^1].Population ?? 0;
                if (people[row * columns + column] == 0 && rule.Model == ClusterModel.Poisson) cases[row * columns + column] = 0;
                total += cases[row * columns + column];
            }
        return (cases, people, total);
    }

    /// <summary>Chance begins with the rule and what is judged, so that the same counts give the same p. Once it is sure that nothing rings, no further replicate is made.</summary>
    static ScanOptions Options(ClusterRule rule, PlacesCase the, double worstP)
    {
        var subject = the.Series[0].Subject;
        var name = string.Create(CultureInfo.InvariantCulture, $"{rule.Name}|{subject.Topic.ToLowerInvariant()}|{subject.Measure}|{subject.Period}|{the.Ordinal}");
        return new()
        {
            MaxShare = rule.MaxShare,
            MaxRadius = rule.MaxRadiusKm,
            MaxIntervals = rule.MaxPeriods,
            Alive = true,
            MinCases = (int)Math.Clamp(rule.MinCount, 1, CasesMax),
            Replicates = rule.Replicates,
            Seed = BinaryPrimitives.ReadUInt64BigEndian(Hash.Of(Encoding.UTF8.GetBytes(name)).AsSpan()),
            PValue = PValueMethod.EarlyTermination,
            EnoughAbove = (int)Math.Ceiling(worstP * (rule.Replicates + 1)) + 1,
            Threads = 1,
        };
    }

    Found Look(ClusterRule rule, PlaceTable table, ScanCluster cluster)
    {
        List<PlaceSeries> inside = [.. cluster.Places.Select(place => table.Places[place])];
        string[] countries = [.. inside.Select(places.CountryOf).OfType<CountryCode>().Select(code => code.Alpha2).Distinct().Order(StringComparer.Ordinal)];
        string[] near = [.. inside.SelectMany(place => places.Near(place.Longitude, place.Latitude, rule.NearBorderKm)).Select(code => code.Alpha2).Distinct().Except(countries).Order(StringComparer.Ordinal)];
        var relation = countries.Length > 1 ? BorderRelation.Crosses : near.Length > 0 ? BorderRelation.Nears : BorderRelation.Within;
        var severity = rule.Severities.First(each => cluster.P <= each.PAtMost).Severity;
        if (relation == BorderRelation.Crosses && rule.CrossingIsWorse && severity > Severity.Extreme) severity--;
        return new Found(cluster, inside, countries, near, relation, severity);
    }

    static Assessment.Matter Matter(ClusterRule rule, PlacesCase the, PlaceTable table, List<Found> found)
    {
        var (cluster, inside, _, _, _, severity) = found[0];
        var measure = inside[0].Subject.Measure;
        var start = table.Ordinals[cluster.Start];
        var headline = Sentence.Of("cluster.headline", $"{PlacesWords.Topic(the)}: a cluster of {OutbreakJudge.Count(cluster.Observed, measure)} round {inside[0].Name}");
        var areaKm2 = Math.Round(found.Sum(each => GreatCircle.AreaKm2(Math.Max(DrawnKmMin, each.Cluster.Radius))));
        var numbers = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["count"] = cluster.Observed, ["expected"] = Math.Round(cluster.Expected, 3), ["radiusKm"] = Math.Round(cluster.Radius, 1), ["places"] = inside.Count,
            ["placesScanned"] = table.Places.Count, ["periodsScanned"] = table.Ordinals.Count, ["pValue"] = Math.Round(cluster.P!.Value, 6), ["clusters"] = found.Count,
            [PlacesCase.LikelihoodName] = Math.Round(cluster.Llr, 3), ["areaKm2"] = areaKm2,
        };
        PlacesWords.AddLeftOut(numbers, the);
        return new Assessment.Matter
        {
            Category = Category.Health,
            Event = EventName,
            Headline = headline,
            Severity = severity,
            Urgency = Urgency.Immediate,
            Certainty = Certainty.Likely,
            At = PeriodLine.Start(the.Period, start).AtMidnight().InUtc().ToInstant(),
            Until = PeriodLine.End(the.Period, the.Ordinal) + rule.QuietFor,
            Why = Told(rule, the, table, found, headline, start),
            Numbers = numbers,
            Where = new Where { Geometry = Area(found), Name = inside[0].Name, Country = found is [{ Countries: [var only] }] ? only : null },
            AreaKm2 = areaKm2,
            Concerned = PlacesWords.Concerned(found.SelectMany(each => each.Countries), found.SelectMany(each => each.Near), found.Max(each => each.Relation), found.SelectMany(each => each.Inside)),
        };
    }

    static Sentence Told(ClusterRule rule, PlacesCase the, PlaceTable table, List<Found> found, Sentence headline, int start)
    {
        var (cluster, inside, countries, near, relation, severity) = found[0];
        var size = inside.Count == 1 ? null : Sentence.Of("cluster.within", $"{PlacesWords.Places(inside.Count)} within {cluster.Radius:0} km");
        var last = OutbreakJudge.Words(the.Period, the.Ordinal);
        var when = start == the.Ordinal ? last : Sentence.Of("cluster.from", $"{OutbreakJudge.Words(the.Period, start)} to {last}");
        var told = Sentence.Of("cluster.why",
            $"{Sentence.Commas(headline, size, when)}; {OutbreakJudge.Number(cluster.Expected)} expected there, by {PlacesWords.Places(table.Places.Count)} over {PlacesWords.Periods(table.Ordinals.Count)}; p = {cluster.P!.Value:0.####}.");
        told = Sentence.Then(told, relation switch
        {
            BorderRelation.Crosses when rule.CrossingIsWorse => Sentence.Of("cluster.crossesWorse", $"It crosses the border of {PlacesWords.Countries(countries)}, which makes it {CapWord.Of(severity)}."),
            BorderRelation.Crosses => Sentence.Of("cluster.crosses", $"It crosses the border of {PlacesWords.Countries(countries)}."),
            BorderRelation.Nears => Sentence.Of("cluster.nears", $"It lies within {rule.NearBorderKm:0.#} km of {PlacesWords.Countries(near)}."),
            _ when countries.Length == 0 => Sentence.Of("cluster.nowhere", "It lies in no country of the map."),
            _ => Sentence.Of("cluster.inside", $"It lies in {PlacesWords.Countries(countries)}, more than {rule.NearBorderKm:0.#} km from any other country."),
        });
        if (found.Count == 2) told = Sentence.Then(told, Sentence.Of("count.clusters", $"{found.Count - 1} more cluster stands out."));
        else if (found.Count > 2) told = Sentence.Then(told, Sentence.Of("count.clusters", $"{found.Count - 1} more clusters stand out."));
        return PlacesWords.WithGaps(told, the, table);
    }

    static Geometry Area(List<Found> found)
    {
        var circles = found.Select(each => GreatCircle.Circle(each.Inside[0].Longitude, each.Inside[0].Latitude, Math.Max(DrawnKmMin, each.Cluster.Radius))).OfType<Geometry>().ToList();
        var area = circles.Count switch
        {
            0 => GreatCircle.Hull([.. found.SelectMany(each => each.Inside).Select(place => new Coordinate(place.Longitude, place.Latitude))]),
            1 => circles[0],
            _ => UnaryUnionOp.Union(circles),
        };
        area.SRID = 4326;
        return area;
    }

    static Assessment.Nothing Nothing(ClusterRule rule, PlacesCase the, Sentence why) => PlacesWords.Nothing(EventName, rule, the, why);

    static Assessment.Unjudged Unjudged(ClusterRule rule, PlacesCase the, Sentence why) => PlacesWords.Unjudged(EventName, rule, the, why);

    /// <summary>A cluster that stands out.</summary>
    sealed record Found(ScanCluster Cluster, List<PlaceSeries> Inside, string[] Countries, string[] Near, BorderRelation Relation, Severity Severity);
}
