using System.Runtime.CompilerServices;
using Tocsin.Share.Views;
using Tocsin.Warn.Following;

namespace Tocsin.Warn.Vessels;

/// <summary>How many documents may still be read.</summary>
/// <param name="most">How many at first.</param>
sealed class ReadAllowance(int most)
{
    int left = most;

    /// <summary>Whether more was asked for.</summary>
    public bool IsOverdrawn { get; private set; }

    /// <summary>Takes one; false where none is left.</summary>
    public bool Take()
    {
        if (left > 0) left--;
        else IsOverdrawn = true;
        return !IsOverdrawn;
    }
}

/// <summary>A vessel, or what an exercise says of one of that number.</summary>
readonly record struct VesselLane(string Mmsi, bool IsExercise);

/// <summary>Reads what the vessels' view holds for one incident: of the circles that it asks for, and of an exercise for an exercise alone.</summary>
/// <param name="views">The documents of <see cref="VesselsFollower"/>.</param>
/// <param name="incident">What is asked for.</param>
sealed class VesselReading(IViews views, SeaIncident incident)
{
    const int PageUsual = 5_000;

    /// <summary>Where documents stand that the incident may show: of an exercise or not.</summary>
    public IReadOnlyList<bool> Lanes { get; } = incident.IsExercise ? [false, true] : [false];

    /// <summary>The documents of a stretch of keys, so many at a time. What other circles hold there is read too, and not given.</summary>
    public async IAsyncEnumerable<ViewDocument> Between(string from, string below, IReadOnlyList<ReadAllowance> allowances, [EnumeratorCancellation] CancellationToken stop, int pageSize = PageUsual)
    {
        for (var next = from; !allowances.Any(allowance => allowance.IsOverdrawn);)
        {
            stop.ThrowIfCancellationRequested();
            var page = await views.ByKey(VesselsFollower.FollowerName, next, below, pageSize, stop);
            foreach (var document in page)
            {
                if (!allowances.All(allowance => allowance.Take())) yield break;
                if (incident.Circles is null || incident.Circles.Contains(document.Owner!.Value.Log.Circle)) yield return document;
            }
            if (page.Count < pageSize) yield break;
            next = page[^1].Key + '\0';
        }
    }
}
