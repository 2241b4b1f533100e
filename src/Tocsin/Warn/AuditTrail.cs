using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Warn;

/// <summary>One thing that was done.</summary>
/// <param name="Record">The record that says so.</param>
/// <param name="Officer">Who: a pseudonym; nothing where the node did it, or the name was erased.</param>
/// <param name="Deed">What: acknowledge, take, close, escalate, shelve, unshelve, sign, note, handover, rules, roster, alert, update, cancel, report, withdrawal, erasure.</param>
/// <param name="About">What it was about: a thread, a rule, a record; nothing where it says so itself.</param>
/// <param name="Why">In one line, why, or how it ended.</param>
/// <param name="To">Whom it concerned: the pseudonyms of officers who were called.</param>
public sealed record AuditEntry(Record Record, string? Officer, string Deed, string? About, string? Why, IReadOnlyList<string> To);

/// <summary>What is asked of the trail.</summary>
public sealed record AuditRequest
{
    /// <summary>Only records of this kind; nothing: of all in which somebody does something.</summary>
    public Kind? Kind { get; init; }
    /// <summary>Only by this pseudonym; nothing: by anybody.</summary>
    public string? Officer { get; init; }
    /// <summary>Written from this time on. UTC.</summary>
    public Instant? Since { get; init; }
    /// <summary>Written before this time. UTC.</summary>
    public Instant? Until { get; init; }
    /// <summary>Only what arrived before this number; nothing: from the newest on.</summary>
    public long? Before { get; init; }
    /// <summary>Deeds that are named, at most.</summary>
    public required int Most { get; init; }
    /// <summary>Records that are looked at, at most: then the answer says how far it came.</summary>
    public long LookedMax { get; init; } = long.MaxValue;
}

/// <summary>A part of the trail.</summary>
/// <param name="Entries">The deeds, the newest first.</param>
/// <param name="Before">Where the next page begins; nothing at the log's beginning.</param>
/// <param name="Reached">When the last record that was looked at was written; nothing where there was none. UTC.</param>
public sealed record AuditExcerpt(IReadOnlyList<AuditEntry> Entries, long? Before, Instant? Reached);

/// <summary>Who did what, and when: read backwards from this party's logs themselves, by whoever may look, so that page after page comes to
/// their beginning. Nothing here can change it.</summary>
/// <param name="party">This party.</param>
/// <param name="records">The records of all logs.</param>
public sealed class AuditTrail(Hash party, IRecords records)
{
    /// <summary>The kinds of records in which somebody does something; of warnings and incidents those alone that an officer wrote.</summary>
    public static ImmutableArray<Kind> Kinds { get; } =
        [Kind.Disposition, Kind.Note, Kind.Warning, Kind.Incident, Kind.Rules, Kind.Watch, Kind.Roster, Kind.Handover, Kind.Withdrawal, Kind.Erasure];

    /// <summary>By how much a clock may have been set back, at most: so far before the time that is asked for the trail is still looked through.</summary>
    public static readonly Duration SetBackMost = Duration.FromDays(1);

    /// <summary>A page of what was done.</summary>
    public async Task<AuditExcerpt> Handle(AuditRequest request, CancellationToken stop)
    {
        var (entries, looked, reached) = (new List<AuditEntry>(), 0L, default(Instant?));
        for (var below = Math.Min(request.Before ?? long.MaxValue, await records.Arrived(stop) + 1); below > 1;)
            foreach (var stored in (await Window(below, stop)).Reverse())
            {
                (below, looked) = (stored.Arrival, looked + 1);
                if (LeafReader.Read(stored.Leaf.Span).Try(out var leaf, out _)) reached = leaf.Time;
                var isOwn = stored.Address.Log.Party == party && leaf is not null;
                if (isOwn && request.Since - leaf!.Time > SetBackMost) return new AuditExcerpt(entries, null, reached);
                if (isOwn && IsAsked(leaf!, request) && stored.Read().Try(out var record, out _) && Of(record) is { } entry && (request.Officer is null || entry.Officer == request.Officer)) entries.Add(entry);
                if (entries.Count == request.Most || looked == request.LookedMax) return new AuditExcerpt(entries, below > 1 ? below : null, reached);
            }
        return new AuditExcerpt(entries, null, reached);
    }

    /// <summary>The records that arrived last before a number, in the order of their arrival.</summary>
    async Task<IReadOnlyList<StoredRecord>> Window(long below, CancellationToken stop)
    {
        var found = new List<StoredRecord>();
        for (var after = Math.Max(0, below - 1 - Limits.FollowRecordsMax); after < below - 1; after = found[^1].Arrival)
            found.AddRange(await records.ReadAfter(after, (int)(below - 1 - after), stop));
        return found;
    }

    static bool IsAsked(Leaf leaf, AuditRequest request) =>
        (request.Kind is { } kind ? leaf.Kind == kind : Kinds.Contains(leaf.Kind)) && !(leaf.Time < request.Since) && !(leaf.Time >= request.Until);

    /// <summary>What a rule, or a door, said is no deed.</summary>
    static AuditEntry? Of(Record record)
    {
        var entry = new AuditEntry(record, record.Source?.Officer, record.Leaf.Kind.Name, About(record), null, []);
        return record.What switch
        {
            WarningFacts { Judgement: not null } => null,
            WarningFacts facts => entry with { Deed = Word(facts.Message), About = facts.Thread, Why = facts.Why },
            DispositionFacts facts => entry with
            {
                Deed = Word(facts.Action), About = facts.Thread ?? facts.Rule ?? entry.About, To = facts.To ?? [],
                Why = facts.Outcome is { } outcome ? $"{outcome}: {facts.Why}" : facts.Why,
            },
            WithdrawalFacts facts => entry with { Why = facts.Why },
            ErasureFacts facts => entry with { Why = facts.Why },
            EventFacts when entry.Officer is null => null,
            EventFacts facts => entry with { Deed = "report", Why = facts.Event },
            _ => entry,
        };
    }

    static string? About(Record record) =>
        record.Leaf.References.Where(r => r.Relation is Relation.About or Relation.Ends).Select(r => new RecordAddress(r.Log, r.Index).ToString()).FirstOrDefault();

    static string Word<T>(T word) where T : struct, Enum => word.ToString().ToLowerInvariant();
}
