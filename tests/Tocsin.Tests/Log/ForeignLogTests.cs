using System.Diagnostics;
using Tocsin.Log;
using Xunit;

namespace Tocsin.Tests.Log;

/// <summary>Logs that other programs made: Tessera (sizes 0 to 15) and Go's sumdb/tlog (700 entries, two levels).</summary>
public sealed class ForeignLogTests
{
    // From the script with which Tessera's authors made their log.
    const string TesseraVkey = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

    [ForeignTheory]
    [InlineData("data/tlog/tessera-log/log", 17)]
    [InlineData("data/tlog/sumdb-made-700", 6)]
    public async Task Every_head_is_the_root_of_its_entries_and_extends_those_before(string folder, int files)
    {
        var tiles = new FolderTiles(Foreign.Path(folder));
        var heads = Heads(folder).Select(note => Checkpoint.Parse(note.Text).Value).OrderBy(head => head.Size).ToArray();
        Assert.Equal(files, heads.Length);
        var largest = heads[^1].Size;
        var leaves = await Leaves(tiles, largest);

        var edge = RightEdge.Empty();
        foreach (var head in heads)
        {
            edge.Append(leaves.AsSpan((int)edge.Size, (int)(head.Size - edge.Size)));
            Assert.Equal(head.Root, edge.Root());
            foreach (var index in new[] { 0, head.Size / 2, head.Size - 1 }.Where(index => index >= 0 && index < head.Size))
            {
                var proof = await InclusionProof.Build(new Largest(tiles, largest), index, head.Size, default);
                Assert.Null(InclusionProof.Verify(index, head.Size, leaves[index], proof.Value, head.Root));
            }
            foreach (var older in heads.Where(older => older.Size > 0 && older.Size <= head.Size))
            {
                var proof = await ConsistencyProof.Build(new Largest(tiles, largest), older.Size, head.Size, default);
                Assert.Null(ConsistencyProof.Verify(older.Size, head.Size, proof.Value, older.Root, head.Root));
            }
        }
        Assert.Null(await LogAudit.Run(largest, heads[^1].Root, tiles, tiles, new(), default));
    }

    [ForeignFact]
    public async Task Our_tiles_are_byte_for_byte_those_of_the_other_program()
    {
        foreach (var (folder, size) in new[] { ("data/tlog/tessera-log/log", 15), ("data/tlog/sumdb-made-700", 700) })
        {
            var growth = RightEdge.Empty().Append(await Leaves(new(Foreign.Path(folder)), size));
            foreach (var tile in growth.Completed.Concat(growth.Partial))
                Assert.Equal(File.ReadAllBytes(Path.Combine(Foreign.Path(folder), tile.Address.Path)), tile.Hashes);
        }
    }

    [ForeignFact]
    public void A_key_of_another_type_is_refused_by_name_and_its_notes_are_read_all_the_same()
    {
        Assert.Equal("the vkey of example.com/log/testdata has another signature type than 02", NoteVerifier.Parse(TesseraVkey).Reason);
        var sumdb = File.ReadAllText(Foreign.Path("data/tlog/sumdb-made-700/vkey")).Trim();
        foreach (var (folder, vkey) in new[] { ("data/tlog/tessera-log/log", TesseraVkey), ("data/tlog/sumdb-made-700", sumdb) })
            Assert.All(Heads(folder), note => AssertEd25519(vkey, note));
    }

    // openssl says whether we took the text and the signature out of the note as they were signed.
    static void AssertEd25519(string vkey, SignedNote note)
    {
        var line = Assert.Single(note.Signatures);
        var parts = vkey.Split('+', 3);
        Assert.Equal((parts[0], parts[1]), (line.Name, line.KeyId.ToString("x8")));

        var folder = Directory.CreateTempSubdirectory("tocsin-note-");
        string In(string name) => Path.Combine(folder.FullName, name);
        var spki = (byte[])[.. Convert.FromHexString("302a300506032b6570032100"), .. Convert.FromBase64String(parts[2])[1..]]; // RFC 8410 §4
        File.WriteAllText(In("key.pem"), $"-----BEGIN PUBLIC KEY-----\n{Convert.ToBase64String(spki)}\n-----END PUBLIC KEY-----\n");
        File.WriteAllText(In("text"), note.Text);
        File.WriteAllBytes(In("signature"), line.Signature);
        string[] arguments = ["pkeyutl", "-verify", "-pubin", "-rawin", "-inkey", In("key.pem"), "-in", In("text"), "-sigfile", In("signature")];
        using var openssl = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = openssl.StandardOutput.ReadToEnd() + openssl.StandardError.ReadToEnd();
        openssl.WaitForExit();
        folder.Delete(recursive: true);
        Assert.True(openssl.ExitCode == 0, said);
    }

    static IEnumerable<SignedNote> Heads(string folder) =>
        Directory.GetFiles(Foreign.Path(folder), "checkpoint*").Select(file => SignedNote.Parse(File.ReadAllBytes(file)).Value);

    static async Task<Hash[]> Leaves(FolderTiles tiles, long size)
    {
        var leaves = new List<Hash>();
        while (leaves.Count < size)
        {
            var tile = TileAddress.In(size, 0, leaves.Count / 256);
            Read((await tiles.ReadBundle(tile.Index, tile.Width, default)).Span, tile.Width, leaves);
        }
        return [.. leaves];
    }

    static void Read(ReadOnlySpan<byte> bundle, int width, List<Hash> leaves)
    {
        var reader = EntryBundle.Read(bundle, width);
        while (reader.MoveNext()) leaves.Add(MerkleTree.Leaf(reader.Current));
        Assert.Null(reader.Reason);
    }

    /// <summary>Serves every smaller log from the front of the largest one's tiles.</summary>
    sealed class Largest(FolderTiles tiles, long size) : ITileSource
    {
        public async ValueTask<ReadOnlyMemory<byte>> Read(TileAddress tile, CancellationToken stop) =>
            (await tiles.Read(TileAddress.In(size, tile.Level, tile.Index), stop))[..tile.Bytes];
    }
}
