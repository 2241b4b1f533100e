namespace Tocsin.Share.Parties;

/// <summary>The last step of signing: what was signed is taken into this party's own history and kept, before anybody is told.</summary>
static class Signatures
{
    /// <summary>Signs the charter to which the party is bound, or agrees to another's; done before, it is not done again.</summary>
    public static Task<Signing> Give(CharterPen pen, PaperShelf shelf, Circle circle, Charter bound, CharterPapers? others, IReadOnlyList<string>? ends, Func<string, PartyChain?> chains, CancellationToken stop)
    {
        if (circle.Papers(bound.Hash()) is { } held && circle.HasAgreed(bound.Hash(), pen.Party)) return Keep(pen, shelf, circle, held, chains, stop);
        var consent = pen.Agree(bound, bound.Change is { Do: "remove" or "leave" } ? ends ?? [] : null);
        var papers = others is null ? new CharterPapers(pen.Propose(bound), [consent]) : others with { Consents = [.. others.Consents, consent] };
        return Keep(pen, shelf, circle, papers, chains, stop);
    }

    static async Task<Signing> Keep(CharterPen pen, PaperShelf shelf, Circle circle, CharterPapers papers, Func<string, PartyChain?> chains, CancellationToken stop)
    {
        var charter = Charter.Read(papers.Charter).Value.Hash;
        var taking = circle.Take(papers, chains);
        if (circle.Papers(charter) is not { } all || !circle.HasAgreed(charter, pen.Party))
            return new Signing.Refused($"the newest party document of {pen.Party} that is held does not list the key that signs charters: bring its documents up to date, and sign again");
        await shelf.Keep(circle, charter, stop);
        return new Signing.Signed(charter, all, taking);
    }

    /// <summary>Why nothing is signed in a circle now; nothing where something may be.</summary>
    public static string? Bars(Circle circle) =>
        circle.IsFrozen ? "the circle is frozen: two charters of one epoch have all the agreement they need; found one that succeeds it" : null;
}
