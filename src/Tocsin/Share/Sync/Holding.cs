namespace Tocsin.Share.Sync;

/// <summary>How far a record has come with one partner.</summary>
public enum Standing
{
    /// <summary>Nothing is known to have come to it.</summary>
    NotFetched,
    /// <summary>It cosigned or receipted the leaf; its content it does not hold, or not all of it.</summary>
    LeafHeld,
    /// <summary>It gave a receipt for leaf and content.</summary>
    ContentHeld,
    /// <summary>It says by a receipt that it holds the withdrawal.</summary>
    Withdrawn,
    /// <summary>It says that it has carried out the erasure.</summary>
    Erased,
    /// <summary>It refuses what this party's node asks, and has not said yet what it owes.</summary>
    Refused,
    /// <summary>It is not entitled to the content, and so gets the leaf alone.</summary>
    NotEntitled,
}

/// <summary>What a partner has still to say of a record that it heard of, or should have.</summary>
public enum Owed
{
    /// <summary>Nothing beyond its holding it. The default value.</summary>
    Nothing,
    /// <summary>That it holds the withdrawal.</summary>
    Withdrawal,
    /// <summary>That it has carried out the erasure.</summary>
    Erasure,
}

/// <summary>One line of the ledger.</summary>
/// <param name="Party">The partner.</param>
/// <param name="Standing">How far it has come.</param>
/// <param name="At">When the partner said so, by its own clock; nothing where it said nothing.</param>
/// <param name="IsOverdue">Whether it should have come further by now; nobody that is no member any more is overdue.</param>
/// <param name="Sentence">The same in words, with the reason where one is known.</param>
public sealed record Holding(string Party, Standing Standing, Instant? At, bool IsOverdue, string Sentence)
{
    /// <summary>Whether it has left the circle, or was removed: it hears of nothing more, and may still hold what it held.</summary>
    public bool IsFormer { get; init; }

    /// <summary>What it has not acknowledged.</summary>
    public Owed Owes { get; init; }
}
