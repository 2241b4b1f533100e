using Tocsin.Share.Views;

namespace Tocsin.Warn.Following;

/// <summary>How many circles' hashes what is met here is held against.</summary>
public static class HashedValueCircles
{
    /// <summary>At most so many, the first by their ids.</summary>
    public const int Most = HashedSightings.CirclesMax;

    /// <summary>How many of this party's circles are beyond that: what is shared there as a hash, nothing here meets.</summary>
    /// <param name="views">The judge's documents.</param>
    /// <param name="stop">Ends the wait.</param>
    public static async Task<int> Beyond(IViews views, CancellationToken stop) => Math.Max(0, await HashedSightings.CirclesOf(views, stop) - Most);
}
