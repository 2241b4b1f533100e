using System.Security.Cryptography;
using Tocsin.Log;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Tests.Officers;
using Codec = System.Buffers.Text.Base64Url;
using Record = Tocsin.Share.Records.Record;

namespace Tocsin.Tests.Share.Relays;

/// <summary>An author with a log of two leaves, a record and a consent to its relay; and whatever somebody makes of them.</summary>
sealed class ForgedRelay
{
    readonly ECDsa root = ECDsa.Create(ECCurve.NamedCurves.nistP256), log = ECDsa.Create(ECCurve.NamedCurves.nistP256), charter = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly HandClock clock = new();

    public ForgedRelay(Draft said, bool isExercise = false, string? consentTo = null, Draft? consent = null, Func<PartyDocument, PartyDocument>? party = null)
    {
        Author = new Origin(Hash.Of([1]), PartyDocument.IdOf(root), 1);
        Target = new Origin(Hash.Of([2]), Hash.Of([3]), 1);
        var sealer = Sealer(Author, isExercise);
        Original = sealer.Seal(said).Value;
        Consent = sealer.Seal(consent ?? new Draft
        {
            Kind = Kind.Consent, What = new ConsentFacts(consentTo ?? Target.Circle.ToBase64Url()) { Personal = consentTo == "with personal" }, References = [new Reference(Relation.About, Author, 0, Original.LeafHash)],
        }).Value;
        var document = new PartyDocument(Author.Party.ToBase64Url(), 1, null, "Agency of Alpha", clock.Now(), Codec.EncodeToString(root.ExportSubjectPublicKeyInfo()), [])
            .WithKey(PartyKey.Charter, null, new EcdsaSigningKey(charter)).WithKey(PartyKey.Log, Author.Circle.ToBase64Url(), new EcdsaSigningKey(log));
        Party = (party?.Invoke(document) ?? document).Sign(root);
        Head = new LogKey(Author, new EcdsaSigningKey(log), clock).Sign(new Checkpoint(Author.ToString(), 2, MerkleTree.Node(Original.LeafHash, Consent.LeafHash)));
    }

    public Origin Author { get; }
    public Origin Target { get; }
    public SealedRecord Original { get; }
    public SealedRecord Consent { get; }
    public string Party { get; }
    public string Head { get; }

    public ProvenLeaf Proven => new(Codec.EncodeToString(Original.LeafBytes), Proof(0, Consent.LeafHash), Party);

    public ProvenLeaf ProvenConsent => new(Codec.EncodeToString(Consent.LeafBytes), Proof(1, Original.LeafHash), Party) { What = Codec.EncodeToString(Disclosures(Consent.Content, Group.What)[0]) };

    string Proof(long index, Hash sibling) => new LogProof(index, [sibling], SignedNote.Parse(Head).Value).ToString();

    /// <summary>A relay as a node would make it that keeps to no rule.</summary>
    public SealedRecord Relay(RelayGroup from, byte[]? content = null, bool intoExercise = false, Tlp? marking = null, Origin? into = null) =>
        Sealer(into ?? Target, intoExercise).Seal(new Draft { Kind = Kind.Relay, What = new NoteFacts(), PassedOn = new PassedOn(content ?? Original.Content, from), Marking = marking ?? Tlp.Amber }).Value;

    public Parsed<Record> Read(SealedRecord relay, ReadOnlySpan<byte> content = default) =>
        RecordReader.Read(new RecordAddress(relay.Leaf.Log, 5), relay.LeafBytes, content.IsEmpty ? relay.Content : content);

    public static List<byte[]> Disclosures(ReadOnlySpan<byte> content, params string[] groups)
    {
        var found = new List<byte[]>();
        while (Content.TryNext(ref content, out var disclosure))
            if (groups.Contains(RecordReader.GroupOf(disclosure))) found.Add(disclosure.ToArray());
        return found;
    }

    public static byte[] Joined(IEnumerable<byte[]> disclosures)
    {
        var content = new System.Buffers.ArrayBufferWriter<byte>();
        foreach (var disclosure in disclosures) Content.Append(content, disclosure);
        return content.WrittenSpan.ToArray();
    }

    Sealer Sealer(Origin origin, bool isExercise) => new(origin, new CircleTerms(Tlp.Clear, isExercise), new Identity(new byte[Identity.SecretBytes]), clock, Chance.System);
}
