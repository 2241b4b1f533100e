using Tocsin.Share.Records;

namespace Tocsin.Warn.Judging;

/// <summary>Names a set of records so that anybody who holds the log can find and check it. See docs/spec/warning.md.</summary>
public static class EvidenceDigest
{
    /// <summary>Indicators, alerts or earthquakes that one warning cites at most.</summary>
    public const int RecordsMax = 256;

    /// <summary>The evidence of some records. Each head's size is the least that holds all of its log, so that a replay finds the same.</summary>
    /// <param name="own">The private log of whoever judged.</param>
    /// <param name="witnesses">The records: at least one, none twice.</param>
    public static Evidence Of(Origin own, IReadOnlyCollection<Witness> witnesses)
    {
        var logs = witnesses.GroupBy(w => w.Address.Log).OrderByDescending(log => log.Key == own).ThenBy(log => log.Key.ToString(), StringComparer.Ordinal)
            .Select(log => new LogEvidence(log.Key.ToString(), log.Max(w => w.Address.Index) + 1, [.. log.Select(w => w.Address.Index).Order()])).ToList();
        return new Evidence(logs[0].Log, logs[0].Size, logs[0].Leaves, Digest(witnesses)) { Others = logs.Count == 1 ? null : logs[1..] };
    }

    /// <summary>SHA-256, base64url, over the leaf hashes in the order of (event time, leaf hash).</summary>
    public static string Digest(IEnumerable<Witness> witnesses) =>
        Hash.Of([.. Sort(witnesses).SelectMany(w => w.Leaf.AsSpan().ToArray())]).ToBase64Url();

    /// <summary>The order in which records are judged: by event time, then by leaf hash.</summary>
    public static IEnumerable<Witness> Sort(IEnumerable<Witness> witnesses) => witnesses.OrderBy(w => w.At).ThenBy(w => w.Leaf);
}
