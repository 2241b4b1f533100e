namespace Tocsin.Formats.Indicators;

/// <summary>Monero's addresses: blocks of eight bytes as eleven letters of Base58 each, and four bytes of Keccak-256 at the end.</summary>
static class Monero
{
    const int BlockBytes = 8, BlockChars = 11, CheckBytes = 4;
    const int StandardChars = 95, IntegratedChars = 106;

    // How many letters a block of so many bytes has.
    static readonly int[] Chars = [0, 2, 3, 5, 6, 7, 9, 10, BlockChars];

    public static bool IsLength(int length) => length is StandardChars or IntegratedChars;

    /// <summary>The address, or why it is none; null where it is of no network that pays.</summary>
    public static Parsed<string>? Check(string text)
    {
        var bytes = new List<byte>();
        for (var at = 0; at < text.Length; at += BlockChars)
        {
            var block = text.AsSpan(at, Math.Min(BlockChars, text.Length - at));
            if (Array.IndexOf(Chars, block.Length) is var count && !Decode(block, count, bytes)) return null;
        }
        // The main network's address, integrated address and subaddress.
        if (bytes[0] is not (18 or 19 or 42)) return null;
        var all = bytes.ToArray();
        return Keccak.Hash256(all.AsSpan(..^CheckBytes)).AsSpan(0, CheckBytes).SequenceEqual(all.AsSpan(^CheckBytes..))
            ? new(text) : new(new Refusal("", "the wallet's checksum does not fit the rest"));
    }

    static bool Decode(ReadOnlySpan<char> block, int count, List<byte> bytes)
    {
        var number = UInt128.Zero;
        foreach (var c in block) number = number * 58 + (UInt128)Wallet.Base58.IndexOf(c, StringComparison.Ordinal);
        if (number >> 8 * count != 0) return false;
        for (var i = count - 1; i >= 0; i--) bytes.Add((byte)(number >> 8 * i & 0xFF));
        return true;
    }
}
