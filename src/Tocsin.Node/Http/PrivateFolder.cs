namespace Tocsin.Node.Http;

/// <summary>Folders that nobody but their owner may enter.</summary>
static class PrivateFolder
{
    /// <summary>Makes it if there is none.</summary>
    public static DirectoryInfo Create(string path) =>
        OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
