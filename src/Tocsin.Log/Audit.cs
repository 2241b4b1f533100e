namespace Tocsin.Log;

/// <summary>A bundle whose entries are in the log, for a caller's own check of what they say.</summary>
/// <param name="Index">Which bundle: it begins with entry 256 * index.</param>
/// <param name="Bytes">The bundle, whole and well-formed; read it with <see cref="EntryBundle.Read"/>.</param>
/// <param name="Leaves">The leaf hash of each entry. Valid only until the check returns.</param>
public readonly record struct AuditedBundle(long Index, ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<Hash> Leaves);

/// <summary>How an audit is to be made.</summary>
public sealed record AuditOptions
{
    /// <summary>Bundles in work at once, from 1. By default one for each processor.</summary>
    public int Degree { get; init; } = Environment.ProcessorCount;

    /// <summary>Told now and then how many entries are checked so far. By default nobody is.</summary>
    public IProgress<long> Progress { get; init; } = new Nobody();

    /// <summary>A further check, run by the workers on each bundle that is in the log: null, or a sentence that says
    /// what is wrong. By default none.</summary>
    public Func<AuditedBundle, CancellationToken, ValueTask<string?>> Check { get; init; } =
        static (_, _) => new((string?)null);

    sealed class Nobody : IProgress<long>
    {
        public void Report(long value) { }
    }
}

/// <summary>What can be wrong with a log.</summary>
public enum AuditFaultKind
{
    /// <summary>A bundle is not there.</summary>
    BundleMissing,

    /// <summary>A bundle is cut off, or has bytes too many.</summary>
    BundleMalformed,

    /// <summary>An entry does not hash to its slot in level 0.</summary>
    Entry,

    /// <summary>The caller's own check refused a bundle.</summary>
    Content,

    /// <summary>A tile is not there.</summary>
    TileMissing,

    /// <summary>A tile has the wrong number of bytes.</summary>
    TileMalformed,

    /// <summary>A tile's slot is not the root of the tile below.</summary>
    Tile,

    /// <summary>Entries and tiles agree with each other, and not with the head.</summary>
    Root,
}

/// <summary>The first bad place of a log.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Entry">The entry, or the first entry below the bad place; 0 for the root.</param>
/// <param name="Sentence">All of it, as one says it: which entry, which tile, which slot.</param>
public sealed record AuditFault(AuditFaultKind Kind, long Entry, string Sentence);
