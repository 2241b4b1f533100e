namespace Tocsin.Share.Records;

/// <summary>What a relay passes on: another party's record of another circle, proved by that party's own signature.</summary>
/// <param name="Leaf">The original envelope.</param>
/// <param name="LeafHash">Its RFC 6962 leaf hash.</param>
/// <param name="Address">Where it stands.</param>
/// <param name="Author">What its author calls itself, in the document that is passed on with it.</param>
/// <param name="Consent">The author's consent; nothing where none was needed.</param>
public sealed record Relayed(Leaf Leaf, Hash LeafHash, RecordAddress Address, string Author, ProvenConsent? Consent);

/// <summary>An author's consent to a relay, proved like the record that it is about.</summary>
/// <param name="Address">Where it stands, in a log of the author's in the circle of origin.</param>
/// <param name="Facts">What it says.</param>
public sealed record ProvenConsent(RecordAddress Address, ConsentFacts Facts);

/// <summary>What a draft of a relay passes on.</summary>
/// <param name="Content">The disclosures that are passed on, exactly as their author salted them.</param>
/// <param name="From">Where they come from, and the proof.</param>
public sealed record PassedOn(ReadOnlyMemory<byte> Content, RelayGroup From);

/// <summary>The group <see cref="Group.Relay"/>: what proves to somebody of another circle who said it. See docs/spec/relay.md.</summary>
/// <param name="Original">The record that is passed on.</param>
public sealed record RelayGroup(ProvenLeaf Original)
{
    /// <summary>Its author's consent, where that is needed.</summary>
    public ProvenLeaf? Consent { get; init; }
}

/// <summary>A leaf with the proof that its author's log holds it, and nothing that tells who else does.</summary>
/// <param name="Leaf">The leaf's bytes, base64url.</param>
/// <param name="Proof">A C2SP tlog-proof under a head that the author alone has signed.</param>
/// <param name="Party">The author's party document that lists the key of that head.</param>
public sealed record ProvenLeaf(string Leaf, string Proof, string Party)
{
    /// <summary>The disclosure of its facts, base64url; only with a consent: what a relay passes on are disclosures of its own.</summary>
    public string? What { get; init; }
}
