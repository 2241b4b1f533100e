using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.Data.Sqlite;

namespace Tocsin.Node.Running;

/// <summary>A node's data folder in one file, and back.</summary>
/// <remarks>A backup holds the keys: keep it as you keep them. What was appended after it was made is not in it, and partners
/// may hold it: so a restored node never signs its old log again, and opens the next incarnation.</remarks>
static class NodeBackup
{
    static readonly ImmutableArray<string> Databases = ["journal.db", "officers.db"];
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
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                if (Databases.Contains(name)) CopyDatabase(path, copy);
                else File.Copy(path, copy);
            }
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

    /// <summary>Makes a node of a backup, in a folder that holds none, with the next incarnation of its log.</summary>
    /// <exception cref="IOException">The folder holds a node, or the file is no backup.</exception>
    public static async Task<NodeFolder> Restore(string file, string path, CancellationToken stop)
    {
        if (NodeFolder.Exists(path)) throw new IOException($"there is a node in {path} already: give another folder with --data");
        Directory.CreateDirectory(path);
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
        var folder = NodeFolder.Open(path);
        var about = folder.Read();
        folder.Write(about with { Incarnation = about.Incarnation + 1 });
        return folder;
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
