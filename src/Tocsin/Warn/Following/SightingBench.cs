using System.Globalization;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>Brings known indicators and fresh sightings together, whichever came first.</summary>
sealed class SightingBench
{
    /// <summary>At most so many met values are looked at when an indicator of a network or a domain comes.</summary>
    const int MetValuesMax = 10_000;

    readonly Desk desk;
    readonly Speaker speaker;
    readonly JudgedRecords records;
    readonly IViews views;
    readonly LogTable logs;
    readonly bool isExercise;
    readonly HashedSightings hashed;
    readonly StixObservations observations;

    /// <param name="desk">The judge's documents.</param>
    /// <param name="speaker">Writes messages.</param>
    /// <param name="records">Gives indicators and sightings.</param>
    /// <param name="views">The index of values.</param>
    /// <param name="logs">The numbers of the logs.</param>
    /// <param name="isExercise">Whether it brings together what belongs to exercises; else what is real.</param>
    public SightingBench(Desk desk, Speaker speaker, JudgedRecords records, IViews views, LogTable logs, bool isExercise)
    {
        (this.desk, this.speaker, this.records, this.views, this.logs, this.isExercise) = (desk, speaker, records, views, logs, isExercise);
        (hashed, observations) = (new HashedSightings(desk), new StixObservations(Read, views, records.Own.Party));
    }

    public async Task Hear(SightingRule rule, Hearing hearing, CancellationToken stop)
    {
        if (hearing.Record.What is IntelligenceFacts { Type: not StixIndexing.ObservedData }) await HearObserved(rule, hearing, stop);
        else if (KnownIndicator.Of(hearing.Record) is { } indicator) await HearIndicator(rule, hearing, indicator, stop);
        else if (MetValue.Of(hearing.Record) is { } met) await HearSightings(rule, hearing, [met], stop);
    }

    /// <summary>Learns from a charter of this party's own under which salt its circle shares values, and remembers under it what was met before.</summary>
    public async Task Learn(Record record, CancellationToken stop)
    {
        if (!await hashed.Learn(record, stop)) return;
        foreach (var pointer in await hashed.KeptForLater(stop))
            if (await Read(new RecordAddress(logs.At(pointer.Log), pointer.Index), stop) is { } earlier && MetValue.Of(earlier) is { } met) await KeepHashes(earlier, met, stop);
    }

    /// <summary>Remembers where a met value lies, for indicators that come later, and which circles share domains as hashes.</summary>
    public async Task Remember(Record record, CancellationToken stop)
    {
        await hashed.Note(record, stop);
        // What an indicator said before its revision, it names no more: its pattern may be another, and its author may have taken it back.
        if (record.What is IndicatorFacts or IntelligenceFacts)
            foreach (var reference in record.Leaf.References.Where(r => r.Relation == Relation.Revises && r.HasEffect(record.Address)))
                Forget(new RecordAddress(reference.Log, reference.Index));
        if (MetValue.Of(record) is not { } met) return;
        var facts = met.Facts;
        if (CandidateKeys.Place(facts.Type, facts.Value) is { } place) Keep(place + "/", record);
        if (HashedSightings.PlaceForLater(facts.Type, record.Arrival) is { } later) desk.Put(later, PointerTo(record.Address), JudgeJson.Default.Pointer, record.Address);
        await KeepHashes(record, met, stop);
    }

    async Task KeepHashes(Record record, MetValue met, CancellationToken stop)
    {
        foreach (var hash in await hashed.Of(met.Facts.Type, met.Facts.Value, stop)) Keep(HashedSightings.Place(hash), record);
    }

    void Keep(string place, Record record) =>
        desk.Put(place + record.Arrival.ToString("D19", CultureInfo.InvariantCulture), PointerTo(record.Address), JudgeJson.Default.Pointer, record.Address);

