using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace Tocsin.Tests.Detection;

/// <summary>Tables of the reference implementations, from the fixtures.</summary>
static class Oracle
{
    /// <summary>The folder of the fixtures.</summary>
    public static string Folder() => Here();

    static string Here([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "Fixtures", "oracle"));

    /// <summary>The rows of a table below a folder, each by its columns' names.</summary>
    public static List<Dictionary<string, string>> Table(string path)
    {
        var lines = Lines(path);
        var header = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line => header.Zip(line.Split(',')).ToDictionary(field => field.First, field => field.Second))];
    }

    /// <summary>A number, or NaN for an empty field.</summary>
    public static double Number(string field) => field switch
    {
        "" => double.NaN,
        "Inf" => double.PositiveInfinity,
        _ => double.Parse(field, CultureInfo.InvariantCulture),
    };

    static string[] Lines(string path)
    {
        if (File.Exists(path)) return File.ReadAllLines(path);
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
