namespace Tocsin.Share.Doors;

/// <summary>A MISP feed as files, all of one moment: the manifest, the hashes of the values, and a file for each event.</summary>
/// <param name="Files">The files by their names.</param>
/// <param name="Records">Records that were read for it.</param>
/// <param name="IsCut">Whether there was more than the limit lets in.</param>
public sealed record MispFeed(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files, int Records, bool IsCut)
{
    /// <summary>The file with the MD5 of each value, by which a MISP instance finds what stands in which event.</summary>
    public const string HashesName = "hashes.csv";
}
