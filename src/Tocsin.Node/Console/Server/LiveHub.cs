using System.Collections.Concurrent;
using System.Threading.Channels;
using Tocsin.Node.Running;

namespace Tocsin.Node.Ui;

/// <summary>Tells every open page when there is something new. A page then takes what it lacks at its own pace, so that a slow
/// one holds up nobody and always gets the newest.</summary>
/// <remarks>Woken by the node's bell and followers, by what officers do, and by the beat; never by looking whether something
/// has changed. It keeps nothing that another process would miss.</remarks>
sealed partial class LiveHub(
    TocsinNode node, Progress progress, WarningBoard board, FragmentCache fragments, RecordDots dots, AreaFeatures areas, ILogger<LiveHub> log) : BackgroundService
{
    // Fragments and frames of rounds long past are of no use to anybody.
    const int KeptRounds = 240;

    readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    readonly ConcurrentDictionary<LiveClient, bool> clients = new();
    LiveState state = new(0, 0, WarningDots.None, 0, 0, 0, default, []);
    Board pushed = Board.Of(0, []);
    long beat;

    /// <summary>What there is now.</summary>
    public LiveState State => Volatile.Read(ref state);

    /// <summary>Something that no record tells of has changed: a demonstration's step, an officer's name.</summary>
    public void Nudge() => wake.Writer.TryWrite(true);

    /// <summary>Takes a page in, unless there are too many.</summary>
    public bool TryJoin(LiveClient client)
    {
        if (clients.Count >= ConsoleLimits.ClientsMax) return false;
        if (clients.Keys.Count(other => other.Officer.Id == client.Officer.Id) >= ConsoleLimits.ClientsOfOneMax) return false;
        clients[client] = true;
        Nudge();
        return true;
    }

    /// <summary>A page was closed.</summary>
    public void Leave(LiveClient client) => clients.TryRemove(client, out _);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Task.Run(() => Guarded(() => progress.Watch(Nudge, stoppingToken), stoppingToken), stoppingToken),
        Task.Run(() => Guarded(() => Beats(stoppingToken), stoppingToken), stoppingToken),
        Task.Run(() => Guarded(() => Rounds(stoppingToken), stoppingToken), stoppingToken));

    async Task Beats(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(ConsoleLimits.BeatSeconds));
        while (await timer.WaitForNextTickAsync(stop))
        {
            Interlocked.Increment(ref beat);
            Nudge();
        }
    }

    async Task Rounds(CancellationToken stop)
    {
        var pause = new PushPause(TimeProvider.System, wake.Reader, Rings);
        await foreach (var _ in wake.Reader.ReadAllAsync(stop))
        {
            if (clients.IsEmpty) continue;
            await Round(stop);
            foreach (var client in clients.Keys) client.Signal();
            if (await pause.Wait(stop)) Nudge();
        }
    }

    /// <summary>Whether a warning rings of which the last round did not tell. In an import nobody looks: its records would be read for that alone.</summary>
    async Task<bool> Rings(CancellationToken stop) =>
        await progress.Read(stop) - State.Cursor <= ConsoleLimits.UrgentBehindMax && (await board.Read(stop)).RingsAnew(pushed, node.Sources.Clock.Now());

    async Task Round(CancellationToken stop)
    {
        var (before, now, beats) = (State, node.Sources.Clock.Now(), Interlocked.Read(ref beat));
        var cursor = await progress.Read(stop);
        var threads = pushed = await board.Read(stop);
        Volatile.Write(ref state, new LiveState(
            before.Round + 1, cursor, WarningDots.Of(threads, now), AreaFeatures.Version(threads),
            beats > before.Beat || before.Round == 0 ? cursor : before.Timeline, beats, now, CalledWarning.Of(threads.Threads, now)));
        fragments.Forget(before.Round - KeptRounds);
        areas.Forget(threads);
        dots.Forget(before.Cursor);
    }

    /// <summary>A store that does not answer must not end the node: pages grey by themselves, and it is tried again.</summary>
    async Task Guarded(Func<Task> work, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await work();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is IOException or InvalidDataException)
            {
                Stumbled(e.Message);
                await Task.Delay(TimeSpan.FromSeconds(ConsoleLimits.BeatSeconds), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(7101, LogLevel.Warning, "The console cannot read the node's views and tries again: {Reason}")]
    partial void Stumbled(string reason);
}
