using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Tocsin;

/// <summary>Where salts and ids come from, so that a simulation can replay them from a seed.</summary>
public abstract class Chance
{
    /// <summary>The operating system's generator, for every node that is not a simulation.</summary>
    public static Chance System { get; } = new SystemChance();

    /// <summary>Fills the bytes with chance. Safe to call from many threads.</summary>
    public abstract void Fill(Span<byte> bytes);

    /// <summary>Mints a UUID of version 7 (RFC 9562 §5.7): milliseconds first, then chance.</summary>
    /// <param name="now">The time in its first 48 bits; 1970 or later.</param>
    public Guid NewId(Instant now)
    {
        Span<byte> bytes = stackalloc byte[16];
        Fill(bytes);
        return Version7(now, bytes);
    }

    /// <summary>Makes a UUID of version 7 from a time and sixteen bytes of chance, of which six are overwritten.</summary>
    public static Guid Version7(Instant now, Span<byte> bytes)
    {
        var last = (ushort)(bytes[6] << 8 | bytes[7]);
        BinaryPrimitives.WriteInt64BigEndian(bytes, now.ToUnixTimeMilliseconds() << 16);
        bytes[6] = (byte)(0x70 | (last >> 8) & 0x0F);
        bytes[7] = (byte)last;
        bytes[8] = (byte)(0x80 | bytes[8] & 0x3F);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Makes a UUID of version 4 (RFC 9562 §5.4) of sixteen bytes, of which six bits are overwritten.</summary>
    public static Guid Version4(Span<byte> bytes)
    {
        (bytes[6], bytes[8]) = ((byte)(0x40 | bytes[6] & 0x0F), (byte)(0x80 | bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Draws from the system by the page: a record needs a hundred bytes, and the call costs more than they do. What
    /// is handed out is wiped from the page.</summary>
    sealed class SystemChance : Chance
    {
        const int PageBytes = 4_096, LargestFromPage = 256;

        [ThreadStatic] static byte[]? page;
        [ThreadStatic] static int used;

        public override void Fill(Span<byte> bytes)
        {
            if (bytes.Length > LargestFromPage)
            {
                RandomNumberGenerator.Fill(bytes);
                return;
            }
            if (page is null || used + bytes.Length > PageBytes)
            {
                RandomNumberGenerator.Fill(page ??= new byte[PageBytes]);
                used = 0;
            }
            var drawn = page.AsSpan(used, bytes.Length);
            drawn.CopyTo(bytes);
            drawn.Clear();
            used += bytes.Length;
        }
    }
}
