namespace Tocsin.Share.Logs;

/// <summary>A log as this node holds it, for proofs and audits.</summary>
/// <param name="records">Holds it.</param>
/// <param name="log">Which log.</param>
public sealed class HeldLog(IRecords records, Origin log) : ITileSource, IEntrySource
{
    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> Read(TileAddress tile, CancellationToken stop) =>
        await records.ReadTile(log, tile, stop) ?? ReadOnlyMemory<byte>.Empty;

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReadBundle(long index, int width, CancellationToken stop) =>
        await records.ReadEntries(log, index, width, stop) ?? ReadOnlyMemory<byte>.Empty;
}
