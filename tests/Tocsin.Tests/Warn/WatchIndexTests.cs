using NetTopologySuite.Geometries;
using Tocsin.Share.Records;
using Tocsin.Warn.Geography;
using Tocsin.Warn.Watching;
using Xunit;

namespace Tocsin.Tests.Warn;

public sealed class WatchIndexTests
{
    static readonly GeometryFactory Factory = new(new PrecisionModel(), 4326);
    static readonly string[] Codes = ["VN", "LA", "PH", "ID", "FJ"];
    static readonly string[] Vocabulary = ["flood", "river", "earthquake", "port", "cholera", "lũ", "น้ำ", "ship"];
    static readonly Kind[] Kinds = [Kind.Observation, Kind.Incident, Kind.Sighting];

    /// <summary>Against the library's geometry, and great circles, asked of each watch alone.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_found_is_what_each_watch_alone_would_say(int seed)
    {
        var random = new Random(seed);
        var index = new WatchIndex();
        var watches = new Dictionary<Guid, WatchTerms>();
        for (var i = 0; i < 1_500; i++)
        {
            var id = i % 7 == 6 ? watches.Keys.ElementAt(random.Next(watches.Count)) : new Guid(i, 0, 0, new byte[8]);
            if (i % 11 == 10)
            {
                Assert.True(index.Remove(id) == watches.Remove(id));
                continue;
            }
            watches[id] = Terms(random);
            index.Put(id, watches[id]);
        }
        var search = new WatchSearch(index);
        var found = 0;
        for (var i = 0; i < 600; i++)
        {
            var subject = Subject(random);
            var expected = watches.Where(watch => IsConcerned(watch.Value, subject)).Select(watch => watch.Key).Order().ToList();
            var actual = search.Find(subject).ToArray().Order().ToList();
            Assert.True(expected.SequenceEqual(actual), $"seed {seed}, subject {i}: {subject.Geometry} expected {expected.Count}, found {actual.Count}");
            found += actual.Count;
        }
        Assert.True(found > 1_000, $"only {found} matches: the test says too little");
        Assert.Equal(watches.Count, index.Count);
    }

    [Fact]
    public void A_circle_reaches_across_the_antimeridian_and_over_the_pole()
    {
        var index = new WatchIndex();
        var (across, polar) = (new Guid(1, 0, 0, new byte[8]), new Guid(2, 0, 0, new byte[8]));
        index.Put(across, new WatchTerms { Area = new WatchArea.Circle(179.9, -17, 100) });
        index.Put(polar, new WatchTerms { Area = new WatchArea.Circle(30, 89, 200) });
        Assert.Equal([across], Find(index, -179.6, -17));
        Assert.Equal([across], Find(index, 179.2, -17.1));
        Assert.Equal([polar], Find(index, -150, 89.4));
        Assert.Empty(Find(index, -150, 88));
    }

    [Fact]
    public void What_is_removed_is_not_found_and_what_is_put_again_has_its_new_terms()
    {
        var index = new WatchIndex();
        var id = new Guid(1, 0, 0, new byte[8]);
        index.Put(id, new WatchTerms { Area = new WatchArea.Circle(105.8, 21, 50) });
        Assert.Equal([id], Find(index, 105.8, 21.1));
        index.Put(id, new WatchTerms { Area = new WatchArea.Circle(0, 0, 50) });
        Assert.Empty(Find(index, 105.8, 21.1));
        Assert.Equal([id], Find(index, 0.1, 0.1));
        Assert.True(index.Remove(id));
        Assert.False(index.Remove(id));
        Assert.Empty(Find(index, 0.1, 0.1));
    }

    [Theory]
    [InlineData(64, null)]
    [InlineData(65, "65 choices")]
    public void The_choices_of_one_condition_have_a_limit(int words, string? fault)
    {
        var terms = new WatchTerms { Words = [.. Enumerable.Range(0, words).Select(i => $"word{i}")] };
        var error = Xunit.Record.Exception(() => new WatchIndex().Put(Guid.Empty, terms));
        if (fault is null) Assert.Null(error);
        else Assert.Contains(fault, Assert.IsType<ArgumentException>(error).Message);
    }

    [Theory]
    [InlineData(5_000, true)]
    [InlineData(5_000.1, false)]
    [InlineData(0, false)]
    [InlineData(double.NaN, false)]
    public void A_circle_has_a_sensible_size(double km, bool isTaken)
    {
        var error = Xunit.Record.Exception(() => new WatchIndex().Put(Guid.Empty, new WatchTerms { Area = new WatchArea.Circle(0, 0, km) }));
        Assert.Equal(isTaken, error is null);
    }

    [Fact]
    public void A_line_is_no_shape_to_watch() =>
        Assert.Throws<ArgumentException>(() => new WatchIndex().Put(Guid.Empty, new WatchTerms { Area = new WatchArea.Shape(Factory.CreateLineString([new(0, 0), new(1, 1)])) }));

