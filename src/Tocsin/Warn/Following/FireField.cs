using System.Globalization;
using Tocsin.Detection.Clusters;
using Tocsin.Share.Records;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>The hotspots of one rule that still matter, and the fires they make. It is a copy of the judge's documents, one for
/// each bundle of leaves, and is made anew from them wherever it may differ.</summary>
sealed class FireField
{
    readonly FireRule rule;
    readonly Origin own;
    LogTable logs;
    readonly SortedDictionary<LeafPlace, List<FireEntry>> bundles = new(Comparer<LeafPlace>.Create((one, other) => (one.Log, one.Index).CompareTo((other.Log, other.Index))));
    readonly Dictionary<Guid, FireEntry> byId = [];
    readonly Dictionary<LeafPlace, FireEntry> byLeaf = [];
    readonly Dictionary<Hotspot, FireEntry> byPlace = [];
    readonly SortedDictionary<string, FireState> threads = new(StringComparer.Ordinal);
    readonly HashSet<LeafPlace> changed = [];
    FireEvents? events;
    Instant? firstQuiet;

    FireField(FireRule rule, Hash rules, Origin own, LogTable logs) => (this.rule, Rules, this.own, this.logs) = (rule, rules, own, logs);

    /// <summary>The leaf of the rules that it follows.</summary>
    public Hash Rules { get; }

    /// <summary>The fires that have rung, by thread.</summary>
    public IReadOnlyDictionary<string, FireState> Threads => threads;

    public static async Task<FireField> Load(Desk desk, FireRule rule, Hash rules, Origin own, LogTable logs, CancellationToken stop)
    {
        var field = new FireField(rule, rules, own, logs);
        foreach (var (_, page) in await desk.Under(PagesKey(rule), JudgeJson.Default.FirePage, stop))
        {
            field.bundles[BundleOf(page.Spots[0])] = page.Spots;
            foreach (var entry in page.Spots) field.Know(entry);
        }
        foreach (var (key, state) in await desk.Under(ThreadsKey(rule), JudgeJson.Default.FireState, stop)) field.threads[key[ThreadsKey(rule).Length..]] = state;
        return field;
    }

    /// <summary>Takes up the numbers of the logs as the step at hand knows them.</summary>
    public void Take(LogTable table) => logs = table;

    public FireEntry? Of(Guid id) => byId.GetValueOrDefault(id);

    /// <summary>Forgets bundles of which nothing matters any more.</summary>
    public void Forget(Desk desk, Instant time)
    {
        var old = bundles.Where(each => each.Value.TrueForAll(entry => time - entry.At > rule.QuietFor + rule.FreshFor)).ToList();
        foreach (var (number, entries) in old)
        {
            foreach (var entry in entries) Unknow(entry);
            bundles.Remove(number);
            changed.Add(number);
        }
        if (old.Count > 0) events = null;
        foreach (var thread in threads.Where(each => !byLeaf.ContainsKey(each.Value.Place)).Select(each => each.Key).ToList()) Close(desk, thread);
    }

