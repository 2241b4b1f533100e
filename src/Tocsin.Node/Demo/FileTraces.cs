using System.Text;

namespace Tocsin.Node.Demo;

/// <summary>Looks for words in files, as somebody would who found the disk.</summary>
static class FileTraces
{
    /// <summary>How many files below a folder hold some words, plainly or in base64.</summary>
    public static int Count(string folder, string words)
    {
        var traces = InBase64(Encoding.UTF8.GetBytes(words)).Append(words).Select(Encoding.UTF8.GetBytes).ToList();
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(Read).Count(bytes => traces.Any(trace => bytes.AsSpan().IndexOf(trace) >= 0));
    }

    /// <summary>A file may be held by its node's process: it is read all the same. A socket holds nothing.</summary>
    static byte[] Read(string path)
    {
        if (new FileInfo(path).Length == 0) return [];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>The characters that the words have in base64, wherever among three bytes they begin.</summary>
    static IEnumerable<string> InBase64(byte[] words)
    {
        for (var before = 0; before < 3; before++)
        {
            byte[] padded = [.. new byte[before], .. words];
            yield return System.Buffers.Text.Base64Url.EncodeToString(padded)[((before * 8 + 5) / 6)..(padded.Length * 8 / 6)];
        }
    }
}
