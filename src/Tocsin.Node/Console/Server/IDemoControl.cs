namespace Tocsin.Node.Ui;

/// <summary>A story told on sample data, which officers can stop and carry on from the console.</summary>
public interface IDemoControl
{
    /// <summary>Where the story is; null where none is told.</summary>
    DemoView? View { get; }

    /// <summary>Stops before the next step.</summary>
    Task Pause(CancellationToken stop);

    /// <summary>Goes on by itself.</summary>
    Task Resume(CancellationToken stop);

    /// <summary>Takes one step now.</summary>
    Task Next(CancellationToken stop);
}

/// <summary>A node that tells no story.</summary>
sealed class NoDemo : IDemoControl
{
    public DemoView? View => null;

    public Task Pause(CancellationToken stop) => Task.CompletedTask;

    public Task Resume(CancellationToken stop) => Task.CompletedTask;

    public Task Next(CancellationToken stop) => Task.CompletedTask;
}
