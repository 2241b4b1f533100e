using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization;
using Tocsin.Share.Records;

namespace Tocsin.Share.Parties;

/// <summary>A charter and what travels with it: who agreed, and who left.</summary>
/// <param name="Charter">The charter's note, signed by who proposes it.</param>
/// <param name="Consents">The notes of those who agree.</param>
public sealed record CharterPapers(string Charter, IReadOnlyList<string> Consents)
{
    // Every member is told the same papers: in a circle of many, to write them anew for each would cost the cube of their number.
    static readonly ConditionalWeakTable<CharterPapers, Written> Lines = [];

    /// <summary>The notes of members that leave.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Leaves { get; init; }

    /// <summary>It as one line of JSON, as it goes over the wire and into files.</summary>
    public string Text() => Line().Text;

    /// <summary>The same in UTF-8, without the newline.</summary>
    internal ReadOnlyMemory<byte> Json() => Line().Utf8.AsMemory(..^1);

    /// <summary>SHA-256 of it.</summary>
    internal Hash Hash() => Line().Hash;

    Written Line() => Lines.GetValue(this, papers => new Written(JsonLine.Utf8(papers, DocumentJson.Default.CharterPapers)));

    /// <summary>Reads one line of JSON, at most <see cref="Limits.PapersBytesMax"/> bytes; the notes in it are read by who takes them.</summary>
    public static Parsed<CharterPapers> Read(string text)
    {
        const string What = "the papers of the charter";
        if (Encoding.UTF8.GetByteCount(text) > Limits.PapersBytesMax) return new($"{What} are larger than {Limits.PapersBytesMax} bytes");
        if (!DocumentJson.Value(text, DocumentJson.Default.CharterPapers, What).Try(out var papers, out var reason)) return new(reason);
        return papers.Consents.Contains(null!) || papers.Leaves?.Contains(null!) == true ? new($"{What} hold a note that is null") : new(papers);
    }

    sealed class Written(byte[] utf8)
    {
        public byte[] Utf8 => utf8;
        public string Text { get; } = Encoding.UTF8.GetString(utf8);
        public Hash Hash { get; } = Log.Hash.Of(utf8);
    }
}
