using System.Runtime.CompilerServices;

namespace Tocsin.Tests.Share;

/// <summary>The fenced examples of a page in docs/spec.</summary>
static class SpecPage
{
    /// <summary>What stands in the block <c>```text NAME</c>, its last newline included.</summary>
    public static string Example(string page, string name)
    {
        var text = Text(page);
        var open = $"```text {name}\n";
        var rest = text[(text.IndexOf(open, StringComparison.Ordinal) + open.Length)..];
        return rest[..rest.IndexOf("```", StringComparison.Ordinal)];
    }

    public static string Line(string page, string name) => Example(page, name).TrimEnd('\n');

    /// <summary>The whole page.</summary>
    public static string Page(string page) => Text(page);

    static string Text(string page, [CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/spec", page + ".md"));
}
