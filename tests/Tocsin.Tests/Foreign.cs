using System.Runtime.CompilerServices;

namespace Tocsin.Tests;

/// <summary>Real files that nobody here wrote, kept beside the checkout in <c>../shared</c>.</summary>
/// <remarks>Loss: the tests that read them are skipped, each by name; with CI=true they fail instead.</remarks>
public static class Foreign
{
    static readonly string? Root = Find();

    /// <summary>The full path of a file or folder below <c>../shared</c>, as in <c>data/cap/real/dwd-update.xml</c>.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder is not beside this checkout.</exception>
    public static string Path(string relative) =>
        Root is null
            ? throw new DirectoryNotFoundException("the folder ../shared is not beside this checkout")
            : System.IO.Path.Combine(Root, relative);

    /// <summary>Whether the folder is there.</summary>
    public static bool IsHere => Root is not null;

    static string? Find([CallerFilePath] string here = "")
    {
        for (var folder = new DirectoryInfo(here).Parent; folder is not null; folder = folder.Parent)
        {
            var shared = System.IO.Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(System.IO.Path.Combine(shared, "data"))) return shared;
        }
        return null;
    }
}
