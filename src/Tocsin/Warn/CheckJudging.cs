using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Following;
using Tocsin.Warn.Judging;

namespace Tocsin.Warn;

/// <summary>A warning that the detectors do not make again as it stands in the log.</summary>
/// <param name="Thread">Its thread.</param>
/// <param name="Address">Where it stands; nothing where the log has none.</param>
/// <param name="MadeBy">The detector and version that made it; nothing where the log has none.</param>
/// <param name="NowBy">The detector and version that make it otherwise now; nothing where they are silent.</param>
public sealed record Deviation(string Thread, RecordAddress? Address, string? MadeBy, string? NowBy)
{
    internal static string Maker(WarningFacts facts) => facts.Judgement is { } judgement ? $"{judgement.Detector} {judgement.Version}" : "an officer";

    /// <summary>It in one sentence.</summary>
    public override string ToString() => (Address, NowBy) switch
    {
        (null, _) => $"{Thread}: the log has no such message, and {NowBy} would raise it now",
        (_, null) => $"{Thread}, {Address}: made by {MadeBy}, and now silent",
        _ => $"{Thread}, {Address}: made by {MadeBy}, now {NowBy}, which says otherwise",
    };
}

/// <summary>Lets the judge and the watches follow the log again into other views, and compares every message with what stands in the
/// log. It appends nothing, whatever the detectors say now.</summary>
/// <param name="journal">This party's log; it is read only.</param>
/// <param name="records">The journal's records.</param>
/// <param name="identity">Knows a message by its key.</param>
public sealed class CheckJudging(Journal journal, IRecords records, Identity identity)
{
    /// <summary>Deviations that are named; further ones are counted.</summary>
    public const int NamedMax = 100;

    readonly List<Deviation> named = [];
    readonly HashSet<long> found = [];

    /// <summary>Which circles and parties rules mean that name them.</summary>
    public IPartyNames Names { get; init; } = PartyNames.None;

    /// <summary>The first deviations.</summary>
    public IReadOnlyList<Deviation> Named => named;

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>The followers that check; they need the index before them.</summary>
    /// <param name="views">What they write into.</param>
    /// <param name="atlas">The world.</param>
    /// <param name="clock">Times the wait for the index.</param>
    public IReadOnlyList<IFollower> Followers(IViews views, Atlas atlas, TimeProvider clock)
    {
        var messages = new CheckedMessages(journal.Log, records, identity, found, Take);
        return [new JudgeFollower(journal, records, views, atlas, clock) { Messages = messages, Names = Names }, new WatchFollower(journal, records, views, atlas) { Messages = messages }];
    }

    /// <summary>Adds what stands in the log and was not made again by the followers, which have come to its end.</summary>
    public async Task FindSilent(CancellationToken stop)
    {
        for (var after = 0L; await records.ReadAfter(after, Limits.FollowRecordsMax, stop) is { Count: > 0 } page; after = page[^1].Arrival)
            foreach (var stored in page.Where(stored => stored.Address.Log == journal.Log && !found.Contains(stored.Address.Index)))
                if (stored.Read().Try(out var record, out _) && record is { What: WarningFacts facts, Source.Key: { Scheme: SourceKey.Own, Sender: Speaker.Sender or Watching.WatchSpeaker.Sender } } && !await RestsOnErased(records, record, facts, stop))
                    Take(new Deviation(facts.Thread, stored.Address, Deviation.Maker(facts), null));
    }

    /// <summary>Whether a message cannot be made again: content of its evidence is gone, or it came of an erasure.</summary>
    internal static async Task<bool> RestsOnErased(IRecords records, Record message, WarningFacts facts, CancellationToken stop)
    {
        foreach (var cause in message.Leaf.References.Where(r => r.Relation == Relation.Cause))
            if (await LeafRecord.Read(records, cause.Log, cause.Index, stop) is { Leaf.Kind: var kind } && kind == Kind.Erasure) return true;
        foreach (var leaf in facts.Judgement?.Evidence.Addresses() ?? [])
            if (await LeafRecord.Read(records, leaf.Log, leaf.Index, stop) is not { What: not null }) return true;
        return false;
    }

    void Take(Deviation deviation)
    {
        Count++;
        if (named.Count < NamedMax) named.Add(deviation);
    }
}
