using Tocsin.Share.Parties;

namespace Tocsin.Node.Running;

/// <summary>What a node calls parties and circles: as their newest documents and charters say.</summary>
sealed class NodeNames(TocsinNode node) : IPartyNames
{
    public string? OfParty(Hash party) =>
        node.Register.Chain(party.ToBase64Url())?.Newest?.Document.Name ?? (party == node.Log.Party ? node.Party.Name : null);

    public string? OfCircle(Hash circle) =>
        circle == node.Log.Circle ? node.Charter.Name : node.Register.Circle(circle) is { } known ? (known.Current ?? known.Proposals.FirstOrDefault()?.Charter)?.Name : null;
}
