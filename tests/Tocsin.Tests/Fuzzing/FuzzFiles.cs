using System.Text;
using Tocsin.Tests.Formats;
using Tocsin.Tests.Share;
using Tocsin.Tests.Share.Doors;

namespace Tocsin.Tests.Fuzzing;

/// <summary>A file from which mutants are made.</summary>
/// <param name="Name">Where it is.</param>
/// <param name="Bytes">It, or so much of it as mutants are made from.</param>
/// <param name="IsForeign">Whether nobody here wrote it.</param>
sealed record FuzzFile(string Name, byte[] Bytes, bool IsForeign);

/// <summary>Finds the files of a parser: <c>data/*</c> beside the checkout, where it is there; <c>samples/*</c> and <c>tests/*</c> in it; <c>spec:PAGE/NAME</c>, an example of
/// docs/spec; <c>text:NAME</c> of <see cref="Samples"/>; <c>made:NAME</c> of <see cref="MadeFiles"/>; and anything else as it stands.</summary>
static class FuzzFiles
{
    /// <summary>Longer files are shortened, in keeping with their structure.</summary>
    public const int BytesMax = 48 << 10;

    public static IReadOnlyList<FuzzFile> Of(Parser parser) => [.. parser.Files.SelectMany(Find).Select(file => file with { Bytes = Shortened(parser.Structure, file.Bytes) })];

    static IEnumerable<FuzzFile> Find(string named)
    {
        if (named.StartsWith("data/", StringComparison.Ordinal)) return Foreign.IsHere ? Below(Foreign.Path("data"), named["data/".Length..]).Select(file => file with { Name = "data/" + file.Name, IsForeign = true }) : [];
        if (named.StartsWith("samples/", StringComparison.Ordinal) || named.StartsWith("tests/", StringComparison.Ordinal)) return Below(Path.GetDirectoryName(Checkout.Path("Tocsin.slnx"))!, named);
        var bytes = named.Split(':', 2) switch
        {
            ["spec", var example] => Encoding.UTF8.GetBytes(SpecPage.Example(example.Split('/')[0], example.Split('/')[1])),
            ["line", var example] => Encoding.UTF8.GetBytes(SpecPage.Line(example.Split('/')[0], example.Split('/')[1])),
            ["hex", var example] => Convert.FromHexString(SpecPage.Example(example.Split('/')[0], example.Split('/')[1]).ReplaceLineEndings("")),
            ["text", var sample] => Encoding.UTF8.GetBytes(Samples.All[sample]),
            ["made", var made] => MadeFiles.All[made](),
            _ => Encoding.UTF8.GetBytes(named),
        };
        return [new FuzzFile(named.Any(char.IsWhiteSpace) ? $"inline-{(uint)named.Aggregate(17, (hash, c) => hash * 31 + c):x8}" : named, bytes, IsForeign: false)];
    }

    static IEnumerable<FuzzFile> Below(string root, string pattern)
    {
        var folder = Path.Combine(root, Path.GetDirectoryName(pattern)!);
        return Directory.EnumerateFiles(folder, Path.GetFileName(pattern)).Order(StringComparer.Ordinal).Select(file => new FuzzFile(Path.GetRelativePath(root, file), File.ReadAllBytes(file), IsForeign: false));
    }

    static byte[] Shortened(Structure structure, byte[] bytes)
    {
        if (bytes.Length <= BytesMax) return bytes;
        if (TreeReading.Read(structure, bytes) is not { } tree) return bytes[..BytesMax];
        while (tree.ToString() is { Length: > BytesMax } && Largest(tree) is { Parts.Count: > 1 } largest) largest.Parts.RemoveRange(largest.Parts.Count / 2, largest.Parts.Count - largest.Parts.Count / 2);
        return Encoding.UTF8.GetBytes(tree.ToString());
    }

    /// <summary>The part with the most parts.</summary>
    static Tree Largest(Tree tree) => tree.Parts.Select(Largest).Append(tree).MaxBy(each => each.Parts.Count)!;
}
