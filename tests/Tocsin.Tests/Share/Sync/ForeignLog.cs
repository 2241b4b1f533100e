using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Tocsin.Log;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;

namespace Tocsin.Tests.Share.Sync;

/// <summary>Another party's log, with its key: it can be told to lie, to withhold and to fork.</summary>
sealed class ForeignLog : ILogSource
{
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly LogKey logKey;
    readonly Sealer sealer;
    readonly List<Hash> hashes = [];

    public ForeignLog(string party = "author", int incarnation = 1)
    {
        Log = new Origin(Hash.Of("circle"u8), Hash.Of(System.Text.Encoding.UTF8.GetBytes(party)), incarnation);
        Party = Log.Party.ToBase64Url();
        (logKey, sealer) = Signing(Log, key);
    }

    ForeignLog(ForeignLog other, int size)
    {
        (key, Log, Party) = (other.key, other.Log, other.Party);
        (logKey, sealer) = Signing(Log, key);
        Leaves.AddRange(other.Leaves.Take(size));
        Contents.AddRange(other.Contents.Take(size));
        hashes.AddRange(other.hashes.Take(size));
    }

    static (LogKey, Sealer) Signing(Origin log, ECDsa key) => (
        new LogKey(log, new EcdsaSigningKey(key), TimeProvider.System),
        new Sealer(log, new CircleTerms(Tlp.Amber, IsExercise: false), new Identity(new byte[Identity.SecretBytes]), TimeProvider.System, Chance.System));

    public Origin Log { get; }
    public string Party { get; set; }
    public List<byte[]> Leaves { get; } = [];
    public List<byte[]> Contents { get; } = [];
    public NoteVerifier Verifier => logKey.Verifier;
    public int Asked { get; private set; }

    public Func<TileAddress, byte[], byte[]?> OnTile { get; set; } = (_, bytes) => bytes;
    public Func<long, byte[], byte[]?> OnEntries { get; set; } = (_, bytes) => bytes;
    public Func<long, byte[], byte[]?> OnContent { get; set; } = (_, bytes) => bytes;
    public Func<long, bool> Withholds { get; set; } = _ => false;
    public Func<long, bool> TooLarge { get; set; } = _ => false;

    /// <summary>The same author's log with the same beginning, which then goes its own way.</summary>
    public ForeignLog Fork(int size) => new(this, size);

    public void Say(int count, string words = "reading", int bytes = 10)
    {
        for (var i = 0; i < count; i++)
            Add(new Draft { Kind = Kind.Note, What = new NoteFacts(), Texts = [new TextBlock { Headline = $"{words} {Leaves.Count}", Description = new string('x', bytes) }] });
    }

    public void Add(Draft draft) => Add(sealer.Seal(draft).Value);

    void Add(SealedRecord record) => Add(record.LeafBytes, record.Content);

    public void Add(byte[] leaf, byte[] content)
    {
        Leaves.Add(leaf);
        Contents.Add(content);
        hashes.Add(MerkleTree.Leaf(leaf));
    }

    public void Erase(Origin log, long index, byte[] leaf, params string[] groups) => Add(new Draft
    {
        Kind = Kind.Erasure, What = new ErasureFacts(groups, "test"), References = [new Reference(Relation.Ends, log, index, MerkleTree.Leaf(leaf))],
    });

    public VerifiedHead Head(int? size = null) => VerifiedHead.Read(Note(size), [Verifier]).Value;

    public string Note(int? size = null) => logKey.Sign(Checkpoint(size ?? Leaves.Count));

    public Checkpoint Checkpoint(int size) => new(Log.ToString(), size, MerkleTree.Root(CollectionsMarshal.AsSpan(hashes)[..size]));

    public byte[] TileBytes(TileAddress tile)
    {
        var (bytes, span) = (new byte[tile.Bytes], 1 << (8 * tile.Level));
        for (var slot = 0; slot < tile.Width; slot++)
            MerkleTree.Root(CollectionsMarshal.AsSpan(hashes).Slice(checked((int)(tile.Index * 256 + slot) * span), span)).CopyTo(bytes.AsSpan(32 * slot));
        return bytes;
    }

    public Task<ReadOnlyMemory<byte>?> Tile(Origin log, TileAddress tile, CancellationToken stop) =>
        Answer(log, (tile.Index * 256 + tile.Width) << (8 * tile.Level), () => OnTile(tile, TileBytes(tile)));

    public Task<ReadOnlyMemory<byte>?> Entries(Origin log, long bundle, int width, CancellationToken stop) => Answer(log, bundle * 256 + width, () =>
    {
        var bytes = new ArrayBufferWriter<byte>();
        for (var slot = 0; slot < width; slot++) EntryBundle.Append(bytes, Leaves[(int)bundle * 256 + slot]);
        return OnEntries(bundle, bytes.WrittenSpan.ToArray());
    });

    public Task<ReadOnlyMemory<byte>?> Content(Origin log, long bundle, int width, CancellationToken stop) => Answer(log, bundle * 256 + width, () =>
    {
        var bytes = new ArrayBufferWriter<byte>();
        for (var index = bundle * 256; index < bundle * 256 + width; index++)
        {
            var content = Withholds(index) || TooLarge(index) ? [] : Contents[(int)index];
            BinaryPrimitives.WriteUInt32BigEndian(bytes.GetSpan(4), TooLarge(index) ? uint.MaxValue : (uint)content.Length);
            bytes.Advance(4);
            bytes.Write(content);
        }
        return OnContent(bundle, bytes.WrittenSpan.ToArray());
    });

    public Task<ReadOnlyMemory<byte>?> Content(Origin log, long index, CancellationToken stop) => Answer(log, index + 1, () => Contents[(int)index]);

    Task<ReadOnlyMemory<byte>?> Answer(Origin log, long reach, Func<byte[]?> give)
    {
        Asked++;
        return Task.FromResult(log == Log && reach <= Leaves.Count && give() is { } bytes ? bytes : default(ReadOnlyMemory<byte>?));
    }
}