    /// <summary>Remembers that a record was taken back: it counts no more from here on.</summary>
    public void Forget(RecordAddress gone) => desk.Put(GoneKey(gone), PointerTo(gone), JudgeJson.Default.Pointer, owner: null);

    async Task HearIndicator(SightingRule rule, Hearing hearing, KnownIndicator indicator, CancellationToken stop)
    {
        var places = new SortedDictionary<long, RecordAddress>();
        foreach (var (type, value) in indicator.Facts.Names) await Gather(type, value, hearing.Record.Arrival, places, stop);
        foreach (var (arrival, address) in await observations.ObservationsOf(hearing.Record, stop)) places[arrival] = address;
        await HearPlaces(rule, hearing, places, stop);
    }

    /// <summary>An object that comes behind the observation that holds it.</summary>
    async Task HearObserved(SightingRule rule, Hearing hearing, CancellationToken stop)
    {
        var places = new SortedDictionary<long, RecordAddress>();
        foreach (var (arrival, address) in await observations.Holding(hearing.Record, hearing.Record.Arrival, stop)) places[arrival] = address;
        await HearPlaces(rule, hearing, places, stop);
    }

    /// <summary>Hears what arrived last of it: a warning names no more records than <see cref="EvidenceDigest.RecordsMax"/>, the newest.</summary>
    async Task HearPlaces(SightingRule rule, Hearing hearing, SortedDictionary<long, RecordAddress> places, CancellationToken stop)
    {
        var fresh = new List<MetValue>();
        foreach (var place in places.Values.TakeLast(EvidenceDigest.RecordsMax - 1))
            if (await Read(place, stop) is { } record && MetValue.Of(record) is { } met) fresh.Add(met);
        await HearSightings(rule, hearing, fresh, stop);
    }

