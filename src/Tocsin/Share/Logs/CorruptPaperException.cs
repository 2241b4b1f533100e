namespace Tocsin.Share.Logs;

/// <summary>A paper that this node kept does not read any more: the node must not sign what it bears on.</summary>
/// <param name="paper">Its kind and key.</param>
/// <param name="found">What was found, in one sentence.</param>
public sealed class CorruptPaperException(string paper, string found)
    : IOException($"the paper {paper} was altered or damaged: {found}. Bring the journal back from a backup")
{
    /// <summary>Its kind and key.</summary>
    public string Paper { get; } = paper;

    /// <summary>What was found, in one sentence.</summary>
    public string Found { get; } = found;
}
