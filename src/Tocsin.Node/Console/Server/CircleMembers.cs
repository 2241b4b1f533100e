using Tocsin.Node.Running;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Ui;

/// <summary>How it stands with the members of a circle.</summary>
sealed class CircleMembers(TocsinNode node)
{
    static readonly Duration OverdueAfter = Duration.FromMinutes(SyncLimits.OverdueMinutes);

    CircleWords Words => new(node.Names);

    /// <summary>The sharing in a circle, where it is open.</summary>
    public CircleSync? SyncOf(Circle circle) => node.Sharing.Open.FirstOrDefault(sync => sync.Circle.Id == circle.Id);

    /// <summary>The members of the charter in force, this party first.</summary>
    public IReadOnlyList<MemberRow> Of(Circle circle, IReadOnlyList<EvidenceDocument> evidence)
    {
        var sync = SyncOf(circle);
        var (logs, partners) = (sync?.Logs ?? [], (sync?.Partners ?? []).ToDictionary(partner => partner.Party));
        return [.. (circle.Current?.Members ?? []).Select(Row).OrderBy(member => member.Hearing != Hearing.Own).ThenBy(member => member.Name, StringComparer.CurrentCulture)];

        MemberRow Row(string party)
        {
            var own = logs.Where(log => log.Log.Party.ToBase64Url() == party).ToList();
            var said = own.Max(log => log.SaidSeconds);
            return new MemberRow(party, Words.Party(party), circle.JoinedAt(party) ?? 0, HearingOf(circle, party, said), said is { } at ? Instant.FromUnixTimeSeconds(at) : null, partners.GetValueOrDefault(party)?.Trouble)
            {
                Faults = [.. Faults(party, own, evidence)],
            };
        }
    }

    /// <summary>The same with what is held of each other's logs.</summary>
    public async Task<IReadOnlyList<MemberSheet>> Sheets(Circle circle, IReadOnlyList<MemberRow> members, CancellationToken stop)
    {
        if (SyncOf(circle) is not { } sync) return [.. members.Select(member => new MemberSheet(member, [], null, null, null, 0))];
        var (due, sheets) = (await Due(sync, stop), new List<MemberSheet>());
        foreach (var member in members)
        {
            var logs = sync.Logs.Where(log => log.Log.Party.ToBase64Url() == member.Party).Select(log => new MemberLog(log.Log.ToString(), log.Log.Incarnation, log.Size, log.KnownSize, log.Frozen is not null)).ToList();
            var isOther = member.Hearing != Hearing.Own;
            var cosigned = isOther ? await sync.Shelf.Cosigned(sync.Own, member.Party, stop) : null;
            var receipt = isOther ? await sync.Shelf.Newest(sync.Own, member.Party, stop) : null;
            sheets.Add(new MemberSheet(
                member, logs, cosigned?.Size, cosigned is null ? null : Instant.FromUnixTimeSeconds(cosigned.TimeSeconds),
                receipt is null ? null : new ReceiptRow(receipt.Leaves, receipt.Withheld.Sum(range => range[1] - range[0]), receipt.Time),
                isOther && member.Hearing != Hearing.Left ? due.Count(index => index >= (receipt?.Erased ?? 0)) : 0));
        }
        return sheets;
    }

    /// <summary>The places in the own log of erasures that every partner should have carried out by now.</summary>
    async Task<IReadOnlyList<long>> Due(CircleSync sync, CancellationToken stop)
    {
        var until = node.Sources.Clock.Now() - OverdueAfter;
        var erasures = await node.Views.Search(new() { Kind = Kind.Erasure.Name, Circle = sync.Circle.Id, Party = node.Log.Party, IncludeEnded = true, Most = Limits.SearchRecordsMax }, stop);
        return [.. erasures.Where(row => row.Address.Log == sync.Own && row.Issued < until).Select(row => row.Address.Index)];
    }

    Hearing HearingOf(Circle circle, string party, long? said) =>
        party == node.Own.Id ? Hearing.Own
        : circle.HasLeft(party) ? Hearing.Left
        : said is not { } at ? Hearing.Never
        : at < node.Sources.Clock.Now().ToUnixTimeSeconds() - SyncLimits.SilentAfterSeconds ? Hearing.Silent : Hearing.Fresh;

    IEnumerable<string> Faults(string party, IReadOnlyList<LogState> logs, IReadOnlyList<EvidenceDocument> evidence)
    {
        var against = evidence.Where(document => document.Party == party).ToList();
        foreach (var document in against) yield return Words.Says(document);
        foreach (var log in logs.Where(log => log.Frozen is not null && !against.Exists(document => document.Fork?.Log == log.Log)))
            yield return Texts.Of("circles.frozenLog", Words.Sure(party), log.Log.Incarnation, log.Frozen!);
    }
}
