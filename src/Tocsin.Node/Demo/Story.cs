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

/// <summary>The night of 6 February 2018, when an earthquake of magnitude 6.4 struck Hualien, the days after it, and how three agencies share a week later.</summary>
/// <remarks>The earthquakes are USGS's own; everything else is a sample.</remarks>
static class Story
{
    public static readonly Instant Start = At("2018-02-06T15:40:00Z");

    public static readonly ImmutableArray<Scene> Scenes =
    [
        new("history", 3, (stage, stop) => stage.Quakes(Start, stop)),
        new("quake", 10, (stage, stop) => stage.Quakes(At("2018-02-06T15:53:00Z"), stop)),
        new("seen", 4, (stage, stop) => stage.Acknowledge(stop)),
        new("aftershocks", 6, Aftershocks),
        new("neighbour", 6, (stage, stop) => stage.Import("flood-alert.xml", stop)),
        new("gauge", 6, (stage, stop) => stage.Import("river-hourly.csv", stop)),
        new("fires", 6, (stage, stop) => stage.Import("fires.csv", stop)),
        new("fraud", 7, Fraud),
        new("radiation", 6, (stage, stop) => stage.Import("dose-rate.csv", stop)),
        new("falseAlarm", 6, StoryActs.FalseAlarm),
        new("officer", 6, StoryActs.OfficerSpeaks),
        new("attack", 6, StoryActs.Attack),
        new("escalation", 6, StoryActs.NobodyAnswers),
        new("relief", 5, (stage, stop) => stage.Acknowledge(stage.Officers[StoryStage.Second], stop)),
        new("outbreak", 7, Outbreak),
        new("fireGrows", 7, FireGrows),
        new("fireEnds", 6, FireEnds),
        new("handled", 4, StoryActs.Handle),
        new("whole", 4, StoryActs.Verify),
        new("byte", 6, StoryActs.Tamper),
        new("circle", 7, CircleActs.Found),
        new("warned", 8, CircleActs.Warned),
        new("met", 7, CircleActs.Met),
        new("cutOff", 7, CircleActs.CutOff),
        new("caughtUp", 6, CircleActs.CatchUp),
        new("erased", 6, CircleActs.Erase),
        new("forked", 7, ForkAct.Play),
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
