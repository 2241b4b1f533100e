using System.Security.Cryptography;
using Tocsin.Share.Doors;
using Tocsin.Share.Views;

namespace Tocsin.Node.Doors;

/// <summary>Where a watched folder's files go, or, where nothing can be moved, which contents were taken already.</summary>
/// <remarks>Loss of what is remembered: the file is taken in again, and all in it is a duplicate. Trust: full.</remarks>
sealed class TakenFiles(string folder, IViews views)
{
    const string View = "watched-folder";

    static readonly string[] Rooms = ["taken", "refused"];

    /// <summary>Makes the folders that files are moved to; says why that cannot be.</summary>
    public string? Prepare()
    {
        try
        {
            foreach (var room in Rooms)
                if (Directory.CreateDirectory(Path.Combine(folder, room)).LinkTarget is not null)
                    return $"{Path.Combine(folder, room)} is a link, and links are not followed";
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"the folder cannot be written: {e.Message}";
        }
    }

    /// <summary>Puts the report in its place, then moves the file beside it; a name that is taken is numbered.</summary>
    public Log.Parsed<FileInfo> Move(FileInfo file, ImportReport report, bool any)
    {
        try
        {
            var target = Free(Path.Combine(folder, any ? "taken" : "refused"), file);
            File.WriteAllText(target + ".report.json", report.ToJson() + "\n");
            File.Move(file.FullName, target);
            return new(new FileInfo(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new($"it cannot be moved: {e.Message}");
        }
    }

    /// <summary>Whether a file of this content was taken before.</summary>
    public async Task<bool> Remembers(FileInfo file, CancellationToken stop) =>
        await Digest(file, stop) is { } key && await views.Document(View, key, stop) is not null;

    /// <summary>Remembers a file by its content. The view has no journal behind it: its cursor counts what it remembers.</summary>
    public async Task Remember(FileInfo file, ImportReport report, CancellationToken stop)
    {
        if (await Digest(file, stop) is not { } key) return;
        while (true)
        {
            var cursor = await views.Cursor(View, stop);
            var changes = new ViewChanges();
            changes.Put(View, new ViewDocument(key, cursor, report.ToJson(), Owner: null));
            if (await views.Advance(View, cursor, cursor + 1, changes, stop)) return;
        }
    }

    static string Free(string room, FileInfo file)
    {
        var (name, ending) = (Path.GetFileNameWithoutExtension(file.Name), file.Extension);
        var target = Path.Combine(room, file.Name);
        for (var number = 2; File.Exists(target); number++) target = Path.Combine(room, $"{name}-{number}{ending}");
        return target;
    }

    /// <summary>Null where the file does not read: then it is not remembered, and comes again.</summary>
    static async Task<string?> Digest(FileInfo file, CancellationToken stop)
    {
        try
        {
            await using var bytes = file.OpenRead();
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, stop));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
