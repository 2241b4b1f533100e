using System.Globalization;
using Tocsin.Log;
using Tocsin.Node.Demo;
using Tocsin.Node.Ui;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
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
            await using var stage = await StoryStage.Set(folder.FullName, clock, feed, _ => { }, CancellationToken.None);
            stage.Circles.Share();
            await new StoryTeller(stage, (_, _) => { }).Tell(atOnce: true, CancellationToken.None);
            Check(stage, await stage.Threads(CancellationToken.None));
            await Check(stage.Circles);
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
        Assert.StartsWith("It has been quiet since ", tellings[^1].Why, StringComparison.Ordinal);
        tellings.RemoveAll(telling => telling.Message == MessageType.Cancel);
        Assert.True(tellings[^1].Numbers!["areaKm2"] > tellings[0].Numbers!["areaKm2"]);
        Assert.True(fire.IsExpired(stage.Clock.Now()));
        Assert.Equal(Outcome.Real, fire.Outcome);

        Assert.Equal(Outcome.Real, threads.First(thread => thread is { Rule: "sightings", Category: Category.Security }).Outcome);
        Assert.DoesNotContain(threads, thread => thread.State == Tocsin.Warn.Threads.ThreadState.New);
    }

    /// <summary>What the acts of the circles left in the three nodes.</summary>
    static async Task Check(StoryCircles circles)
    {
        var (coast, health, cyber) = (circles.Coast, circles.Health, circles.Cyber);
        Assert.All(new[] { health, cyber }, party => Assert.Equal(3, party.Node.Circle(StoryCircles.Strait).MembersNow.Length));
        Assert.Equal([coast.Id, health.Id], coast.Node.Circle(StoryCircles.Ports).MembersNow.OrderBy(member => member == coast.Id ? 0 : 1));

        foreach (var party in circles.Parties)
            foreach (var log in await party.Node.Heads.List(CancellationToken.None))
                Assert.True(log.Party == party.Node.Log.Party || party.Node.Register.Circle(log.Circle)?.Charters.Any(charter => charter.IsMember(party.Id)) == true, $"{party.Title} holds {log}");
        Assert.DoesNotContain(cyber.Node.Register.Circles, circle => circle.Current?.Name == StoryCircles.Ports);

        Assert.Contains(await health.WarnedByOthers(CancellationToken.None), thread => thread.Rule == "partners");
        Assert.Contains(await cyber.WarnedByOthers(CancellationToken.None), thread => thread.Rule == "partners");
        Assert.Contains(await health.WarnedByOthers(CancellationToken.None), thread => thread.Rule == "sightings");
        Assert.DoesNotContain(await cyber.Threads(CancellationToken.None), thread => thread.Rule == "sightings");

        Assert.Equal([(coast.Name, cyber.Name), (health.Name, cyber.Name), (cyber.Name, coast.Name), (cyber.Name, health.Name)], circles.FoundSilent);
        Assert.Equal([coast.Id, cyber.Id], circles.Erasure.Select(line => line.Party).OrderBy(party => party == coast.Id ? 0 : 1));
        Assert.True(circles.Traces is { Before: >= 3, After: 0 }, $"the name stood in {circles.Traces.Before} files, and stands in {circles.Traces.After}");

        var forked = cyber.Journal(StoryCircles.Strait).Log;
        foreach (var judge in new[] { coast, health })
        {
            Assert.Contains(cyber.Id, (await judge.StateOf(cyber, StoryCircles.Strait, CancellationToken.None))!.Frozen, StringComparison.Ordinal);
            Assert.Null((await judge.StateOf(judge == coast ? health : coast, StoryCircles.Strait, CancellationToken.None))!.Frozen);
            var fork = ForkEvidence.Read(await File.ReadAllBytesAsync(Path.Combine(circles.Folder, $"evidence-{judge.Name}.json"))).Value;
            Assert.Equal(forked, fork.Log);
            Assert.NotEqual(fork.Smaller.Text, fork.Larger.Text);
            Assert.Null(fork.Verify(PartyKeys(cyber, fork.Log)));
            Assert.NotNull(fork.Verify(PartyKeys(coast, fork.Log)));
        }
    }

    /// <summary>The keys that a party's own documents ever listed for a circle, under the name of a log.</summary>
    static IReadOnlyList<NoteVerifier> PartyKeys(StoryParty party, Origin log) =>
        [.. party.Node.Register.Chain(party.Id)!.Documents.SelectMany(note => note.Document.Keys)
            .Where(key => key.Use == PartyKey.Log && key.Circle == log.Circle.ToBase64Url()).Select(key => new NoteVerifier(log.ToString(), key.Verifying().Value))];

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
