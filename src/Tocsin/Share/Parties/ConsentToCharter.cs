namespace Tocsin.Share.Parties;

/// <summary>Agrees to a charter that another proposes: as a member, as a founder, or as the one who joins.</summary>
/// <remarks>That binds this party for the epoch. A crash anywhere is mended by agreeing again.</remarks>
/// <param name="pen">This party's hand.</param>
/// <param name="shelf">Where the papers are kept.</param>
public sealed class ConsentToCharter(CharterPen pen, PaperShelf shelf)
{
    /// <summary>Agrees.</summary>
    /// <param name="circle">The circle's history, up to the charter before.</param>
    /// <param name="papers">The charter and who agreed so far.</param>
    /// <param name="ends">Where a member goes: the highest signed head that is held of each incarnation of its log; empty where none is; nothing otherwise.</param>
    /// <param name="chains">The party documents that are held, this party's own among them.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task<Signing> Consent(Circle circle, CharterPapers papers, IReadOnlyList<string>? ends, Func<string, PartyChain?> chains, CancellationToken stop)
    {
        if (Signatures.Bars(circle) is { } barred) return new Signing.Refused(barred);
        var taking = circle.Take(papers, chains);
        if (Objection(circle, taking, ends) is { } objection) return new Signing.Refused(objection);
        var charter = ((Taking.Waiting)taking).Charter;
        var bound = await pen.Bind(circle, charter, stop);
        if (bound.Text() != charter.Text()) return new Signing.Bound(bound);
        return await Signatures.Give(pen, shelf, circle, bound, papers, ends, chains, stop);
    }

    string? Objection(Circle circle, Taking taking, IReadOnlyList<string>? ends) => taking switch
    {
        Taking.Refused refused => refused.Reason,
        Taking.InForce or Taking.Known => "the charter is in force already",
        Taking.Frozen => Signatures.Bars(circle),
        Taking.Missing { Charter: { } hash } => $"the charter before it is missing: {hash.ToBase64Url()}",
        Taking.Missing { Proposer: { } proposer } => $"the party documents of {proposer}, who proposes it, are missing",
        Taking.Waiting { Charter: var charter } when charter.Epoch != circle.Charters.Length + 1 => $"the charter before it is not in force: epoch {circle.Charters.Length} is",
        Taking.Waiting { Consented: var consented } when consented.Contains(pen.Party) => null,
        Taking.Waiting { Charter.Change: { Do: "leave", Party: var leaver } } when leaver == pen.Party => "who leaves says so by leaving",
        Taking.Waiting { Lacking: var lacking } when !lacking.Contains(pen.Party) => "this party's agreement does not count for it",
        Taking.Waiting { Charter.Change: var change } when circle.HasLeft(pen.Party) && change?.Party != pen.Party => "who has left agrees to nothing",
        Taking.Waiting { Charter.Change.Do: "remove" } when ends is null => "a removal says where the log of the one removed ends: give the heads that are held, or an empty list",
        _ => LogEnds.Fault(ends),
    };
}
