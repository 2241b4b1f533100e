using System.Threading.Channels;
using Tocsin.Share.Doors;
using Tocsin.Warn.Feeds;

namespace Tocsin.Node.Doors;

/// <summary>Takes in what is dropped into a folder, once, and moves it to <c>taken/</c> or <c>refused/</c> with its report beside it.</summary>
/// <remarks>A file is taken once two looks, at least <see cref="SettledAfter"/> apart, found it unchanged. A crash between
/// taking and moving makes it come again, and everything in it is then a duplicate. Files alone: no folders, no links, and
/// nothing without a length, which pipes, sockets and devices are without too: to open one could wait for ever.</remarks>
/// <param name="folder">The folder.</param>
/// <param name="importer">Takes files in.</param>
/// <param name="options">How they are taken in: asked for each file, so that what has changed since counts. What it throws ends the watch, and the file stays.</param>
/// <param name="contents">Remembers what was taken from a folder that cannot be written.</param>
/// <param name="heard">Is told what came of each file, and that the folder does not read; nothing new: that it reads again.</param>
/// <param name="clock">Measures how long a file has been at rest.</param>
/// <param name="log">Is told what happens, each file by its name.</param>
sealed partial class WatchedFolder(string folder, Importer importer, Func<ImportOptions> options, TakenContents contents, Action<Asked> heard, TimeProvider clock, ILogger<WatchedFolder> log)
{
    /// <summary>How long a file must have rested.</summary>
    public static readonly TimeSpan SettledAfter = TimeSpan.FromMilliseconds(500);

    /// <summary>How often the folder is looked at when nothing tells of a change.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    readonly Dictionary<string, (FileState State, DateTimeOffset Since)> resting = [];
    readonly Dictionary<string, FileState> done = [];
    readonly TakenFiles taken = new(folder);
    bool isUnreadable;

    /// <summary>Watches until it is stopped.</summary>
    public async Task Run(CancellationToken stop)
    {
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var watcher = Watch(() => changes.Writer.TryWrite(true));
        while (!stop.IsCancellationRequested)
        {
            await Look(stop);
            while (changes.Reader.TryRead(out _)) { }
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var wait = Task.Delay(resting.Count > 0 ? SettledAfter : Poll, clock, soon.Token);
            await Task.WhenAny(wait, changes.Reader.WaitToReadAsync(soon.Token).AsTask());
            await soon.CancelAsync();
        }
    }

    /// <summary>Looks once, and takes what has come to rest.</summary>
    public async Task Look(CancellationToken stop)
    {
        var here = Files();
        foreach (var gone in resting.Keys.Except(here.Select(file => file.Name)).ToList()) resting.Remove(gone);
        foreach (var gone in done.Keys.Except(here.Select(file => file.Name)).ToList()) done.Remove(gone);
        foreach (var file in here)
        {
            var state = new FileState(file.Length, file.LastWriteTimeUtc);
            if (done.TryGetValue(file.Name, out var last) && last == state) continue;
            if (!resting.TryGetValue(file.Name, out var before) || before.State != state)
            {
                resting[file.Name] = (state, clock.GetUtcNow());
                continue;
            }
            if (clock.GetUtcNow() - before.Since < SettledAfter) continue;
            resting.Remove(file.Name);
            done[file.Name] = state;
            await Take(file, state, stop);
        }
    }

    async Task Take(FileInfo file, FileState state, CancellationToken stop)
    {
        if (file.LinkTarget is not null)
        {
            LinkPassedOver(file.FullName);
            return;
        }
        if (file.Length == 0)
        {
            NothingPassedOver(file.FullName);
            return;
        }
        var obstacle = taken.Prepare();
        if (obstacle is not null && await contents.Remembers(file, stop)) return;
        var report = await importer.Import(file.FullName, options(), stop);
        if (report is { Failure: { } failure } && report.Format != "unknown")
        {
            NotTaken(file.FullName, failure);
            heard(new Asked.Failed($"{file.Name}: {failure}", null));
            return;
        }
        file.Refresh();
        if (!file.Exists || new FileState(file.Length, file.LastWriteTimeUtc) != state)
        {
            Changed(file.FullName);
            done.Remove(file.Name);
            return;
        }
        var any = report.Accepted + report.Duplicates + report.Revised > 0;
        heard(Of(file, report));
        if (obstacle is null && taken.Move(file, report, any).Try(out var target, out obstacle))
        {
            Taken(file.FullName, report.Accepted, report.Duplicates, report.Revised, report.Refused.Count, target.FullName);
            return;
        }
        await Remember(file, stop);
        Stays(file.FullName, obstacle, report.Accepted, report.Duplicates, report.Revised, report.Refused.Count);
    }

