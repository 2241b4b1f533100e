namespace Tocsin.Share.Parties;

/// <summary>Proposes the next charter of a circle and agrees to it.</summary>
/// <remarks>That binds this party for the epoch. A crash anywhere is mended by proposing the same again: then the charter that was bound first is signed.</remarks>
/// <param name="pen">This party's hand.</param>
/// <param name="shelf">Where the papers are kept.</param>
public sealed class ProposeChange(CharterPen pen, PaperShelf shelf)
{
    /// <summary>Proposes.</summary>
    /// <param name="circle">The circle's history.</param>
    /// <param name="change">Makes the charter after the one in force, as in <c>(now, time) => now.Joined(party, time)</c>.</param>
    /// <param name="ends">Where a member goes: the highest signed head that is held of each incarnation of its log; empty where none is; nothing otherwise.</param>
    /// <param name="chains">The party documents that are held, this party's own among them.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task<Signing> Propose(Circle circle, Func<Charter, Instant, Charter> change, IReadOnlyList<string>? ends, Func<string, PartyChain?> chains, CancellationToken stop)
    {
        if (Signatures.Bars(circle) is { } barred) return new Signing.Refused(barred);
        if (circle.Current is not { } now) return new Signing.Refused("the circle's genesis charter is not agreed, or not held");
        if (!circle.MembersNow.Contains(pen.Party)) return new Signing.Refused("who is no member, or has left, proposes nothing");
        var draft = change(now, pen.Now);
        if ((CharterRules.Fault(draft) ?? CharterRules.Refutes(now, draft)) is { } fault) return new Signing.Refused(fault);
        if (Objection(circle, draft.Change!, ends) is { } objection) return new Signing.Refused(objection);
        var bound = await pen.Bind(circle, draft, stop);
        if ((bound with { Time = draft.Time }).Text() != draft.Text()) return new Signing.Bound(bound);
        return await Signatures.Give(pen, shelf, circle, bound, others: null, ends, chains, stop);
    }

    string? Objection(Circle circle, CharterChange change, IReadOnlyList<string>? ends) => change.Do switch
    {
        "remove" when change.Party == pen.Party => "a party does not remove itself: it leaves",
        "remove" when ends is null => "a removal says where the log of the one removed ends: give the heads that are held, or an empty list",
        "leave" when !circle.HasLeft(change.Party!) => $"{change.Party} has not said that it leaves",
        _ => LogEnds.Fault(ends),
    };
}
