namespace Tocsin.Share.Parties;

/// <summary>Founds a circle: draws up its genesis charter, signs it and agrees to it. It is in force once every other founder agrees (<see cref="ConsentToCharter"/>).</summary>
/// <param name="pen">This party's hand.</param>
/// <param name="shelf">Where the papers are kept.</param>
public sealed class FoundCircle(CharterPen pen, PaperShelf shelf)
{
    /// <summary>Founds.</summary>
    /// <param name="genesis">The genesis charter (<see cref="Charter.Genesis"/>); this party is among its members.</param>
    /// <param name="chains">The party documents that are held, this party's own among them.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <returns>What came of it, and the circle's history, which begins.</returns>
    public async Task<(Signing Signing, Circle? Circle)> Found(Charter genesis, Func<string, PartyChain?> chains, CancellationToken stop)
    {
        if (genesis.Epoch != 1) return (new Signing.Refused("a circle is founded by a charter of epoch 1"), null);
        if (CharterRules.Fault(genesis) is { } fault) return (new Signing.Refused(fault), null);
        if (!genesis.IsMember(pen.Party)) return (new Signing.Refused("a party founds no circle in which it is no member"), null);
        var circle = new Circle(genesis.Hash());
        return (await Signatures.Give(pen, shelf, circle, await pen.Bind(circle, genesis, stop), others: null, ends: null, chains, stop), circle);
    }
}
