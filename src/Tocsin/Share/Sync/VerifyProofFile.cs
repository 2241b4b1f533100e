using System.Buffers;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Share.Sync;

/// <summary>Verifies a proof file without any node: everything that it needs stands in it, but for whom one trusts.</summary>
public static class VerifyProofFile
{
    /// <summary>Verifies.</summary>
    /// <param name="text">The file's text, at most <see cref="Limits.PapersBytesMax"/> characters.</param>
    /// <param name="trusted">The parties whose times are believed; none: everybody's but the author's own.</param>
    public static ProofVerdict Verify(string text, IReadOnlyCollection<string> trusted)
    {
        if (text.Length > Limits.PapersBytesMax) return new ProofVerdict.Broken($"a proof file has at most {Limits.PapersBytesMax} characters");
        if (!LogProof.Parse(text).Try(out var proof, out var reason)) return new ProofVerdict.Broken(reason);
        if (!ProofExtra.Read(proof.Extra.AsSpan()).Try(out var extra, out reason)) return new ProofVerdict.Broken(reason);
        if (!Codec.IsValid(extra.Leaf)) return new ProofVerdict.Broken("the leaf is not base64url");
        if (!PartyChain.Of(extra.Documents).Try(out var chains, out reason)) return new ProofVerdict.Broken(reason);

        var leaf = Codec.DecodeFromChars(extra.Leaf);
        var verified = new List<(Checkpoint Head, SignedNote Note)>();
        foreach (var each in new[] { proof }.Concat(extra.Proofs.Select(LogProof.Parse).Where(parsed => parsed.IsValue).Select(parsed => parsed.Value)))
        {
            if (!Checkpoint.Parse(each.Head.Text).Try(out var head, out reason) || !Origin.Parse(head.Origin).Try(out var log, out reason)) return new ProofVerdict.Broken(reason);
            var keys = chains.GetValueOrDefault(log.Party.ToBase64Url())?.KeysEver(PartyKey.Log, log.Circle.ToBase64Url()) ?? [];
            var faults = keys.Select(key => each.Verify(MerkleTree.Leaf(leaf), new NoteVerifier(head.Origin, key))).ToList();
            if (!faults.Contains(null)) return new ProofVerdict.Broken(faults.FirstOrDefault() ?? $"no document in the file lists the key of {log}");
            if (verified.Count > 0 && (head.Origin != verified[0].Head.Origin || each.Index != proof.Index)) return new ProofVerdict.Broken("the file proves two different records");
            verified.Add((head, each.Head));
        }
        return Judge(proof.Index, leaf, extra, verified, chains, trusted);
    }

    static ProofVerdict Judge(
        long index, byte[] leaf, ProofExtra extra, List<(Checkpoint Head, SignedNote Note)> heads, Dictionary<string, PartyChain> chains, IReadOnlyCollection<string> trusted)
    {
        var log = Origin.Parse(heads[0].Head.Origin).Value;
        var content = new ArrayBufferWriter<byte>();
        foreach (var disclosure in extra.Disclosures)
        {
            if (!Codec.IsValid(disclosure)) return new ProofVerdict.Broken("a disclosure is not base64url");
            Content.Append(content, Codec.DecodeFromChars(disclosure));
        }
        if (!RecordReader.Read(new RecordAddress(log, index), leaf, content.WrittenSpan).Try(out var record, out var reason)) return new ProofVerdict.Broken(reason);

        var (author, cosigners, holders) = (log.Party.ToBase64Url(), new List<Witness>(), new List<Witness>());
        foreach (var (party, chain) in chains)
        {
            var keys = chain.KeysEver(PartyKey.Request);
            var times = from head in heads
                        from key in keys
                        let said = new CosignatureVerifier(PartyDocument.SignerName(party), key).Verify(head.Note)
                        where said.IsValue
                        select said.Value.TimeSeconds;
            if (party != author && times.Order().Cast<long?>().FirstOrDefault() is { } time) cosigners.Add(new Witness(party, Name(chain), Instant.FromUnixTimeSeconds(time)));
        }
        foreach (var note in extra.Receipts)
        {
            if (!Receipt.Read(note, party => chains.GetValueOrDefault(party)?.KeysEver(PartyKey.Request) ?? []).Try(out var receipt, out reason)) return new ProofVerdict.Broken(reason);
            if (receipt.Log != log.ToString() || !receipt.Holds(index)) return new ProofVerdict.Broken($"the receipt of {receipt.Party} does not cover the record");
            holders.Add(new Witness(receipt.Party, Name(chains[receipt.Party]), receipt.Time));
        }
        var earliest = cosigners.Where(cosigner => trusted.Count == 0 || trusted.Contains(cosigner.Party)).Select(cosigner => cosigner.Time).Order().Cast<Instant?>().FirstOrDefault();
        return new ProofVerdict.Holds(record, new Witness(author, Name(chains[author]), record.Leaf.Time), heads[0].Head.Size,
            [.. cosigners.OrderBy(cosigner => cosigner.Time)], [.. holders.OrderBy(holder => holder.Time)], earliest);
    }

    static string Name(PartyChain chain) => chain.Newest!.Document.Name;
}
