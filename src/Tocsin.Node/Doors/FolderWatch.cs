using Tocsin.Node.Running;
using Tocsin.Share.Doors;

namespace Tocsin.Node.Doors;

/// <summary>A watched folder for as long as the node is served.</summary>
sealed class FolderWatch(string folder, TocsinNode node, TakenContents contents, ILogger<WatchedFolder> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stop) =>
        new WatchedFolder(folder, new Importer(node.Journal, node.Charter.Terms(), node.Sources.Clock), () => node.Importing with { KeepsLists = true }, contents, _ => { }, node.Sources.Clock, log).Run(stop);

    /// <summary>Adds a watch for each folder.</summary>
    /// <exception cref="IOException">A folder is not there, or the node's own files would be taken in.</exception>
    public static void Add(WebApplicationBuilder builder, TocsinNode node, IEnumerable<string> folders)
    {
        var contents = new TakenContents(node.Folder.Taken);
        foreach (var folder in folders.Select(Path.TrimEndingDirectorySeparator).Distinct(StringComparer.Ordinal))
        {
            if (Fault(folder, node.Folder) is { } fault) throw new IOException(fault);
            builder.Services.AddSingleton<IHostedService>(services => new FolderWatch(folder, node, contents, services.GetRequiredService<ILogger<WatchedFolder>>()));
        }
        builder.Logging.AddFilter(typeof(WatchedFolder).FullName, LogLevel.Information);
    }

    /// <summary>Why a folder cannot be watched; null where it can. What is dropped is moved away, so the node's own files are not for it.</summary>
    public static string? Fault(string folder, NodeFolder node) =>
        !Directory.Exists(folder) ? $"there is no folder {folder} to watch"
        : Within(Path.GetFullPath(folder)).StartsWith(Within(node.Path), StringComparison.Ordinal)
            ? $"{folder} is the node's own: what is dropped for it must lie elsewhere" : null;

    static string Within(string folder) => Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar;
}
