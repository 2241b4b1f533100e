using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Tocsin.Detection.Scan;
using Tocsin.Detection.Series;
using Tocsin.Tests.Conventions;
using Tocsin.Tests.Detection.Series;
using Xunit;

namespace Tocsin.Tests.Detection;

/// <summary>What the library's README tells a reader to write compiles and does what it says: its code is the code of these tests.</summary>
public sealed class PackageReadmeTests
{
    static readonly string Folder = Path.Combine(SourceFiles.Root, "src", "Tocsin.Detection");

    [Fact]
    public void The_code_of_the_page_is_the_code_of_this_test()
    {
        var page = Blocks(File.ReadAllLines(Path.Combine(Folder, "README.md")), line => line.StartsWith("```csharp", StringComparison.Ordinal), line => line.StartsWith("```", StringComparison.Ordinal));
        var here = Blocks(File.ReadAllLines(Here()), line => line.Trim() == "// [", line => line.Trim() == "// ]");
        Assert.Equal(4, page.Count);
        Assert.Equal(page, here);
    }

    [Fact]
    public void It_does_what_it_says()
    {
        var draws = new CountDraws(7);
        double[] counts = [.. Enumerable.Range(0, 300).Select(_ => (double)draws.Count(9, 1.2)), 30];
        using var said = new StringWriter();
        Run(counts, said);
        var lines = said.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches(@"^30 cases, (8|9)\.\d expected, [12]\d the bound, p = 0\.00\d+$", lines[0].Trim());
        Assert.Matches(@"^places (0, 1|1, 0): 1[78] cases, \d\.\d expected, p = 0\.00", lines[1].Trim());
    }

    /// <summary>Whoever packs the library packs the page, and says what it is.</summary>
    [Fact]
    public void The_package_says_what_it_is()
    {
        var project = XDocument.Load(Path.Combine(Folder, "Tocsin.Detection.csproj"));
        Assert.Contains(project.Descendants("Description"), each => each.Value.Length is > 100 and < 4_000);
        Assert.Equal("README.md", project.Descendants("PackageReadmeFile").Single().Value);
        Assert.Contains(project.Descendants("None"), each => each.Attribute("Include")?.Value == "README.md" && each.Attribute("Pack")?.Value == "true");
        Assert.Empty(project.Descendants("PackageReference").Concat(project.Descendants("ProjectReference")));
    }

    static void Run(double[] counts, StringWriter Console)
    {
        // [
        // Weekly counts, the newest last; a missing one is double.NaN.
        var calendar = SeriesCalendar.Dated(52, Enumerable.Range(0, counts.Length).Select(week => new DateOnly(2020, 1, 6).AddDays(7 * week)));
        var history = new SeriesHistory(calendar, counts);

        SeriesVerdict verdict = new TocsinDetector().JudgeLast(history);
        if (verdict.Alarm == true) Console.WriteLine($"{verdict.Observed} cases, {verdict.Expected:0.0} expected, {verdict.Upper} the bound, p = {verdict.PValue:0.00000}");
        if (verdict.Alarm is null) Console.WriteLine($"not judged: {verdict.Why}");
        // ]
        // [
        // The last year, as Noufaily et al. (2013) recommend.
        var flexible = new FarringtonFlexible(FarringtonOptions.Noufaily);
        var verdicts = new SeriesVerdict[52];
        flexible.Judge(history, history.Length - verdicts.Length, verdicts);
        // ]
        Assert.Equal((verdict.Observed, true), (verdicts[^1].Observed, verdicts[^1].Alarm));
        // [
        // For each week what was told of it, and when: here a third less at first, and all a week later.
        var told = counts.Index().SelectMany(week => new[]
        {
            new ToldCount(week.Index, 7 * (week.Index + 1) + 1, Math.Floor(week.Item * 2 / 3)),
            new ToldCount(week.Index, 7 * (week.Index + 2) + 1, week.Item),
        });
        var ends = Enumerable.Range(1, counts.Length).Select(week => 7.0 * week).ToArray();
        ReportedShares shares = ReportingDelays.Estimate(ReportingTriangle.Of(ends, told, now: ends[^1] + 1));
        var late = new TocsinDetector().With(shares).JudgeLast(history);
        // ]
        Assert.Equal(2.0 / 3, Assert.Single(shares.Shares), 0.05);
        Assert.Equal(verdict.Expected * shares.Shares[0], late.Expected, verdict.Expected * 0.02);
        // [
        // Cases in nine places over four weeks; each place's expected cases by its people.
        int[] cases = [1, 0, 2, 1, 1, 0, 1, 0, 1,  0, 1, 1, 0, 2, 1, 0, 1, 0,  1, 1, 0, 1, 0, 1, 1, 0, 1,  9, 8, 1, 0, 1, 1, 0, 1, 0];
        var places = ScanGeography.OnPlane([.. Enumerable.Range(0, 9).Select(place => new double[] { place % 3, place / 3 })]);
        var data = ScanData.Poisson(places: 9, intervals: 4, cases, [.. Enumerable.Repeat(1.0, 36)]);
        ScanCluster likeliest = ScanStatistic.Run(data, places, new ScanOptions { MaxIntervals = 2, Replicates = 999 }, default).Clusters[0];
        Console.WriteLine($"places {string.Join(", ", likeliest.Places)}: {likeliest.Observed} cases, {likeliest.Expected:0.0} expected, p = {likeliest.P}");
        // ]
    }

    static List<string> Blocks(string[] lines, Func<string, bool> begins, Func<string, bool> ends)
    {
        var (blocks, block) = (new List<string>(), (List<string>?)null);
        foreach (var line in lines)
        {
            if (block is null) block = begins(line) ? [] : null;
            else if (ends(line))
            {
                blocks.Add(string.Join('\n', block.Select(each => each.Trim())));
                block = null;
            }
            else block.Add(line);
        }
        return blocks;
    }

    static string Here([CallerFilePath] string here = "") => here;
}
