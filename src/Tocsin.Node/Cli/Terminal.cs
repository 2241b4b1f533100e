using System.Text;

namespace Tocsin.Node.Cli;

/// <summary>What a command reads and writes, and where it stands: this process's, or that of a command line elsewhere.</summary>
/// <param name="In">Standard input.</param>
/// <param name="Out">Standard output: the answer, and nothing else.</param>
/// <param name="Err">Standard error: progress, notes and reasons.</param>
/// <param name="Folder">The folder against which relative paths are read.</param>
/// <param name="Variable">Environment variables.</param>
public sealed record Terminal(Stream In, TextWriter Out, TextWriter Err, string Folder, Func<string, string?> Variable)
{
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>This process's.</summary>
    public static Terminal OfProcess() => new(
        Console.OpenStandardInput(),
        new StreamWriter(Console.OpenStandardOutput(), Utf8) { AutoFlush = true },
        new StreamWriter(Console.OpenStandardError(), Utf8) { AutoFlush = true },
        Environment.CurrentDirectory,
        Environment.GetEnvironmentVariable);

    /// <summary>A path as the user meant it.</summary>
    public string Path(string path) => System.IO.Path.GetFullPath(path, Folder);
}
