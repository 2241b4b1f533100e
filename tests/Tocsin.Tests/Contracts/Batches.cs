using System.Globalization;
using System.Text;
using Tocsin.Log;
using Tocsin.Share.Logs;

namespace Tocsin.Tests.Contracts;

/// <summary>One log's batches, made by hand: leaves and contents that say which they are.</summary>
sealed class Batches(int party)
{
    RightEdge edge = RightEdge.Empty();

    public Origin Log { get; } = new(Hash.Of("circle"u8), Hash.Of([(byte)party]), 1);
    public List<byte[]> Leaves { get; } = [];
    public List<byte[]> Contents { get; } = [];
    public Checkpoint Head { get; private set; } = new(new Origin(Hash.Of("circle"u8), Hash.Of([(byte)party]), 1).ToString(), 0, MerkleTree.Empty);

    public static BatchEntry Entry(string text, params int[] keys) => new(
        Encoding.UTF8.GetBytes($"leaf {text}"), Encoding.UTF8.GetBytes($"content {text}"), [.. keys.Select(key => (UInt128)key)],
        Digest: 7, Version: 1, Revises: [], Erases: []);

    public IReadOnlyList<BatchEntry> Plain(int count) =>
        [.. Enumerable.Range(Leaves.Count, count).Select(i => Entry(string.Concat(Enumerable.Repeat(i.ToString(CultureInfo.InvariantCulture) + ".", i % 5))))];

    /// <summary>The batch that would put these entries on top; <see cref="Keep"/> makes it so.</summary>
    public LogBatch Next(IReadOnlyList<BatchEntry> entries)
    {
        var grown = edge.Clone();
        var growth = grown.Append([.. entries.Select(entry => MerkleTree.Leaf(entry.Leaf.Span))]);
        return new LogBatch(Head, new Checkpoint(Head.Origin, grown.Size, grown.Root()), entries, growth);
    }

    public void Keep(LogBatch batch)
    {
        edge.Append([.. batch.Entries.Select(entry => MerkleTree.Leaf(entry.Leaf.Span))]);
        Head = batch.After;
        Leaves.AddRange(batch.Entries.Select(entry => entry.Leaf.ToArray()));
        Contents.AddRange(batch.Entries.Select(entry => entry.Content.ToArray()));
    }

    public async Task<long> Append(IHeads heads, IReadOnlyList<BatchEntry> entries)
    {
        var batch = Next(entries);
        var kept = Xunit.Assert.IsType<Promise.Kept>(await heads.Promise(batch, CancellationToken.None));
        Keep(batch);
        return kept.FirstArrival;
    }
}
