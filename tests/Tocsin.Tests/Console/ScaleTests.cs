using System.Diagnostics;
using Tocsin.Share.Records;
using Xunit;
using Xunit.Abstractions;

namespace Tocsin.Tests.Console;

/// <summary>A bad night: more than anybody can read. The list says how many there are; times are printed, not judged.</summary>
public sealed class ScaleTests(ITestOutputHelper output)
{
    const int Many = 10_000;

    [Fact]
    public async Task Ten_thousand_open_warnings_and_as_many_dots_are_one_page()
    {
        await using var node = await ConsoleNode.Start();
        var now = node.Node.Sources.Clock.Now();
        await node.Node.Journal.Append([.. Enumerable.Range(0, Many).Select(i => GaleDrafts.Warning(i, now))], default);
        await node.Observe(Many);
        await node.Settle();
        using var browser = new PageReader(node.Origin);
        await browser.Read("/");
        var watch = Stopwatch.StartNew();
        var page = await browser.Read("/");
        output.WriteLine($"duty page with {Many} open warnings: {watch.ElapsedMilliseconds} ms, {page.Length} characters");
        Assert.Contains("200 of 10,000", page, StringComparison.Ordinal);

        await node.Warn("One more", Severity.Extreme);
        await node.Settle();
        watch.Restart();
        Assert.Contains("200 of 10,001", await browser.Read("/"), StringComparison.Ordinal);
        output.WriteLine($"after a change: {watch.ElapsedMilliseconds} ms");

        watch.Restart();
        using var live = await LivePage.Show(node.Origin, "/");
        Assert.Equal(8 + 2 * Many * 20 + 20, (await live.Frame(0)).Length);
        Assert.Equal(8 + (Many + 1) * 20, (await live.Frame(1)).Length);
        output.WriteLine($"all dots: {watch.ElapsedMilliseconds} ms");
    }
}
