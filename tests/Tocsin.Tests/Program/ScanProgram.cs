using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Tocsin.Node.Cli;
using Tocsin.Tests.Detection;

namespace Tocsin.Tests.Program;

/// <summary><c>tocsin clusters</c>, run in this process on a folder of its own.</summary>
sealed class ScanProgram : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tocsin-scan-");

    /// <summary>Where the fixtures of the oracle are.</summary>
    public static string Fixtures { get; } = Path.Combine(Oracle.Folder(), "scan");

    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    /// <summary>Writes a file there.</summary>
    public ScanProgram With(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return this;
    }

    /// <summary>Brings a file there, packed or not.</summary>
    public ScanProgram Bring(string path)
    {
        if (File.Exists(path)) File.Copy(path, PathOf(Path.GetFileName(path)));
        else
        {
            using var packed = new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress);
            using var plain = File.Create(PathOf(Path.GetFileName(path)));
            packed.CopyTo(plain);
        }
        return this;
    }

    public async Task<(int Exit, string Out, string Err)> Run(params string[] args)
    {
        var (output, error) = (new StringWriter(CultureInfo.InvariantCulture), new StringWriter(CultureInfo.InvariantCulture));
        var exit = await CommandLine.Run(["clusters", .. args], new Terminal(Stream.Null, output, error, folder.FullName, _ => null), opened: null, default);
        return (exit, output.ToString(), error.ToString());
    }

    /// <summary>The clusters that a parameter file finds.</summary>
    public async Task<JsonElement[]> Clusters(string prm)
    {
        var (exit, output, error) = await Run("--prm", prm, "--json");
        Xunit.Assert.True(exit == 0, error);
        using var document = JsonDocument.Parse(output);
        return [.. document.RootElement.GetProperty("clusters").EnumerateArray().Select(cluster => cluster.Clone())];
    }

    public void Dispose() => folder.Delete(recursive: true);
}
