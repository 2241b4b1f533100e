using System.Runtime.Intrinsics;

namespace Tocsin.Detection.Clusters;

/// <summary>What a <see cref="SpaceTimeChart"/> says of events in their order.</summary>
/// <param name="Statistic">R, after each event.</param>
/// <param name="Alarm">The first event (from 0) with which R is above the threshold; nothing where it never is.</param>
/// <param name="Centre">The event round which, and since which, it is likeliest that events come faster.</param>
public sealed record SpaceTimeAlarm(double[] Statistic, int? Alarm, int? Centre);

/// <summary>Watches events one after the other for a cluster that emerges anywhere: a circle round one of them in which, since
/// then, events come faster by a share ε.</summary>
/// <remarks>R. Assunção and T. Correa, "Surveillance to detect emerging space-time clusters", Computational Statistics and Data Analysis 53
/// (2009) 2817-2830. Λ(k, n) = (1 + ε)^N exp(-ε μ): N events of n are less than the radius away from event k and not before it; μ is how
/// many would be, the events of the circle at any time times the share of all events since k. R is the sum of Λ over k (Shiryaev and
/// Roberts), or its maximum (CUSUM). Work grows with the square of the events.</remarks>
public sealed class SpaceTimeChart
{
    /// <summary>More events take minutes.</summary>
    public const int EventsMax = 200_000;

    const int Lanes = 4;

    readonly double squareMax, epsilon, threshold;
    readonly bool onSphere, maximum, asReference;

