using System.Text;
using Xunit;

namespace Tocsin.Tests.Program;

[Trait("Group", "Program")]
public sealed class LogCommandTests(QuietNode node) : IClassFixture<QuietNode>
{
    [Fact]
    public async Task A_whole_log_verifies_and_its_head_is_shown()
    {
        Assert.Matches(@"^tocsin/\S+/1\n\d+\n\S+\n\n— tocsin/", (await Cli.Run(node.Data, "log", "show")).Done().Out);
        var answer = Assert.Single((await Cli.Run(node.Data, "log", "verify", "--json")).Done().Json().EnumerateArray());
        Assert.True(answer.GetProperty("verified").GetBoolean());
        Assert.True(answer.GetProperty("leaves").GetInt64() > 40);
    }

    [Fact]
    public async Task One_byte_changed_in_the_journal_is_named_by_its_leaf_and_nothing_more_is_written()
    {
        var copy = node.Copy("flipped");
        var journal = Path.Combine(copy, "journal.db");
        var bytes = await File.ReadAllBytesAsync(journal);
        var place = bytes.AsSpan().LastIndexOf("\"kind\":\"observation\""u8);
        Assert.True(place > 0);
        bytes[place + 9] ^= 1;
        await File.WriteAllBytesAsync(journal, bytes);

        var ran = await Cli.Run(copy, "log", "verify", "--json");
        Assert.Equal(1, ran.Exit);
        var answer = Assert.Single(ran.Json().EnumerateArray());
        Assert.False(answer.GetProperty("verified").GetBoolean());
        Assert.Contains($"entry {answer.GetProperty("faultyLeaf").GetInt64()} (bundle 000", answer.GetProperty("fault").GetString(), StringComparison.Ordinal);
        Assert.Contains("does not verify: entry ", (await Cli.Run(copy, "log", "verify")).Out, StringComparison.Ordinal);
    }

    /// <summary>The tree's right edge is what a writer goes on from: a node with another does not open, and the audit still says where.</summary>
    [Fact]
    public async Task A_node_whose_tree_was_altered_does_not_open_and_the_audit_still_names_the_place()
    {
        var copy = node.Copy("edge");
        using (var file = Tocsin.Node.Stores.Sqlite.SqliteFile.Open(Path.Combine(copy, "journal.db"), "FULL", Tocsin.Node.Stores.Sqlite.JournalLayout.Layout))
            file.Maintain(connection => Tocsin.Node.Stores.Sqlite.SqliteFile.Run(connection,
                "UPDATE tiles SET hashes=CAST((CASE substr(hashes,1,1) WHEN x'00' THEN x'01' ELSE x'00' END) || substr(hashes,2) AS BLOB) WHERE level=0 AND place=0"));
        (await Cli.Run(copy, "import", Cli.Sample("blocklist.txt"))).NotDone("Nothing is written to it; 'tocsin log verify' names the place");
        var ran = await Cli.Run(copy, "log", "verify");
        Assert.Equal(1, ran.Exit);
        Assert.Contains("does not verify: entry 0 (bundle 000", ran.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("node.json", "node.json is damaged: bring it back from a backup")]
    [InlineData("party.note", "the node's own documents do not verify")]
    [InlineData("keys/log.pem", "log.pem is damaged: bring it back from a backup")]
    [InlineData("keys/identity.key", "identity.key is damaged: bring it back from a backup")]
    [InlineData("journal.db", "journal.db is not a database of this program")]
    [InlineData("views.db", "views.db is not a database of this program")]
    public async Task A_damaged_file_of_the_node_is_named(string file, string sentence)
    {
        var copy = node.Copy($"damaged-{Path.GetFileName(file)}");
        await File.WriteAllTextAsync(Path.Combine(copy, file), string.Concat(Enumerable.Repeat("not what it was\u0001", 600)));
        (await Cli.Run(copy, "records")).NotDone(sentence);
    }

    /// <summary>A log that began again under its old name would be a second history of it.</summary>
    [Fact]
    public async Task A_lost_or_older_journal_is_never_begun_again()
    {
        var older = node.Copy("older");
        (await Cli.Run(older, Encoding.UTF8.GetBytes("later.example\n"), "import", "-")).Done();
        File.Copy(Path.Combine(node.Data, "journal.db"), Path.Combine(older, "journal.db"), overwrite: true);
        (await Cli.Run(older, "records")).NotDone("an older file was put in its place");

        var lost = node.Copy("lost");
        File.Delete(Path.Combine(lost, "journal.db"));
        (await Cli.Run(lost, "records")).NotDone("is gone, and a log is never begun again");
        File.WriteAllBytes(Path.Combine(lost, "journal.db"), []);
        File.Delete(Path.Combine(lost, "views.db"));
        (await Cli.Run(lost, "records")).NotDone("is gone, and a log is never begun again");
    }
}
