namespace Tocsin.Node.Running;

/// <summary>Folders that nobody but their owner may enter.</summary>
static class PrivateFolder
{
    const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode Folder = File | UnixFileMode.UserExecute;

    /// <summary>Makes it if there is none.</summary>
    public static DirectoryInfo Create(string path) =>
        OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, Folder);

    /// <summary>Takes it, and all that it holds, from everybody else.</summary>
    public static void Close(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        System.IO.File.SetUnixFileMode(path, Folder);
        foreach (var folder in Directory.EnumerateDirectories(path, "*", SearchOption.AllDirectories)) System.IO.File.SetUnixFileMode(folder, Folder);
        foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)) System.IO.File.SetUnixFileMode(file, File);
    }
}
