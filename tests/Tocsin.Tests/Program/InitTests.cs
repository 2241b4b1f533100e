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
        Assert.DoesNotContain("zone", await File.ReadAllTextAsync(Path.Combine(data, "node.json")), StringComparison.Ordinal);
        (await Cli.Run(data, "init", "--party", "Another")).NotDone($"there is a node in {data} already");
    }

    [Fact]
    public async Task The_console_shows_the_zone_that_the_folder_names()
    {
        var (data, about) = (Path.Combine(root, "zoned"), Path.Combine(root, "zoned", "node.json"));
        (await Cli.Run(data, "init", "--party", "P", "--zone", "Asia/Nowhere")).NotDone("there is no time zone 'Asia/Nowhere': give its name in the IANA database, as Asia/Ho_Chi_Minh");
        Assert.False(Directory.Exists(data));
        (await Cli.Run(data, "init", "--party", "P", "--zone", "Pacific/Kiritimati")).Done();
        await using (var served = await Served.Start(data))
        {
            using var browser = new HttpClient();
            Assert.Contains("Pacific/Kiritimati", await browser.GetStringAsync(new Uri(served.Address)), StringComparison.Ordinal);
        }
        await File.WriteAllTextAsync(about, (await File.ReadAllTextAsync(about)).Replace("Pacific/Kiritimati", "Local", StringComparison.Ordinal));
        (await Cli.Run(data, "serve", "--urls", "http://127.0.0.1:0")).NotDone($"{about}: there is no time zone 'Local'");
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
