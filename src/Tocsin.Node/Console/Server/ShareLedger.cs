using Tocsin.Node.Running;
using Tocsin.Share;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Indexed = Tocsin.Share.Views.RecordRow;
using Line = Tocsin.Share.Sync.Holding;

namespace Tocsin.Node.Ui;

/// <summary>With whom a record is shared, and into which circles it may be published.</summary>
sealed class ShareLedger(TocsinNode node, CircleMembers members)
{
    /// <summary>Who holds a record of this party's own; null where it is another's, or private.</summary>
    public async Task<IReadOnlyList<LedgerRow>?> Of(Indexed row, CancellationToken stop)
    {
        var log = row.Address.Log;
        if (log.Party != node.Log.Party || node.Register.Circle(log.Circle) is not { } circle) return null;
        if (await new ShareStatus(await node.Sharing.Of(circle, stop)).Of(row.Address, stop) is not { } lines) return null;
        var states = members.Of(circle, []).ToDictionary(member => member.Party);
        return [.. lines.Select(line => Row(line, row, states.GetValueOrDefault(line.Party)))];
    }

    /// <summary>The form that publishes a record, or passes a partner's on; null where no circle may have it, whatever is done.</summary>
    public async Task<ShareView?> FormOf(Indexed row, CancellationToken stop)
    {
        var isOwn = row.Address.Log.Party == node.Log.Party;
        if (row.State != Share.Views.RecordState.Current || !RelayRules.Kinds.Any(kind => kind.Name == row.Kind) || isOwn && row.Marking == Tlp.Red) return null;
        var (circles, barred) = (new List<CircleChoice>(), new List<string>());
        foreach (var circle in Choices(row.Address.Log.Circle, isOwn && row.IsExercise))
        {
            if (!isOwn && await Bars(row, circle, stop) is { } why) barred.Add(Texts.Of("share.barred", circle.Name, why));
            else circles.Add(circle);
        }
        if (circles.Count + barred.Count == 0) return null;
        return new ShareView($"/records/{node.KeyOf(row)}/share", circles, row.Boxes.Count > 0 || row.Place is not null) { IsRelay = !isOwn, Barred = barred };
    }

    /// <summary>Why a partner's record cannot be passed on to a circle; null where it can.</summary>
    async Task<string?> Bars(Indexed row, CircleChoice circle, CancellationToken stop) =>
        Hash.TryParseBase64Url(circle.Id, out var id) && node.Logs.Of(id) is { } journal && node.Register.Circle(id)?.Current is { } charter && await node.ReadRecord(row.Address, stop) is { } record
            ? await new RelayRecord(node.Sharing.House, journal, charter.Terms()).Objection(record, stop) : Texts.Of("share.noCircle");

    /// <summary>The circles whose records may be here.</summary>
    public IReadOnlyList<CircleChoice> Known() => [.. node.Register.Circles.Where(circle => circle.Current is not null).Select(Choice).OrderBy(choice => choice.Name, StringComparer.CurrentCulture)];

    /// <summary>The circles in which this party writes, but for one; those of exercises alone, where it is an exercise.</summary>
    public IReadOnlyList<CircleChoice> Choices(Hash but, bool isExercise) =>
    [
        .. node.Register.Circles.Where(circle => circle.Id != but && circle.Current is { } charter && (charter.Exercise || !isExercise) && node.Logs.Of(circle.Id) is not null)
            .Select(Choice).OrderBy(choice => choice.Name, StringComparer.CurrentCulture),
    ];

    static CircleChoice Choice(Circle circle) => new(circle.Id.ToBase64Url(), circle.Current!.Name, circle.Current.Exercise);

    LedgerRow Row(Line line, Indexed record, MemberRow? member)
    {
        var says = line switch
        {
            { Standing: Standing.NotFetched } when member is { Hearing: Hearing.Silent, Heard: { } heard } => Texts.Of("standing.silent", Show.UtcMinute(heard)),
            { Standing: Standing.NotFetched, IsFormer: false } when member is { Hearing: Hearing.Never } => Texts.Of("standing.never"),
            { Standing: Standing.ContentHeld } when record.Kind == Kind.Erasure.Name => Texts.Of("standing.ErasureHeld"),
            { Standing: Standing.Erased } when record.Kind != Kind.Erasure.Name => Texts.Of("standing.ErasureDone"),
            _ => Texts.Of($"standing.{line.Standing}"),
        };
        if (line.Owes != Owed.Nothing) says = Texts.Of($"standing.owes.{line.Owes}", says);
        if (line.IsFormer) says = Texts.Of("standing.former", says);
        return new LedgerRow(
            line.Party, new CircleWords(node.Names).Sure(line.Party), says, line.Standing is Standing.NotFetched or Standing.Refused ? member?.Trouble : null, line.At,
            IsHeld: line is { Standing: Standing.ContentHeld or Standing.Erased or Standing.Withdrawn, Owes: Owed.Nothing, IsFormer: false }, line.IsOverdue);
    }
}
