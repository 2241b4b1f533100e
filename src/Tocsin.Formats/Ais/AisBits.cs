namespace Tocsin.Formats.Ais;

/// <summary>A message's bits, most significant first, six to a character of the payload.</summary>
/// <remarks>What lies beyond the end reads as zeros, as ITU-R M.1371-5, annex 8, §3.3.7 has the spare bits.</remarks>
sealed class AisBits
{
    readonly byte[] sixes;

    AisBits(byte[] sixes, int length) => (this.sixes, Length) = (sixes, length);

    /// <summary>How many there are.</summary>
    public int Length { get; }

    /// <summary>Undoes the armour of IEC 61162-1: <c>0</c> to <c>W</c> and <c>`</c> to <c>w</c>; null where a character is none of these.</summary>
    /// <param name="payload">The characters.</param>
    /// <param name="fill">How many bits of the last one do not count, 0 to 5.</param>
    public static AisBits? Of(ReadOnlySpan<char> payload, int fill)
    {
        var sixes = new byte[payload.Length];
        for (var i = 0; i < payload.Length; i++)
        {
            if (payload[i] is not (>= '0' and <= 'W' or >= '`' and <= 'w')) return null;
            var six = payload[i] - '0';
            sixes[i] = (byte)(six > 40 ? six - 8 : six);
        }
        return new AisBits(sixes, Math.Max(0, 6 * payload.Length - fill));
    }

    public int Unsigned(int start, int length)
    {
        var number = 0;
        for (var bit = start; bit < start + length; bit++)
            number = number << 1 | (bit < Length ? sixes[bit / 6] >> (5 - bit % 6) & 1 : 0);
        return number;
    }

    /// <summary>Two's complement.</summary>
    public int Signed(int start, int length) => Unsigned(start, length) << (32 - length) >> (32 - length);

    public bool Flag(int bit) => Unsigned(bit, 1) == 1;

    /// <summary>Text of six-bit ASCII up to the first @, without trailing spaces; null where nothing is left.</summary>
    public string? Text(int start, int characters)
    {
        Span<char> text = stackalloc char[characters];
        var length = 0;
        for (var i = 0; i < characters && start + 6 * (i + 1) <= Length; i++)
        {
            var six = Unsigned(start + 6 * i, 6);
            if (six == 0) break;
            text[length++] = (char)(six < 32 ? six + 64 : six);
        }
        var said = text[..length].TrimEnd(' ');
        return said.IsEmpty ? null : said.ToString();
    }
}