    static Guid[] Find(WatchIndex index, double longitude, double latitude) =>
        new WatchSearch(index).Find(new WatchSubject { Kind = Kind.Observation, Geometry = new Point(longitude, latitude) }).ToArray();

    static bool IsConcerned(WatchTerms terms, WatchSubject subject) =>
        (terms.Categories.IsEmpty || terms.Categories.Any(c => c == subject.Category))
        && (terms.Kinds.IsEmpty || terms.Kinds.Contains(subject.Kind))
        && (terms.MinSeverity == Severity.Unknown || subject.Severity != Severity.Unknown && subject.Severity <= terms.MinSeverity)
        && terms.Words.All(subject.Words.Contains)
        && (terms.Values.IsEmpty || subject.Value is { } value && terms.Values.Contains(value))
        && terms.Area switch
        {
            WatchArea.Anywhere => true,
            WatchArea.InCountries some => some.Codes.Intersect(subject.Countries).Any(),
            WatchArea.Shape shape => subject.Geometry is { } geometry && shape.Surface.Intersects(geometry),
            WatchArea.Circle circle => subject.Geometry is Point point && GreatCircle.Km(circle.Longitude, circle.Latitude, point.X, point.Y) <= circle.Km
                || subject.Geometry is Polygon polygon && IsNear(circle, polygon),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    static bool IsNear(WatchArea.Circle circle, Polygon polygon) =>
        polygon.Coordinates.Any(c => GreatCircle.Km(circle.Longitude, circle.Latitude, c.X, c.Y) <= circle.Km)
        || polygon.Intersects(new Point(circle.Longitude, circle.Latitude))
        || GreatCircle.Circle(circle.Longitude, circle.Latitude, circle.Km) is { } outline && outline.Intersects(polygon);

    static WatchTerms Terms(Random random) => new()
    {
        Area = random.Next(6) switch
        {
            0 => new WatchArea.Anywhere(),
            1 => new WatchArea.InCountries([.. Some(random, Codes)]),
            2 or 3 => new WatchArea.Circle(Longitude(random), Latitude(random), Math.Exp(random.NextDouble() * 8)),
            _ => new WatchArea.Shape(Shape(random, Longitude(random), Latitude(random), Math.Exp(random.NextDouble() * 6 - 3))),
        },
        Categories = random.Next(3) == 0 ? [.. Some(random, Enum.GetValues<Category>())] : [],
        Kinds = random.Next(3) == 0 ? [.. Some(random, Kinds)] : [],
        MinSeverity = random.Next(2) == 0 ? Severity.Unknown : (Severity)random.Next(5),
        Words = random.Next(4) == 0 ? [.. Some(random, Vocabulary).Take(2)] : [],
        Values = random.Next(12) == 0 ? [$"value{random.Next(5)}.example", "value0.example"] : [],
    };

    static WatchSubject Subject(Random random) => new()
    {
        Kind = Kinds[random.Next(Kinds.Length)],
        Category = random.Next(4) == 0 ? null : (Category)random.Next(12),
        Severity = (Severity)random.Next(5),
        Countries = random.Next(2) == 0 ? [] : [.. Some(random, Codes).Take(2)],
        Words = Some(random, Vocabulary).ToHashSet(),
        Value = random.Next(3) == 0 ? $"value{random.Next(5)}.example" : null,
        Geometry = random.Next(5) switch
        {
            0 => null,
            1 => Shape(random, Longitude(random), Latitude(random), Math.Exp(random.NextDouble() * 5 - 3)),
            _ => new Point(Longitude(random), Latitude(random)),
        },
    };

    // Near each other, so that many meet; some at the edges of the map.
    static double Longitude(Random random) => random.Next(4) == 0 ? Math.Round(random.NextDouble() * 360 - 180, random.Next(4)) : 100 + random.NextDouble() * 12;

    static double Latitude(Random random) => random.Next(4) == 0 ? Math.Round(random.NextDouble() * 180 - 90, random.Next(4)) : 10 + random.NextDouble() * 12;

    static Polygon Shape(Random random, double x, double y, double size)
    {
        var corners = Enumerable.Range(0, 3 + random.Next(9)).Select(_ => random.NextDouble() * 2 * Math.PI).Order()
            .Select(angle => new Coordinate(Math.Clamp(x + size * Math.Cos(angle), -180, 180), Math.Clamp(y + size * Math.Sin(angle) / 2, -90, 90))).ToList();
        var polygon = Factory.CreatePolygon([.. corners, corners[0].Copy()]);
        return polygon is { IsValid: true, Area: > 0 } ? polygon : (Polygon)Factory.ToGeometry(new Envelope(Math.Max(-180, x - 0.1), Math.Min(180, x + 0.1), Math.Max(-90, y - 0.1), Math.Min(90, y + 0.1)));
    }

    static IEnumerable<T> Some<T>(Random random, T[] all) => all.Where(_ => random.Next(3) == 0).DefaultIfEmpty(all[random.Next(all.Length)]);
}
