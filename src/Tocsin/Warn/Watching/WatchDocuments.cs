using System.Text.Json;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Following;

namespace Tocsin.Warn.Watching;

/// <summary>A watch in force.</summary>
/// <param name="Id">Its record's id.</param>
/// <param name="Index">Where its newest telling stands in this party's log.</param>
/// <param name="Since">Since when it stands. UTC.</param>
/// <param name="Facts">What it says.</param>
public sealed record Watch(Guid Id, long Index, Instant Since, WatchFacts Facts);

/// <summary>Reads the watches in force from the documents that <see cref="WatchFollower"/> keeps.</summary>
static class WatchDocuments
{
    const int Page = 1_000;

    /// <summary>All of them, the oldest first.</summary>
    public static async Task<IReadOnlyList<Watch>> All(IViews views, CancellationToken stop)
    {
        var watches = new List<Watch>();
        for (var from = WatchKeys.Watches; ;)
        {
            var page = await views.ByKey(WatchFollower.FollowerName, from, WatchKeys.Watches + '\uFFFF', Page, stop);
            foreach (var document in page)
            {
                var state = JsonSerializer.Deserialize(document.Text, WatchJson.Default.WatchState)!;
                watches.Add(new Watch(WatchKeys.WatchOf(document.Key), state.Index, state.Since, state.Read()));
            }
            if (page.Count < Page) return watches;
            from = page[^1].Key + '\0';
        }
    }

    /// <summary>How many records a watch has found on each day since one, the days without any left out.</summary>
    public static async Task<ImmutableSortedDictionary<LocalDate, long>> Days(IViews views, Guid watch, LocalDate since, CancellationToken stop)
    {
        var found = await views.ByKey(WatchFollower.FollowerName, WatchKeys.Day(watch, WatchKeys.DayOf(since)), WatchKeys.Day(watch, "\uFFFF"), WatchLimits.PreviewDaysMax, stop);
        return found.ToImmutableSortedDictionary(
            document => NodaTime.Text.LocalDatePattern.Iso.Parse(document.Key[^10..]).Value,
            document => JsonSerializer.Deserialize(document.Text, WatchJson.Default.DayState)!.Hits);
    }
}
