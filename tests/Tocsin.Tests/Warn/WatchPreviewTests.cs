using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Tocsin.Warn.Watching;
using Xunit;

namespace Tocsin.Tests.Warn;

public sealed class WatchPreviewTests
{
    static readonly Duration Hour = Duration.FromHours(1);

    /// <summary>The same records: once as history under a preview, once taken in when they happened under the watch.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_preview_counts_what_really_rings_when_the_same_records_are_taken_in_fresh(int seed)
    {
        var watches = new[]
        {
            WatchNodes.Asking(WatchNodes.Hanoi), WatchNodes.Asking(new WatchPlace { Countries = ["VN"] }) with { MinSeverity = Severity.Severe },
            WatchNodes.Asking() with { Words = ["lũ"], Categories = [Category.Met] }, WatchNodes.Asking(new WatchPlace { Border = new WatchBorder("VN", 40) }),
        };
        foreach (var watch in watches)
        {
            await using var past = await WatchNodes.Open();
            foreach (var (at, draft) in Story(past, seed)) await past.Append(draft with { What = (EventFacts)draft.What with { At = at } });
            await past.Follow();
            var preview = Assert.IsType<PreviewingWatch.Done>(await past.Preview(watch, 90));

            await using var fresh = await WatchNodes.Open();
            fresh.Clock.Now = WarnNode.Noon - Duration.FromDays(90);
            await fresh.Watch(watch);
            foreach (var (at, draft) in Story(fresh, seed))
            {
                fresh.Clock.Now = at;
                await fresh.Take(draft with { What = (EventFacts)draft.What with { At = at } });
            }
            var rung = (await fresh.Warnings()).Where(w => ((WarningFacts)w.What!).Message == MessageType.Alert).GroupBy(w => w.Leaf.Time.InUtc().Date).ToDictionary(day => day.Key, day => day.Count());
            Assert.True(rung.Count > 2, $"seed {seed}: only {rung.Count} days rang");
            Assert.Equal(rung.OrderBy(day => day.Key), preview.Days.Select(day => KeyValuePair.Create(day.Key, day.Value.Rings)));
            fresh.Clock.Now = WarnNode.Noon;
            Assert.Equal(preview.Hits, Assert.Single(await fresh.Watches()).LastQuarter);
        }
    }

    [Fact]
    public async Task A_preview_changes_nothing_and_shows_the_newest()
    {
        await using var node = await WatchNodes.Open();
        for (var i = 0; i < 12; i++) await node.Append(node.Flood($"{i}", ago: Duration.FromDays(2) + i * Hour));
        await node.Follow();
        var arrived = await node.Records.Arrived(WarnNode.Stop);
        var preview = Assert.IsType<PreviewingWatch.Done>(await node.Preview(WatchNodes.Asking(WatchNodes.Hanoi), 3));
        Assert.Equal((12, 12, WatchLimits.PreviewExamplesMax), (preview.Hits, preview.Looked, preview.Examples.Length));
        Assert.Equal(WarnNode.Noon - Duration.FromDays(2), preview.Examples[0].At);
        Assert.Equal(WarnNode.Noon - Duration.FromDays(3), preview.Since);
        Assert.Equal(0, Assert.IsType<PreviewingWatch.Done>(await node.Preview(WatchNodes.Asking(WatchNodes.Hanoi), 1)).Hits);
        Assert.Equal(arrived, await node.Records.Arrived(WarnNode.Stop));
        Assert.Empty(await node.Said());
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(366, true)]
    [InlineData(367, false)]
    public async Task A_preview_looks_back_a_year_at_most(int days, bool isDone)
    {
        await using var node = await WatchNodes.Open();
        Assert.Equal(isDone, await node.Preview(WatchNodes.Asking(WatchNodes.Hanoi), days) is PreviewingWatch.Done);
    }

    /// <summary>Half of the records within one day, so that a day's budget is met; some are told twice.</summary>
    static IEnumerable<(Instant At, Draft Draft)> Story(WarnNode node, int seed)
    {
        var random = new Random(seed);
        var start = WarnNode.Noon - Duration.FromDays(80);
        var at = start;
        for (var i = 0; i < 120; i++)
        {
            at += i is > 30 and < 90 ? Duration.FromMinutes(random.Next(1, 15)) : Duration.FromHours(random.Next(1, 20));
            var id = i % 9 == 8 ? $"{i - 1}" : $"{i}";
            yield return (at, node.Flood(id, (Severity)random.Next(5), new Point(103 + random.NextDouble() * 4, 20 + random.NextDouble() * 2), version: i,
                headline: random.Next(2) == 0 ? "Cảnh báo lũ" : "bão", category: random.Next(3) == 0 ? Category.Fire : Category.Met, status: random.Next(10) == 0 ? CapStatus.Test : CapStatus.Actual));
        }
    }
}