    public void Add(FireSpot spot)
    {
        var log = logs.Mark(spot.Witness.Address.Log);
        var entry = new FireEntry(spot.Witness.Id, spot.Witness.Address.Index, spot.Witness.Leaf.ToBase64Url(), spot.Witness.At, spot.Witness.Minted, spot.Longitude, spot.Latitude, spot.PowerMw)
        {
            Log = log, Arrival = log is null ? null : spot.Witness.Arrival,
        };
        var number = BundleOf(entry);
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
        var number = BundleOf(entry);
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
        ? [.. threads.Where(each => byLeaf.TryGetValue(each.Value.Place, out var anchor) && Events().IdOf(Place(anchor)) == id).Select(each => each.Key)]
        : [];

    /// <summary>The threads that stand and of which nothing has come for the rule's time of quiet, as far as their anchors tell.</summary>
    public List<string> Quiet(Instant time)
    {
        firstQuiet ??= Standing().Select(each => each.At + rule.QuietFor).DefaultIfEmpty(Instant.MaxValue).Min();
        return time <= firstQuiet ? [] : [.. Standing().Where(each => time - each.At > rule.QuietFor).Select(each => each.Thread)];
    }

    IEnumerable<(string Thread, Instant At)> Standing() =>
        threads.Where(each => each.Value.State.Said is { Stands: true }).Select(each => (each.Key, At(each.Value.Place)?.At)).Where(each => each.Item2 is not null).Select(each => (each.Key, each.Item2!.Value));

    public FireEntry? At(LeafPlace place) => byLeaf.GetValueOrDefault(place);

    public void Put(Desk desk, string thread, FireState state)
    {
        threads[thread] = state;
        firstQuiet = null;
        desk.Put(ThreadsKey(rule) + thread, state, JudgeJson.Default.FireState, owner: null);
    }

    public void Close(Desk desk, string thread)
    {
        threads.Remove(thread);
        firstQuiet = null;
        desk.Remove(ThreadsKey(rule) + thread);
    }

    /// <summary>Writes what was changed.</summary>
    public void Flush(Desk desk)
    {
        foreach (var number in changed)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{PagesKey(rule)}{logs.Part(logs.At(number.Log))}{number.Index:D19}");
            if (bundles.TryGetValue(number, out var entries)) desk.Put(key, new FirePage(entries), JudgeJson.Default.FirePage, owner: null);
            else desk.Remove(key);
        }
        changed.Clear();
    }

    public FireSpot SpotOf(FireEntry entry) => new(
        new Witness(entry.Id, new RecordAddress(logs.At(entry.Log), entry.Index), LogTable.Leaf(entry.Leaf), entry.At, entry.Minted) { Arrival = entry.Arrival ?? 0 }, entry.Longitude, entry.Latitude, entry.PowerMw);

    FireEvents Events()
    {
        if (events is not null) return events;
        events = new FireEvents(new FireEventOptions { RadiusKm = rule.RadiusKm, Hours = rule.WithinHours, NeighboursMin = rule.MinNeighbours, QuietHours = rule.QuietFor.TotalHours });
        foreach (var entry in bundles.Values.SelectMany(entries => entries)) events.Add(Place(entry));
        return events;
    }

    void Know(FireEntry entry)
    {
        (byId[entry.Id], byLeaf[entry.Place]) = (entry, entry);
        if (!byPlace.TryGetValue(Place(entry), out var twin) || Precedes(entry, twin)) byPlace[Place(entry)] = entry;
    }

    void Unknow(FireEntry entry)
    {
        byId.Remove(entry.Id);
        byLeaf.Remove(entry.Place);
        if (byPlace.GetValueOrDefault(Place(entry)) != entry) return;
        byPlace.Remove(Place(entry));
        foreach (var twin in byLeaf.Values.Where(other => Place(other) == Place(entry)))
            if (!byPlace.TryGetValue(Place(entry), out var first) || Precedes(twin, first)) byPlace[Place(entry)] = twin;
    }

    /// <summary>Of several tellings of one hotspot, which counts.</summary>
    bool Precedes(FireEntry entry, FireEntry other) => Order(entry).CompareTo(Order(other)) < 0;

    ((int, long) Rank, int Log, long Index) Order(FireEntry entry) => (Tellings.Rank(SpotOf(entry).Witness, own), entry.Place.Log, entry.Index);

    /// <summary>The bundle in which an entry's leaf stands.</summary>
    static LeafPlace BundleOf(FireEntry entry) => new(entry.Log ?? 0, entry.Index / Limits.BundleRecords);

    static Hotspot Place(FireEntry entry) => new(entry.Longitude, entry.Latitude, entry.At.ToDateTimeOffset());

    static string PagesKey(FireRule rule) => $"fire/{rule.Name}/";

    static string ThreadsKey(FireRule rule) => $"firethread/{rule.Name}/";
}
