using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Following;

namespace Tocsin.Warn;

/// <summary>One thing that was done.</summary>
/// <param name="Address">Where the log says so.</param>
/// <param name="Time">When. UTC.</param>
/// <param name="Officer">Who: a pseudonym; nothing where the node did it, or the name was erased.</param>
/// <param name="Deed">What: acknowledge, take, close, escalate, shelve, unshelve, sign, note, handover, rules, roster, alert, update, cancel, report, withdrawal, erasure.</param>
/// <param name="About">What it was about: a thread, a rule, a record; nothing where it says so itself.</param>
/// <param name="Why">In one line, why, or how it ended.</param>
/// <param name="To">Whom it concerned: the pseudonyms of officers who were called.</param>
public sealed record AuditEntry(RecordAddress Address, Instant Time, string? Officer, string Deed, string? About, string? Why, IReadOnlyList<string> To);

/// <summary>Who did what, and when: read from this party's logs, by whoever may look. Nothing here can change it.</summary>
/// <param name="party">This party.</param>
/// <param name="records">The journal's records.</param>
/// <param name="views">Finds them.</param>
public sealed class AuditTrail(Hash party, IRecords records, IViews views)
{
    static readonly ImmutableArray<Kind> Kinds =
        [Kind.Disposition, Kind.Note, Kind.Handover, Kind.Rules, Kind.Watch, Kind.Roster, Kind.Warning, Kind.Incident, Kind.Withdrawal, Kind.Erasure];

    /// <summary>What was done, the earliest first.</summary>
    /// <param name="since">From this time on; nothing: from the beginning. UTC.</param>
    /// <param name="officer">Only by this pseudonym; nothing: by anybody.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>The deeds, and whether there are more of a kind than a search answers: then ask for a later time.</returns>
    public async Task<(IReadOnlyList<AuditEntry> Entries, bool IsCut)> Handle(Instant? since, string? officer, CancellationToken stop)
    {
        var (found, isCut) = (new List<AuditEntry>(), false);
        foreach (var kind in Kinds)
        {
            var query = new RecordQuery { Kind = kind.Name, Party = party, Most = Limits.SearchRecordsMax, IncludeEnded = true };
            // A warning and a report are found by the time of their event, which may lie before: they are told apart below.
            var rows = await views.Search(kind == Kind.Warning || kind == Kind.Incident ? query : query with { Since = since }, stop);
            isCut |= rows.Count == Limits.SearchRecordsMax;
            foreach (var row in rows.Where(row => since is null || row.Issued >= since))
                if (await LeafRecord.Read(records, row.Address.Log, row.Address.Index, stop) is { } record && Of(record) is { } entry && (officer is null || entry.Officer == officer)) found.Add(entry);
        }
        return ([.. found.OrderBy(entry => entry.Time).ThenBy(entry => entry.Address.Log.Incarnation).ThenBy(entry => entry.Address.Index)], isCut);
    }

    /// <summary>What a rule said of itself is no deed.</summary>
    static AuditEntry? Of(Record record)
    {
        var entry = new AuditEntry(record.Address, record.Leaf.Time, record.Source?.Officer, record.Leaf.Kind.Name, About(record), null, []);
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
            EventFacts facts => entry with { Deed = "report", Why = facts.Event },
            _ => entry,
        };
    }

    static string? About(Record record) =>
        record.Leaf.References.Where(r => r.Relation is Relation.About or Relation.Ends).Select(r => new RecordAddress(r.Log, r.Index).ToString()).FirstOrDefault();

    static string Word<T>(T word) where T : struct, Enum => word.ToString().ToLowerInvariant();
}
