namespace Tocsin.Share.Parties;

/// <summary>What came of signing a charter, or agreeing to one: a closed set.</summary>
public abstract record Signing
{
    Signing() { }

    /// <summary>It is signed and kept; give the papers to the other members.</summary>
    /// <param name="Charter">The charter's hash.</param>
    /// <param name="Papers">The charter and who agreed so far.</param>
    /// <param name="Taking">How it stands in the circle's history now.</param>
    public sealed record Signed(Hash Charter, CharterPapers Papers, Taking Taking) : Signing;
    /// <summary>This party has agreed to another charter of the same epoch, and agrees to one alone.</summary>
    /// <param name="Other">That one.</param>
    public sealed record Bound(Charter Other) : Signing;
    /// <summary>It is not signed.</summary>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record Refused(string Reason) : Signing;
}
