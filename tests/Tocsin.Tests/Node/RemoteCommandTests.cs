using System.Buffers.Binary;
using System.Text;
using Tocsin.Node.Cli;
using Tocsin.Tests.Console;
using Xunit;

namespace Tocsin.Tests.Node;

/// <summary>Commands that a running node does for the command line.</summary>
public sealed class RemoteCommandTests
{
    [Fact]
    public async Task Two_thousand_files_and_standard_input_reach_a_running_node()
    {
        await using var node = await ConsoleNode.Start();
        var input = new MemoryStream("""
            {"type":"FeatureCollection","features":[]}
            """u8.ToArray());
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var terminal = new Terminal(input, output, errors, node.Node.Folder.Path, _ => null);
        var files = Enumerable.Range(0, 2_000).Select(number => $"a-directory-with-a-long-name/observations-of-the-day-{number}.geojson");
        await CommandLine.Run(["import", "--data", node.Node.Folder.Path, .. files, "-"], terminal, opened: null, CancellationToken.None);
        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2_001, lines.Length);
        Assert.Contains("observations-of-the-day-1999.geojson", lines[1_999], StringComparison.Ordinal);
        Assert.StartsWith("standard input", lines[2_000], StringComparison.Ordinal);
        Assert.Equal(input.Length, input.Position);
    }

    [Theory]
    [InlineData(CommandContent.CommandBytesMax + 1L, "The command has 4194305 bytes; 4194304 are the most.")]
    [InlineData(uint.MaxValue, "The command has 4294967295 bytes; 4194304 are the most.")]
    public async Task A_longer_command_is_refused_before_it_is_read(long length, string reason)
    {
        var body = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(body, (uint)length);
        Assert.Equal(reason, (await CommandContent.Read(new MemoryStream(body), default)).Reason);
    }

    [Fact]
    public async Task A_command_stands_before_standard_input()
    {
        using var content = new CommandContent(new RemoteCommand(["import", "-"], "/", []), new MemoryStream("input"u8.ToArray()));
        using var body = new MemoryStream(await content.ReadAsByteArrayAsync());
        Assert.Equal(["import", "-"], (await CommandContent.Read(body, default)).Value.Args);
        Assert.Equal("input", await new StreamReader(body).ReadToEndAsync());
    }

    [Fact]
    public void Text_passes_in_pieces_and_no_character_is_torn()
    {
        var words = string.Concat(Enumerable.Repeat("aข🔔", 40_000));
        using var text = new StringWriter();
        var bytes = Encoding.UTF8.GetBytes(words);
        using (var stream = new TextStream(text))
        {
            foreach (var part in bytes.Chunk(7)) stream.Write(part);
            Assert.InRange(text.GetStringBuilder().Length, 1, words.Length - 1);
        }
        Assert.Equal(words, text.ToString());
    }
}
