namespace Tocsin.Detection.Clusters;

/// <summary>A point in space and time.</summary>
/// <param name="X">Longitude in degrees, or kilometres on a plane.</param>
/// <param name="Y">Latitude in degrees, or kilometres on a plane.</param>
/// <param name="Hours">Hours since any moment.</param>
public readonly record struct SpaceTimePoint(double X, double Y, double Hours);

/// <summary>Clusters of points that are dense in space and time: ST-DBSCAN without its condition on values.</summary>
/// <remarks>D. Birant and A. Kut, "ST-DBSCAN: an algorithm for clustering spatial-temporal data", Data and Knowledge Engineering
/// 60 (2007) 208-221; M. Ester et al., "A density-based algorithm for discovering clusters", KDD (1996) 226-231. Neighbours
/// are at most the radius and at most the hours apart; a point counts among its own neighbours.</remarks>
public sealed class SpaceTimeDbscan
{
    /// <summary>The label of a point that is in no cluster.</summary>
    public const int Noise = 0;

    readonly double radiusKm, hours;
    readonly int neighboursMin;
    readonly bool onSphere;

    SpaceTimeDbscan(double radiusKm, double hours, int neighboursMin, bool onSphere)
    {
        if (radiusKm is not (> 0 and <= Globe.RadiusKmMax)) throw new ArgumentOutOfRangeException(nameof(radiusKm), radiusKm, "a radius is above 0 and at most 1000 km");
        if (!(hours > 0 && double.IsFinite(hours))) throw new ArgumentOutOfRangeException(nameof(hours), hours, "the hours are above 0");
        ArgumentOutOfRangeException.ThrowIfLessThan(neighboursMin, 1);
        (this.radiusKm, this.hours, this.neighboursMin, this.onSphere) = (radiusKm, hours, neighboursMin, onSphere);
    }

    /// <summary>Distances on the globe, between longitudes and latitudes in degrees.</summary>
    /// <param name="radiusKm">How far neighbours are apart at most, above 0 and at most 1000.</param>
    /// <param name="hours">How long they are apart at most, above 0.</param>
    /// <param name="neighboursMin">How many neighbours make a core point, itself included, from 1 on.</param>
    public static SpaceTimeDbscan OnGlobe(double radiusKm, double hours, int neighboursMin) => new(radiusKm, hours, neighboursMin, onSphere: true);

    /// <summary>Distances on a plane, between kilometres.</summary>
    /// <inheritdoc cref="OnGlobe"/>
    public static SpaceTimeDbscan OnPlane(double radiusKm, double hours, int neighboursMin) => new(radiusKm, hours, neighboursMin, onSphere: false);

    /// <summary>Each point's cluster, from 1 on in the order of their first core points; <see cref="Noise"/> for none.</summary>
    /// <remarks>A point that borders on several clusters is the first one's.</remarks>
    /// <param name="points">Finite numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is none, or a point is not on the globe.</exception>
    public int[] Label(ReadOnlySpan<SpaceTimePoint> points)
    {
        var clusters = new DensityClusters(onSphere ? Globe.Chord(radiusKm) : radiusKm, hours, neighboursMin, flat: !onSphere, (one, other) => one.CompareTo(other));
        foreach (var point in points)
        {
            if (!double.IsFinite(point.X + point.Y + point.Hours)) throw new ArgumentOutOfRangeException(nameof(points), point, "a point is made of finite numbers");
            clusters.Add(onSphere ? Globe.Place(point.X, point.Y, point.Hours) : new(point.X, point.Y, 0, point.Hours));
        }
        var (labels, numbers) = (new int[points.Length], new Dictionary<int, int>());
        for (var i = 0; i < points.Length; i++)
            if (clusters.IsCore(i)) numbers.TryAdd(clusters.Oldest(i), numbers.Count + 1);
        for (var i = 0; i < points.Length; i++)
            if (clusters.Home(i) is { } home) labels[i] = numbers[home];
        return labels;
    }
}
