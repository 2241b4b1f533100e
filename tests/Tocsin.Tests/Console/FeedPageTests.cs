using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Tocsin.Node.Feeds;
using Tocsin.Warn.Feeds;
using Xunit;

namespace Tocsin.Tests.Console;

/// <summary>How each feed does, on the page of the sources; folders among them.</summary>
public sealed partial class FeedPageTests : ConsolePages
{
    readonly string inbox = Directory.CreateTempSubdirectory("tocsin-inbox-").FullName, idle = Directory.CreateTempSubdirectory("tocsin-idle-").FullName;

    string Yaml => $"""
        version: 1
        feeds:
          - name: usgs
            url: https://usgs.example/hour.geojson
            every: 1m
          - name: short
            url: https://short.example/list.txt
            every: 1m
          - name: list
            url: https://list.example/list.txt
            every: 1h
          - name: idle
            folder: {idle}
            silent_after: 1h
          - name: inbox
            folder: {inbox}
            format: indicators
        """;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var folder in new[] { inbox, idle }) Directory.Delete(folder, recursive: true);
    }

    async Task<Dictionary<string, string>> Rows() =>
        Row().Matches(WebUtility.HtmlDecode(await reader.Read("/sources"))).ToDictionary(row => row.Groups[1].Value, row => Regex.Replace(Tag().Replace(row.Groups[2].Value, " "), @"\s+", " ").Trim());

    [Fact]
    public async Task Who_is_silent_fails_refuses_and_speaks_is_told_with_the_reason()
    {
        var (states, now) = (node.Services.GetRequiredService<FeedStates>(), node.Node.Sources.Clock.Now());
        var feeds = Assert.IsType<FeedsRead.Good>(FeedsReader.Read(Yaml)).Book.Feeds.ToDictionary(feed => feed.Name);
        FeedHealth Later(string name) => states.Of(feeds[name]) with { AskedAt = now, NextAt = now + Duration.FromHours(1) };
        states.Keep(feeds["usgs"], Later("usgs") with { AnsweredAt = now - Duration.FromMinutes(70), FailingSince = now - Duration.FromMinutes(65), Failure = "usgs.example answered 503" });
        states.Keep(feeds["short"], Later("short") with { AnsweredAt = now - Duration.FromMinutes(3), FailingSince = now - Duration.FromMinutes(2), Failure = "short.example answered 500" });
        states.Keep(feeds["list"], Later("list") with { AnsweredAt = now, RefusingSince = now - Duration.FromMinutes(10), Refusal = "line 1: this is no indicator", Refused = 7 });
        states.Keep(feeds["idle"], states.Of(feeds["idle"]).Watched(now - Duration.FromHours(2)));
        File.WriteAllText(node.Node.Folder.Feeds, Yaml);
        File.SetUnixFileMode(node.Node.Folder.Feeds, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(Path.Combine(inbox, "a.txt"), "no indicator\n");
        for (var waited = 0; waited < 2_400 && states.Of(feeds["inbox"]).RefusingSince is null; waited++) await Task.Delay(50);

        var rows = await Rows();
        Assert.Matches("^usgs.example Silent since .*usgs.example answered 503", rows["usgs"]);
        Assert.Matches("^short.example Failing since .*short.example answered 500", rows["short"]);
        Assert.Matches("^list.example Refusing since .*line 1: this is no indicator", rows["list"]);
        Assert.StartsWith($"{idle} Silent since ", rows["idle"], StringComparison.Ordinal);
        Assert.Matches("Refusing since .*a.txt, line 1: ", rows["inbox"]);

        File.WriteAllText(Path.Combine(inbox, "b.txt"), "evil.example\n");
        for (var waited = 0; waited < 2_400 && states.Of(feeds["inbox"]).News == 0; waited++) await Task.Delay(50);
        Assert.StartsWith($"{inbox} A file came ", (await Rows())["inbox"], StringComparison.Ordinal);
        Assert.Equal(1, FeedStates.Of(node.Node.Folder).Of(feeds["inbox"]).News);       // It is on the disk.
    }

    [GeneratedRegex("""<tr[^>]*>\s*<td class="what">([a-z]+)</td>(.*?)</tr>""", RegexOptions.Singleline)]
    private static partial Regex Row();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();
}
