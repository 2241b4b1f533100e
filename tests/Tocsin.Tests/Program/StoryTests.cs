using System.Globalization;
using Tocsin.Node.Cli;
using Tocsin.Node.Demo;
using Tocsin.Node.Running;
using Tocsin.Node.Ui;
using Tocsin.Share.Records;
using Tocsin.Warn.Threads;
using Xunit;

namespace Tocsin.Tests.Program;

/// <summary>What the demonstration's story leaves behind, scene by scene.</summary>
[Trait("Group", "Program")]
public sealed class StoryTests
{
    [Fact]
    public async Task Every_scene_leaves_what_it_tells_of()
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-story-");
        try
        {
            var clock = new StoryClock(Story.Start, TimeProvider.System);
            using var feed = new SampleFeed();
            var stage = await DemoVerb.Set(folder.FullName, clock, new NodeSources(clock, Chance.System, _ => { }), feed, CancellationToken.None);
            await using var node = stage.Node;
            await new StoryTeller(stage, (_, _) => { }).Tell(atOnce: true, CancellationToken.None);
            Check(stage, await stage.Threads(CancellationToken.None));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static void Check(StoryStage stage, IReadOnlyList<WarningThread> threads)
    {
        Assert.Contains("47 cases", threads.Single(thread => thread.Category == Category.Health).Headline, StringComparison.Ordinal);
        var gauge = threads.Single(thread => thread.Numbers.ContainsKey("levelMetres"));
        Assert.True(gauge.Numbers["levelMetres"] > gauge.Numbers["warningLevelMetres"]);

        var probe = threads.Single(thread => thread.Category == Category.CBRNE);
        Assert.Equal(Outcome.FalseAlarm, probe.Outcome);
        Assert.Contains("sealed source", Deeds(probe, DispositionAction.Close).Single().Why, StringComparison.Ordinal);

        var attacks = threads.Single(thread => thread.Called is { Count: > 1 });
        Assert.Equal("attacks-on-ships", attacks.Rule);
        Assert.Equal([0, 1], Deeds(attacks, DispositionAction.Escalate).Select(call => call.Step));
        Assert.Equal([stage.Officer, stage.Officers[StoryStage.Second]], attacks.Called);
        Assert.Equal(stage.Officers[StoryStage.Second], attacks.AcknowledgedBy);

        var fire = threads.Where(thread => thread.Category == Category.Fire).MaxBy(thread => thread.Numbers["hotspots"])!;
        var tellings = fire.Entries.Select(entry => entry.Message).OfType<WarningFacts>().ToList();
        Assert.True(tellings[^1].Numbers!["areaKm2"] > tellings[0].Numbers!["areaKm2"]);
        Assert.True(fire.IsExpired(stage.Clock.Now()));
        Assert.Equal(Outcome.Real, fire.Outcome);

        Assert.Equal(Outcome.Real, threads.First(thread => thread is { Rule: "sightings", Category: Category.Security }).Outcome);
        Assert.DoesNotContain(threads, thread => thread.State == Tocsin.Warn.Threads.ThreadState.New);
    }

    [Fact]
    public void The_first_warning_comes_within_ten_seconds_and_the_whole_within_three_minutes()
    {
        Assert.Equal("quake", Story.Scenes[1].Name);
        Assert.InRange(Story.Scenes[0].Pause, 1, 5);
        Assert.InRange(Story.Scenes.Sum(scene => scene.Pause), 60, 170);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    [InlineData("vi")]
    public void Every_scene_has_its_words_in_the_readers_language(string tag)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = Languages.Of(tag)!.Culture;
        try
        {
            Assert.All(Story.Scenes, scene => Assert.False(string.IsNullOrWhiteSpace(scene.Title) || string.IsNullOrWhiteSpace(scene.Narrative)));
            Assert.Equal(Story.Scenes.Length, Story.Scenes.Select(scene => scene.Title).Distinct().Count());
        }
        finally { CultureInfo.CurrentUICulture = before; }
    }

    static IEnumerable<DispositionFacts> Deeds(WarningThread thread, DispositionAction action) =>
        thread.Entries.Select(entry => entry.Disposition).OfType<DispositionFacts>().Where(deed => deed.Action == action);
}
