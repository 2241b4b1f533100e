using System.Collections;
using System.Globalization;
using System.Resources;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Tocsin.Node.Ui;
using Xunit;

namespace Tocsin.Tests.Console;

/// <summary>Every word has a key, and every key a use; a key that is put together counts as used by its beginning.</summary>
public sealed partial class TextsTests
{
    static readonly HashSet<string> Keys = [.. new ResourceManager(typeof(Texts)).GetResourceSet(CultureInfo.InvariantCulture, true, true)!.Cast<DictionaryEntry>().Select(entry => (string)entry.Key)];

    static readonly (HashSet<string> Whole, HashSet<string> Beginnings) Used = Read();

    [Fact]
    public void Every_key_that_is_used_is_there() => Assert.Empty(Used.Whole.Except(Keys));

    [Fact]
    public void Every_beginning_that_is_used_leads_somewhere() => Assert.DoesNotContain(Used.Beginnings, beginning => !Keys.Any(key => key.StartsWith(beginning, StringComparison.Ordinal)));

    [Fact]
    public void Every_key_that_is_there_is_used() =>
        Assert.DoesNotContain(Keys, key => !Used.Whole.Contains(key) && !Used.Beginnings.Any(beginning => key.StartsWith(beginning, StringComparison.Ordinal)));

    static (HashSet<string>, HashSet<string>) Read([CallerFilePath] string here = "")
    {
        var console = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Tocsin.Node/Console"));
        var (whole, beginnings) = (new HashSet<string>(), new HashSet<string>());
        foreach (var file in Directory.EnumerateFiles(console, "*", SearchOption.AllDirectories).Where(file => !file.Contains("node_modules", StringComparison.Ordinal)))
        {
            var (pattern, prefix) = Path.GetExtension(file) switch
            {
                ".cs" or ".razor" => (InCSharp(), ""),
                ".ts" => (InScript(), "client."),
                _ => (null, ""),
            };
            if (pattern is null) continue;
            foreach (Match match in pattern.Matches(File.ReadAllText(file)))
            {
                var key = prefix + match.Groups[1].Value;
                if (match.Groups[2].Value.Length > 0) beginnings.Add(key);
                else whole.Add(key);
            }
        }
        // The keys dialog and a record's facts name theirs apart from the call; Texts itself calls its own Of.
        foreach (var part in new[] { "keys.", "fact.", "level.", "outcome." }) beginnings.Add(part);
        return (whole, beginnings);
    }

    [GeneratedRegex("""Texts\.(?:Of|Find)\(\$?"([\w.\-]+)(\{)?""")]
    private static partial Regex InCSharp();

    [GeneratedRegex("""\btext\(['`]([\w.\-]+)(\$\{)?""")]
    private static partial Regex InScript();
}
