namespace Tocsin.Share.Sync;

/// <summary>A partner's node that is asked first how far it holds a log, and for nothing more where that is not far enough.</summary>
/// <param name="source">The partner's node.</param>
/// <param name="log">The log.</param>
/// <param name="size">How far it must hold it.</param>
sealed class ReachingSource(PartnerSource source, Origin log, long size) : ILogSource
{
    readonly Lock gate = new();
    Task<long>? reached;

    public string Party => source.Party;

    public async Task<ReadOnlyMemory<byte>?> Tile(Origin log, TileAddress tile, CancellationToken stop) => await Reaches(stop) ? await source.Tile(log, tile, stop) : null;

    public async Task<ReadOnlyMemory<byte>?> Entries(Origin log, long bundle, int width, CancellationToken stop) =>
        await Reaches(stop) ? await source.Entries(log, bundle, width, stop) : null;

    public async Task<ReadOnlyMemory<byte>?> Content(Origin log, long bundle, int width, CancellationToken stop) =>
        await Reaches(stop) ? await source.Content(log, bundle, width, stop) : null;

    public async Task<ReadOnlyMemory<byte>?> Content(Origin log, long index, CancellationToken stop) => await Reaches(stop) ? await source.Content(log, index, stop) : null;

    async Task<bool> Reaches(CancellationToken stop)
    {
        Task<long> asked;
        lock (gate) asked = reached ??= source.Reaches(log, stop);
        return await asked >= size;
    }
}
