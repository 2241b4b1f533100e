namespace Tocsin.Share.Sync;

/// <summary>How it stands with one partner in one circle.</summary>
/// <param name="Party">The partner.</param>
/// <param name="AnsweredSeconds">When it last answered, in seconds since 1970; nothing where it never did.</param>
/// <param name="AskedSeconds">When it last asked here; nothing where it never did.</param>
/// <param name="Trouble">Why it does not answer now, in one sentence; nothing where it does.</param>
public sealed record PartnerState(string Party, long? AnsweredSeconds, long? AskedSeconds, string? Trouble)
{
    /// <summary>Its refusal, where it answers, and says that it does not serve this party; nothing where it does, or cannot be reached, or has too much to do.</summary>
    public Refusal? Refusal { get; init; }
}

/// <summary>How it stands with one log of the circle.</summary>
/// <param name="Log">The log.</param>
/// <param name="Size">How many leaves are held under its kept head.</param>
/// <param name="KnownSize">How many its newest head that is known here says.</param>
/// <param name="SaidSeconds">When its author last said its head, by its own cosignature; nothing where it never did.</param>
/// <param name="IsSilent">Whether that is longer ago than it may be: silent, or cut off.</param>
/// <param name="Frozen">Why nothing more of it is taken; nothing where it is.</param>
public sealed record LogState(Origin Log, long Size, long KnownSize, long? SaidSeconds, bool IsSilent, string? Frozen);
