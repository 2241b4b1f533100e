using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Judging;

/// <summary>The places and periods that can be compared: either every count there or its absence known.</summary>
/// <remarks>A count that is not there is missing, not zero. Where all must be there, a period in which one place is missing is left out for all; and
/// places with the most gaps are left out until three quarters of the periods stay.</remarks>
sealed record PlaceTable
{
    /// <summary>A place is expected to report that reported one of so many periods before.</summary>
    public const int ExpectedPeriods = 4;

    const double CompleteMin = 0.75;

    PlaceTable() { }

    /// <summary>The places that take part, in the order of their keys; each has the judged period.</summary>
    public required IReadOnlyList<PlaceSeries> Places { get; init; }
    /// <summary>The periods that are compared, ascending, the judged one last.</summary>
    public required IReadOnlyList<int> Ordinals { get; init; }
    /// <summary>Places that are expected to report and have not.</summary>
    public required int Silent { get; init; }
    /// <summary>Places that have reported, and have too many gaps to be compared.</summary>
    public required int LeftOut { get; init; }

    /// <summary>What can be compared; nothing, and why, where too few places have reported.</summary>
    /// <param name="series">The places' series.</param>
    /// <param name="ordinal">The judged period.</param>
    /// <param name="share">The share of places that must have reported it.</param>
    /// <param name="isWhole">Whether every count must be there.</param>
    /// <param name="why">Why there is nothing.</param>
    public static PlaceTable? Of(IReadOnlyList<PlaceSeries> series, int ordinal, double share, bool isWhole, out Sentence why)
    {
        var places = series.Where(place => place.At(ordinal) is not null).ToList();
        var silent = SilentOf(series, ordinal);
        why = Sentence.Of("unjudged.reported", $"{places.Count} of {places.Count + silent} places have reported");
        if (places.Count < 2 || places.Count < share * (places.Count + silent)) return null;

        // From when at least half of the places had begun to report.
        var begin = places.Select(place => place.Counts[0].Ordinal).Order().ElementAt(places.Count / 2);
        var ordinals = Enumerable.Range(begin, ordinal - begin + 1).Where(each => places.Exists(place => place.At(each) is not null)).ToList();
        var reported = places.Count;
        if (isWhole) ordinals = Complete(places, ordinals);
        return new() { Places = places, Ordinals = ordinals, Silent = silent, LeftOut = reported - places.Count };
    }

    /// <summary>How many places are expected to report a period and have not.</summary>
    public static int SilentOf(IReadOnlyList<PlaceSeries> series, int ordinal) => series.Count(place => IsSilent(place, ordinal));

    static bool IsSilent(PlaceSeries place, int ordinal) => place.At(ordinal) is null && place.HasWithin(ordinal - ExpectedPeriods, ordinal - 1);

    /// <summary>The periods that all have, once those with the most gaps are taken out.</summary>
    static List<int> Complete(List<PlaceSeries> places, List<int> ordinals)
    {
        var gaps = places.ToDictionary(place => place.Key, place => ordinals.Where(each => place.At(each) is null).ToList(), StringComparer.Ordinal);
        var missing = ordinals.ToDictionary(each => each, each => places.Count(place => place.At(each) is null));
        while (places.Count > 2 && missing.Values.Count(each => each == 0) < CompleteMin * ordinals.Count)
        {
            var worst = places.OrderByDescending(place => gaps[place.Key].Count).ThenByDescending(place => place.Key, StringComparer.Ordinal).First();
            places.Remove(worst);
            foreach (var each in gaps[worst.Key]) missing[each]--;
        }
        return [.. ordinals.Where(each => missing[each] == 0)];
    }
}
