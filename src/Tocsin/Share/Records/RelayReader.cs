using System.Text.Json;
using Tocsin.Share.Parties;
using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Share.Records;

/// <summary>Verifies a relay by nothing but itself: that its author said what is passed on, and that it may be passed on.</summary>
static class RelayReader
{
    static readonly JsonReaderOptions Strict = new() { MaxDepth = Limits.JsonDepthMax };

    /// <summary>What a relay passes on, or what is wrong with it.</summary>
    public static Parsed<Relayed> Read(RecordAddress address, Leaf relay, ReadOnlySpan<byte> content)
    {
        RelayGroup? from = null;
        var (groups, digests) = (new List<string>(), new List<Hash>());
        try
        {
            while (Content.TryNext(ref content, out var disclosure))
            {
                // Before any signature is verified: who sends other bytes is to cost little.
                var (group, digest) = (RecordReader.GroupOf(disclosure), Disclosure.Digest(disclosure));
                if (relay.Digests.BinarySearch(digest) < 0) return new("a disclosure is not among those that the leaf commits to");
                if (group == Group.Relay) from = ReadGroup(disclosure);
                else (groups, digests) = ([.. groups, group], [.. digests, digest]);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException or FormatException or ArgumentException)
        {
            return new($"the relay does not read: {e.Message}");
        }
        if (from is null) return new("the relay does not say what it passes on");
        if (!relay.References.IsEmpty) return new("a relay names no leaves: it says nothing of its own");
        if (!groups.Contains(Group.What)) return new("the relay leaves out the facts: a drill or a cancellation could pass for an alarm");
        if (!Prove(from.Original).Try(out var original, out var reason)) return new($"what is relayed is not proved: {reason}");
        if (digests.Any(digest => original.Leaf.Digests.BinarySearch(digest) < 0)) return new("a disclosure of the relay is not among those that the original leaf commits to");
        if (original.Address.Log.Circle == address.Log.Circle) return new("what is relayed stands in this circle already");

        ProvenConsent? consent = null;
        if (from.Consent is { } given && !Consented(given, original, address.Log.Circle).Try(out consent, out reason)) return new($"the consent to the relay does not count: {reason}");
        return RelayRules.Objection(original.Leaf, relay.Marking, relay.Exercise, groups, consent?.Facts) is { } objection
            ? new($"relayed against its marking: {objection}")
            : new(original with { Consent = consent });
    }

    static RelayGroup ReadGroup(ReadOnlySpan<byte> disclosure)
    {
        var json = new Utf8JsonReader(disclosure, Strict);
        for (var token = 0; token < 4; token++) json.Read();    // [ salt group, and on to the value.
        var group = JsonSerializer.Deserialize(ref json, GroupJson.Default.RelayGroup) ?? throw new JsonException("it passes nothing on");
        return new[] { group.Original, group.Consent }.All(leaf => leaf is null or { Leaf: not null, Proof: not null, Party: not null }) && group.Original is not null ? group : throw new JsonException("it proves nothing");
    }

    /// <summary>The author's signed head leads to the leaf, and the author's own document lists the key that signed it.</summary>
    static Parsed<Relayed> Prove(ProvenLeaf proven)
    {
        if (!Codec.IsValid(proven.Leaf)) return new("the leaf is not base64url");
        if (!LogProof.Parse(proven.Proof).Try(out var proof, out var reason)) return new(reason);
        if (!Checkpoint.Parse(proof.Head.Text).Try(out var head, out reason) || !Origin.Parse(head.Origin).Try(out var log, out reason)) return new(reason);
        if (!PartyNote.Read(proven.Party).Try(out var party, out reason)) return new(reason);
        if (party.Document.Party != log.Party.ToBase64Url()) return new("the party document is another party's");
        if (party.Verifying(PartyKey.Log, log.Circle.ToBase64Url()) is not { } key) return new($"the party document lists no key of {log}");
        var bytes = Codec.DecodeFromChars(proven.Leaf);
        var hash = MerkleTree.Leaf(bytes);
        if (proof.Verify(hash, new NoteVerifier(head.Origin, key)) is { } fault) return new(fault);
        if (!LeafReader.Read(bytes).Try(out var leaf, out reason)) return new(reason);
        return leaf.Log == log ? new(new Relayed(leaf, hash, new RecordAddress(log, proof.Index), party.Document.Name, null)) : new($"the leaf was written for {leaf.Log} and stands in {log}");
    }

    static Parsed<ProvenConsent> Consented(ProvenLeaf given, Relayed original, Hash circle)
    {
        if (!Prove(given).Try(out var consent, out var reason)) return new(reason);
        var (leaf, log) = (consent.Leaf, original.Address.Log);
        if (leaf.Kind != Kind.Consent || !consent.Address.Log.IsOfAuthorOf(log)) return new("it is no consent of the author's in the circle of origin");
        if (!leaf.References.Any(about => about.Relation == Relation.About && about.Log == log && about.Index == original.Address.Index && about.Leaf == original.LeafHash))
            return new("it is about another record");
        if (given.What is not { } what || !Codec.IsValid(what)) return new("it does not say to which circle");
        var content = new System.Buffers.ArrayBufferWriter<byte>();
        Content.Append(content, Codec.DecodeFromChars(what));
        if (!RecordReader.Read(consent.Address, Codec.DecodeFromChars(given.Leaf), content.WrittenSpan).Try(out var record, out reason)) return new(reason);
        if (record.What is not ConsentFacts facts) return new("it does not say to which circle");
        return facts.Circle == circle.ToBase64Url() ? new(new ProvenConsent(consent.Address, facts)) : new("it is for another circle");
    }
}
