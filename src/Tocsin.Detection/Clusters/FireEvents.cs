namespace Tocsin.Detection.Clusters;

/// <summary>When hotspots are one fire, and when it is over.</summary>
public sealed record FireEventOptions
{
    /// <summary>How far neighbouring hotspots are apart at most, 0.01 to 1000.</summary>
    public double RadiusKm { get; init; } = 2;

    /// <summary>How many hours they are apart at most, 0.1 to 8760; also the window in which growth is measured.</summary>
    public double Hours { get; init; } = 24;

    /// <summary>How many neighbours make a core hotspot, itself included, from 1 on.</summary>
    public int NeighboursMin { get; init; } = 3;

    /// <summary>After how many hours without a hotspot a fire is over; at least <see cref="Hours"/>.</summary>
    public double QuietHours { get; init; } = 72;
}

/// <summary>Fires, found as hotspots come in, in any order. Which there are depends on the set of hotspots alone.</summary>
/// <remarks>Not for several threads. It keeps every hotspot, about 150 bytes each; who wants to forget makes a new one of the
/// hotspots that still matter.</remarks>
public sealed class FireEvents
{
    readonly FireEventOptions options;
    readonly DensityClusters clusters;
    readonly List<Hotspot> hotspots = [];
    readonly Dictionary<Hotspot, int> known = [];

    /// <summary>Begins without hotspots.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public FireEvents(FireEventOptions options)
    {
        if (options.RadiusKm is not (>= 0.01 and <= Globe.RadiusKmMax)) throw new ArgumentOutOfRangeException(nameof(options), options.RadiusKm, "a radius is from 0.01 to 1000 km");
        if (options.Hours is not (>= 0.1 and <= 8760)) throw new ArgumentOutOfRangeException(nameof(options), options.Hours, "the hours are from 0.1 to 8760");
        if (!(options.QuietHours >= options.Hours)) throw new ArgumentOutOfRangeException(nameof(options), options.QuietHours, "a fire that may still grow is not over");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.NeighboursMin, 1);
        this.options = options;
        clusters = new(Globe.Chord(options.RadiusKm), options.Hours * 60, options.NeighboursMin, flat: false, (one, other) => hotspots[one].CompareTo(hotspots[other]));
    }

    /// <summary>How many different hotspots there are.</summary>
    public int Count => hotspots.Count;

    /// <summary>Takes a hotspot in; one that is known already changes nothing.</summary>
    /// <returns>The events that went up in older ones.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is not on the globe.</exception>
    public IReadOnlyList<Absorbed> Add(Hotspot hotspot)
    {
        hotspot = hotspot with { At = hotspot.At.ToUniversalTime() };
        var place = Globe.Place(hotspot.Longitude, hotspot.Latitude, (double)hotspot.At.UtcTicks / TimeSpan.TicksPerMinute);
        if (!known.TryAdd(hotspot, hotspots.Count)) return [];
        hotspots.Add(hotspot);
        return [.. clusters.Add(place).Select(gone => new Absorbed(hotspots[gone], hotspots[clusters.Oldest(gone)]))];
    }

    /// <summary>The id of the fire that a hotspot belongs to; nothing where it belongs to none, or is not known.</summary>
    public Hotspot? IdOf(Hotspot hotspot) => HomeOf(hotspot) is { } home ? hotspots[home] : null;

    /// <summary>The hotspots of the fire that a hotspot belongs to, the earliest first; none where it belongs to none, or is not known.</summary>
    public IReadOnlyList<Hotspot> FireOf(Hotspot hotspot)
    {
        if (HomeOf(hotspot) is not { } home) return [];
        var fire = clusters.Members(home).Select(member => hotspots[member]).ToList();
        fire.Sort();
        return fire;
    }

    int? HomeOf(Hotspot hotspot) => known.TryGetValue(hotspot with { At = hotspot.At.ToUniversalTime() }, out var point) ? clusters.Home(point) : null;

    /// <summary>All fires, the oldest first.</summary>
    /// <param name="now">The moment at which their state is asked for; what was seen later is part of them all the same.</param>
    public IReadOnlyList<FireEvent> At(DateTimeOffset now)
    {
        var members = new Dictionary<int, List<Hotspot>>();
        for (var i = 0; i < hotspots.Count; i++)
        {
            if (clusters.Home(i) is not { } home) continue;
            if (!members.TryGetValue(home, out var list)) members[home] = list = [];
            list.Add(hotspots[i]);
        }
        return [.. members.OrderBy(fire => hotspots[fire.Key]).Select(fire => Describe(hotspots[fire.Key], fire.Value, now))];
    }

    FireEvent Describe(Hotspot id, List<Hotspot> all, DateTimeOffset now)
    {
        all.Sort();
        var last = all[^1].At;
        var window = last.AddHours(-options.Hours);
        var before = all.FindIndex(hotspot => hotspot.At > window);
        var map = all.ConvertAll(hotspot => Globe.ToMap((id.Longitude, id.Latitude), hotspot.Longitude, hotspot.Latitude));
        var corners = ConvexHull.Of(map);
        var earlier = map.GetRange(0, before);
        var (area, areaBefore) = (ConvexHull.Area(map, corners), ConvexHull.Area(earlier, ConvexHull.Of(earlier)));
        var silent = (now - last).TotalHours;
        var state = silent <= options.Hours ? FireState.Active : silent <= options.QuietHours ? FireState.Quiet : FireState.Ended;
        return new(id, all, [.. corners.Select(corner => (all[corner].Longitude, all[corner].Latitude))],
            area, (area - areaBefore) / options.Hours, (all.Count - before) / options.Hours, state);
    }
}
