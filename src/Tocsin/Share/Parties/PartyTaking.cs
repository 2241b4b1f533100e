namespace Tocsin.Share.Parties;

/// <summary>What a chain of party documents made of one more: a closed set.</summary>
public abstract record PartyTaking
{
    PartyTaking() { }

    /// <summary>It follows the newest, and is the newest now.</summary>
    /// <param name="Note">The document.</param>
    public sealed record Taken(PartyNote Note) : PartyTaking;
    /// <summary>It is held already.</summary>
    public sealed record Known : PartyTaking;
    /// <summary>One before it is missing: ask who sent it for that one, then offer it again.</summary>
    /// <param name="Number">The number of the one to ask for. Where one of this number is held, the sender's is another.</param>
    public sealed record Gap(int Number) : PartyTaking;
    /// <summary>It is no document of this party.</summary>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record Refused(string Reason) : PartyTaking;
    /// <summary>The party signed two documents of one number.</summary>
    /// <param name="Conviction">Both of them.</param>
    public sealed record Convicted(Conviction Conviction) : PartyTaking;
}