    /// <summary>A file that nothing can be made of is one thing that was refused.</summary>
    static Asked.Taken Of(FileInfo file, ImportReport report) =>
        new(report.Accepted + report.Revised, report.Failure is null ? report.Refused.Count : 1, report.Failure is { } failure ? $"{file.Name}: {failure}" : report.Refused is [var first, ..] ? $"{file.Name}, {first.At}: {first.Reason}" : null) { Known = report.Duplicates };

    async Task Remember(FileInfo file, CancellationToken stop)
    {
        try { await contents.Remember(file, stop); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { NotRemembered(file.FullName, e.Message); }
    }

    List<FileInfo> Files()
    {
        try
        {
            List<FileInfo> files = [.. new DirectoryInfo(folder).EnumerateFiles().Where(IsMeant).OrderBy(file => file.Name, StringComparer.Ordinal)];
            if (isUnreadable) heard(new Asked.Unchanged());
            isUnreadable = false;
            return files;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            FolderUnreadable(folder, e.Message);
            if (!isUnreadable) heard(new Asked.Failed(e.Message, null));
            isUnreadable = true;
            return [];
        }
    }

    static bool IsMeant(FileInfo file) => file.Name[0] != '.'
        && !file.Name.EndsWith(".tmp", StringComparison.OrdinalIgnoreCase)
        && !file.Name.EndsWith(".part", StringComparison.OrdinalIgnoreCase);

    /// <summary>Null where the system has no watch to give: then the folder is polled alone.</summary>
    FileSystemWatcher? Watch(Action changed)
    {
        try
        {
            var watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size };
            watcher.Created += (_, _) => changed();
            watcher.Changed += (_, _) => changed();
            watcher.Renamed += (_, _) => changed();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            PolledAlone(folder, e.Message);
            return null;
        }
    }

    readonly record struct FileState(long Bytes, DateTime Written);

    [LoggerMessage(201, LogLevel.Information, "{File} was taken in: {Accepted} new, {Duplicates} known, {Revised} revised, {Refused} refused; it is now {Target}")]
    partial void Taken(string file, long accepted, long duplicates, long revised, int refused, string target);

    [LoggerMessage(202, LogLevel.Warning, "{File} was taken in but stays where it is, and is remembered by its content: {Why} ({Accepted} new, {Duplicates} known, {Revised} revised, {Refused} refused)")]
    partial void Stays(string file, string why, long accepted, long duplicates, long revised, int refused);

    [LoggerMessage(203, LogLevel.Error, "{File} was not taken in to its end and stays where it is until it changes or the node starts again: {Why}")]
    partial void NotTaken(string file, string why);

    [LoggerMessage(204, LogLevel.Information, "{File} changed while it was taken in: it will be taken in again")]
    partial void Changed(string file);

    [LoggerMessage(205, LogLevel.Warning, "{File} is a link: links are not followed, copy the file itself")]
    partial void LinkPassedOver(string file);

    [LoggerMessage(206, LogLevel.Warning, "the watched folder {Folder} cannot be read: {Why}")]
    partial void FolderUnreadable(string folder, string why);

    [LoggerMessage(207, LogLevel.Information, "the system tells of no changes in {Folder}, so it is looked at every two seconds: {Why}")]
    partial void PolledAlone(string folder, string why);

    [LoggerMessage(208, LogLevel.Warning, "{File} cannot be remembered, and will come again once the node starts again: {Why}")]
    partial void NotRemembered(string file, string why);

    [LoggerMessage(209, LogLevel.Warning, "{File} is empty, or a pipe or a device: it is passed over until it changes")]
    partial void NothingPassedOver(string file);
}
