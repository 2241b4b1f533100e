using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Tocsin.Log;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;

namespace Tocsin.Killed;

/// <summary>Another party's log, the same in every process, which withholds the content of every tenth record until it is told otherwise.</summary>
public sealed class OtherLog : ILogSource
{
    readonly List<SealedRecord> records = [];
    readonly LogKey key;

    public OtherLog(ISigningKey signing, int size)
    {
        key = new LogKey(Log, signing, TimeProvider.System);
        var sealer = new Sealer(Log, new CircleTerms(Tlp.Clear, IsExercise: false), new Identity(new byte[Identity.SecretBytes]), new Still(), new Counting());
        for (var i = 0; i < size; i++)
            records.Add(sealer.Seal(new Draft { Kind = Kind.Note, What = new NoteFacts(), Texts = [new TextBlock { Headline = $"other {i}" }] }).Value);
    }

    public static Origin Log { get; } = new(Hash.Of("circle"u8), Hash.Of("other"u8), 1);

    public bool Withholds { get; set; } = true;

    public NoteVerifier Verifier => key.Verifier;

    public string Party => Log.Party.ToBase64Url();

    public ReadOnlyMemory<byte> ContentAt(int index) => records[index].Content;

    public VerifiedHead Head(int size) =>
        VerifiedHead.Read(key.Sign(new Checkpoint(Log.ToString(), size, MerkleTree.Root(Hashes()[..size]))), [Verifier]).Value;

    public Task<ReadOnlyMemory<byte>?> Tile(Origin log, TileAddress tile, CancellationToken stop)
    {
        var (bytes, span) = (new byte[tile.Bytes], 1 << (8 * tile.Level));
        for (var slot = 0; slot < tile.Width; slot++) MerkleTree.Root(Hashes().Slice(((int)tile.Index * 256 + slot) * span, span)).CopyTo(bytes.AsSpan(32 * slot));
        return Given(bytes);
    }

    public Task<ReadOnlyMemory<byte>?> Entries(Origin log, long bundle, int width, CancellationToken stop)
    {
        var bytes = new ArrayBufferWriter<byte>();
        for (var slot = 0; slot < width; slot++) EntryBundle.Append(bytes, records[(int)bundle * 256 + slot].LeafBytes);
        return Given(bytes.WrittenSpan.ToArray());
    }

    public Task<ReadOnlyMemory<byte>?> Content(Origin log, long bundle, int width, CancellationToken stop)
    {
        var bytes = new ArrayBufferWriter<byte>();
        for (var index = (int)bundle * 256; index < bundle * 256 + width; index++)
        {
            var content = Withholds && index % 10 == 0 ? [] : records[index].Content;
            BinaryPrimitives.WriteInt32BigEndian(bytes.GetSpan(sizeof(int)), content.Length);
            bytes.Advance(sizeof(int));
            bytes.Write(content);
        }
        return Given(bytes.WrittenSpan.ToArray());
    }

    public Task<ReadOnlyMemory<byte>?> Content(Origin log, long index, CancellationToken stop) => Given(records[(int)index].Content);

    static Task<ReadOnlyMemory<byte>?> Given(byte[] bytes) => Task.FromResult<ReadOnlyMemory<byte>?>(bytes);

    ReadOnlySpan<Hash> Hashes() => CollectionsMarshal.AsSpan(records.ConvertAll(record => record.LeafHash));

    sealed class Still : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }

    sealed class Counting : Chance
    {
        long drawn;

        public override void Fill(Span<byte> bytes)
        {
            bytes.Clear();
            BinaryPrimitives.WriteInt64BigEndian(bytes, ++drawn);
        }
    }
}
