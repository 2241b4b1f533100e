using Tocsin.Node.Ui;

namespace Tocsin.Node.Demo;

/// <summary>Plays the scenes one after another; the audience may pause, go on, and ask for the next.</summary>
/// <param name="stage">What they play on.</param>
/// <param name="told">Told of each scene as it begins: its number from 1, and the scene.</param>
sealed class StoryTeller(StoryStage stage, Action<int, Scene> told) : IDemoControl
{
    readonly Lock gate = new();
    TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int step;
    bool paused;

    public DemoView? View
    {
        get
        {
            lock (gate)
                return step == 0 ? null : new DemoView(Story.Scenes[step - 1].Title, step, Story.Scenes.Length, Story.Scenes[step - 1].Narrative, paused);
        }
    }

    public Task Pause(CancellationToken stop) => Set(pause: true, hurry: false);

    public Task Resume(CancellationToken stop) => Set(pause: false, hurry: true);

    public Task Next(CancellationToken stop) => Set(pause: null, hurry: true);

    /// <summary>Plays all scenes.</summary>
    /// <param name="atOnce">Without any pause.</param>
    /// <param name="stop">Ends the story.</param>
    public async Task Tell(bool atOnce, CancellationToken stop)
    {
        for (var number = 1; number <= Story.Scenes.Length; number++)
        {
            var scene = Story.Scenes[number - 1];
            lock (gate) step = number;
            told(number, scene);
            await scene.Play(stage, stop);
            if (!atOnce) await Wait(TimeSpan.FromSeconds(scene.Pause), stop);
        }
    }

    /// <summary>Until somebody asks for the next scene, or the time is over and nobody has paused.</summary>
    async Task Wait(TimeSpan time, CancellationToken stop)
    {
        Task asked;
        lock (gate) asked = next.Task;
        await Task.WhenAny(asked, Task.Delay(time, stop));
        stop.ThrowIfCancellationRequested();
        bool wait;
        lock (gate) wait = paused;
        if (wait) await asked.WaitAsync(stop);
    }

    Task Set(bool? pause, bool hurry)
    {
        lock (gate)
        {
            paused = pause ?? paused;
            if (hurry)
            {
                next.SetResult();
                next = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
        return Task.CompletedTask;
    }
}
