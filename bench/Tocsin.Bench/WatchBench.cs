using System.Diagnostics;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using Tocsin.Share.Records;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Watching;

namespace Tocsin.Bench;

/// <summary>Watches by the million: half look at circles and polygons, half at countries with further conditions. The reference is a scan
/// of them all, with prepared geometries.</summary>
static class WatchBench
{
    const int SubjectCount = 200_000, ScanWatches = 100_000, ScanSubjects = 20, Added = 10_000;

    static readonly GeometryFactory Factory = new(new PrecisionModel(), 4326);

    public static void Run(int watches)
    {
        var random = new Random(20_261_122);
        var terms = Enumerable.Range(0, watches + Added).Select(i => i % 2 == 0 ? InArea(random, i) : InCountry(random)).ToArray();
        var subjects = Enumerable.Range(0, SubjectCount).Select(_ => Subject(random)).ToArray();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var index = new WatchIndex();
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < watches; i++) index.Put(Id(i), terms[i]);
        Figures.Say("watches", $"{watches:N0} put", watches / Stopwatch.GetElapsedTime(began).TotalSeconds, "watches/s");
        Figures.Say("watches", "memory of the index, terms aside", (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6, "MB");
        Figures.Say("watches", "memory of the process", Process.GetCurrentProcess().WorkingSet64 / 1e6, "MB");

        var counts = new int[subjects.Length];
        Match(index, subjects, counts);     // Warm.
        began = Stopwatch.GetTimestamp();
        Match(index, subjects, counts);
        var perSecond = subjects.Length / Stopwatch.GetElapsedTime(began).TotalSeconds;
        Figures.Say("watches", "records matched, two threads", perSecond, "records/s");
        Array.Sort(counts);
        Figures.Say("watches", "matches of a record, mean", counts.Average(), "");
        Figures.Say("watches", "matches of a record, p99", counts[counts.Length * 99 / 100], "");

        var scanned = Scan(terms.AsSpan(0, Math.Min(watches, ScanWatches)), subjects) * ScanWatches / watches;
        Figures.Say("watches", "reference: a scan with prepared geometries", scanned, "records/s", $"by {ScanWatches:N0} watches and {ScanSubjects} records");
        Figures.Say("watches", "index / scan, both by a thread", perSecond / 2 / scanned, "x");

        var took = new double[Added];
        for (var i = 0; i < Added; i++)
        {
            began = Stopwatch.GetTimestamp();
            index.Put(Id(watches + i), terms[watches + i]);
            took[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }
        Array.Sort(took);
        Figures.Say("watches", "one more, mean", took.Average(), "ms");
        Figures.Say("watches", "one more, p99", took[Added * 99 / 100], "ms");
    }

    static void Match(WatchIndex index, WatchSubject[] subjects, int[] counts) =>
        Parallel.For(0, 2, new ParallelOptions { MaxDegreeOfParallelism = 2 }, half =>
        {
            var search = new WatchSearch(index);
            for (var i = half; i < subjects.Length; i += 2) counts[i] = search.Find(subjects[i]).Length;
        });

    /// <summary>Records a second of one thread that asks every watch, in the order in which it is cheapest.</summary>
    static double Scan(ReadOnlySpan<WatchTerms> terms, WatchSubject[] subjects)
    {
        var prepared = new Dictionary<WatchTerms, IPreparedGeometry>(ReferenceEqualityComparer.Instance);
        foreach (var each in terms)
            if (each.Area is WatchArea.Shape shape) prepared[each] = PreparedGeometryFactory.Prepare(shape.Surface);
        foreach (var each in prepared.Values) each.Intersects(subjects[0].Geometry);
        var found = 0;
        var began = Stopwatch.GetTimestamp();
        foreach (var subject in subjects.AsSpan(0, ScanSubjects))
            foreach (var each in terms)
                if ((each.Categories.IsEmpty || each.Categories.Contains(subject.Category!.Value)) && (each.Kinds.IsEmpty || each.Kinds.Contains(subject.Kind))
                    && subject.Severity <= each.MinSeverity && each.Words.All(subject.Words.Contains)
                    && each.Area switch
                    {
                        WatchArea.InCountries some => some.Codes.Intersect(subject.Countries).Any(),
                        WatchArea.Circle circle => GreatCircle.Km(circle.Longitude, circle.Latitude, subject.Geometry!.Coordinate.X, subject.Geometry.Coordinate.Y) <= circle.Km,
                        _ => prepared[each].Intersects(subject.Geometry),
                    }) found++;
        GC.KeepAlive(found);
        return ScanSubjects / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>A region or a port's surroundings, 5 to 80 km wide; one in fifty at one of twenty places that everybody watches.</summary>
    static WatchTerms InArea(Random random, int i)
    {
        var (longitude, latitude) = random.Next(50) == 0 ? Hot(random, spread: 0.5) : (random.NextDouble() * 350 - 175, random.NextDouble() * 140 - 70);
        var km = 5 * Math.Exp(random.NextDouble() * Math.Log(16));
        return new WatchTerms
        {
            Area = i % 4 == 0 ? new WatchArea.Circle(longitude, latitude, km) : new WatchArea.Shape(Region(random, longitude, latitude, km / GreatCircle.KmOfDegree)),
            MinSeverity = (Severity)random.Next(1, 5),
            Categories = random.Next(6) == 0 ? [] : [(Category)random.Next(12), (Category)random.Next(12)],
        };
    }

    static WatchTerms InCountry(Random random) => new()
    {
        Area = new WatchArea.InCountries([Country(random.Next(200))]),
        Categories = [(Category)random.Next(12)],
        Kinds = random.Next(2) == 0 ? [] : [random.Next(2) == 0 ? Kind.Observation : Kind.Incident],
        MinSeverity = (Severity)random.Next(1, 4),
        Words = random.Next(14) == 0 ? [] : [$"word{random.Next(2_000)}"],
    };

    static WatchSubject Subject(Random random)
    {
        var (longitude, latitude) = random.Next(60) == 0 ? Hot(random, spread: 0.2) : (random.NextDouble() * 350 - 175, random.NextDouble() * 140 - 70);
        return new WatchSubject
        {
            Kind = random.Next(3) == 0 ? Kind.Incident : Kind.Observation,
            Category = (Category)random.Next(12),
            Severity = (Severity)random.Next(1, 5),
            Geometry = new Point(longitude, latitude),
            Countries = [Country(random.Next(200))],
            Words = Enumerable.Range(0, 12).Select(_ => $"word{random.Next(2_000)}").ToHashSet(),
        };
    }

    static (double, double) Hot(Random random, double spread)
    {
        var place = random.Next(20);
        return (100 + place + spread * (random.NextDouble() - 0.5), 5 + place + spread * (random.NextDouble() - 0.5));
    }

    static Polygon Region(Random random, double x, double y, double degrees)
    {
        var corners = Enumerable.Range(0, 40).Select(i => (Angle: i * Math.PI / 20, Far: degrees * (0.6 + 0.4 * random.NextDouble())))
            .Select(corner => new Coordinate(x + corner.Far * Math.Cos(corner.Angle), y + corner.Far * Math.Sin(corner.Angle))).ToArray();
        return Factory.CreatePolygon([.. corners, corners[0].Copy()]);
    }

    static string Country(int number) => $"{(char)('A' + number / 26)}{(char)('A' + number % 26)}";

    static Guid Id(int number) => new(number, 0, 0, new byte[8]);
}
