using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Share.Sync;

/// <summary>Makes a file that proves a record to anybody: what was said, by whom, no later than when, and who held it by then.</summary>
/// <param name="sync">The circle in which the record stands.</param>
public sealed class ProveRecord(CircleSync sync)
{
    /// <summary>Proves.</summary>
    /// <param name="address">The record, of one's own or of another's log.</param>
    /// <param name="groups">The groups to disclose beside <see cref="Group.What"/>, which is never left out; empty: that one alone.</param>
    /// <param name="stop">Ends the reading.</param>
    public async Task<Proving> Prove(RecordAddress address, IReadOnlyList<string> groups, CancellationToken stop)
    {
        if (groups.FirstOrDefault(group => !Group.All.Contains(group)) is { } unknown) return new Proving.Refused($"'{unknown}' is no group: {string.Join(", ", Group.All)}");
        if (await sync.House.Records.Read(address, stop) is not { } stored) return new Proving.Refused("no such record is held here");
        if (sync.Book.Find(address.Log)?.Kept is not { } head || head.Head.Size <= address.Index) return new Proving.Refused("no signed head that covers the record is held here yet");

        var parties = new List<string> { address.Log.Party.ToBase64Url() };
        var (heads, receipts) = (new List<SignedNote>(), new List<string>());
        foreach (var party in sync.Circle.Charters.SelectMany(charter => charter.Members).Distinct(StringComparer.Ordinal))
        {
            var cosigned = await sync.Shelf.Covering(address.Log, party, address.Index, stop);
            var receipt = await sync.Shelf.Newest(address.Log, party, stop);
            if (cosigned is { } early) heads.Add(early.Note);
            if (receipt?.Holds(address.Index) == true && await sync.Shelf.Note(address.Log, party, stop) is { } note) receipts.Add(note);
            else receipt = null;
            if (cosigned is not null || receipt is not null) parties.Add(party);
        }
        // Cosignatures over one head go together; the head itself is proved where nobody has cosigned it.
        var together = heads.GroupBy(note => note.Text).Select(same => same.Aggregate((all, one) => all with { Signatures = [.. all.Signatures, .. one.Signatures.Where(line => !all.Signatures.Any(known => known.Name == line.Name))] })).ToList();
        if (together.Count == 0) together.Add(SignedNote.Parse(head.ToString()).Value);
        var proofs = new List<LogProof>();
        foreach (var signed in together)
        {
            var size = Checkpoint.Parse(signed.Text).Value.Size;
            if (!(await Path(sync.House, address, size, stop)).Try(out var path, out var reason)) return new Proving.Refused(reason);
            proofs.Add(new LogProof(address.Index, [.. path], signed));
        }
        var documents = parties.Distinct(StringComparer.Ordinal).SelectMany(party => sync.House.Register.Chain(party)?.Documents ?? []).Select(note => note.Text);
        var extra = new ProofExtra(Codec.EncodeToString(stored.Leaf.Span), [.. Shown(stored, groups)], [.. documents], receipts, [.. proofs.Skip(1).Select(proof => proof.ToString())]);
        return new Proving.Proved((proofs[0] with { Extra = [.. extra.Bytes()] }).ToString());
    }

    /// <summary>Leads from a record to a head of its log, which may have grown since.</summary>
    internal static async Task<Parsed<Hash[]>> Path(SyncHouse house, RecordAddress address, long size, CancellationToken stop)
    {
        var held = (await house.Heads.Read(address.Log, stop)).Head.Size;
        return await InclusionProof.Build(new WiderTiles(new HeldLog(house.Records, address.Log), held), address.Index, size, stop);
    }

    static List<string> Shown(StoredRecord stored, IReadOnlyList<string> groups)
    {
        var (shown, content) = (new List<string>(), stored.Content);
        var rest = content.Span;
        while (Content.TryNext(ref rest, out var disclosure))
            if (RecordReader.GroupOf(disclosure) is var group && (group == Group.What || groups.Contains(group))) shown.Add(Codec.EncodeToString(disclosure));
        return shown;
    }
}