    /// <summary>Where the sightings stand that fall under a value.</summary>
    async Task Gather(string type, string value, long arrivedBy, SortedDictionary<long, RecordAddress> places, CancellationToken stop)
    {
        foreach (var holder in await ValueIndex.Find(views, ValueRole.Sighting, type, value, arrivedBy, stop)) places[holder.Arrival] = holder.Address;
        if ((CandidateKeys.Under(type, value) ?? HashedSightings.Under(type, value)) is not var (from, below)) return;
        foreach (var (key, pointer) in await desk.Between(from, below, MetValuesMax, JudgeJson.Default.Pointer, stop))
            places[long.Parse(key.AsSpan(key.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture)] = new RecordAddress(logs.At(pointer.Log), pointer.Index);
    }

    async Task HearSightings(SightingRule rule, Hearing hearing, IReadOnlyList<MetValue> sightings, CancellationToken stop)
    {
        var threads = new SortedDictionary<string, IReadOnlyList<KnownIndicator>>(StringComparer.Ordinal);
        foreach (var met in sightings.Where(s => Witness.IsFresh(rule, hearing.Time, s.Facts.At)))
        {
            if (await Named(rule, met, hearing.Record.Arrival, stop) is not var (first, indicators)) continue;
            var thread = $"{rule.Name}:{first:N}";
            threads[thread] = indicators;
            desk.Put($"m/{thread}/{met.Witness.Id:N}", MemberState.Of(met.Witness, null, logs), JudgeJson.Default.MemberState, met.Witness.Address);
        }
        foreach (var (thread, indicators) in threads) await Decide(rule, hearing, thread, indicators, stop);
    }

    async Task Decide(SightingRule rule, Hearing hearing, string thread, IReadOnlyList<KnownIndicator> indicators, CancellationToken stop)
    {
        var met = new List<MetValue>();
        foreach (var (key, member) in await desk.Under($"m/{thread}/", JudgeJson.Default.MemberState, stop))
        {
            if (hearing.Time - member.At > rule.QuietFor + rule.FreshFor) desk.Remove(key);
            else if (await Read(member.Witness(logs).Address, stop) is { } record && MetValue.Of(record) is { } one) met.Add(one);
        }
        met = [.. Tellings.Once(met, m => m.Witness, m => m.Facts, records.Own).OrderBy(m => m.Witness.At).ThenBy(m => m.Witness.Leaf).TakeLast(EvidenceDigest.RecordsMax - indicators.Count)];
        if (met.Count == 0) return;
        var last = met[^1].Witness.At;
        var state = await desk.Get("t/" + thread, JudgeJson.Default.ThreadState, stop) ?? ThreadState.New(last);
        if (last - state.Last > rule.QuietFor) state = state with { Said = null };
        var verdict = Escalation.Decide(rule, state.Said, SightingJudge.Assess(rule, indicators, met, records.Own.Party), hearing.Time, isFresh: true);
        if (verdict is Verdict.Raise raise)
            state = await speaker.Say(hearing, rule, thread, state, raise, [.. indicators.Select(i => i.Witness), .. met.Select(m => m.Witness)], stop);
        desk.Put("t/" + thread, state with { Last = Instant.Max(state.Last, last) }, JudgeJson.Default.ThreadState, owner: null);
    }

    /// <summary>The indicators that name a met value most specifically, and the id of the first that ever did: it names the thread.</summary>
    async Task<(Guid First, IReadOnlyList<KnownIndicator> Indicators)?> Named(SightingRule rule, MetValue met, long arrivedBy, CancellationToken stop)
    {
        if (met.Facts.Type == StixIndexing.ObservedData) return await Counting(rule, met, await observations.IndicatorsOf(met.Witness.Address, arrivedBy, stop), stop);
        foreach (var (type, value) in CandidateKeys.Above(met.Facts.Type, met.Facts.Value, await views.NetworkLengths(stop)))
            if (await Of(type, value) is { } found) return found;
        foreach (var hash in await hashed.Of(met.Facts.Type, met.Facts.Value, stop))
            if (await Of(hash.Type, hash.Value) is { } found) return found;
        return null;

        async Task<(Guid, IReadOnlyList<KnownIndicator>)?> Of(string type, string value) =>
            await Counting(rule, met, await ValueIndex.Find(views, ValueRole.Indicator, type, value, arrivedBy, stop), stop);
    }

    async Task<(Guid First, IReadOnlyList<KnownIndicator> Indicators)?> Counting(SightingRule rule, MetValue met, IReadOnlyList<ValueHolder> holders, CancellationToken stop)
    {
        var newest = new Dictionary<Guid, KnownIndicator>();
        Guid? first = null;
        // Of those that were found, this party's own are always looked at, however many others name the value.
        foreach (var holder in holders.OrderByDescending(IsOwn).ThenByDescending(h => h.Arrival).Take(EvidenceDigest.RecordsMax / 2).OrderBy(h => h.Arrival))
        {
            if (await Read(holder.Address, stop) is not { } record || KnownIndicator.Of(record) is not { } indicator) continue;
            first ??= record.Leaf.Id;
            newest[record.Leaf.Id] = indicator;
        }
        var counting = Tellings.Once(newest.Values.Where(i => i.Counts(rule, met.Facts.At)), i => i.Witness, i => i.Facts with { Also = null }, records.Own).ToList();
        return counting.Count > 0 ? (first!.Value, counting) : null;
    }

    bool IsOwn(ValueHolder holder) => holder.Address.Log.Party == records.Own.Party;

    async Task<Record?> Read(RecordAddress address, CancellationToken stop) =>
        await desk.Get(GoneKey(address), JudgeJson.Default.Pointer, stop) is null && await records.Read(address, stop) is { } record && record.Leaf.Exercise == isExercise ? record : null;

    Pointer PointerTo(RecordAddress address) => new(null, address.Index) { Log = logs.Mark(address.Log) };

    string GoneKey(RecordAddress address) => string.Create(CultureInfo.InvariantCulture, $"gone/{logs.Part(address.Log)}{address.Index:D19}");
}
