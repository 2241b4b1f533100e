using System.Security.Cryptography;
using System.Text;

namespace Tocsin.Node.Doors;

/// <summary>Remembers, by their content, files that were taken in and could not be moved away: one line each, SHA-256 and name.</summary>
/// <remarks>Loss: the file is taken in again, and all in it is a duplicate. Trust: full; whoever writes here keeps a file from
/// being taken in. All watched folders of a node share it.</remarks>
/// <param name="path">The file of the data folder.</param>
sealed class TakenContents(string path)
{
    const int DigestChars = 2 * SHA256.HashSizeInBytes;

    readonly SemaphoreSlim alone = new(1);
    HashSet<string>? digests;

    /// <summary>Whether a file of this content was taken before.</summary>
    public async Task<bool> Remembers(FileInfo file, CancellationToken stop)
    {
        if (await Digest(file, stop) is not { } digest) return false;
        await alone.WaitAsync(stop);
        try { return Known().Contains(digest); }
        finally { alone.Release(); }
    }

    /// <summary>Remembers a file; the line is on the disk when this returns.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task Remember(FileInfo file, CancellationToken stop)
    {
        if (await Digest(file, stop) is not { } digest) return;
        await alone.WaitAsync(stop);
        try
        {
            if (Known().Contains(digest)) return;
            Append($"{digest} {file.Name}");
            Known().Add(digest);
        }
        finally
        {
            alone.Release();
        }
    }

    /// <summary>A line that a crash cut off is shorter than a digest, or lacks a part of the name alone.</summary>
    HashSet<string> Known() => digests ??= File.Exists(path)
        ? [.. File.ReadLines(path).Where(line => line.Length > DigestChars && line[DigestChars] == ' ').Select(line => line[..DigestChars])]
        : [];

    /// <summary>A line begins with its own newline where a crash left the last one without.</summary>
    void Append(string line)
    {
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        var whole = file.Length == 0;
        if (!whole)
        {
            file.Seek(-1, SeekOrigin.End);
            whole = file.ReadByte() == '\n';
        }
        file.Write(Encoding.UTF8.GetBytes(whole ? $"{line.ReplaceLineEndings(" ")}\n" : $"\n{line.ReplaceLineEndings(" ")}\n"));
        file.Flush(flushToDisk: true);
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
