using System.Globalization;
using System.Text.RegularExpressions;
using Tocsin.Formats;
using Tocsin.Node.Api;
using Tocsin.Node.Cli;
using Tocsin.Node.Ui;
using Tocsin.Share.Doors;
using Tocsin.Tests.Program;
using Tocsin.Warn;
using Xunit;

namespace Tocsin.Tests.Conventions;

/// <summary>What the documentation says of the program is so.</summary>
public sealed partial class DocumentationTests
{
    /// <summary>Words of a command line in angle brackets, capitals or quotes stand for what the reader puts there.</summary>
    public static TheoryData<string> Pages() =>
        [.. SourceFiles.Of("docs", ".md").Concat([Path.Combine(SourceFiles.Root, "README.md"), Path.Combine(SourceFiles.Root, "samples", "README.md")]).Select(SourceFiles.Name).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_names_commands_and_options_that_exist(string page)
    {
        foreach (var words in Commands(File.ReadAllText(Path.Combine(SourceFiles.Root, page))))
        {
            var (command, path) = (Verbs.Root(), "tocsin");
            foreach (var word in words.TakeWhile(word => !word.StartsWith('-')))
            {
                if (command.Subcommands.Count == 0) break;
                if (command.Subcommands.FirstOrDefault(each => each.Name == word) is { } next) (command, path) = (next, $"{path} {word}");
                else if (command is Verb) break;    // It takes words of its own beside the verbs in it.
                else Assert.Fail($"{page}: there is no '{path} {word}'");
            }
            var options = command.Options.Concat(Verbs.Root().Options).Select(option => option.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var option in words.Where(word => word.StartsWith("--", StringComparison.Ordinal)))
                Assert.True(options.Contains(option.Split('=')[0]), $"{page}: '{path}' has no option {option}");
        }
    }

    [Fact]
    public void The_limits_of_the_pages_are_those_of_the_code()
    {
        var formats = File.ReadAllText(Path.Combine(SourceFiles.Root, "docs", "formats.md"));
        string N(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
        string[] told =
        [
            $"| XML document | {FormatLimits.XmlBytesMax >> 20} MiB, {N(FormatLimits.XmlElementsMax)} elements, {FormatLimits.XmlDepthMax} deep, {FormatLimits.XmlAttributesMax} attributes an element |",
            $"| JSON | {FormatLimits.JsonDepthMax} deep; {FormatLimits.JsonItemBytesMax >> 20} MiB a feature",
            $"| CSV row or list line | {FormatLimits.CsvRowBytesMax >> 10} KiB, {FormatLimits.CsvColumnsMax} columns, {FormatLimits.CsvRowLinesMax} lines in quotes |",
            $"| geometry | {N(FormatLimits.GeometryVerticesMax)} positions; {N(FormatLimits.PolygonCutVerticesMax)} for a polygon to be cut at 180°, {N(FormatLimits.PolygonCheckVerticesMax)} to be checked",
            $"| CAP circle | {N((int)FormatLimits.CircleRadiusKmMax)} km |",
            $"| indicator | {N(FormatLimits.IndicatorCharsMax)} characters |",
            $"| notes of one alert | {FormatLimits.RepairsMax} |",
            $"| table of counts | {N(FormatLimits.CountColumnsMax)} columns |",
            $"| figures held for one file | {N(FormatLimits.CountsHeldMax)} |",
            $"| STIX pattern | {N(FormatLimits.PatternCharsMax)} characters, {FormatLimits.PatternDepthMax} parentheses deep, {N(FormatLimits.PatternValuesMax)} values matched, {Tocsin.Formats.Stix.Patterns.PatternMatching.BracketsMax} brackets joined by AND judged; {N(FormatLimits.PatternRegexCharsMax)} characters of a regular expression |",
            $"| MISP event | {FormatLimits.JsonItemBytesMax >> 20} MiB |", $"| MISP manifest | {FormatLimits.JsonItemBytesMax >> 20} MiB |",
            $"| MISP sightings written | {N(MispOutEvent.SightingsMax)} to an attribute;", $"| MISP parts written | {MispOutEvent.PartDepthMax} deep |",
            $"| MISP warning list | {N(FormatLimits.WarningListEntriesMax)} entries, {N(FormatLimits.WarningListExpressionsMax)} of them regular expressions, {FormatLimits.JsonItemBytesMax >> 20} MiB; {Limits.WarningListsMax} lists |",
            $"| navigational warning | {N(FormatLimits.NavTextCharsMax)} characters, {N(FormatLimits.NavPositionsMax)} positions drawn, {N(FormatLimits.NavCancelsMax)} others cancelled |",
        ];
        Assert.All(told, line => Assert.Contains(line, formats, StringComparison.Ordinal));
        var vessels = File.ReadAllText(Path.Combine(SourceFiles.Root, "docs", "vessels.md"));
        Assert.Contains($"| radius, nautical miles | {SeaIncident.MilesUsual} | {SeaIncident.MilesMax} |\n| hours before and after | {SeaIncident.HoursUsual} | {SeaIncident.HoursMax} |", vessels, StringComparison.Ordinal);
        Assert.Contains($"| {ApiLimits.PageRecordsUsual}; {ConsoleLimits.VesselsShownMax} | {N(VesselsNear.ListedMax)}; {ConsoleLimits.VesselsShownMax}; all are counted |\n| vessels looked at | | {N(VesselsNear.VesselsMax)},", vessels, StringComparison.Ordinal);
        Assert.Contains($"of the {VesselsNear.VoyageDays} days before", vessels, StringComparison.Ordinal);
        Assert.Contains($"| | {N((int)Tocsin.Warn.Following.VesselsFollower.GapKmMax)} km;", vessels, StringComparison.Ordinal);
        Assert.Contains($"| a vessel's positions, for each status that it has | {AisThinning.UnderWayMinutes} minutes under way; an hour below 1 knot |\n| a transmitter of distress | a minute |", Doors(), StringComparison.Ordinal);
        Assert.Contains($"{N(AisThinning.RememberedMax)} vessels, aids and stations are remembered", Doors(), StringComparison.Ordinal);
        Assert.Contains($"A time more than {Limits.FutureMinutesMax} minutes ahead of the node's clock is refused.", Doors(), StringComparison.Ordinal);
        Assert.Contains($"chunks of {N(Importer.ChunkDrafts)}", Doors(), StringComparison.Ordinal);
        Assert.Contains($"name {N(Tocsin.Share.Doors.ImportReport.NamedMax)} items each", Doors().ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    static string Doors() => File.ReadAllText(Path.Combine(SourceFiles.Root, "docs", "doors.md"));

    /// <summary>Each command of the text, by its words: between backticks, or a line of a fenced block.</summary>
    internal static IEnumerable<List<string>> Commands(string page)
    {
        foreach (Match block in Fenced().Matches(page))
            foreach (var line in block.Groups[1].Value.Split('\n').Where(line => Starts().IsMatch(line))) yield return Words(line);
        foreach (Match span in Span().Matches(Fenced().Replace(page, ""))) yield return Words(span.Groups[1].Value);
    }

    static List<string> Words(string line) => [.. HelpTests.Words(Starts().Replace(line, "").Split(" #")[0].Split(" |")[0]).Select(word => word.Trim('[', ']'))];

    [GeneratedRegex(@"```(?:sh|ini|text)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"`((?:\./)?tocsin [^`]+)`")]
    private static partial Regex Span();

    [GeneratedRegex(@"^\s*(?:ExecStart=|[\w=./-]+ \| |sudo -u tocsin )*\S*tocsin (?=[a-z-])")]
    private static partial Regex Starts();
}
