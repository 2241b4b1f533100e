using System.Runtime.CompilerServices;
using System.Text;
using Tocsin.Log;
using Xunit;

namespace Tocsin.Tests.Log;

/// <summary>The examples of docs/spec/log.md, read from the page itself.</summary>
public sealed class LogSpecTests
{
    [Fact]
    public void The_bundle_hashes_to_the_tile_and_the_tile_to_the_head()
    {
        var bundle = Convert.FromHexString(Example("bundle").Trim());
        var leaves = new List<Hash>();
        var entries = new List<string>();
        var reader = EntryBundle.Read(bundle, 3);
        while (reader.MoveNext())
        {
            entries.Add(Encoding.UTF8.GetString(reader.Current));
            leaves.Add(MerkleTree.Leaf(reader.Current));
        }
        Assert.Null(reader.Reason);
        Assert.Equal(["one", "two", "three"], entries);

        var tile = Assert.Single(RightEdge.Empty().Append([.. leaves]).Partial);
        Assert.Equal(Example("tile").ReplaceLineEndings(""), Convert.ToHexStringLower(tile.Hashes));
        Assert.Contains($"at `{tile.Address.Path}`", Page(), StringComparison.Ordinal);
        Assert.Contains($"at `{TileAddress.EntryBundlePath(0, 3)}`", Page(), StringComparison.Ordinal);
        Assert.Equal(MerkleTree.Root([.. leaves]), Head().Root);
    }

    [Fact]
    public void The_head_is_signed_and_restated_by_its_author()
    {
        var note = SignedNote.Parse(Example("note")).Value;
        Assert.Equal(Example("note"), note.ToString());
        var author = NoteVerifier.Parse(Example("vkey").Trim()).Value;
        var cosigner = CosignatureVerifier.Parse(Example("cosigner-vkey").Trim()).Value;

        Assert.Null(author.Verify(note));
        Assert.Equal(1_767_225_600, cosigner.Verify(note).Value.TimeSeconds);
        Assert.Equal(Encoding.UTF8.GetBytes(Example("message")), Cosignature.Message(note.Text, 1_767_225_600));
        Assert.Equal(Head().Origin, author.Name);
        Assert.Equal(Head().Origin, cosigner.Name);
        Assert.True(author.Key.Bytes.Span.SequenceEqual(cosigner.Key.Bytes.Span));
        Assert.Equal(Head().Origin, Origin.Parse(Head().Origin).Value.ToString());
    }

    [Fact]
    public void One_character_changed_in_the_head_is_found()
    {
        var text = Example("note");
        var author = NoteVerifier.Parse(Example("vkey").Trim()).Value;
        var cosigner = CosignatureVerifier.Parse(Example("cosigner-vkey").Trim()).Value;
        for (var at = 0; at < text.Length; at++)
        {
            var changed = text[..at] + (char)(text[at] ^ 1) + text[(at + 1)..];
            var refused = !SignedNote.Parse(changed).Try(out var note, out _)
                || author.Verify(note) is not null || !cosigner.Verify(note).IsValue;
            Assert.True(refused, $"character {at} of the head can be changed");
        }
    }

    static Checkpoint Head() => Checkpoint.Parse(SignedNote.Parse(Example("note")).Value.Text).Value;

    static string Example(string name)
    {
        var open = $"```text {name}\n";
        var rest = Page()[(Page().IndexOf(open, StringComparison.Ordinal) + open.Length)..];
        return rest[..rest.IndexOf("```", StringComparison.Ordinal)];
    }

    static string Page([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/spec/log.md"));
}
