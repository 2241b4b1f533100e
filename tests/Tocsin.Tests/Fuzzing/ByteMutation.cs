using System.Text;

namespace Tocsin.Tests.Fuzzing;

/// <summary>One to four changes of bytes that know of no structure.</summary>
static class ByteMutation
{
    static readonly byte[][] Splices =
    [
        [0], [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC0, 0x80], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF], [0xC3, 0xAF, 0xC2, 0xBB, 0xC2, 0xBF], [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0],
    ];

    public static byte[] Of(byte[] original, Random random, List<string> story)
    {
        var bytes = original.ToList();
        for (var changes = random.Next(1, 5); changes > 0; changes--) Change(bytes, random, story);
        return [.. bytes];
    }

    static void Change(List<byte> bytes, Random random, List<string> story)
    {
        var at = random.Next(bytes.Count + 1);
        var length = random.Next(Math.Min(400, bytes.Count - at) + 1);
        switch (random.Next(6))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                story.Add($"a bit of byte {at} changed");
                break;
            case 1:
                bytes.RemoveRange(at, bytes.Count - at);
                story.Add($"cut off at byte {at}");
                break;
            case 2:
                bytes.RemoveRange(at, length);
                story.Add($"{length} bytes less at {at}");
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                story.Add($"{length} bytes twice at {at}");
                break;
            case 4:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Extremes.Piece(random)));
                story.Add($"a piece of syntax at byte {at}");
                break;
            default:
                bytes.InsertRange(at, Splices[random.Next(Splices.Length)]);
                story.Add($"odd bytes at {at}");
                break;
        }
    }
}
