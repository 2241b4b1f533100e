using System.Runtime.CompilerServices;
using Tocsin.Tests.Share.Doors;

namespace Tocsin.Tests.Conventions;

/// <summary>The checkout's files, without what is built or installed.</summary>
static class SourceFiles
{
    static readonly string[] Made = ["bin", "obj", "node_modules", "dist", "artifacts", ".git", "data"];

    /// <summary>The checkout's folder.</summary>
    public static string Root { get; } = Path.GetDirectoryName(Checkout.Path("Tocsin.slnx"))!;

    /// <summary>This folder's own files name what they forbid.</summary>
    public static bool IsRule(string path, [CallerFilePath] string here = "") => Path.GetDirectoryName(path) == Path.GetDirectoryName(here);

    /// <summary>All files below a folder with one of these endings.</summary>
    public static IEnumerable<string> Of(string folder, params string[] endings) => Below(Path.Combine(Root, folder)).Where(file => endings.Contains(Path.GetExtension(file)));

    /// <summary>A path as a reader of the repository knows it.</summary>
    public static string Name(string path) => Path.GetRelativePath(Root, path);

    static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateFiles(folder).Concat(Directory.EnumerateDirectories(folder).Where(each => !Made.Contains(Path.GetFileName(each))).SelectMany(Below));
}
