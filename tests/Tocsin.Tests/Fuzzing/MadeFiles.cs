using System.Buffers;
using System.Text;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Log;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Tocsin.Tests.Share.Doors;
using Tocsin.Tests.Share.Parties;
using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Tests.Fuzzing;

/// <summary>Documents of one party, made of keys that are here, so that mutants of them can be signed.</summary>
static class MadeFiles
{
    static readonly Instant Now = Instant.FromUtc(2026, 1, 1, 0, 0);

    public static readonly MadeParty Party = new("fuzz");

    static readonly SealedRecord Leaf = Seal(DoorFormats.Read(FileFormat.Cap, new MemoryStream(File.ReadAllBytes(Checkout.Path("samples/flood-alert.xml"))), new DoorTerms(Now, "fuzz")).First().Draft!);

    static readonly SealedRecord Mark = Seal(new Draft { Kind = Kind.Charter, What = new DocumentFacts(Party.Genesis.Sign(Party.Id, Party.Charter)), Charter = Party.Genesis.Hash() });

    public static readonly Dictionary<string, Func<byte[]>> All = new()
    {
        ["party"] = () => Bytes(Party.Document.Sign(Party.Root)),
        ["charter"] = () => Bytes(Party.Genesis.Sign(Party.Id, Party.Charter)),
        ["consent"] = () => Bytes(Consent([Head()])),
        ["leave"] = () => Bytes(new Leave(Party.Circle.ToBase64Url(), 1, Party.Id, [Head()], Now).Sign(Party.Charter)),
        ["charter-papers"] = () => Bytes(Papers.Text()),
        ["papers"] = () => Bytes(new PapersFile([Party.Document.Sign(Party.Root)], [Papers]).Text()),
        ["receipt"] = () => Bytes(Receipt()),
        ["head"] = () => Bytes(Head()),
        ["proof-extra"] = () => new ProofExtra(Codec.EncodeToString(Leaf.LeafBytes), Disclosures(), [Party.Document.Sign(Party.Root)], [Receipt()], [Proof(Leaf.LeafBytes, [])]).Bytes(),
        ["readers"] = () => Bytes(new ReadersFile(1, 0, [], [Codec.EncodeToString(Mark.LeafBytes), Codec.EncodeToString(Leaf.LeafBytes)], Head(Mark.LeafHash, Leaf.LeafHash), [], [Party.Document.Sign(Party.Root)], [Papers]).Text()),
        ["bundle"] = () => Bundle(Mark, Leaf),
        ["growth"] = () => Growth(Mark, Leaf),
        ["key"] = () => Party.Root.PublicKey.ToArray(),
        ["records"] = () => Bytes(string.Join("\n", Lines(Leaf))),
    };

    static CharterPapers Papers => new(Party.Genesis.Sign(Party.Id, Party.Charter), [Consent(null)]);

    public static SealedRecord Seal(Draft draft) => Party.Sealer.Seal(draft).Value;

    /// <summary>A leaf, and behind it its disclosures, a line each.</summary>
    public static List<string> Lines(SealedRecord record)
    {
        List<string> lines = [Encoding.UTF8.GetString(record.LeafBytes)];
        ReadOnlySpan<byte> content = record.Content;
        while (Content.TryNext(ref content, out var disclosure)) lines.Add(Encoding.UTF8.GetString(disclosure));
        return lines;
    }

    /// <summary>A proof of the only leaf of a log.</summary>
    public static string Proof(byte[] leaf, byte[] extra) => new LogProof(0, [], SignedNote.Parse(Head(MerkleTree.Leaf(leaf))).Value) { Extra = [.. extra] }.ToString();

    static string Consent(IReadOnlyList<string>? ends) => new Consent(Party.Genesis.Hash().ToBase64Url(), Party.Circle.ToBase64Url(), 1, Party.Id, Now) { Ends = ends }.Sign(Party.Charter);

    static string Receipt() => new Receipt(Party.Id, Party.Log.ToString(), 2, [[1, 2]], 0, Now).Sign(Party.Request);

    static string Head(params Hash[] leaves) => new NoteSigner(Party.Log.ToString(), Party.LogKey).Sign(new Checkpoint(Party.Log.ToString(), leaves.Length, leaves.Length == 0 ? MerkleTree.Empty : MerkleTree.Root(leaves))).ToString();

    static List<string> Disclosures() => [.. Lines(Leaf).Skip(1).Select(line => Codec.EncodeToString(Encoding.UTF8.GetBytes(line)))];

    static byte[] Bundle(params SealedRecord[] records)
    {
        var bundle = new ArrayBufferWriter<byte>();
        foreach (var record in records) EntryBundle.Append(bundle, record.LeafBytes);
        return bundle.WrittenSpan.ToArray();
    }

    /// <summary>Entries and contents, each behind the length of all of them.</summary>
    static byte[] Growth(params SealedRecord[] records)
    {
        var (contents, entries) = (new ArrayBufferWriter<byte>(), Bundle(records));
        foreach (var record in records) Content.Append(contents, record.Content);
        var growth = new ArrayBufferWriter<byte>();
        Content.Append(growth, entries);
        Content.Append(growth, contents.WrittenSpan);
        return growth.WrittenSpan.ToArray();
    }

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>One party and the circle that is its own.</summary>
    public sealed class MadeParty
    {
        public MadeParty(string name)
        {
            (Root, Charter, Request, LogKey) = (SeededKey.Of($"{name} root"), SeededKey.Of($"{name} charter"), SeededKey.Of($"{name} request"), SeededKey.Of($"{name} log"));
            var party = Hash.Of(Root.PublicKey.Span);
            Id = party.ToBase64Url();
            Genesis = Tocsin.Share.Parties.Charter.Private(Id, name, Now, new SameChance());
            Circle = Genesis.Hash();
            Log = new Origin(Circle, party, 1);
            Document = new PartyDocument(Id, 1, null, name, Now, Codec.EncodeToString(Root.PublicKey.Span), [])
                .WithKey(PartyKey.Charter, null, Charter).WithKey(PartyKey.Request, null, Request).WithKey(PartyKey.Log, Circle.ToBase64Url(), LogKey);
            Sealer = new Sealer(Log, new CircleTerms(Tlp.Clear, IsExercise: false), new Identity(new byte[Identity.SecretBytes]), new Stopped(), new SameChance());
        }

        public string Id { get; }
        public Hash Circle { get; }
        public Origin Log { get; }
        public Charter Genesis { get; }
        public PartyDocument Document { get; }
        public Sealer Sealer { get; }
        public EcdsaSigningKey Root { get; }
        public EcdsaSigningKey Charter { get; }
        public EcdsaSigningKey Request { get; }
        public EcdsaSigningKey LogKey { get; }
    }

    sealed class SameChance : Chance
    {
        public override void Fill(Span<byte> bytes) => bytes.Fill(7);
    }

    sealed class Stopped : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();
    }
}
