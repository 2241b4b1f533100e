using System.Text;

namespace Tocsin.Tests.Fuzzing;

/// <summary>A file as it was changed.</summary>
/// <param name="Bytes">What is to be read.</param>
/// <param name="Story">What was done to it, in words.</param>
sealed record Mutant(byte[] Bytes, string Story);

/// <summary>Changes a file in one to four places: mostly its parts, as its structure has them; then, now and then, its bytes, its encoding or its length.</summary>
static class Mutator
{
    /// <summary>So long a mutant may become, but for what its file has already.</summary>
    public const int BytesMax = 256 << 10;

    const int TimesMax = 3_000, DepthMax = 3_000;

    /// <param name="structure">How the file is built.</param>
    /// <param name="file">Its bytes.</param>
    /// <param name="mend">Puts right what a change makes false though it is not what is asked about: checksums, digests, signatures.</param>
    /// <param name="random">From the seed.</param>
    public static Mutant Of(Structure structure, byte[] file, Func<byte[], byte[]>? mend, Random random)
    {
        var story = new List<string>();
        var bytes = file;
        if (random.Next(10) > 0 && TreeReading.Read(structure, file) is { } tree)
        {
            for (var changes = random.Next(1, 5); changes > 0; changes--) story.Add(Change(tree, structure, random));
            var text = tree.ToString();
            if (random.Next(12) == 0)
            {
                var borders = tree.Borders();
                var at = borders[random.Next(borders.Count)];
                text = text[..at];
                story.Add($"cut off at the border {at}");
            }
            bytes = Encode(text, random, story);
        }
        if (mend is not null && random.Next(8) > 0)
        {
            bytes = mend(bytes);
            story.Add("mended");
        }
        if (story.Count == 0 || random.Next(12) == 0) bytes = ByteMutation.Of(bytes, random, story);
        return new(bytes, string.Join(", ", story));
    }

    /// <summary>The file cut off at one of its borders: where a part of it begins or ends, or else at a byte.</summary>
    public static Mutant CutOff(Structure structure, byte[] file, int border)
    {
        if (TreeReading.Read(structure, file) is not { } tree) return new(file[..(border % (file.Length + 1))], $"cut off at byte {border % (file.Length + 1)}");
        var borders = tree.Borders().Distinct().ToList();
        return new(Encoding.UTF8.GetBytes(tree.ToString()[..borders[border % borders.Count]]), $"cut off at the border {borders[border % borders.Count]}");
    }

    static string Change(Tree tree, Structure structure, Random random)
    {
        var places = tree.Places().ToList();
        if (places.Count == 0) return "nothing to change";
        var (parent, at) = places[random.Next(places.Count)];
        var (other, otherAt) = places[random.Next(places.Count)];
        var part = parent.Parts[at];
        switch (random.Next(12))
        {
            case 0:
                parent.Parts.RemoveAt(at);
                return Said("left out", part);
            case 1:
                parent.Parts.Insert(at, part.Clone());
                return Said("told twice", part);
            case 2:
                var times = Math.Min(1 << random.Next(2, 12), Math.Min(TimesMax, BytesMax / Math.Max(1, part.ToString().Length + 1)));
                parent.Parts.InsertRange(at, Enumerable.Range(0, times).Select(_ => part.Clone()));
                return Said($"told {times} times more", part);
            case 3:
                var sibling = random.Next(parent.Parts.Count);
                (parent.Parts[at], parent.Parts[sibling]) = (parent.Parts[sibling], part);
                return Said("changed places with a sibling", part);
            case 4:
                var graft = other.Parts[otherAt].Clone();
                graft.Name = part.Name;
                parent.Parts[at] = graft;
                return Said("replaced by another", part);
            case 5 when !part.IsLeaf && part.Parts.Count > 0:
                part.Parts.Clear();
                return Said("emptied", part);
            case 6:
                part.Parts.Clear();
                parent.Parts[at] = new Tree(structure == Structure.Xml && !part.IsLeaf ? $"{part.Open}{Extremes.Value(structure, random)}{part.Close}" : Extremes.Value(structure, random)) { Name = part.Name };
                return Said("set to an extreme", parent.Parts[at]);
            case 7:
                var depth = random.Next(3) == 0 ? random.Next(1, DepthMax) : random.Next(1, 80);
                var (open, close) = Extremes.Level(structure, random);
                (part.Open, part.Close) = (string.Concat(Enumerable.Repeat(open, depth)) + part.Open, part.Close + string.Concat(Enumerable.Repeat(close, depth)));
                return Said($"put {depth} deep", part);
            case 8:
                var donor = other.Parts[otherAt];
                if (structure == Structure.Xml && !part.IsLeaf && !donor.IsLeaf) (part.Open, part.Close) = (donor.Open, donor.Close);
                else (part.Name, donor.Name) = (donor.Name, part.Name);
                return Said("named as another", part);
            case 9:
                var piece = Extremes.Piece(random);
                part.Open = part.Open.Insert(random.Next(part.Open.Length + 1), piece);
                return Said("with a piece of syntax", part);
            case 10 when part.Open.Length > 1:
                var (from, length) = (random.Next(part.Open.Length), random.Next(1, 9));
                part.Open = part.Open.Remove(from, Math.Min(length, part.Open.Length - from));
                return Said("shortened", part);
            default:
                if (part.IsLeaf && part.Name.Length == 0 && structure is not Structure.Json) part.Open = Extremes.Value(structure, random);
                else part.Name += random.Next(2) == 0 ? part.Name : "";
                return Said("written over", part);
        }
    }

    static byte[] Encode(string text, Random random, List<string> story)
    {
        if (random.Next(30) > 0) return Encoding.UTF8.GetBytes(text);
        var encoding = (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.Latin1, Encoding.UTF32, Encoding.UTF8];
        var chosen = encoding[random.Next(encoding.Length)];
        story.Add($"as {chosen.WebName}");
        return random.Next(2) == 0 ? [.. chosen.GetPreamble(), .. chosen.GetBytes(text)] : chosen.GetBytes(text);
    }

    static string Said(string what, Tree part)
    {
        const int CharsMax = 40;
        var told = part.Name + part.Open;
        return $"{what}: {(told.Length <= CharsMax ? told : told[..CharsMax] + "...").ReplaceLineEndings(" ")}";
    }
}