    SpaceTimeChart(bool onSphere, double radiusKm, double epsilon, double threshold, bool maximum, bool asReference)
    {
        if (radiusKm is not (> 0 and <= Globe.RadiusKmMax)) throw new ArgumentOutOfRangeException(nameof(radiusKm), radiusKm, "a radius is above 0 and at most 1000 km");
        if (epsilon is not (> 0 and <= 100)) throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "epsilon is above 0 and at most 100");
        if (!(threshold > 0 && double.IsFinite(threshold))) throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "a threshold is above 0");
        var straight = onSphere ? Globe.Chord(radiusKm) : radiusKm;
        (squareMax, this.epsilon, this.threshold) = (straight * straight, epsilon, threshold);
        (this.onSphere, this.maximum, this.asReference) = (onSphere, maximum, asReference);
    }

    /// <summary>Distances in kilometres on a plane.</summary>
    /// <param name="radiusKm">The circle's radius, above 0 and at most 1,000 km.</param>
    /// <param name="epsilon">By which share events come faster, above 0 and at most 100.</param>
    /// <param name="threshold">R above it is an alarm; about how many events come between false alarms.</param>
    /// <param name="maximum">Whether R is the maximum, and not the sum.</param>
    /// <param name="asReference">Whether the maximum is that of all events so far, as in the reference, and not the event's own.</param>
    public static SpaceTimeChart OnPlane(double radiusKm, double epsilon, double threshold, bool maximum = false, bool asReference = false) =>
        new(onSphere: false, radiusKm, epsilon, threshold, maximum, asReference);

    /// <summary>Distances on the globe, between longitudes and latitudes in degrees. The parameters are those of <see cref="OnPlane"/>.</summary>
    public static SpaceTimeChart OnGlobe(double radiusKm, double epsilon, double threshold, bool maximum = false, bool asReference = false) =>
        new(onSphere: true, radiusKm, epsilon, threshold, maximum, asReference);

    /// <summary>Judges events.</summary>
    /// <param name="events">At most 200,000, in order of time. Of events at one time the earlier in the list counts as earlier.</param>
    /// <param name="stop">Stops between events.</param>
    public SpaceTimeAlarm Judge(ReadOnlySpan<SpaceTimePoint> events, CancellationToken stop)
    {
        if (events.Length > EventsMax) throw new ArgumentException($"{events.Length} events are too many: at most {EventsMax} are judged", nameof(events));
        for (var i = 1; i < events.Length; i++)
            if (!(events[i].Hours >= events[i - 1].Hours)) throw new ArgumentException($"event {i + 1} comes before the one that it follows", nameof(events));
        var (work, statistic) = (new Circles(events.Length, epsilon, squareMax), new double[events.Length]);
        var (alarm, centre) = ((int?)null, (int?)null);
        for (var n = 0; n < events.Length; n++)
        {
            stop.ThrowIfCancellationRequested();
            var at = events[n];
            var (sum, largest) = work.Add(onSphere ? Globe.Place(at.X, at.Y, 0) : new(at.X, at.Y, 0, 0));
            statistic[n] = !maximum ? sum : asReference && n > 0 ? Math.Max(largest, statistic[n - 1]) : largest;
            if (alarm is null && statistic[n] > threshold) (alarm, centre) = (n, work.Likeliest());
        }
        return new(statistic, alarm, centre);
    }

    /// <summary>The events so far and the circle round each, in columns.</summary>
    sealed class Circles(int events, double epsilon, double squareMax)
    {
        readonly double[] x = Column(events), y = Column(events), z = Column(events), since = Column(events), ever = Column(events), index = Column(events), ratios = Column(events);
        readonly double logGrowth = Math.Log(1 + epsilon);
        int count;

        static double[] Column(int events) => new double[events + Lanes];

        /// <summary>The sum and the maximum of the likelihood ratios with one event more.</summary>
        public (double Sum, double Largest) Add(DensityClusters.Place place)
        {
            (x[count], y[count], z[count], index[count]) = (place.X, place.Y, place.Z, count);
            var nearby = Vector256<double>.Zero;
            for (var k = 0; k < count; k += Lanes)
            {
                var (dx, dy, dz) = (Vector256.LoadUnsafe(ref x[k]) - Vector256.Create(place.X), Vector256.LoadUnsafe(ref y[k]) - Vector256.Create(place.Y), Vector256.LoadUnsafe(ref z[k]) - Vector256.Create(place.Z));
                var near = Vector256.LessThan(dx * dx + dy * dy + dz * dz, Vector256.Create(squareMax)) & Vector256.Create(1.0);
                if (k + Lanes > count) near = Cut(near, count - k);
                (Vector256.LoadUnsafe(ref since[k]) + near).StoreUnsafe(ref since[k]);
                (Vector256.LoadUnsafe(ref ever[k]) + near).StoreUnsafe(ref ever[k]);
                nearby += near;
            }
            since[count] = 1;
            ever[count] = 1 + Vector256.Sum(nearby);
            count++;
            return Ratios();
        }

        (double Sum, double Largest) Ratios()
        {
            var (sum, largest) = (Vector256<double>.Zero, Vector256<double>.Zero);
            var (growth, excess, all) = (Vector256.Create(logGrowth), Vector256.Create(epsilon / count), Vector256.Create((double)count));
            for (var k = 0; k < count; k += Lanes)
            {
                var expected = Vector256.LoadUnsafe(ref ever[k]) * (all - Vector256.LoadUnsafe(ref index[k]));
                var ratio = Vector256.Exp(growth * Vector256.LoadUnsafe(ref since[k]) - excess * expected);
                if (k + Lanes > count) ratio = Cut(ratio, count - k);
                ratio.StoreUnsafe(ref ratios[k]);
                sum += ratio;
                largest = Vector256.Max(largest, ratio);
            }
            return (Vector256.Sum(sum), Math.Max(Math.Max(largest[0], largest[1]), Math.Max(largest[2], largest[3])));
        }

        /// <summary>The event with the largest ratio.</summary>
        public int Likeliest()
        {
            var best = 0;
            for (var k = 1; k < count; k++)
                if (ratios[k] > ratios[best]) best = k;
            return best;
        }

        /// <summary>Keeps the first lanes and clears the others.</summary>
        static Vector256<double> Cut(Vector256<double> of, int lanes) =>
            of & Vector256.LessThan(Vector256.Create(0.0, 1, 2, 3), Vector256.Create((double)lanes)).AsDouble();
    }
}
