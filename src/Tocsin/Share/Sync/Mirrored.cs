namespace Tocsin.Share.Sync;

/// <summary>What a source gave that was missing or false.</summary>
/// <param name="Party">Who gave it.</param>
/// <param name="Sentence">What, and what is wrong with it.</param>
/// <param name="IsFalse">Whether it was false, and not merely missing.</param>
public readonly record struct SourceFault(string Party, string Sentence, bool IsFalse);

/// <summary>What came of catching up with a log: a closed set.</summary>
/// <param name="Faults">What sources gave on the way that was missing or false.</param>
public abstract record Mirrored(ImmutableArray<SourceFault> Faults)
{
    /// <summary>All leaves under the head are held, and the head is kept.</summary>
    /// <param name="Head">The head.</param>
    /// <param name="From">How many leaves were held before.</param>
    /// <param name="Faults">As above.</param>
    public sealed record Grown(VerifiedHead Head, long From, ImmutableArray<SourceFault> Faults) : Mirrored(Faults);

    /// <summary>The head says nothing new: it, or a larger one, is held.</summary>
    public sealed record Known() : Mirrored([]);

    /// <summary>Nobody gave all of it. What came is kept, and the next attempt goes on from there.</summary>
    /// <param name="Size">How many leaves are held.</param>
    /// <param name="Faults">As above.</param>
    public sealed record Incomplete(long Size, ImmutableArray<SourceFault> Faults) : Mirrored(Faults);

    /// <summary>The author signed two histories; from here on nothing more of the log is taken.</summary>
    /// <param name="Evidence">What convicts it.</param>
    public sealed record Forked(ForkEvidence Evidence) : Mirrored([]);

    /// <summary>The log does not fit itself, and nothing of it is taken any more; nobody is convicted.</summary>
    /// <param name="Why">What was found, in one sentence.</param>
    /// <param name="Faults">As above.</param>
    public sealed record Frozen(string Why, ImmutableArray<SourceFault> Faults) : Mirrored(Faults);
}
