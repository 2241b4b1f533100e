namespace Tocsin.Share.Parties;

/// <summary>What came of looking again at papers that waited for party documents.</summary>
/// <param name="ToKeep">The charters of which more is verified than before, by their hashes: their papers are to be kept (<see cref="PaperShelf"/>).</param>
/// <param name="Convictions">Double signings that came to light, each told once.</param>
public sealed record Rechecked(ImmutableArray<Hash> ToKeep, ImmutableArray<Conviction> Convictions);

/// <summary>How a charter stands in a circle's history once it and its papers are taken: a closed set.</summary>
public abstract record Taking
{
    Taking() { }

    /// <summary>The charters of which more is verified than before, by their hashes: their papers are to be kept (<see cref="PaperShelf"/>).</summary>
    public ImmutableArray<Hash> ToKeep { get; init; } = [];

    /// <summary>Whether there is any such.</summary>
    public bool Grew => !ToKeep.IsEmpty;

    /// <summary>Double signings that came to light with it, each told once.</summary>
    public ImmutableArray<Conviction> Convictions { get; init; } = [];

    /// <summary>Why papers beside the charter were left out, a sentence each; the rest was taken.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];

    /// <summary>It has come into force; others that waited for it may have, too: see <see cref="Circle.Current"/>.</summary>
    /// <param name="Charter">The charter.</param>
    public sealed record InForce(Charter Charter) : Taking;
    /// <summary>It was in force before.</summary>
    public sealed record Known : Taking;
    /// <summary>It is a fair proposal, and not all have agreed that must.</summary>
    /// <param name="Charter">The charter.</param>
    /// <param name="Consented">The members that agreed so far.</param>
    /// <param name="Lacking">Who may still agree; of a charter by which a party joins or leaves, that party too.</param>
    /// <param name="Needed">How many members must agree.</param>
    /// <param name="Unverified">Those whose consents came, and whose documents are missing or lack the key that signed.</param>
    public sealed record Waiting(
        Charter Charter, ImmutableArray<string> Consented, ImmutableArray<string> Lacking, int Needed, ImmutableArray<string> Unverified) : Taking;
    /// <summary>It is kept, and cannot be judged yet. Ask who sent it for what is missing.</summary>
    /// <param name="Charter">The hash of the charter before it, where that is missing.</param>
    /// <param name="Proposer">Who proposes it, where its documents are missing or lack the key that signed.</param>
    public sealed record Missing(Hash? Charter, string? Proposer) : Taking;
    /// <summary>It is no charter of this circle, or cannot come into force.</summary>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record Refused(string Reason) : Taking;
    /// <summary>Two charters of one epoch have all the agreement they need: nothing new is signed, cosigned or served in this circle.</summary>
    /// <param name="First">One of them: that of the smaller hash.</param>
    /// <param name="Second">Another.</param>
    public sealed record Frozen(Charter First, Charter Second) : Taking;
}
