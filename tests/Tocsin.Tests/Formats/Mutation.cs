using System.Text;

namespace Tocsin.Tests.Formats;

/// <summary>One to four changes of the kinds that break parsers.</summary>
static class Mutation
{
    static readonly string[] Extremes =
    [
        "1e999", "-1e999", "NaN", "Infinity", "1e-320", "99999999999999999999999999", "-0", "180.0000001", "-90.5", "2147483648",
        "9223372036854775808", "0x10", "", "null", "true", "\"\"", "0000", "-9999-01-01", "2024-02-30", "24:00", "1.2.3.4.5",
    ];

    static readonly byte[][] Splices =
    [
        [0], [0xFF], [0xC3], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xC3, 0xAF, 0xC2, 0xBB, 0xC2, 0xBF], "\\ud800"u8.ToArray(), "&xxe;"u8.ToArray(),
        "<![CDATA["u8.ToArray(), "\""u8.ToArray(), "\n\n"u8.ToArray(), "\r"u8.ToArray(), ",,,"u8.ToArray(), "<!DOCTYPE a [<!ENTITY x 'y'>]>"u8.ToArray(),
        "xn--"u8.ToArray(), "\u202E\u0130\u00DF"u8.ToArray(), "[::1%0]"u8.ToArray(), "hxxps://"u8.ToArray(), "=@"u8.ToArray(),
    ];

    public static byte[] Of(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var changes = random.Next(1, 5); changes > 0; changes--) Change(bytes, random);
        return [.. bytes];
    }

    static void Change(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        switch (random.Next(9))
        {
            case 0: if (at < bytes.Count) bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes.RemoveRange(at, bytes.Count - at); break;
            case 2: Slice(bytes, random, at, out var gone); bytes.RemoveRange(at, gone); break;
            case 3: Slice(bytes, random, at, out var twice); bytes.InsertRange(at, bytes.GetRange(at, twice)); break;
            case 4: Number(bytes, random, at); break;
            case 5: bytes.InsertRange(at, Deep(random)); break;
            case 6: bytes.InsertRange(at, Splices[random.Next(Splices.Length)]); break;
            case 7: Element(bytes, random, at); break;
            default: Lines(bytes, random); break;
        }
    }

    static void Slice(List<byte> bytes, Random random, int at, out int length) => length = random.Next(Math.Min(400, bytes.Count - at) + 1);

    /// <summary>Puts an extreme in place of the next number.</summary>
    static void Number(List<byte> bytes, Random random, int at)
    {
        var start = bytes.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
        if (start < 0) return;
        var end = bytes.FindIndex(start, b => b is not (>= (byte)'0' and <= (byte)'9' or (byte)'.' or (byte)'-'));
        bytes.RemoveRange(start, (end < 0 ? bytes.Count : end) - start);
        bytes.InsertRange(start, Encoding.UTF8.GetBytes(Extremes[random.Next(Extremes.Length)]));
    }

    static IEnumerable<byte> Deep(Random random)
    {
        var times = random.Next(1, 3000);
        return Encoding.UTF8.GetBytes(random.Next(4) switch
        {
            0 => new string('[', times),
            1 => string.Concat(Enumerable.Repeat("{\"a\":", times)),
            2 => string.Concat(Enumerable.Repeat("<a>", times)),
            _ => $"<a {string.Join(' ', Enumerable.Range(0, times).Select(i => $"b{i}='c'"))}/>",
        });
    }

    /// <summary>Removes or doubles what stands between two brackets, quotes or tags: mostly a whole element.</summary>
    static void Element(List<byte> bytes, Random random, int at)
    {
        var start = bytes.FindIndex(at, b => b is (byte)'<' or (byte)'{' or (byte)'[' or (byte)'"');
        if (start < 0) return;
        var end = bytes.FindIndex(start + 1, b => b is (byte)'>' or (byte)'}' or (byte)']' or (byte)'"');
        if (end < 0) return;
        if (random.Next(2) == 0) bytes.RemoveRange(start, end - start + 1);
        else bytes.InsertRange(start, bytes.GetRange(start, end - start + 1));
    }

    /// <summary>Swaps two lines.</summary>
    static void Lines(List<byte> bytes, Random random)
    {
        var lines = Encoding.Latin1.GetString([.. bytes]).Split('\n');
        var (a, b) = (random.Next(lines.Length), random.Next(lines.Length));
        (lines[a], lines[b]) = (lines[b], lines[a]);
        bytes.Clear();
        bytes.AddRange(Encoding.Latin1.GetBytes(string.Join('\n', lines)));
    }
}
