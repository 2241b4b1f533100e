using Tocsin.Tests.Api;
using Xunit;

namespace Tocsin.Tests.Program;

[Trait("Group", "Program")]
public sealed class OperationCommandTests(QuietNode node) : IClassFixture<QuietNode>
{
    [Fact]
    public async Task Views_are_made_again_and_come_to_the_same()
    {
        var before = (await Cli.Run(node.Data, "log", "show")).Done().Out.Split('\n')[1];
        Assert.Contains("rows are what the journal makes them", (await Cli.Run(node.Data, "rebuild", "--check")).Done().Out, StringComparison.Ordinal);
        Assert.Contains("the views are made again", (await Cli.Run(node.Data, "rebuild")).Done().Out, StringComparison.Ordinal);
        Assert.Contains("rows are what the journal makes them", (await Cli.Run(node.Data, "rebuild", "--check")).Done().Out, StringComparison.Ordinal);
        Assert.Equal(before, (await Cli.Run(node.Data, "log", "show")).Done().Out.Split('\n')[1]);
    }

    [Fact]
    public async Task Views_that_differ_are_named()
    {
        var copy = node.Copy("differs");
        using (var file = Tocsin.Node.Stores.Sqlite.SqliteFile.Open(Path.Combine(copy, "views.db"), "NORMAL", Tocsin.Node.Stores.Sqlite.ViewsLayout.Layout))
            file.Maintain(connection => Tocsin.Node.Stores.Sqlite.SqliteFile.Run(connection, "UPDATE records SET headline='forged' WHERE place=(SELECT max(place) FROM records)"));
        var ran = await Cli.Run(copy, "rebuild", "--check");
        Assert.Equal(1, ran.Exit);
        Assert.Contains("forged", ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_comes_back_with_another_incarnation()
    {
        var (file, restored) = (node.At("node.tgz"), node.At("restored"));
        (await Cli.Run(node.Data, "backup", file)).Done();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Contains("it writes to tocsin/", (await Cli.Run(restored, "restore", file)).Done().Out, StringComparison.Ordinal);
        (await Cli.Run(restored, "restore", file)).NotDone("there is a node in");
        Assert.Equal(37, (await Cli.Run(restored, "records", "--category", "Fire", "--json")).Done().Json().GetArrayLength());
        (await Cli.Run(restored, "import", Cli.Sample("blocklist.txt"))).Done();
        var logs = (await Cli.Run(restored, "log", "verify", "--json")).Done().Json().EnumerateArray().ToDictionary(log => log.GetProperty("log").GetString()!.Split('/')[^1]);
        var incarnations = logs.Keys.Select(int.Parse).Order().ToList();
        Assert.Equal(2, incarnations.Count);
        Assert.Equal(1, incarnations[0]);
        Assert.True(incarnations[1] > 1, "a restored node never writes to the log that it had");
        Assert.All(logs.Values, log => Assert.True(log.GetProperty("verified").GetBoolean()));
    }

    [Fact]
    public async Task What_is_no_backup_makes_no_node()
    {
        (await Cli.Run(node.At("none"), "restore", Cli.Sample("fires.csv"))).NotDone("is not a backup of a node");
        (await Cli.Run(node.At("none"), "restore", node.At("missing.tgz"))).NotDone("missing.tgz");
        (await Cli.Run(node.At("none"), "records")).NotDone("there is no node in");
        (await Cli.Run(node.Data, "backup", node.At("no/such/folder.tgz"))).NotDone("no/such/folder.tgz");
    }

    [RootFact]
    public async Task A_full_disk_is_told_and_what_was_answered_stays()
    {
        var disk = node.At("small");
        Directory.CreateDirectory(disk);
        Shell("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk);
        try
        {
            var data = Path.Combine(disk, "node");
            (await Cli.Run(data, "init", "--party", "Small")).Done();
            File.WriteAllLines(node.At("many.txt"), Enumerable.Range(0, 12_000).Select(i => $"host{i}.example"));
            (await Cli.Run(data, "import", node.At("many.txt"))).NotDone("the disk is full");
            Shell("mount", "-o", "remount,size=200m", disk);
            (await Cli.Run(data, "log", "verify")).Done();
            (await Cli.Run(data, "import", node.At("many.txt"))).Done();
        }
        finally
        {
            Shell("umount", disk);
        }
    }

    static void Shell(string command, params string[] args)
    {
        var (exit, _, said) = RealClients.Run(command, [], args);
        Assert.True(exit == 0, said);
    }
}
