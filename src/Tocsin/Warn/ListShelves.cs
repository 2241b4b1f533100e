using System.Text.Json;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Following;
using Tocsin.Warn.Shift;
using Tocsin.Warn.Threads;

namespace Tocsin.Warn;

/// <summary>Something that is shelved.</summary>
/// <param name="Rule">The rule; nothing where it is one thread.</param>
/// <param name="Thread">The thread; nothing where it is a rule.</param>
/// <param name="Since">Since when. UTC.</param>
/// <param name="Until">Until when. UTC.</param>
/// <param name="Why">In one line, why; empty where that was erased.</param>
/// <param name="Officer">Who shelved it: a pseudonym; nothing where that was erased.</param>
/// <param name="KeptSilent">How many threads would have spoken since, as far as the judge has read.</param>
public sealed record ShelfLine(string? Rule, WarningThread? Thread, Instant Since, Instant Until, string Why, string? Officer, int KeptSilent);

/// <summary>Says what is shelved, why, by whom, until when, and how much it kept silent.</summary>
/// <param name="records">Say who shelved a rule.</param>
/// <param name="views">What is shelved, and what the judge counted.</param>
/// <param name="clock">Tells what is shelved still.</param>
public sealed class ListShelves(IRecords records, IViews views, TimeProvider clock)
{
    /// <summary>The rules that are shelved, by their names.</summary>
    public async Task<IReadOnlyList<ShelfLine>> Rules(CancellationToken stop)
    {
        var (now, lines) = (clock.Now(), new List<ShelfLine>());
        foreach (var shelf in (await ShiftViews.Shelves(views, stop)).Where(shelf => now < shelf.Until))
        {
            var record = await LeafRecord.Read(records, Origin.Parse(shelf.Log).Value, shelf.Index, stop);
            lines.Add(new ShelfLine(
                shelf.Rule, null, shelf.At, shelf.Until, shelf.Why, record?.Source?.Officer, await KeptSilent(ShelfDesk.RulePrefix + shelf.Rule, shelf.Index, stop)));
        }
        return lines;
    }

    /// <summary>How a thread is shelved; nothing where it is not.</summary>
    public async Task<ShelfLine?> Of(WarningThread thread, CancellationToken stop) =>
        thread.IsShelved(clock.Now()) && thread.Entries.LastOrDefault(entry => entry.Disposition?.Action == DispositionAction.Shelve) is { } entry
            ? new ShelfLine(
                null, thread, entry.Time, thread.ShelvedUntil!.Value, thread.ShelvedWhy ?? "", entry.Officer, await KeptSilent(ShelfDesk.ThreadPrefix + thread.Id, entry.Index, stop))
            : null;

    // What the judge counted under an earlier shelving is not this one's.
    async Task<int> KeptSilent(string key, long index, CancellationToken stop) =>
        await views.Document(JudgeFollower.FollowerName, key, stop) is { } document
        && JsonSerializer.Deserialize(document.Text, JudgeJson.Default.ShelfState) is { } shelf && shelf.Index == index ? shelf.Count : 0;
}
