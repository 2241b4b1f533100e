using NodaTime.Text;
using Tocsin.Node.Ui;

namespace Tocsin.Node.Demo;

/// <summary>One scene: what the audience reads, and what happens.</summary>
/// <param name="Name">Its texts' name in Texts.resx.</param>
/// <param name="Pause">How long the audience has for it. Seconds.</param>
/// <param name="Play">What happens.</param>
sealed record Scene(string Name, int Pause, Func<StoryStage, CancellationToken, Task> Play)
{
    /// <summary>A few words, in the reader's language.</summary>
    public string Title => Texts.Of($"demo.scene.{Name}.title");

    /// <summary>One or two sentences, in the reader's language.</summary>
    public string Narrative => Texts.Of($"demo.scene.{Name}.text");
}

/// <summary>The night of 6 February 2018, when an earthquake of magnitude 6.4 struck Hualien, and the days after it.</summary>
/// <remarks>The earthquakes are USGS's own; everything else is a sample.</remarks>
static class Story
{
    public static readonly Instant Start = At("2018-02-06T15:40:00Z");

    public static readonly ImmutableArray<Scene> Scenes =
    [
        new("history", 3, (stage, stop) => stage.Quakes(Start, stop)),
        new("quake", 14, (stage, stop) => stage.Quakes(At("2018-02-06T15:53:00Z"), stop)),
        new("seen", 6, (stage, stop) => stage.Acknowledge(stop)),
        new("aftershocks", 8, Aftershocks),
        new("neighbour", 8, (stage, stop) => stage.Import("flood-alert.xml", stop)),
        new("gauge", 8, (stage, stop) => stage.Import("river-hourly.csv", stop)),
        new("fires", 8, (stage, stop) => stage.Import("fires.csv", stop)),
        new("fraud", 10, Fraud),
        new("radiation", 8, (stage, stop) => stage.Import("dose-rate.csv", stop)),
        new("falseAlarm", 8, StoryActs.FalseAlarm),
        new("officer", 8, StoryActs.OfficerSpeaks),
        new("attack", 8, StoryActs.Attack),
        new("escalation", 9, StoryActs.NobodyAnswers),
        new("relief", 6, (stage, stop) => stage.Acknowledge(stage.Officers[StoryStage.Second], stop)),
        new("outbreak", 9, Outbreak),
        new("fireGrows", 9, FireGrows),
        new("fireEnds", 8, FireEnds),
        new("handled", 6, StoryActs.Handle),
        new("whole", 6, StoryActs.Verify),
        new("byte", 8, StoryActs.Tamper),
    ];

    static async Task Aftershocks(StoryStage stage, CancellationToken stop)
    {
        for (var time = At("2018-02-06T16:30:00Z"); time <= At("2018-02-06T22:30:00Z"); time += Duration.FromMinutes(60))
            await stage.Quakes(time, stop);
    }

    static async Task Fraud(StoryStage stage, CancellationToken stop)
    {
        await stage.GoOn(At("2018-02-06T23:20:00Z"), stop);
        await stage.Import("phishing.csv", stop);
        await stage.Import("sightings.csv", stop);
    }

    static async Task Outbreak(StoryStage stage, CancellationToken stop)
    {
        await stage.GoOn(At("2018-02-07T03:00:00Z"), stop);
        await stage.Import("dengue-weekly.csv", stop);
    }

    static async Task FireGrows(StoryStage stage, CancellationToken stop)
    {
        await stage.GoOn(At("2018-02-07T18:30:00Z"), stop);
        await stage.Import("fires-grow.csv", stop);
    }

    /// <summary>The last hotspots are weak and few; then days pass without one.</summary>
    static async Task FireEnds(StoryStage stage, CancellationToken stop)
    {
        await stage.GoOn(At("2018-02-08T06:00:00Z"), stop);
        await stage.Import("fires-fade.csv", stop);
        await StoryActs.WaitForFiresToEnd(stage, stop);
    }

    static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).Value;
}
