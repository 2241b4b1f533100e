using System.Text;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Share.Relays;

/// <summary>Proves that a record stands in its author's log by the author's own words alone: no cosignature tells who else is in the circle.</summary>
/// <param name="house">Holds logs, heads and documents.</param>
sealed class ProveLeaf(SyncHouse house)
{
    public async Task<Parsed<ProvenLeaf>> Prove(StoredRecord stored, CancellationToken stop)
    {
        var log = stored.Address.Log;
        if (await house.Papers.Read(Mirror.HeadKind, log.ToString(), stop) is not { Length: > 0 } paper || !VerifiedHead.Read(Encoding.UTF8.GetString(paper.Span), house.Register.KeysEver(log)).Try(out var head, out _)
            || head.Head.Size <= stored.Address.Index) return new("no signed head that covers the record is held here yet");
        var note = head.Bare();
        var documents = house.Register.Chain(log.Party.ToBase64Url())?.Documents ?? [];
        if (documents.LastOrDefault(document => document.Verifying(PartyKey.Log, log.Circle.ToBase64Url()) is { } key && new NoteVerifier(log.ToString(), key).Verify(note) is null) is not { } party)
            return new("no document of its author's is held that lists the key of its log");
        return (await ProveRecord.Path(house, stored.Address, head.Head.Size, stop)).Try(out var path, out var reason)
            ? new(new ProvenLeaf(Codec.EncodeToString(stored.Leaf.Span), new LogProof(stored.Address.Index, [.. path], note).ToString(), party.Text))
            : new(reason);
    }
}
