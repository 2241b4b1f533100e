using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Share.Sync;

/// <summary>Makes a file that proves who was entitled to read a record, from what this node holds of its author's log and of the circle.</summary>
/// <param name="sync">The circle.</param>
public sealed class ProveReaders(CircleSync sync)
{
    // Base64url grows by a third; charters and documents need room, too.
    const long LeavesBytesMax = Limits.ReadersBytesMax / 2;

    /// <summary>Makes it, or says why there is none.</summary>
    public async Task<Proving> Prove(RecordAddress address, CancellationToken stop)
    {
        var (log, index) = (address.Log, address.Index);
        if (log.Circle != sync.Circle.Id || await sync.House.Records.Read(address, stop) is null) return new Proving.Refused("no such record of this circle is held here");
        if (sync.Book.Find(log)?.Kept is not { } head || head.Head.Size <= index) return new Proving.Refused("no signed head that covers the record is held here yet");
        var epochs = await sync.Serving.Epochs.Epochs(sync.Circle, log, index + 1, stop);
        if (epochs.At(index) is not RecordEpoch.Of || epochs.StartOf(index) is not { } mark) return new Proving.Refused("its author had marked no epoch that is known here: nobody but the author is entitled to its content");

        var (held, size) = (new HeldLog(sync.House.Records, log), (await sync.House.Heads.Read(log, stop)).Head.Size);
        if (await Prefix.Edge(held, size, mark, stop) is not { } edge) return new Proving.Refused($"the log {log} does not read here");
        var (leaves, room) = (new List<string>(), LeavesBytesMax);
        for (var next = mark; next <= index; next++)
        {
            if (await sync.House.Records.Read(new RecordAddress(log, next), stop) is not { } stored) return new Proving.Refused($"leaf {next} of {log} is missing here");
            if ((room -= stored.Leaf.Length) < 0) return new Proving.Refused($"from the mark of its epoch, leaf {mark}, to the record lie more than {LeavesBytesMax >> 20} MiB of leaves: too many for one file");
            leaves.Add(Codec.EncodeToString(stored.Leaf.Span));
        }
        if (!(await ConsistencyProof.Build(new WiderTiles(held, size), index + 1, head.Head.Size, stop)).Try(out var consistency, out var reason)) return new Proving.Refused(reason);
        var papers = PapersFile.Of(sync.House.Register, sync.Circle);
        var text = new ReadersFile(index, mark, edge, leaves, head.ToString(), [.. consistency.Select(hash => hash.ToBase64Url())], papers.Documents, papers.Charters).Text();
        return System.Text.Encoding.UTF8.GetByteCount(text) <= Limits.ReadersBytesMax ? new Proving.Proved(text) : new Proving.Refused($"the proof would be larger than {Limits.ReadersBytesMax >> 20} MiB");
    }
}
