using System.Globalization;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Following;

/// <summary>Brings known indicators and fresh sightings together, whichever came first.</summary>
/// <param name="desk">The judge's documents.</param>
/// <param name="speaker">Writes messages.</param>
/// <param name="records">Gives indicators and sightings.</param>
/// <param name="views">The index of values.</param>
/// <param name="log">This party's log.</param>
sealed class SightingBench(Desk desk, Speaker speaker, IRecords records, IViews views, Origin log)
{
    /// <summary>At most so many met values are looked at when an indicator of a network or a domain comes.</summary>
    const int MetValuesMax = 10_000;

    public async Task Hear(SightingRule rule, Hearing hearing, CancellationToken stop)
    {
        if (KnownIndicator.Of(hearing.Record) is { } indicator) await HearIndicator(rule, hearing, indicator, stop);
        else if (MetValue.Of(hearing.Record) is { } met) await HearSightings(rule, hearing, [met], stop);
    }

    /// <summary>Remembers where a met value lies, for indicators that come later.</summary>
    public void Remember(Hearing hearing)
    {
        if (MetValue.Of(hearing.Record) is { Facts: var facts } && CandidateKeys.Place(facts.Type, facts.Value) is { } place)
            desk.Put($"{place}/{hearing.Arrival.ToString("D19", CultureInfo.InvariantCulture)}", new Pointer(null, hearing.Record.Address.Index), JudgeJson.Default.Pointer, hearing.Record.Address);
    }

    /// <summary>Remembers that a record was taken back: it counts no more from here on.</summary>
    public void Forget(Hearing hearing, long index) =>
        desk.Put(GoneKey(index), new Pointer(null, index), JudgeJson.Default.Pointer, owner: null);

    async Task HearIndicator(SightingRule rule, Hearing hearing, KnownIndicator indicator, CancellationToken stop)
    {
        var (type, value) = (indicator.Facts.Type, indicator.Facts.Value);
        var indexes = (await ValueIndex.Find(views, ValueRole.Sighting, type, value, hearing.Arrival, stop)).Where(h => h.Address.Log == log).Select(h => h.Address.Index).ToHashSet();
        if (CandidateKeys.Under(type, value) is var (from, below))
            foreach (var (_, pointer) in await desk.Between(from, below, MetValuesMax, JudgeJson.Default.Pointer, stop)) indexes.Add(pointer.Index);
        var fresh = new List<MetValue>();
        foreach (var index in indexes.Order().TakeLast(EvidenceDigest.RecordsMax - 1))
            if (await Read(index, stop) is { } record && MetValue.Of(record) is { } met) fresh.Add(met);
        await HearSightings(rule, hearing, fresh, stop);
    }

    async Task HearSightings(SightingRule rule, Hearing hearing, IReadOnlyList<MetValue> sightings, CancellationToken stop)
    {
        var threads = new SortedDictionary<string, IReadOnlyList<KnownIndicator>>(StringComparer.Ordinal);
        foreach (var met in sightings.Where(s => Witness.IsFresh(rule, hearing.Time, s.Facts.At)))
        {
            if (await Named(rule, met, hearing.Arrival, stop) is not var (first, indicators)) continue;
            var thread = $"{rule.Name}:{first:N}";
            threads[thread] = indicators;
            desk.Put($"m/{thread}/{met.Witness.Id:N}", MemberState.Of(met.Witness, null), JudgeJson.Default.MemberState, new RecordAddress(log, met.Witness.Index));
        }
        foreach (var (thread, indicators) in threads) await Decide(rule, hearing, thread, indicators, stop);
    }

    async Task Decide(SightingRule rule, Hearing hearing, string thread, IReadOnlyList<KnownIndicator> indicators, CancellationToken stop)
    {
        var met = new List<MetValue>();
        foreach (var (key, member) in await desk.Under($"m/{thread}/", JudgeJson.Default.MemberState, stop))
        {
            if (hearing.Time - member.At > rule.QuietFor + rule.FreshFor) desk.Remove(key);
            else if (await Read(member.Index, stop) is { } record && MetValue.Of(record) is { } one) met.Add(one);
        }
        met = [.. met.OrderBy(m => m.Witness.At).ThenBy(m => m.Witness.Leaf).TakeLast(EvidenceDigest.RecordsMax - indicators.Count)];
        if (met.Count == 0) return;
        var last = met[^1].Witness.At;
        var state = await desk.Get("t/" + thread, JudgeJson.Default.ThreadState, stop) ?? ThreadState.New(last);
        if (last - state.Last > rule.QuietFor) state = state with { Said = null };
        var verdict = Escalation.Decide(rule, state.Said, SightingJudge.Assess(rule, indicators, met), hearing.Time, isFresh: true);
        if (verdict is Verdict.Raise raise)
            state = await speaker.Say(hearing, rule, thread, state, raise, [.. indicators.Select(i => i.Witness), .. met.Select(m => m.Witness)], stop);
        desk.Put("t/" + thread, state with { Last = Instant.Max(state.Last, last) }, JudgeJson.Default.ThreadState, owner: null);
    }

    /// <summary>The indicators that name a met value most specifically, and the id of the first that ever did: it names the thread.</summary>
    async Task<(Guid First, IReadOnlyList<KnownIndicator> Indicators)?> Named(SightingRule rule, MetValue met, long arrivedBy, CancellationToken stop)
    {
        foreach (var (type, value) in CandidateKeys.Above(met.Facts.Type, met.Facts.Value))
        {
            var holders = await ValueIndex.Find(views, ValueRole.Indicator, type, value, arrivedBy, stop);
            var newest = new Dictionary<Guid, KnownIndicator>();
            Guid? first = null;
            foreach (var holder in holders.Where(h => h.Address.Log == log).Take(EvidenceDigest.RecordsMax / 2).Reverse())
            {
                if (await Read(holder.Address.Index, stop) is not { } record || KnownIndicator.Of(record) is not { } indicator) continue;
                first ??= record.Leaf.Id;
                newest[record.Leaf.Id] = indicator;
            }
            var counting = newest.Values.Where(i => i.Counts(rule, met.Facts.At)).ToList();
            if (counting.Count > 0) return (first!.Value, counting);
        }
        return null;
    }

    async Task<Record?> Read(long index, CancellationToken stop) =>
        await desk.Get(GoneKey(index), JudgeJson.Default.Pointer, stop) is null ? await LeafRecord.Read(records, log, index, stop) : null;

    static string GoneKey(long index) => "gone/" + index.ToString("D19", CultureInfo.InvariantCulture);
}
