using System.Globalization;
using Tocsin.Detection.Clusters;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>The hotspots of one rule that still matter, and the fires they make. It is a copy of the judge's documents, one for
/// each bundle of leaves, and is made anew from them wherever it may differ.</summary>
sealed class FireField
{
    readonly FireRule rule;
    readonly SortedDictionary<long, List<FireEntry>> bundles = [];
    readonly Dictionary<Guid, FireEntry> byId = [];
    readonly Dictionary<long, FireEntry> byIndex = [];
    readonly Dictionary<Hotspot, FireEntry> byPlace = [];
    readonly SortedDictionary<string, FireState> threads = new(StringComparer.Ordinal);
    readonly HashSet<long> changed = [];
    FireEvents? events;

    FireField(FireRule rule, long rules, FireMark mark) => (this.rule, Rules, Mark) = (rule, rules, mark);

    /// <summary>The leaf of the rules that it follows.</summary>
    public long Rules { get; }

    /// <summary>How far it has been read.</summary>
    public FireMark Mark { get; private set; }

    /// <summary>The fires that have rung, by thread.</summary>
    public IReadOnlyDictionary<string, FireState> Threads => threads;

    /// <summary>The mark of the stored documents; nothing where there are none.</summary>
    public static Task<FireMark?> Stored(Desk desk, FireRule rule, CancellationToken stop) => desk.Get(MarkKey(rule), JudgeJson.Default.FireMark, stop);

    public static async Task<FireField> Load(Desk desk, FireRule rule, long rules, CancellationToken stop)
    {
        var field = new FireField(rule, rules, await Stored(desk, rule, stop) ?? new FireMark(-1, -1));
        foreach (var (key, page) in await desk.Under(PagesKey(rule), JudgeJson.Default.FirePage, stop))
        {
            field.bundles[long.Parse(key[PagesKey(rule).Length..], CultureInfo.InvariantCulture)] = page.Spots;
            foreach (var entry in page.Spots) field.Know(entry);
        }
        foreach (var (key, state) in await desk.Under(ThreadsKey(rule), JudgeJson.Default.FireState, stop)) field.threads[key[ThreadsKey(rule).Length..]] = state;
        return field;
    }

    public FireEntry? Of(Guid id) => byId.GetValueOrDefault(id);

    /// <summary>Says that a leaf changes something.</summary>
    public void Touch(long index) => Mark = Mark with { Last = index };

    /// <summary>Forgets bundles of which nothing matters any more, whenever a new bundle begins.</summary>
    public void Pass(Desk desk, long index, Instant time)
    {
        var bundle = index / Limits.BundleRecords;
        var isNew = bundle != Mark.Bundle;
        Mark = new FireMark(bundle, index);
        if (!isNew) return;
        var old = bundles.Where(each => each.Value.TrueForAll(entry => time - entry.At > rule.QuietFor + rule.FreshFor)).ToList();
        foreach (var (number, entries) in old)
        {
            foreach (var entry in entries) Unknow(entry);
            bundles.Remove(number);
            changed.Add(number);
        }
        if (old.Count > 0) events = null;
        foreach (var thread in threads.Where(each => !byIndex.ContainsKey(each.Value.Anchor)).Select(each => each.Key).ToList()) Close(desk, thread);
    }

    public void Add(FireSpot spot)
    {
        var entry = new FireEntry(spot.Witness.Id, spot.Witness.Index, spot.Witness.Leaf.ToBase64Url(), spot.Witness.At, spot.Witness.Minted, spot.Longitude, spot.Latitude, spot.PowerMw);
        var number = entry.Index / Limits.BundleRecords;
        if (!bundles.TryGetValue(number, out var page)) bundles[number] = page = [];
        page.Add(entry);
        changed.Add(number);
        Know(entry);
        events?.Add(Place(entry));
    }

    /// <summary>Takes a record's hotspot out.</summary>
    public void Remove(Guid id)
    {
        var entry = byId[id];
        var number = entry.Index / Limits.BundleRecords;
        bundles[number].Remove(entry);
        if (bundles[number].Count == 0) bundles.Remove(number);
        changed.Add(number);
        Unknow(entry);
        events = null;
    }

    /// <summary>The hotspots of the fire that an entry belongs to, the earliest first; none where it belongs to none.</summary>
    public List<FireEntry> FireOf(FireEntry entry) => [.. Events().FireOf(Place(entry)).Select(spot => byPlace[spot])];

    /// <summary>The threads of the fire that an entry belongs to.</summary>
    public List<string> ThreadsOf(FireEntry entry) => Events().IdOf(Place(entry)) is { } id
        ? [.. threads.Where(each => byIndex.TryGetValue(each.Value.Anchor, out var anchor) && Events().IdOf(Place(anchor)) == id).Select(each => each.Key)]
        : [];

    public FireEntry? At(long index) => byIndex.GetValueOrDefault(index);

    public void Put(Desk desk, string thread, FireState state)
    {
        threads[thread] = state;
        desk.Put(ThreadsKey(rule) + thread, state, JudgeJson.Default.FireState, owner: null);
    }

    public void Close(Desk desk, string thread)
    {
        threads.Remove(thread);
        desk.Remove(ThreadsKey(rule) + thread);
    }

    /// <summary>Writes what was changed.</summary>
    public void Flush(Desk desk)
    {
        foreach (var number in changed)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{PagesKey(rule)}{number:D19}");
            if (bundles.TryGetValue(number, out var entries)) desk.Put(key, new FirePage(entries), JudgeJson.Default.FirePage, owner: null);
            else desk.Remove(key);
        }
        changed.Clear();
        if (Mark.Last >= 0) desk.Put(MarkKey(rule), Mark, JudgeJson.Default.FireMark, owner: null);
    }

    public static FireSpot SpotOf(FireEntry entry) => new(
        new Witness(entry.Id, entry.Index, Hash.TryParseBase64Url(entry.Leaf, out var leaf) ? leaf : throw new InvalidDataException($"'{entry.Leaf}' is no leaf hash"), entry.At, entry.Minted),
        entry.Longitude, entry.Latitude, entry.PowerMw);

    FireEvents Events()
    {
        if (events is not null) return events;
        events = new FireEvents(new FireEventOptions { RadiusKm = rule.RadiusKm, Hours = rule.WithinHours, NeighboursMin = rule.MinNeighbours, QuietHours = rule.QuietFor.TotalHours });
        foreach (var entry in bundles.Values.SelectMany(entries => entries)) events.Add(Place(entry));
        return events;
    }

    void Know(FireEntry entry)
    {
        (byId[entry.Id], byIndex[entry.Index]) = (entry, entry);
        byPlace.TryAdd(Place(entry), entry);
    }

    void Unknow(FireEntry entry)
    {
        byId.Remove(entry.Id);
        byIndex.Remove(entry.Index);
        if (byPlace.GetValueOrDefault(Place(entry)) == entry) byPlace.Remove(Place(entry));
        foreach (var twin in byIndex.Values.Where(other => !byPlace.ContainsKey(Place(entry)) && Place(other) == Place(entry)).OrderBy(other => other.Index).Take(1)) byPlace[Place(twin)] = twin;
    }

    static Hotspot Place(FireEntry entry) => new(entry.Longitude, entry.Latitude, entry.At.ToDateTimeOffset());

    static string PagesKey(FireRule rule) => $"fire/{rule.Name}/";

    static string MarkKey(FireRule rule) => $"firemark/{rule.Name}";

    static string ThreadsKey(FireRule rule) => $"firethread/{rule.Name}/";
}
