using System.Buffers.Binary;
using Tocsin.Share.Logs;
using Tocsin.Share.Sync;
using Promised = Tocsin.Share.Logs.Promise;

namespace Tocsin.Simulation;

/// <summary>What came along with a head is stored as it came, in the place of what was verified.</summary>
sealed class BelievingHeads(IHeads heads) : HeadsAround(heads)
{
    readonly Dictionary<(string Log, long From), LogGrowth> heard = [];

    public void Hear(LogGrowth growth) => heard[(growth.Log, growth.From)] = growth;

    public override Task<Promised> Promise(LogBatch batch, CancellationToken stop) =>
        Heads.Promise(heard.TryGetValue((batch.Before.Origin, batch.Before.Size), out var growth) && Entries(growth, batch.Entries) is { } entries ? batch with { Entries = entries } : batch, stop);

    static List<BatchEntry>? Entries(LogGrowth growth, IReadOnlyList<BatchEntry> verified)
    {
        var (entries, contents) = (new List<BatchEntry>(), growth.Contents);
        var reader = EntryBundle.Read(growth.Entries.Span, verified.Count);
        while (reader.MoveNext() && contents.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(contents.Span) is var length && length <= contents.Length - sizeof(uint))
        {
            entries.Add(verified[entries.Count] with { Leaf = reader.Current.ToArray(), Content = contents.Slice(sizeof(uint), (int)length) });
            contents = contents[(sizeof(uint) + (int)length)..];
        }
        return entries.Count == verified.Count ? entries : null;
    }
}
