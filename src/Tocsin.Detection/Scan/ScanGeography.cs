namespace Tocsin.Detection.Scan;

/// <summary>Places, and the centres round which circles are drawn.</summary>
/// <remarks>On the globe distances are straight lines through a sphere of 6,367 km, radii are told along the ground (SaTScan's way).</remarks>
public sealed class ScanGeography
{
    /// <summary>How many coordinates a point may have.</summary>
    public const int DimensionsMax = 10;

    const double RadiusKm = 6367;
    const double Degree = Math.PI / 180;

    readonly double[][] places;
    readonly double[][] centres;
    readonly bool onGlobe;

    ScanGeography(double[][] places, double[][] centres, bool onGlobe)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(places.Length, 1, nameof(places));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(places.Length, ScanData.PlacesMax, nameof(places));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(centres.Length, ScanData.PlacesMax, nameof(centres));
        (this.places, this.centres, this.onGlobe) = (places, centres, onGlobe);
    }

    /// <summary>How many places.</summary>
    public int Places => places.Length;

    /// <summary>How many centres.</summary>
    public int Centres => centres.Length;

    /// <summary>One place, for scans of time alone.</summary>
    public static ScanGeography Nowhere { get; } = OnPlane([[0, 0]]);

    /// <summary>Points on a plane, or in a space of more dimensions.</summary>
    /// <param name="places">Their coordinates, the same number of each, finite.</param>
    /// <param name="centres">Where circles are centred; nothing for the places themselves.</param>
    public static ScanGeography OnPlane(IReadOnlyList<double[]> places, IReadOnlyList<double[]>? centres = null)
    {
        foreach (var point in places.Concat(centres ?? []))
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(point.Length, places[0].Length, nameof(places));
            if (!point.All(double.IsFinite)) throw new ArgumentOutOfRangeException(nameof(places), "a coordinate is a finite number");
        }
        double[][] points = [.. places];
        return new(points, centres is null ? points : [.. centres], onGlobe: false);
    }

    /// <summary>Points on the globe.</summary>
    /// <param name="places">Latitude and longitude in degrees.</param>
    /// <param name="centres">Where circles are centred; nothing for the places themselves.</param>
    public static ScanGeography OnGlobe(IReadOnlyList<(double Latitude, double Longitude)> places, IReadOnlyList<(double Latitude, double Longitude)>? centres = null)
    {
        double[][] points = [.. places.Select(Point)];
        return new(points, centres is null ? points : [.. centres.Select(Point)], onGlobe: true);
    }

    /// <summary>For each centre the places of its circles, from the nearest on: as many as the population and the radius allow.</summary>
    internal ReadOnlyMemory<ushort>[] Neighbours(ReadOnlySpan<double> population, double populationMax, double radiusMax, int threads, CancellationToken stop)
    {
        var (near, people) = (new ReadOnlyMemory<ushort>[centres.Length], population.ToArray());
        new Crew<NearestFirst>(threads, () => new(places), stop).Do(centres.Length, (order, centre) =>
        {
            order.Sort(centres[centre]);
            var (sum, count) = (0.0, 0);
            while (count < places.Length && sum + people[order.Places[count]] <= populationMax && Ground(order.Distances[count]) <= radiusMax) sum += people[order.Places[count++]];
            near[centre] = order.Keep(count);
        });
        return near;
    }

    internal double Radius(int centre, int place) => Ground(NearestFirst.Distance(centres[centre], places[place]));

    internal double Between(int centre, int other) => NearestFirst.Distance(centres[centre], centres[other]);

    internal double Straight(int centre, int place) => NearestFirst.Distance(centres[centre], places[place]);

    double Ground(double distance) => onGlobe ? 2 * RadiusKm * Math.Asin(Math.Min(1, distance / (2 * RadiusKm))) : distance;

    static double[] Point((double Latitude, double Longitude) at)
    {
        if (at.Latitude is not (>= -90 and <= 90)) throw new ArgumentOutOfRangeException(nameof(at), at.Latitude, "a latitude is from -90 to 90");
        if (at.Longitude is not (>= -360 and <= 360)) throw new ArgumentOutOfRangeException(nameof(at), at.Longitude, "a longitude is from -360 to 360");
        var (longitude, latitude) = (at.Longitude * Degree, at.Latitude * Degree);
        return [RadiusKm * Math.Cos(longitude) * Math.Cos(latitude), RadiusKm * Math.Sin(longitude) * Math.Cos(latitude), RadiusKm * Math.Sin(latitude)];
    }
}
