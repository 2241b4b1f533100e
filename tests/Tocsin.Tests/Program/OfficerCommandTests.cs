using System.Text;
using Xunit;

namespace Tocsin.Tests.Program;

[Trait("Group", "Program")]
public sealed class OfficerCommandTests(ServedNode node) : IClassFixture<ServedNode>
{
    static readonly byte[] Password = Encoding.UTF8.GetBytes("seven tall lighthouses\n");

    [Fact]
    public async Task An_officer_comes_and_goes()
    {
        Assert.Contains("linh may sign in", (await Cli.Run(node.Data, Password, "officer", "add", "linh", "--role", "officer,administrator", "-")).Done().Out, StringComparison.Ordinal);
        (await Cli.Run(node.Data, Password, "officer", "add", "linh", "-")).NotDone("there is an officer 'linh' already");
        (await Cli.Run(node.Data, Password, "officer", "add", "minh", "-")).Done();
        Assert.Contains("minh", (await node.Run("officer", "list")).Done().Out, StringComparison.Ordinal);
        (await node.Run("warn", "new", "--event", "Fog", "--category", "Met", "--officer", "minh")).Done();
        (await node.Run("officer", "disable", "minh")).Done();
        Assert.Contains("disabled", (await node.Run("officer", "list")).Done().Out, StringComparison.Ordinal);
        (await node.Run("warn", "new", "--event", "Fog", "--officer", "minh")).NotDone("there is no officer 'minh' here");
        (await node.Run("officer", "enable", "minh")).Done();
        (await Cli.Run(node.Data, Encoding.UTF8.GetBytes("another tall lighthouse\n"), "officer", "password", "minh", "-")).Done();
        (await node.Run("officer", "erase", "minh")).Done();
        Assert.DoesNotContain("minh", (await node.Run("officer", "list")).Done().Out, StringComparison.Ordinal);
        (await node.Run("officer", "disable", "linh")).NotDone("this is the last administrator");
    }

    [Fact]
    public async Task What_is_wrong_with_an_officer_is_said()
    {
        (await node.Run("officer", "add", "tuan", "secret-on-the-command-line")).NotDone("a password does not belong on a command line");
        (await node.Run("officer", "add", "tuan", "-")).NotDone("standard input holds no password");
        (await Cli.Run(node.Data, Encoding.UTF8.GetBytes("short\n"), "officer", "add", "tuan", "-")).NotDone("password");
        (await Cli.Run(node.Data, Password, "officer", "add", "tuan", "--role", "king", "-")).NotDone("king");
        (await node.Run("officer", "erase", "nobody")).NotDone("there is no such officer");
    }
}
