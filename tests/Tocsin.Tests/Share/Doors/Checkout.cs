using System.Runtime.CompilerServices;

namespace Tocsin.Tests.Share.Doors;

/// <summary>Files of this checkout.</summary>
static class Checkout
{
    /// <summary>The full path of a file below the checkout's root, as in <c>docs/severity.md</c>.</summary>
    public static string Path(string relative, [CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(here).Parent;
        while (!File.Exists(System.IO.Path.Combine(folder!.FullName, "Tocsin.slnx"))) folder = folder.Parent;
        return System.IO.Path.Combine(folder.FullName, relative);
    }
}
