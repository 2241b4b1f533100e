using Tocsin.Node.Running;
using Indexed = Tocsin.Share.Views.RecordRow;

namespace Tocsin.Node.Ui;

/// <summary>Proves a record's place in its author's log, each time that it is looked at.</summary>
sealed class LogPlaces(TocsinNode node)
{
    public async Task<LogPlace> Of(Indexed row, CancellationToken stop)
    {
        var stored = await node.Heads.Read(row.Address.Log, stop);
        if (row.Address.Log.Party != node.Log.Party)
            return new LogPlace(
                row.Address.Log.ToString(), row.Address.Index, row.LeafHash.ToBase64Url(), stored.Head.Size, stored.Head.Root.ToBase64Url(), Proof.Unchecked, Texts.Of("proof.elsewhere"), Cosigners: []);
        var reason = await Check(row, stored.Note, stored.Head, stop);
        return new LogPlace(
            row.Address.Log.ToString(), row.Address.Index, row.LeafHash.ToBase64Url(), stored.Head.Size, stored.Head.Root.ToBase64Url(),
            reason is null ? Proof.Verified : Proof.Failed, reason ?? Texts.Of("proof.says", stored.Head.Size), Cosigners: []);
    }

    /// <summary>Null if the leaf stands under a head that the author signed; otherwise the reason.</summary>
    async Task<string?> Check(Indexed row, string? note, Checkpoint head, CancellationToken stop)
    {
        if (note is null) return Texts.Of("proof.unsigned");
        if (!SignedNote.Parse(note).Try(out var signed, out var reason)) return reason;
        var tiles = new Tiles(node, row.Address.Log);
        if (!(await InclusionProof.Build(tiles, row.Address.Index, head.Size, stop)).Try(out var path, out reason)) return reason;
        var proof = new LogProof(row.Address.Index, [.. path], signed);
        var verdicts = node.VerifiersOf(row.Address.Log).Select(key => proof.Verify(row.LeafHash, key)).ToList();
        return verdicts.Contains(null) ? null : verdicts.FirstOrDefault("no key of its author is known here");
    }

    sealed class Tiles(TocsinNode node, Origin log) : ITileSource
    {
        public async ValueTask<ReadOnlyMemory<byte>> Read(TileAddress tile, CancellationToken stop) =>
            await node.Records.ReadTile(log, tile, stop) ?? ReadOnlyMemory<byte>.Empty;
    }
}
