using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace Tocsin.Tests.Conventions;

/// <summary>Who may know whom. The compiler keeps it between projects; between folders of one project this does.</summary>
public sealed class DependencyTests
{
    [Theory]
    [InlineData("Tocsin/Share", "Tocsin.Warn")]
    [InlineData("Tocsin/Share", "Tocsin.Consult")]
    [InlineData("Tocsin/Share", "Tocsin.Exercise")]
    [InlineData("Tocsin/Warn", "Tocsin.Consult")]
    [InlineData("Tocsin/Warn", "Tocsin.Exercise")]
    [InlineData("Tocsin/Warn/Judging", "Tocsin.Warn.Following")]
    [InlineData("Tocsin.Node/Stores", "Tocsin.Node.Http")]
    [InlineData("Tocsin.Node/Running", "Tocsin.Node.Http")]
    [InlineData("Tocsin.Node/Running", "Tocsin.Node.Cli")]
    public void A_folder_does_not_know(string folder, string forbidden)
    {
        // In C# a namespace may be named from its own parent on: Tocsin.Warn is Warn inside Tocsin.
        var shorter = string.Join('.', forbidden.Split('.').Skip(1));
        var named = new Regex($@"\b{Regex.Escape(forbidden)}\b|^using {Regex.Escape(shorter)}\b", RegexOptions.Multiline);
        Assert.Empty(SourceFiles.Of($"src/{folder}", ".cs").Where(file => named.IsMatch(Code(file))).Select(SourceFiles.Name));
    }

    [Theory]
    [InlineData("Tocsin.Log")]
    [InlineData("Tocsin.Detection")]
    public void A_library_that_outsiders_use_stands_alone(string assembly) =>
        Assert.All(References(assembly), name => Assert.StartsWith("System", name, StringComparison.Ordinal));

    [Fact]
    public void The_product_knows_neither_web_nor_database()
    {
        var references = References("Tocsin");
        Assert.Contains("Tocsin.Log", references);
        Assert.DoesNotContain(references, name => name.StartsWith("Microsoft.", StringComparison.Ordinal) || name.Contains("SQL", StringComparison.OrdinalIgnoreCase) || name == "Tocsin.Node");
    }

    [Fact]
    public void The_simulation_uses_the_product_alone()
    {
        string[] ours = ["Tocsin", "Tocsin.Log"];
        Assert.All(References("Tocsin.Simulation"), name => Assert.True(ours.Contains(name) || name == "NodaTime" || name.StartsWith("System", StringComparison.Ordinal), name));
    }

    [Fact]
    public void Console_command_line_and_web_live_in_the_node()
    {
        foreach (var assembly in new[] { "Tocsin.Log", "Tocsin.Detection", "Tocsin.Formats", "Tocsin", "Tocsin.Simulation" })
            Assert.DoesNotContain(References(assembly), name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name == "System.CommandLine" || name == "Tocsin.Node");
    }

    static List<string> References(string assembly) => [.. Assembly.Load(assembly).GetReferencedAssemblies().Select(name => name.Name!)];

    /// <summary>A file without its comments.</summary>
    static string Code(string file) => string.Join('\n', File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));
}
