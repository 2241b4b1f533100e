using System.Diagnostics;
using System.Text.RegularExpressions;
using Tocsin.Tests.Program;
using Xunit;

namespace Tocsin.Tests.Conventions;

/// <summary>The README is short, and what it tells a reader to type works.</summary>
[Trait("Group", "Program")]
public sealed partial class ReadmeTests
{
    const int LinesMax = 80;

    /// <summary>What is not run: the tests themselves, and what fetches.</summary>
    static readonly string[] NotRun = ["./test", "git clone", "cd "];

    static string Readme() => File.ReadAllText(Path.Combine(SourceFiles.Root, "README.md"));

    [Fact]
    public void It_fits_on_two_screens() => Assert.InRange(Readme().Split('\n').Length - 1, 1, LinesMax);

    [Fact]
    public async Task Its_commands_run_one_after_the_other()
    {
        var lines = Blocks().Matches(Readme()).SelectMany(block => block.Groups[1].Value.Split('\n')).Where(line => line.Trim() is { Length: > 0 } && !NotRun.Any(line.StartsWith)).ToList();
        Assert.Contains(lines, line => line.Contains("tocsin ", StringComparison.Ordinal));
        var home = Directory.CreateTempSubdirectory("tocsin-readme-");
        try
        {
            // The launcher would build anew when a source is newer: the program that was built with the tests stands in for it.
            foreach (var name in new[] { "bin", "samples", "docs" }) Directory.CreateDirectory(Path.Combine(home.FullName, name));
            foreach (var sample in Directory.GetFiles(Path.Combine(SourceFiles.Root, "samples"))) File.Copy(sample, Path.Combine(home.FullName, "samples", Path.GetFileName(sample)));
            File.CreateSymbolicLink(Path.Combine(home.FullName, "tocsin"), Cli.Program);
            File.CreateSymbolicLink(Path.Combine(home.FullName, "bin", "tocsin"), Cli.Program);

            var start = new ProcessStartInfo("bash", ["-c", string.Join('\n', ["set -e", .. lines])]) { WorkingDirectory = home.FullName, RedirectStandardError = true, RedirectStandardOutput = true };
            start.Environment["TOCSIN_DATA"] = Path.Combine(home.FullName, "data");
            start.Environment["PATH"] = $"{Path.Combine(home.FullName, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";
            using var bash = Process.Start(start)!;
            var (told, failed) = (bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
            await bash.WaitForExitAsync();
            Assert.True(bash.ExitCode == 0, $"{await told}\n{await failed}");
            Cli.Checked(new Ran(bash.ExitCode, await told, await failed));
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
