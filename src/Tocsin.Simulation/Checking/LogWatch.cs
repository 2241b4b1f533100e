using Tocsin.Share.Records;
using Tocsin.Simulation.Machines;

namespace Tocsin.Simulation.Checking;

/// <summary>One log on one disk, as the check has seen it: hashed again from the leaves, read again by nobody of the node.</summary>
sealed class LogWatch
{
    readonly RightEdge edge = RightEdge.Empty();
    long changes = -1;
    Hash? root;

    public List<Hash> Leaves { get; } = [];
    public List<ImmutableArray<Hash>> Digests { get; } = [];
    public List<(long Index, Hash Charter)> Marks { get; } = [];

    /// <summary>Erasures: where each stands, and what it names.</summary>
    public List<(long Index, Reference Named)> Erasures { get; } = [];

    public HashSet<RecordAddress> Erased { get; } = [];

    /// <summary>What takes something back, and what; and where relays stand.</summary>
    public List<(long Index, Reference Named)> Withdrawals { get; } = [];
    public List<int> Relays { get; } = [];

    public Hash EdgeRoot => root ??= edge.Root();

    /// <summary>Takes what is new on the disk; says what is wrong with it.</summary>
    public string? Look(Origin log, PlatterLog held)
    {
        if (held.Leaves.Count < Leaves.Count) return $"{Leaves.Count} leaves were durable, and {held.Leaves.Count} are there";
        var from = changes == held.Changes ? Leaves.Count : 0;
        for (var index = Leaves.Count; index < held.Leaves.Count; index++) Take(log, index, held.Leaves[index].Span);
        changes = held.Changes;
        for (var index = from; index < held.Leaves.Count; index++)
            if (Stray(index, held.Contents[index].Span) is { } fault) return fault;
        return held.Head.Size == Leaves.Count && held.Head.Root == EdgeRoot ? null : $"its leaves do not lead to its head of {held.Head.Size} records";
    }

    void Take(Origin log, int index, ReadOnlySpan<byte> bytes)
    {
        Leaves.Add(MerkleTree.Leaf(bytes));
        edge.Append([Leaves[^1]]);
        root = null;
        var isRead = LeafReader.Read(bytes).Try(out var leaf, out _);
        Digests.Add(isRead ? leaf!.Digests : []);
        if (!isRead) return;
        if (leaf!.Charter is { } charter) Marks.Add((index, charter));
        if (leaf.Kind == Kind.Relay) Relays.Add(index);
        if (leaf.Kind != Kind.Erasure && leaf.Kind != Kind.Withdrawal) return;
        foreach (var named in leaf.References.Where(each => each.Relation == Relation.Ends && each.HasEffect(new RecordAddress(log, index))))
        {
            (leaf.Kind == Kind.Erasure ? Erasures : Withdrawals).Add((index, named));
            if (leaf.Kind == Kind.Erasure) Erased.Add(new RecordAddress(named.Log, named.Index));
        }
    }

    string? Stray(int index, ReadOnlySpan<byte> content)
    {
        while (Content.TryNext(ref content, out var disclosure))
            if (!Digests[index].Contains(Disclosure.Digest(disclosure))) return $"leaf {index} does not commit to a disclosure that is held with it";
        return null;
    }

    public static int Count(ReadOnlySpan<byte> content)
    {
        var count = 0;
        while (Content.TryNext(ref content, out _)) count++;
        return count;
    }

    /// <summary>The groups of a content, and what they come to.</summary>
    public static List<(string Group, Hash Digest)> Said(ReadOnlySpan<byte> content)
    {
        var said = new List<(string, Hash)>();
        while (Content.TryNext(ref content, out var disclosure)) said.Add((RecordReader.GroupOf(disclosure), Disclosure.Digest(disclosure)));
        return said;
    }

    /// <summary>The charter under which a leaf was written, by the nearest mark before it.</summary>
    public Hash? CharterOf(long index) => Marks.FindLastIndex(mark => mark.Index <= index) is >= 0 and var at ? Marks[at].Charter : null;
}
