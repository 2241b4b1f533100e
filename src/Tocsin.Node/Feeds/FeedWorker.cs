using Tocsin.Node.Doors;
using Tocsin.Node.Running;
using Tocsin.Share.Doors;
using Tocsin.Warn;
using Tocsin.Warn.Feeds;

namespace Tocsin.Node.Feeds;

/// <summary>Asks the feeds while the node is served: each by itself, so that one whose server hangs keeps no other waiting. A changed file counts from the next look on.</summary>
sealed partial class FeedWorker(TocsinNode node, FeedStates states, ILogger<FeedWorker> log, ILoggerFactory loggers) : BackgroundService
{
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>How often it is asked which feeds are silent.</summary>
    static readonly TimeSpan Listen = TimeSpan.FromSeconds(5);

    /// <summary>After how long a folder is watched again that could not be.</summary>
    static readonly TimeSpan AgainAfter = TimeSpan.FromMinutes(1);

    readonly TakenContents contents = new(node.Folder.Taken);
    readonly Dictionary<string, Task> rounds = new(StringComparer.Ordinal);
    readonly Dictionary<FolderFeed, (Task Watching, CancellationTokenSource End)> watched = [];
    (DateTime Written, UnixFileMode Mode, FeedBook Book) known = (DateTime.MinValue, UnixFileMode.None, FeedBook.Empty);
    readonly WatchFeeds silences = new(node.Journal, node.Views, node.Sources.Clock);
    long heardAt = node.Sources.Clock.GetTimestamp();
    bool isRead = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var fetch = new FeedFetch(node.Sources.Clock, FeedLimits.Patience.ToTimeSpan());
        using var timer = new PeriodicTimer(Look, node.Sources.Clock);
        try
        {
            do
            {
                Begin(Book(), new AskFeed(node, fetch), stoppingToken);
                await Hear(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) { }      // Told to stop.
        await Task.WhenAll([.. rounds.Values, .. watched.Values.Select(each => each.Watching)]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The feeds of the file; those of before while it does not read.</summary>
    FeedBook Book()
    {
        var file = new FileInfo(node.Folder.Feeds);
        var (written, mode) = file.Exists ? (file.LastWriteTimeUtc, file.UnixFileMode) : (DateTime.MinValue, UnixFileMode.None);
        if ((written, mode) == (known.Written, known.Mode)) return known.Book;
        var read = FeedsFile.Read(node.Folder.Feeds);
        if (read is FeedsRead.Bad bad) NotRead(node.Folder.Feeds, bad.Faults[0].ToString());
        isRead = read is FeedsRead.Good;
        known = (written, mode, read is FeedsRead.Good good ? good.Book : known.Book);
        return known.Book;
    }

    void Begin(FeedBook book, AskFeed ask, CancellationToken stop)
    {
        foreach (var ended in rounds.Where(round => round.Value.IsCompleted).Select(round => round.Key).ToList()) rounds.Remove(ended);
        var now = node.Sources.Clock.Now();
        foreach (var feed in book.Feeds.OfType<UrlFeed>().Where(feed => !rounds.ContainsKey(feed.Name) && states.Of(feed).IsDue(feed.Every, now)))
            rounds[feed.Name] = Task.Run(() => Round(feed, ask, stop), CancellationToken.None);
        foreach (var gone in watched.Keys.Except(book.Feeds.OfType<FolderFeed>()).ToList())
        {
            watched[gone].End.Cancel();
            watched.Remove(gone);
        }
        foreach (var ended in watched.Where(each => each.Value.Watching.IsCompleted).Select(each => each.Key).ToList()) watched.Remove(ended);
        foreach (var feed in book.Feeds.OfType<FolderFeed>().Where(feed => !watched.ContainsKey(feed)))
        {
            var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
            watched[feed] = (Task.Run(() => Watch(feed, end.Token), CancellationToken.None), end);
        }
    }

    /// <summary>Writes down which feeds are silent, and which spoke again. While the file does not read nobody knows whom to wait for.</summary>
    async Task Hear(CancellationToken stop)
    {
        if (!isRead || node.Sources.Clock.GetElapsedTime(heardAt) < Listen) return;
        heardAt = node.Sources.Clock.GetTimestamp();
        try
        {
            foreach (var silence in await silences.Tick([.. known.Book.Feeds.Select(feed => (feed, states.Of(feed)))], stop))
                if (silence.IsOver) Ended(silence.Feed, silence.Since);
                else Silent(silence.Feed, silence.Since);
        }
        catch (Exception e) when (e is IOException or InvalidDataException) { Unwritten(e.Message); }
    }

    async Task Round(UrlFeed feed, AskFeed ask, CancellationToken stop)
    {
        try
        {
            var before = states.Of(feed);
            var after = await ask.Handle(feed, before, stop);
            states.Keep(feed, after);
            if (after.FailingSince is not null && before.FailingSince is null) Fails(feed.Name, after.Why!);
            if (after.FailingSince is null && before.FailingSince is { } since) Answers(feed.Name, since);
        }
        catch (Exception e) when (!stop.IsCancellationRequested) { Stumbled(feed.Name, e.Message); }      // Whatever it is, the others go on.
        catch (OperationCanceledException) { }
    }

    async Task Watch(FolderFeed feed, CancellationToken stop)
    {
        try
        {
            if (FolderWatch.Fault(feed.Path, node.Folder) is { } fault) throw new IOException(fault);
            var (journal, terms) = node.JournalIn(feed.Circle);
            FeedOptions.Of(feed, node);      // What does not read is told before the first file comes.
            states.Keep(feed, states.Of(feed).Watched(node.Sources.Clock.Now()));
            await new WatchedFolder(feed.Path, new Importer(journal, terms, node.Sources.Clock), () => FeedOptions.Of(feed, node), contents, asked => Heard(feed, asked), node.Sources.Clock, loggers.CreateLogger<WatchedFolder>()).Run(stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            Stumbled(feed.Name, e.Message);
            states.Keep(feed, states.Of(feed).Hearing(new Asked.Failed(e.Message, null), node.Sources.Clock.Now()));
            await Task.Delay(AgainAfter, node.Sources.Clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (OperationCanceledException) { }
    }

    /// <summary>A folder that reads again has not spoken by that: a file that comes has.</summary>
    void Heard(FolderFeed feed, Asked asked)
    {
        var (before, now) = (states.Of(feed), node.Sources.Clock.Now());
        states.Keep(feed, asked is Asked.Unchanged ? before.Watched(now) : before.Hearing(asked, now));
    }

    [LoggerMessage(211, LogLevel.Warning, "The feed {Feed} brings nothing that can be taken in, and is asked again: {Why}")]
    partial void Fails(string feed, string why);

    [LoggerMessage(212, LogLevel.Information, "The feed {Feed} answers again; it had failed since {Since}")]
    partial void Answers(string feed, Instant since);

    [LoggerMessage(213, LogLevel.Error, "The feed {Feed} cannot be followed: {Reason}")]
    partial void Stumbled(string feed, string reason);

    [LoggerMessage(215, LogLevel.Warning, "The feed {Feed} is silent since {Since}, for longer than it may be")]
    partial void Silent(string feed, Instant since);

    [LoggerMessage(216, LogLevel.Information, "The silence of the feed {Feed} since {Since} is over")]
    partial void Ended(string feed, Instant since);

    [LoggerMessage(217, LogLevel.Error, "What the feeds do cannot be written down, and is tried again: {Reason}")]
    partial void Unwritten(string reason);

    [LoggerMessage(214, LogLevel.Error, "{File} does not read, and the feeds stay as they were: {Reason}")]
    partial void NotRead(string file, string reason);
}
