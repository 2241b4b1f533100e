using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Feeds;
using Tocsin.Warn.Following;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Threads;

namespace Tocsin.Warn.Shift;

/// <summary>Reads what <see cref="ShiftFollower"/> keeps.</summary>
public static class ShiftViews
{
    const int PageMax = 1_000;

    /// <summary>The roster in force, its officers by their pseudonyms, and the record that holds it; nothing where none was adopted.</summary>
    public static async Task<(RecordAddress Address, Instant Since, Roster Roster)?> RosterInForce(IViews views, IRecords records, CancellationToken stop) =>
        await Record(views, records, ShiftFollower.RosterKey, stop) is { What: RosterFacts facts } record && RosterReader.Read(facts.Yaml) is RosterRead.Good { Roster: var roster }
            ? (record.Address, record.Leaf.Time, roster) : null;

    /// <summary>The rules in force, and the record that holds them; nothing where there are none that read.</summary>
    public static async Task<(Record Record, RuleBook Book)?> RulesInForce(IViews views, IRecords records, CancellationToken stop) =>
        await Record(views, records, ShiftFollower.RulesKey, stop) is { What: RulesFacts facts } record && RulesReader.Read(facts.Yaml) is RulesRead.Good { Book: var book }
            ? (record, book) : null;

    /// <summary>The last handover; nothing where there was none.</summary>
    public static async Task<LastHandover?> Handover(IViews views, CancellationToken stop) =>
        await views.Document(ShiftFollower.FollowerName, ShiftFollower.HandoverKey, stop) is { } document ? JsonSerializer.Deserialize(document.Text, ShiftJson.Default.LastHandover) : null;

    /// <summary>The last handovers, the newest first.</summary>
    /// <param name="views">The documents.</param>
    /// <param name="most">So many and the last of all, at most.</param>
    /// <param name="stop">Ends the wait.</param>
    public static async Task<IReadOnlyList<LastHandover>> Handovers(IViews views, int most, CancellationToken stop) =>
    [
        .. await Handover(views, stop) is { } last ? [last] : Array.Empty<LastHandover>(),
        .. (await views.ByKey(ShiftFollower.FollowerName, ShiftFollower.HandedPrefix, ShiftFollower.HandedPrefix + '\uFFFF', most, stop))
            .Select(document => JsonSerializer.Deserialize(document.Text, ShiftJson.Default.LastHandover)!),
    ];

    /// <summary>When each source was last heard, by scheme and publisher.</summary>
    public static async Task<IReadOnlyList<LastHeard>> Sources(IViews views, CancellationToken stop) =>
        await Under(views, ShiftFollower.FollowerName, ShiftFollower.SourcePrefix, ShiftJson.Default.LastHeard, stop);

    /// <summary>The warning that a rule's source is overdue; nothing where it is not.</summary>
    public static async Task<Silence?> Silence(IViews views, string rule, CancellationToken stop) =>
        await views.Document(ShiftFollower.FollowerName, ShiftFollower.SilencePrefix + rule, stop) is { } document ? JsonSerializer.Deserialize(document.Text, ShiftJson.Default.Silence) : null;

    /// <summary>The rules whose source is overdue, with the warnings that say so.</summary>
    public static async Task<IReadOnlyList<Silence>> Silences(IViews views, CancellationToken stop) =>
        await Under(views, ShiftFollower.FollowerName, ShiftFollower.SilencePrefix, ShiftJson.Default.Silence, stop);

    /// <summary>The feeds that are silent for longer than they may be.</summary>
    public static async Task<IReadOnlyList<FeedSilence>> FeedSilences(IViews views, CancellationToken stop) =>
        await Under(views, ShiftFollower.FollowerName, ShiftFollower.FeedPrefix, ShiftJson.Default.FeedSilence, stop);

    /// <summary>The rules that were shelved and not taken off the shelf; the end of some may have come.</summary>
    public static async Task<IReadOnlyList<RuleShelf>> Shelves(IViews views, CancellationToken stop) =>
        await Under(views, ShiftFollower.FollowerName, ShiftFollower.ShelfPrefix, ShiftJson.Default.RuleShelf, stop);

    /// <summary>What was noted since the last handover, the earliest first.</summary>
    public static async Task<IReadOnlyList<RecordAddress>> Notes(IViews views, CancellationToken stop) =>
        [.. (await Under(views, ShiftFollower.FollowerName, ShiftFollower.NotePrefix, ShiftJson.Default.Place, stop)).Select(place => place.Address)];

    /// <summary>The warnings that nobody has acknowledged and that hold still: what ceased to hold is not even read.</summary>
    public static Task<List<Unanswered>> Unanswered(IViews views, Instant now, CancellationToken stop) =>
        From(views, ThreadsFollower.UnansweredView, ThreadsFollower.UnansweredKey(now, ""), "\uFFFF", ShiftJson.Default.Unanswered, stop);

    static async Task<Record?> Record(IViews views, IRecords records, string key, CancellationToken stop) =>
        await views.Document(ShiftFollower.FollowerName, key, stop) is { } document && JsonSerializer.Deserialize(document.Text, ShiftJson.Default.Place) is { Address: var at }
            ? await LeafRecord.Read(records, at.Log, at.Index, stop) : null;

    static Task<List<T>> Under<T>(IViews views, string view, string prefix, JsonTypeInfo<T> type, CancellationToken stop) => From(views, view, prefix, prefix + '\uFFFF', type, stop);

    static async Task<List<T>> From<T>(IViews views, string view, string from, string below, JsonTypeInfo<T> type, CancellationToken stop)
    {
        for (var found = new List<T>(); ;)
        {
            var page = await views.ByKey(view, from, below, PageMax, stop);
            found.AddRange(page.Select(document => JsonSerializer.Deserialize(document.Text, type)!));
            if (page.Count < PageMax) return found;
            from = page[^1].Key + '\0';
        }
    }
}
