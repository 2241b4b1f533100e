using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Simulation.Machines;

/// <summary>What stands on a disk, whatever happens to the machine.</summary>
sealed class Platter
{
    static readonly Comparer<(string, string)> ByOrdinal = Comparer<(string, string)>.Create((a, b) =>
        string.CompareOrdinal(a.Item1, b.Item1) is var order and not 0 ? order : string.CompareOrdinal(a.Item2, b.Item2));

    public Dictionary<Origin, PlatterLog> Logs { get; } = [];

    /// <summary>Leaves in the order of their arrival; a leaf stands here again when its content came late.</summary>
    public List<(Origin Log, long Index)> Arrivals { get; } = [];

    public SortedDictionary<(string Kind, string Key), byte[]> Papers { get; } = new(ByOrdinal);

    public Dictionary<string, long> Cursors { get; } = [];

    public SortedDictionary<(string View, string Key), ViewDocument> Documents { get; } = new(ByOrdinal);

    /// <summary>The index of records, where there is one, and how those stand of which their authors have said more since.</summary>
    public Dictionary<RecordAddress, RecordRow> Rows { get; } = [];

    public Dictionary<RecordAddress, RecordState> Marks { get; } = [];

    /// <summary>The incarnation of this party's log in each circle, as its folder says; of one that is not there, <see cref="Incarnation"/>.</summary>
    public Dictionary<Hash, int> Incarnations { get; } = [];

    public int Incarnation { get; set; } = 1;

    /// <summary>Whether it is a backup that was restored; and the circles in which every other member was heard since.</summary>
    public bool IsRestored { get; set; }

    public HashSet<Hash> Heard { get; } = [];

    /// <summary>Makes of a backup what goes on, as <c>tocsin restore</c> does: each log under an incarnation that no node of this party can have had.</summary>
    public void Restore(int minutes)
    {
        Incarnation = Math.Max(Incarnation + 1, minutes);
        foreach (var (circle, held) in Incarnations.ToList()) Incarnations[circle] = Math.Max(held + 1, minutes);
        IsRestored = true;
        Heard.Clear();
    }

    /// <summary>A copy that shares nothing which changes.</summary>
    public Platter Copy()
    {
        var copy = new Platter { Incarnation = Incarnation, IsRestored = IsRestored };
        copy.Heard.UnionWith(Heard);
        foreach (var (log, held) in Logs) copy.Logs[log] = held.Copy();
        copy.Arrivals.AddRange(Arrivals);
        foreach (var (key, paper) in Papers) copy.Papers[key] = paper;
        foreach (var (name, cursor) in Cursors) copy.Cursors[name] = cursor;
        foreach (var (key, document) in Documents) copy.Documents[key] = document;
        foreach (var (address, row) in Rows) copy.Rows[address] = row;
        foreach (var (address, state) in Marks) copy.Marks[address] = state;
        foreach (var (circle, incarnation) in Incarnations) copy.Incarnations[circle] = incarnation;
        return copy;
    }
}

/// <summary>One log on a disk.</summary>
sealed class PlatterLog(Origin log)
{
    public Checkpoint Head { get; set; } = new(log.ToString(), 0, MerkleTree.Empty);
    public string? Note { get; set; }
    public List<ReadOnlyMemory<byte>> Leaves { get; } = [];
    public List<ReadOnlyMemory<byte>> Contents { get; } = [];
    public List<long> Arrived { get; } = [];
    public Dictionary<UInt128, TakenKey> Keys { get; } = [];
    public Dictionary<(int Level, long Index), byte[]> Tiles { get; } = [];

    /// <summary>Grows with each change of a content.</summary>
    public long Changes { get; set; }

    public IReadOnlyList<(int Level, byte[] Hashes)> PartialTiles()
    {
        var partial = new List<(int, byte[])>();
        for (var level = 0; TileAddress.HashesAt(Head.Size, level) > 0; level++)
            if (TileAddress.PartialWidth(Head.Size, level) is > 0 and var width)
                partial.Add((level, Tiles[(level, TileAddress.HashesAt(Head.Size, level) / LogLimits.TileWidthMax)][..(width * Hash.Size)]));
        return partial;
    }

    public PlatterLog Copy()
    {
        var copy = new PlatterLog(log) { Head = Head, Note = Note, Changes = Changes };
        copy.Leaves.AddRange(Leaves);
        copy.Contents.AddRange(Contents);
        copy.Arrived.AddRange(Arrived);
        foreach (var (key, taken) in Keys) copy.Keys[key] = taken;
        foreach (var (at, tile) in Tiles) copy.Tiles[at] = tile;
        return copy;
    }
}
