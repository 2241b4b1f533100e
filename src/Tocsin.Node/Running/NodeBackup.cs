using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.Data.Sqlite;

namespace Tocsin.Node.Running;

/// <summary>A node's data folder in one file, and back.</summary>
/// <remarks>A backup holds the keys: keep it as you keep them. What was appended after it was made is not in it, and partners
/// may hold it: so a restored node never signs its old log again, and opens a later incarnation.</remarks>
static class NodeBackup
{
    static readonly ImmutableArray<string> Databases = ["journal.db", "officers.db", "tokens.db", "deliveries.db"];
    static readonly ImmutableArray<string> LeftOut = ["views.db", "node.lock", "tocsin.sock"];

    /// <summary>Writes a backup; the node may run meanwhile.</summary>
    public static async Task Write(NodeFolder folder, string file, CancellationToken stop)
    {
        var work = Directory.CreateTempSubdirectory("tocsin-backup-").FullName;
        try
        {
            foreach (var path in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
            {
                var name = Path.GetRelativePath(folder.Path, path);
                if (LeftOut.Contains(name) || name.EndsWith("-wal", StringComparison.Ordinal) || name.EndsWith("-shm", StringComparison.Ordinal)) continue;
                var copy = Path.Combine(work, name);
                PrivateFolder.Create(Path.GetDirectoryName(copy)!);
                if (Databases.Contains(name)) CopyDatabase(path, copy);
                else File.Copy(path, copy);
            }
            PrivateFolder.Close(work);
            await using var stream = new FileStream(file + ".part", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
            await using (var zip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true)) await TarFile.CreateFromDirectoryAsync(work, zip, includeBaseDirectory: false, stop);
            stream.Flush(flushToDisk: true);
            File.Move(file + ".part", file, overwrite: true);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>Makes a node of a backup, in a folder that is empty or not there yet, with a later incarnation of each of its logs.</summary>
    /// <remarks>All of it stands in <c>PATH.restoring</c> before it gets its name: what is cut short is no node, and the next restore removes it.</remarks>
    /// <exception cref="IOException">The folder holds something, or the file is no backup.</exception>
    public static async Task<NodeFolder> Restore(string file, string path, TimeProvider clock, CancellationToken stop)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (NodeFolder.Exists(target)) throw new IOException($"there is a node in {target} already: give another folder with --data");
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()) throw new IOException($"{target} is not empty: give another folder with --data");
        var work = target + ".restoring";
        if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
        try
        {
            PrivateFolder.Create(work);
            await Extract(file, work, stop);
            var restored = NodeFolder.Exists(work) ? NodeFolder.Open(work) : throw new IOException($"{file} is not a backup of a node: it holds no node.json");
            var about = restored.Read();
            restored.Write(about with { Incarnation = Later(about.Incarnation, clock), Circles = about.Circles.ToImmutableSortedDictionary(log => log.Key, log => Later(log.Value, clock)), IsRestored = true, Heard = [], Gone = [] });
            PrivateFolder.Close(work);
            if (Directory.Exists(target)) Directory.Delete(target);
            Directory.Move(work, target);
        }
        finally
        {
            if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
        }
        return NodeFolder.Open(target);
    }

    /// <summary>A backup does not know what was restored from it before; the clock does: in minutes since 1970 it fits until the year 6053.</summary>
    static int Later(int incarnation, TimeProvider clock) =>
        checked(Math.Max(incarnation + 1, (int)(clock.GetUtcNow().ToUnixTimeSeconds() / 60)));

    static async Task Extract(string file, string path, CancellationToken stop)
    {
        try
        {
            await using var stream = File.OpenRead(file);
            await using var zip = new GZipStream(stream, CompressionMode.Decompress);
            await TarFile.ExtractToDirectoryAsync(zip, path, overwriteFiles: false, stop);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            throw new IOException($"{file} is not a backup of a node: {e.Message}", e);
        }
    }

    static void CopyDatabase(string path, string copy)
    {
        using var source = new SqliteConnection($"Data Source={path};Pooling=False");
        using var target = new SqliteConnection($"Data Source={copy};Pooling=False");
        source.Open();
        target.Open();
        source.BackupDatabase(target);
    }
}
