using Tocsin.Share.Parties;
using Tocsin.Share.Records;

namespace Tocsin.Share.Sync;

/// <summary>Who was ever entitled to read a record, and by which charter: by the marks in its log and the circle's history alone.</summary>
/// <param name="sync">The circle.</param>
public sealed class ListReaders(CircleSync sync)
{
    /// <summary>The record's epoch, and the parties that are or were entitled to its content; nothing where no such record is held.</summary>
    public async Task<(RecordEpoch Epoch, ImmutableArray<Reader> Readers)?> Of(RecordAddress address, CancellationToken stop)
    {
        if (address.Log.Circle != sync.Circle.Id || await sync.House.Records.Read(address, stop) is null) return null;
        var epoch = (await sync.Serving.Epochs.Epochs(sync.Circle, address.Log, address.Index + 1, stop)).At(address.Index);
        return (epoch, epoch is RecordEpoch.Of of ? Entitlement.Readers(sync.Circle, of.Number) : []);
    }
}
