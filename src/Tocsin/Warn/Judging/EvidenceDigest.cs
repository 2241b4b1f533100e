using Tocsin.Share.Records;

namespace Tocsin.Warn.Judging;

/// <summary>Names a set of records so that anybody who holds the log can find and check it. See docs/spec/warning.md.</summary>
public static class EvidenceDigest
{
    /// <summary>Records that one warning cites at most.</summary>
    public const int RecordsMax = 256;

    /// <summary>The evidence of some records of one log. The head's size is the least that holds them all, so that a replay finds the same.</summary>
    /// <param name="log">The log.</param>
    /// <param name="witnesses">The records: 1 to <see cref="RecordsMax"/>, none twice.</param>
    public static Evidence Of(Origin log, IReadOnlyCollection<Witness> witnesses) => new(
        log.ToString(), witnesses.Max(w => w.Index) + 1, [.. witnesses.Select(w => w.Index).Order()], Digest(witnesses));

    /// <summary>SHA-256, base64url, over the leaf hashes in the order of (event time, leaf hash).</summary>
    public static string Digest(IEnumerable<Witness> witnesses) =>
        Hash.Of([.. Sort(witnesses).SelectMany(w => w.Leaf.AsSpan().ToArray())]).ToBase64Url();

    /// <summary>The order in which records are judged: by event time, then by leaf hash.</summary>
    public static IEnumerable<Witness> Sort(IEnumerable<Witness> witnesses) => witnesses.OrderBy(w => w.At).ThenBy(w => w.Leaf);
}
