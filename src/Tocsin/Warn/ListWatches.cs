using Tocsin.Share.Views;
using Tocsin.Warn.Watching;

namespace Tocsin.Warn;

/// <summary>A watch as a list shows it.</summary>
/// <param name="Watch">The watch.</param>
/// <param name="Sentence">What it asks for, in words.</param>
/// <param name="LastWeek">Records that it found in the last 7 days.</param>
/// <param name="LastQuarter">Records that it found in the last 90 days.</param>
public sealed record WatchListing(Watch Watch, string Sentence, long LastWeek, long LastQuarter);

/// <summary>Lists the watches in force, the oldest first.</summary>
/// <param name="views">The watches.</param>
/// <param name="clock">Says which days are the last.</param>
public sealed class ListWatches(IViews views, TimeProvider clock)
{
    const int WeekDays = 7, QuarterDays = 90;

    /// <summary>Watches of one list at most: the oldest.</summary>
    public const int MostMax = 1_000;

    /// <summary>Lists them, with how often each has found something.</summary>
    /// <param name="most">1 to <see cref="MostMax"/>.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<IReadOnlyList<WatchListing>> Handle(int most, CancellationToken stop)
    {
        if (most is < 1 or > MostMax) throw new ArgumentOutOfRangeException(nameof(most), most, $"a list has 1 to {MostMax} watches");
        var today = clock.Now().InUtc().Date;
        var list = new List<WatchListing>();
        foreach (var watch in (await WatchDocuments.All(views, stop)).Take(most))
        {
            var days = await WatchDocuments.Days(views, watch.Id, today.PlusDays(1 - QuarterDays), stop);
            var week = days.Where(day => day.Key > today.PlusDays(-WeekDays)).Sum(day => day.Value);
            list.Add(new WatchListing(watch, WatchSentence.Of(watch.Facts).Text, week, days.Values.Sum()));
        }
        return list;
    }
}
