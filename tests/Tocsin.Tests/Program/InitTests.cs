using Xunit;

namespace Tocsin.Tests.Program;

[Trait("Group", "Program")]
public sealed class InitTests : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("tocsin-init-").FullName;

    [Fact]
    public async Task A_node_is_made_once()
    {
        var data = Path.Combine(root, "node");
        var answer = (await Cli.Run(data, "init", "--party", "Météo of Examplia", "--json")).Done().Json();
        Assert.Equal(data, answer.GetProperty("folder").GetString());
        Assert.EndsWith("/1", answer.GetProperty("log").GetString(), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(data, "keys", "log.pem")));
        (await Cli.Run(data, "init", "--party", "Another")).NotDone($"there is a node in {data} already");
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("two\nlines")]
    public async Task A_bad_name_makes_no_node(string name)
    {
        (await Cli.Run(Path.Combine(root, "none"), "init", "--party", name)).NotDone("a party's name has 1 to 100 characters");
        Assert.False(Directory.Exists(Path.Combine(root, "none")));
    }

    [Fact]
    public async Task A_file_in_the_way_is_named()
    {
        var file = Path.Combine(root, "file");
        File.WriteAllText(file, "");
        (await Cli.Run(file, "init", "--party", "P")).NotDone($"no node can be made in {file}");
        (await Cli.Run(Path.Combine(root, "nothing"), "records")).NotDone("make one with 'tocsin init --party NAME'");
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
