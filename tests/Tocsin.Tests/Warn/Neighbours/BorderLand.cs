using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Tests.Warn.Noticing;
using Xunit;

namespace Tocsin.Tests.Warn.Neighbours;

/// <summary>Ten places on both sides of the border of the test world's Laos and Vietnam, which is the meridian of 104 degrees, and six more inland: weekly counts by a seed.</summary>
sealed class BorderLand(int seed)
{
    public static readonly LocalDate Monday = new(2026, 2, 16);

    public const string Common = """
            fresh_for: 28d
            quiet_for: 28d
            update_every: 6d
            topics: any
            places: any
            measures: [cases]
            periods: [iso-week]

        """;

    public const string ClusterTerms = """
            area: any
            model: permutation
            baseline_periods: 24
            max_periods: 3
            max_share: 0.3
            max_radius_km: 80
            min_count: 5
            reported_share: 0.8
            near_border_km: 40
            replicates: 999
            crossing_is_worse: true
            severities: { severe: { p_at_most: 0.001 }, moderate: { p_at_most: 0.01 } }

        """;

    public const string BorderTerms = """
            countries: [VN, LA]
            within_km: 50
            reported_share: 0.8
            method: tocsin
            parameters: { alpha: 0.005 }
            until_then: none
            min_count: 5
            severities: { severe: { times_threshold: 1.5 }, moderate: { times_threshold: 1 } }

        """;

    public static readonly string Clusters = Rules("clusters", "cluster", ClusterTerms), Border = Rules("border", "border-outbreak", BorderTerms);

    /// <summary>Names with their places: A1 to A5 in Laos and B1 to B5 in Vietnam 16 km from the border, C1 to C3 and D1 to D3 more than 100 km from it.</summary>
    public static readonly (string Name, string Country, double Longitude, double Latitude)[] Places =
    [
        .. Enumerable.Range(1, 5).Select(i => ($"A{i}", "LA", 103.85, 18.2 + 0.4 * i)), .. Enumerable.Range(1, 5).Select(i => ($"B{i}", "VN", 104.15, 18.2 + 0.4 * i)),
        .. Enumerable.Range(1, 3).Select(i => ($"C{i}", "LA", 101.8 + 0.1 * i, 18.8 + 0.4 * i)), .. Enumerable.Range(1, 3).Select(i => ($"D{i}", "VN", 106 + 0.1 * i, 18.8 + 0.4 * i)),
    ];

    readonly Random random = new(seed);

    /// <summary>How many people live in each place; nothing: that is not known.</summary>
    public long? People { get; init; }

    public static string Rules(string name, string kind, string terms) => $"version: 1\nrules:\n  - name: {name}\n    kind: {kind}\n{Common}{terms}{NoticingNode.Deadlines}";

    public static Draft Count(string name, LocalDate week, long count, string publisher = "Agency", long? people = null)
    {
        var (_, country, longitude, latitude) = Places.Single(place => place.Name == name);
        var draft = CountDrafts.Count("cholera", name, week, count, people: people);
        var where = new Where { Name = name, Country = country, Geometry = new Point(longitude, latitude) };
        return draft with { Where = where, Source = new Source { Publisher = publisher, Key = draft.Source!.Key! with { Sender = publisher, Keys = [$"{publisher}|{draft.Source.Key.Keys[0]}"] } } };
    }

    /// <summary>Weeks of counts with a mean of 3, the last of them the judged one, and what some places have beside in it.</summary>
    public async Task Tell(WarnNode node, int weeks, Func<string, long> more, Func<string, Journal?>? log = null, Func<string, bool>? isLeftOut = null)
    {
        for (var week = weeks - 1; week >= 0; week--)
            foreach (var (name, _, _, _) in Places)
            {
                var count = Poisson(random, 3) + (week == 0 ? more(name) : 0);
                if (week == 0 && isLeftOut?.Invoke(name) == true) continue;
                Assert.IsType<Appended.Stored>(await (log?.Invoke(name) ?? node.Journal).Append(Count(name, Monday.PlusWeeks(-week), count, people: People), WarnNode.Stop));
            }
        await node.Settle();
    }

    public static long Poisson(Random random, double mean)
    {
        var (count, product) = (0L, random.NextDouble());
        for (; product > Math.Exp(-mean); count++) product *= random.NextDouble();
        return count;
    }
}
