using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Tocsin.Tests.Conventions;

public sealed partial class HouseRulesTests
{
    /// <summary>"A file over 400 lines is a question to answer."</summary>
    const int LinesMax = 400;

    static readonly Assembly[] Assemblies =
    [
        typeof(Tocsin.Log.MerkleTree).Assembly, typeof(Tocsin.Formats.Recognition).Assembly, typeof(Tocsin.Limits).Assembly,
        typeof(Tocsin.Node.Running.TocsinNode).Assembly, typeof(Tocsin.Simulation.Simulate).Assembly, Assembly.Load("Tocsin.Detection"),
    ];

    static IEnumerable<Type> OurTypes => Assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type =>
        type.FullName!.StartsWith("Tocsin", StringComparison.Ordinal) && !type.Name.Contains('<', StringComparison.Ordinal)
        && !type.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute)));

    [Fact]
    public void A_class_is_sealed_or_abstract_or_static()
    {
        // Razor makes a class of each component and of _Imports; nobody can seal it there.
        var open = OurTypes.Where(type => type.IsClass && !type.IsSealed && !type.IsAbstract && !typeof(Microsoft.AspNetCore.Components.ComponentBase).IsAssignableFrom(type) && type.Name != "_Imports");
        Assert.Empty(open.Select(type => type.FullName));
    }

    [Fact]
    public void A_file_is_not_longer_than_a_question() =>
        Assert.DoesNotContain(SourceFiles.Of("src", ".cs", ".ts", ".razor").Select(file => (Name: SourceFiles.Name(file), Lines: File.ReadLines(file).Count())), file => file.Lines > LinesMax);

    [Fact]
    public void Nothing_is_left_for_later() => Assert.Empty(Lines(["src", "tests", "bench"], [".cs", ".ts", ".razor"], Later()));

    [Fact]
    public void Nothing_knows_a_machine_of_somebody_s() =>
        Assert.Empty(Lines(["src", "tests", "bench", "docs", "samples"], [".cs", ".ts", ".razor", ".md", ".csproj", ".props", ".mjs", ".json"], Machine()));

    [Fact]
    public void Every_log_line_has_a_number_of_its_own()
    {
        var numbers = Assemblies.SelectMany(assembly => assembly.GetTypes()).SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>().Select(line => line.EventId).ToList();
        Assert.True(numbers.Count > 20);
        Assert.Empty(numbers.GroupBy(number => number).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void A_button_of_the_script_comes_disabled() =>
        Assert.DoesNotContain(SourceFiles.Of("src", ".razor").SelectMany(file => ScriptButton().Matches(File.ReadAllText(file)).Select(button => $"{SourceFiles.Name(file)}: {button.Value}")),
            button => !button.Contains(" disabled ", StringComparison.Ordinal));

    static IEnumerable<string> Lines(string[] folders, string[] endings, Regex forbidden) =>
        from folder in folders
        from file in SourceFiles.Of(folder, endings)
        where !SourceFiles.IsRule(file)
        from line in File.ReadLines(file).Index()
        where forbidden.IsMatch(line.Item)
        select $"{SourceFiles.Name(file)}:{line.Index + 1}: {line.Item.Trim()}";

    [GeneratedRegex("<button[^>]*(type=\"button\"|script-only)[^>]*>")]
    private static partial Regex ScriptButton();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX|NotImplementedException)\b")]
    private static partial Regex Later();

    [GeneratedRegex("""(^|[\s"'(=:`])/(home|work|Users)/""")]
    private static partial Regex Machine();
}
