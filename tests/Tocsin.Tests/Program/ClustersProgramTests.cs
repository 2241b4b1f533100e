using System.Diagnostics;
using System.Globalization;
using Tocsin.Node.Cli;
using Tocsin.Tests.Conventions;
using Tocsin.Tests.Share.Doors;
using Xunit;

namespace Tocsin.Tests.Program;

/// <summary>The small program answers as the verb of the whole one does, to the byte: as it is built, and as it is published for native code where that has been done (<c>./test</c> does, where there is a linker).</summary>
[Trait("Group", "Program")]
public sealed class ClustersProgramTests
{
    static readonly string Built = Path.Combine(Path.GetDirectoryName(Cli.Program)!.Replace("Tocsin.Node", "Tocsin.Clusters", StringComparison.Ordinal), "tocsin-clusters");
    static readonly string Native = Path.Combine(Path.GetDirectoryName(Checkout.Path("Tocsin.slnx"))!, "artifacts", "native", "tocsin-clusters");

    public static TheoryData<string> Programs() => IsCurrent() ? [Built, Native] : [Built];

    /// <summary>As the launcher asks: no source is newer than when it was begun.</summary>
    static bool IsCurrent() => File.Exists(Native) && File.Exists(Native + ".began") && new[] { "Tocsin.Clusters", "Tocsin.Detection", "Tocsin.Formats", "Tocsin.Node/Cli" }
        .SelectMany(folder => SourceFiles.Of($"src/{folder}", ".cs", ".csproj")).All(file => File.GetLastWriteTimeUtc(file) <= File.GetLastWriteTimeUtc(Native + ".began"));

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task It_answers_as_the_verb_does(string program)
    {
        foreach (var parameters in Directory.EnumerateFiles(Path.Combine(ScanProgram.Fixtures, "more"), "*.prm").Order(StringComparer.Ordinal).Append(Cli.Sample("fever.prm")))
            await Compare(program, "--prm", parameters, "--json");
        await Compare(program, "--prm", Cli.Sample("fever.prm"));
        await Compare(program, "--cases", Cli.Sample("fever.cas"), "--places", Cli.Sample("fever.geo"), "--model", "permutation", "--prospective", "--max-window", "7", "--replicates", "199", "--seed", "5");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task It_refuses_and_helps_as_the_verb_does(string program)
    {
        await Compare(program, "--prm", "nowhere.prm");
        await Compare(program, "--prm", Cli.Sample("fever.prm"), "--seed", "1");
        await Compare(program, "--prm", Cli.Sample("fever.cas"));
        await Compare(program, "--cases", Cli.Sample("fever.prm"), "--places", Cli.Sample("fever.geo"), "--model", "permutation");
        await Compare(program, "--model", "normal");
        await Compare(program, "--max-share", "2");
        await Compare(program, "--help");
        await Compare(program);
    }

    static async Task Compare(string program, params string[] args)
    {
        var (output, error) = (new StringWriter(CultureInfo.InvariantCulture), new StringWriter(CultureInfo.InvariantCulture));
        var exit = await CommandLine.Run(["clusters", .. args], new Terminal(Stream.Null, output, error, Path.GetTempPath(), _ => null), opened: null, default);
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        using var process = Process.Start(start)!;
        var (told, failed) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal((string.Join(' ', args), exit, output.ToString(), error.ToString()), (string.Join(' ', args), process.ExitCode, await told, await failed));
    }
}
