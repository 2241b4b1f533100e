using System.Diagnostics;
using System.Text.RegularExpressions;
using Tocsin.Node.Api;
using Tocsin.Share;
using Tocsin.Tests.Conventions;
using Tocsin.Tests.Program;
using Xunit;

namespace Tocsin.Tests.Api;

/// <summary>What docs/api.md tells a reader to type works, and its limits are those of the code.</summary>
[Trait("Group", "Program")]
public sealed partial class ApiPageTests(ServedNode node) : IClassFixture<ServedNode>
{
    static string Page() => File.ReadAllText(Path.Combine(SourceFiles.Root, "docs", "api.md"));

    [Fact]
    public async Task Its_commands_run_one_after_the_other()
    {
        var (token, writer) = ((await node.Run("token", "add", "reader", "--circle", "private")).Done().Out.Trim(), (await node.Run("token", "add", "writer", "--circle", "private", "--write")).Done().Out.Trim());
        var lines = Blocks().Matches(Page()).Where(block => block.Groups[1].Value == "sh").SelectMany(block => block.Groups[2].Value.Split('\n')).Where(line => line.Length > 0).ToList();
        Assert.Equal(12, lines.Count);
        if (RealClients.SkipWithout("ogrinfo") is not null) lines.RemoveAll(line => line.Contains("ogrinfo", StringComparison.Ordinal));
        var failing = lines.Select(line => line.StartsWith("curl -N ", StringComparison.Ordinal)
            ? $"timeout 3 curl --fail-with-body -sS {line["curl ".Length..]} > stream.txt || [ $? = 124 ]"    // It would never end.
            : line.StartsWith("curl ", StringComparison.Ordinal) ? $"curl --fail-with-body -sS {line["curl ".Length..]}; echo" : line);
        var home = Directory.CreateDirectory(node.Node.At("page"));
        Directory.CreateDirectory(Path.Combine(home.FullName, "samples"));
        File.Copy(Cli.Sample("fires.csv"), Path.Combine(home.FullName, "samples", "fires.csv"));
        Directory.CreateDirectory(Path.Combine(home.FullName, "bin"));
        File.CreateSymbolicLink(Path.Combine(home.FullName, "bin", "tocsin"), Cli.Program);
        const string Href = """HREF=$(curl -sS -H "Authorization: Bearer $TOKEN" "$NODE/api/v1/records?limit=1&kind=observation" | sed -E 's/.*"href":"([^"]+)".*/\1/')""";
        var start = new ProcessStartInfo("bash", ["-c", string.Join('\n', ["set -e", Href, .. failing])]) { WorkingDirectory = home.FullName, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in new[] { ("TOCSIN_DATA", node.Data), ("TOKEN", token), ("WRITER", writer), ("NODE", node.Served.Address), ("PATH", $"{Path.Combine(home.FullName, "bin")}:{Environment.GetEnvironmentVariable("PATH")}") })
            start.Environment[name] = value;
        using var bash = Process.Start(start)!;
        var (told, failed) = (bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        await bash.WaitForExitAsync();
        Assert.True(bash.ExitCode == 0, $"{await told}\n{await failed}");
        Assert.Contains("\"category\":\"Fire\"", await told, StringComparison.Ordinal);
        Assert.Contains("\"duplicates\":37", await told, StringComparison.Ordinal);
        Assert.Contains("<feed xmlns=\"http://www.w3.org/2005/Atom\">", await told, StringComparison.Ordinal);
        Assert.Contains("event: record", File.ReadAllText(Path.Combine(home.FullName, "stream.txt")), StringComparison.Ordinal);
        using var client = new HttpClient { BaseAddress = new Uri(node.Served.Address) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var problem = Blocks().Matches(Page()).Single(block => block.Groups[1].Value == "json").Groups[2].Value.Trim();
        Assert.Equal(problem, await (await client.GetAsync("/api/v1/records?bbox=1,2,3")).Content.ReadAsStringAsync());
    }

    [Fact]
    public void Its_limits_are_those_of_the_code()
    {
        string N(int number) => number.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
        string[] told =
        [
            $"{N(ApiLimits.TokenDaysMax)} at most; without it", $"{N(ApiLimits.RateUsual)} unless told otherwise, {N(ApiLimits.RateMax)} at most", $"`limit` (1 to {N(ApiLimits.PageRecordsMax)};\n{ApiLimits.PageRecordsUsual})",
            $"{ApiLimits.FileBytesMax >> 20} MiB at most; the answer", $"After {ApiLimits.HeartbeatSeconds} seconds without news", $"within {ApiLimits.PatienceSeconds} seconds is cut",
            $"{N(ApiLimits.StreamsMax)} streams are open at most, {ApiLimits.StreamsOfOneMax} of one token", $"`limit` (1 to {ApiLimits.FeedEntriesMax}; {ApiLimits.FeedEntriesUsual})",
            $"A feed holds {N(ApiLimits.MispFeedRecordsMax)} records of a circle, and {ApiLimits.MispFeedCharsMax >> 20} Mi characters", $"more than {N(ApiLimits.MispFeedLargeRecords)} records is up to ten seconds old",
        ];
        Assert.All(told, words => Assert.Contains(words, Page(), StringComparison.Ordinal));
        Assert.Equal(PageRecords.MostMax, ApiLimits.PageRecordsMax);
    }

    [GeneratedRegex(@"```(\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
